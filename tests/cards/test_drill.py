"""The card of drills: one's own part, and for who runs them who takes part."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.activities import write_activity
from cards.acute_report import draw_acute_receipt, draw_report
from cards.drill import draw_drill_over, draw_drills, draw_result
from cards.kit import Frame
from domain.acute_session import SessionState
from domain.drill import DrillEnd, DrillTimes
from domain.identifiers import CaseCode, SessionId
from domain.member import Language
from domain.press import Press
from services.drill import DrillPartnerView, DrillsView
from services.drill_run import DrillView, ResultView, RunningView
from tests.support.acute_views import a_receipt, a_session, a_summary
from tests.support.cards import buttons, card_of, check_card, real_size_kit, texts

DUTCH = real_size_kit(Language.DUTCH, Frame.CHAT_CARD)


def test_who_takes_part_reads_since_when_and_can_stop():
    card = card_of(draw_drills(DUTCH, DrillsView(joined_on=date(2026, 11, 28))))
    assert "sinds zaterdag 28 november 2026" in texts(card)
    assert list(buttons(card)) == ["Ik doe niet meer mee"]
    assert buttons(card)["Ik doe niet meer mee"].verb == "drill.leave"


def test_who_does_not_is_told_what_it_is_and_asked():
    card = card_of(draw_drills(DUTCH, DrillsView(joined_on=None)))
    assert "In elk bericht staat OEFENING" in texts(card)
    assert buttons(card)["Ik doe mee"] == Press(verb="drill.join")
    assert "Wie meedoet" not in texts(card)


@pytest.mark.parametrize("language", Language)
def test_the_card_of_a_director_in_a_large_house_is_one_that_teams_takes(language: Language):
    partner = DrillPartnerView(
        organisation="Gemeente Rivierstad", members=("Anna Jansen", "Bram de Vries", "Carla Smit")
    )
    view = DrillsView(
        joined_on=None,
        may_run=True,
        partners=(partner,) * 60,
        missing=("Veilig Thuis Rivierland",) * 60,
    )
    kit = real_size_kit(language, Frame.CHAT_CARD)
    check_card(draw_drills(kit, view, NONE_RUNS).card or {})


NONE_RUNS = RunningView(drill=None, held=1)


def test_one_person_is_said_as_one():
    one = DrillPartnerView(organisation="Politie", members=("Wim",))
    view = DrillsView(joined_on=None, may_run=True, partners=(one,))
    said = texts(card_of(draw_drills(DUTCH, view, NONE_RUNS)))
    assert "Er is 1 oefening gehouden" in said
    assert "Er doet 1 persoon mee" in said
    assert "**Politie**: Wim" in said


AT = datetime(2026, 11, 24, 9, 5, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
RESULT = ResultView(
    code=CaseCode("OEF-007"),
    started_at=AT,
    end=DrillEnd.CLOSED,
    times=DrillTimes(taken_within=30 * MINUTE / 60, convened_within=None, ended_within=61 * MINUTE),
    partners=(("Politie", MINUTE), ("GGZ", None)),
)


def test_the_result_says_how_long_each_step_and_each_organisation_took():
    said = texts(card_of(draw_result(DUTCH.for_drill(), RESULT)))
    for part in (
        "Uitslag van oefening OEF-007",
        "minder dan een minuut",
        "niet gebeurd",
        "61 minuten",
        "Politie: na 1 minuut",
        "GGZ: geen antwoord",
    ):
        assert part in said


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("end", DrillEnd)
def test_each_end_is_said_in_both_languages(language: Language, end: DrillEnd):
    kit = real_size_kit(language, Frame.CHAT_CARD).for_drill()
    check_card(draw_result(kit, replace(RESULT, end=end)).card or {})


@pytest.mark.parametrize(
    ("language", "word"), [(Language.DUTCH, "OEFENING"), (Language.ENGLISH, "DRILL")]
)
def test_what_a_kit_for_drills_draws_says_so_in_title_text_and_preview(
    language: Language, word: str
):
    kit = real_size_kit(language, Frame.CHAT_CARD).for_drill()
    message = draw_drill_over(kit, CaseCode("OEF-007"))
    card = card_of(message)
    assert texts(card).startswith(word)
    assert card["fallbackText"].startswith(word)
    assert write_activity(kit, message)["summary"].startswith(word)
    assert kit.short("drill.over").text.startswith(word)
    plain = real_size_kit(language, Frame.CHAT_CARD)
    assert word not in texts(card_of(draw_drill_over(plain, CaseCode("OEF-007"))))


def test_a_drill_that_runs_can_be_found_and_stopped_and_none_started():
    known_as = SessionId("drill.a")
    drill = DrillView(
        id=known_as, code=CaseCode("OEF-007"), started_at=AT, lapses_at=AT + 180 * MINUTE,
        is_over=False,
    )  # fmt: skip
    view = DrillsView(joined_on=None, may_run=True)
    card = card_of(draw_drills(DUTCH, view, RunningView(drill=drill, held=7)))
    assert "loopt sinds 10:05 en stopt vanzelf om 13:05" in texts(card)
    assert buttons(card)["Oefening stoppen"] == Press(verb="drill.stop", subject=known_as)
    assert "Oefening starten" not in buttons(card)


def test_why_none_can_start_now_is_said():
    view = RunningView(drill=None, held=0, hindrance="drill.not_now")
    said = texts(card_of(draw_drills(DUTCH, DrillsView(joined_on=None, may_run=True), view)))
    assert "binnen de diensttijd" in said


@pytest.mark.parametrize("language", list(Language))
def test_judged_not_acute_it_is_over_and_no_case_goes_on(language: Language):
    plain = real_size_kit(language, Frame.CHAT_CARD)
    kit = plain.for_drill()
    judged = a_session(SessionState.NOT_ACUTE)
    over = kit.phrase("drill.is_not_acute", name="Cora")
    for drawn in (draw_report(kit, a_summary(judged)), draw_acute_receipt(kit, a_receipt(judged))):
        assert over in texts(card_of(drawn))
    real = texts(card_of(draw_report(plain, a_summary(judged))))
    assert over not in real
