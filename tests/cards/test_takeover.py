"""What stands on a row about an organisation that is asked to take a case on."""

from datetime import date

import pytest

from cards.overview import draw_overview
from cards.takeover import list_to_take_on
from domain.access import Ground
from domain.identifiers import CaseCode, CaseId
from domain.takeover import TakeoverStep
from services.takeover_rows import TakeoverRow, TakeoverSeat
from tests.support.cards import a_kit, buttons, card_of, texts


def shown(seat: TakeoverSeat, step: TakeoverStep) -> tuple[str, dict[str, str]]:
    row = TakeoverRow(
        case=CaseId("1" * 32),
        code=CaseCode("KX7-Q42"),
        version=3,
        step=step,
        seat=seat,
        ground=Ground.INFORMATION_COORDINATOR,
        organisation="GGZ Rivierstad",
        until_on=date(2026, 2, 16),
    )
    card = card_of(draw_overview(a_kit(), list_to_take_on([row])))
    return texts(card), {title: press.verb for title, press in buttons(card).items()}


@pytest.mark.parametrize("step", [TakeoverStep.WAITING, TakeoverStep.SILENT])
def test_a_coordinator_who_did_not_weigh_records_an_answer_and_is_not_told_to_weigh(
    step: TakeoverStep,
):
    words, found = shown(TakeoverSeat.COORDINATES, step)
    assert found == {"Antwoord vastleggen": "takeover.answer"}
    assert "Organisaties die gevraagd zijn" in words
    assert "weeg opnieuw" not in words


def test_who_weighed_is_told_to_call_or_weigh_again():
    words, found = shown(TakeoverSeat.WEIGHED, TakeoverStep.SILENT)
    assert found == {"Antwoord vastleggen": "takeover.answer"}
    assert "Bel, of weeg opnieuw" in words
