from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from cards.case_director import list_questions
from cards.digest import draw_digest
from cards.joining import draw_joined, list_joinings
from cards.overview import draw_overview
from domain.case import CircleReason
from domain.identifiers import CaseCode, CaseId
from domain.member import Language
from services.case_director import DirectorRow
from services.joining import ToldJoined
from tests.support.cards import a_kit, card_of, check_card, texts

TOLD = ToldJoined(
    case=CaseId("c"),
    code=CaseCode("KX7-Q42"),
    reason=CircleReason.REQUIRED_PARTNER,
    directed_by="Gijs",
    starts_at=datetime(2026, 2, 11, 12, 0, tzinfo=UTC),
)


def read_row(told: ToldJoined, language: Language = Language.DUTCH) -> str:
    return texts(check_card(card_of(draw_overview(a_kit(language), [list_joinings([told])]))))


def test_the_digest_tells_who_joined_why_they_when_it_is_discussed_and_who_directs():
    assert (
        "KX7-Q42: uw organisatie is nodig in het overleg · De casus wordt besproken op "
        "woensdag 11 februari 2026, 13:00. · Casusregisseur: Gijs."
    ) in read_row(TOLD)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (Language.DUTCH, "Er is nog geen casusregisseur."),
        (Language.ENGLISH, "There is no case director yet."),
    ],
)
def test_a_case_that_nobody_directs_and_no_meeting_discusses_says_only_the_first(
    language: Language, said: str
):
    row = read_row(replace(TOLD, directed_by="", starts_at=None), language)
    assert said in row
    assert row.count(" · ") == 1


def test_who_directs_the_case_reads_that_of_themselves():
    row = read_row(replace(TOLD, is_director=True))
    assert "U bent casusregisseur." in row
    assert "Gijs" not in row


def test_that_somebody_is_asked_to_direct_a_case_is_said_once_in_the_digest():
    asked = replace(TOLD, reason=CircleReason.CASE_DIRECTOR, directed_by="")
    question = list_questions([DirectorRow(case=asked.case, code=asked.code)])
    digest = texts(card_of(draw_digest(a_kit(), [list_joinings([asked]), *question])))
    assert digest.count("gevraagd") == 1
    assert "KX7-Q42: u doet mee met deze casus · De casus wordt besproken" in digest
    assert "u bent gevraagd als casusregisseur" in texts(card_of(draw_joined(a_kit(), asked)))


def test_the_message_at_once_says_the_same():
    said = texts(card_of(draw_joined(a_kit(), TOLD)))
    for line in ("nodig in het overleg", "besproken op", "Casusregisseur: Gijs."):
        assert line in said


@pytest.mark.parametrize(
    ("when", "said"),
    [
        (
            {"planned_on": date(2026, 2, 12)},
            "bespreken wij de casus in het overleg van donderdag 12",
        ),
        ({"review_on": date(2026, 3, 9)}, "Wij bekijken de casus opnieuw op maandag 9 maart 2026."),
    ],
)
def test_without_a_posted_agenda_the_day_is_said_and_no_hour(when: dict[str, date], said: str):
    row = read_row(replace(TOLD, starts_at=None, **when))
    assert said in row
    assert ":00" not in row


def test_the_first_that_is_known_is_said_and_nothing_beside_it():
    later = date(2026, 3, 9)
    posted = read_row(replace(TOLD, planned_on=later, review_on=later))
    planned = read_row(replace(TOLD, starts_at=None, planned_on=date(2026, 2, 12), review_on=later))
    assert "9 maart" not in posted + planned
