from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cards.absence import draw_absences
from cards.kit import Frame
from cards.span import tell_span
from domain.absence import Absence, Span
from domain.identifiers import AbsenceId, MemberId
from domain.member import Language
from domain.press import Press
from services.absence import AbsenceView
from tests.support.cards import a_kit, buttons, card_of, real_size_kit, texts

MIDNIGHT = datetime(2026, 2, 11, 23, 0, tzinfo=UTC)  # the beginning of Thursday 12 February
HOUR = timedelta(hours=1)


def absence(start: float = 0, end: float = 24, name: str = "a") -> Absence:
    return Absence(
        id=AbsenceId(name),
        member=MemberId("nurse"),
        span=Span(starts_at=MIDNIGHT + start * HOUR, ends_at=MIDNIGHT + end * HOUR),
        entered_by=MemberId("nurse"),
        entered_at=MIDNIGHT,
    )


def draw(language: Language = Language.DUTCH, **view: object) -> str:
    shown = {"own": (), "entered": (), "may_enter": False, **view}
    return texts(card_of(draw_absences(a_kit(language), AbsenceView(**shown))))


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (0, 24, "donderdag 12 februari 2026, hele dag"),
        (0, 48, "donderdag 12 februari 2026 tot en met vrijdag 13 februari 2026"),
        (9, 10.5, "donderdag 12 februari 2026, van 09:00 tot 10:30"),
        (13, 24, "donderdag 12 februari 2026, van 13:00 tot 24:00"),
        (0, 12, "donderdag 12 februari 2026, van 00:00 tot 12:00"),
        (13, 48, "donderdag 12 februari 2026, 13:00 tot zaterdag 14 februari 2026, 00:00"),
    ],
)
def test_an_absence_is_said_as_it_was_given(start: float, end: float, said: str):
    when = tell_span(absence(start, end).span, ZoneInfo("Europe/Amsterdam"))
    assert a_kit().say(when) == said


def test_a_member_reads_when_they_are_away_and_can_take_each_away():
    message = draw_absences(a_kit(), AbsenceView(own=(absence(),), entered=(), may_enter=False))
    card = card_of(message)
    assert "donderdag 12 februari 2026, hele dag" in texts(card)
    assert buttons(card)["Verwijderen"] == Press(verb="absence.withdraw", subject="a")
    assert "Melden voor iemand anders" not in buttons(card)


def test_a_coordinator_reads_for_whom_it_was_entered_and_can_enter_more():
    message = draw_absences(
        a_kit(), AbsenceView(own=(), entered=(("Nurse", absence()),), may_enter=True)
    )
    assert "Nurse: donderdag 12 februari 2026, hele dag" in texts(card_of(message))
    assert "Melden voor iemand anders" in buttons(card_of(message))


def test_without_any_it_says_what_that_means():
    assert "Wij gaan ervan uit dat u kunt komen." in draw()
    assert "We assume that you can come." in draw(Language.ENGLISH)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("frame", list(Frame))
def test_a_long_list_stays_a_small_card_and_says_how_many_more_there_are(
    language: Language, frame: Frame
):
    many = tuple(absence(24 * day, 24 * day + 1, f"{day:032}") for day in range(20))
    view = AbsenceView(own=many, entered=(), may_enter=True)
    card = card_of(draw_absences(real_size_kit(language, frame), view))
    assert ("En nog 8." if language is Language.DUTCH else "And 8 more.") in texts(card)
