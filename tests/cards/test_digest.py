from datetime import date

import pytest

from cards.agreed_action import list_actions
from cards.digest import ROWS_IN_DIGEST, draw_digest
from cards.overview import OverviewPart, OverviewPlace, OverviewRow
from cards.words import Text
from domain.agreed_action import ActionState
from domain.identifiers import ActionId, CaseCode
from domain.member import Language
from services.action_reminders import ActionLine, ActionsView
from tests.support.cards import a_kit, buttons, check_card, texts

CODE = CaseCode("KX7-Q42")


def a_line(state: ActionState = ActionState.OPEN, *, has_owner: bool = True) -> ActionLine:
    return ActionLine(
        id=ActionId("action-1"), code=CODE, due_on=date(2026, 12, 4), state=state,
        organisation="Politie", has_owner=has_owner,
    )  # fmt: skip


def of_times(number: int) -> OverviewPart:
    row = OverviewRow(text=Text("agenda.own_row", {"day": "do", "hours": "09:00–09:30"}))
    return OverviewPart(
        heading="agenda.own_times_heading", place=OverviewPlace.TIMES, rows=(row,) * number
    )


def test_it_lists_what_is_due_and_what_waits_for_a_decision():
    waiting = (a_line(), a_line(ActionState.NOT_DONE), a_line(has_owner=False))
    parts = list_actions(ActionsView(own=(a_line(),), asked=waiting))
    card = check_card(draw_digest(a_kit(), parts).card or {})
    said = texts(card)
    assert "Afspraken die op uw besluit wachten" in said
    for words in ("nog geen antwoord", "niet gedaan", "geen eigenaar meer", "Uw afspraken"):
        assert words in said
    assert [one.verb for one in buttons(card).values()] == ["action.show", "overview.show"]


def test_a_part_without_rows_is_left_out():
    parts = list_actions(ActionsView(own=(a_line(),), asked=()))
    assert "besluit" not in texts(draw_digest(a_kit(), parts).card or {})


def test_what_is_asked_stands_above_the_own_times_whatever_the_order_it_comes_in():
    parts = (of_times(1), *list_actions(ActionsView(own=(a_line(),), asked=())))
    said = texts(draw_digest(a_kit(), parts).card or {})
    assert said.index("Uw afspraken") < said.index("09:00–09:30")


@pytest.mark.parametrize(("language", "more"), [
    (Language.DUTCH, "En nog 2."),
    (Language.ENGLISH, "And 2 more."),
])  # fmt: skip
def test_a_long_one_stays_small_and_says_how_many_more_there_are(language: Language, more: str):
    card = check_card(draw_digest(a_kit(language), [of_times(ROWS_IN_DIGEST + 2)]).card or {})
    said = texts(card)
    assert said.count("09:00–09:30") == ROWS_IN_DIGEST
    assert more in said
