from dataclasses import replace
from datetime import date

import pytest

from cards.agreed_action import (
    READ_ACTION,
    TELEPHONE_ACTION,
    draw_action,
    draw_escalated,
    lay_out_action,
    lay_out_case_actions,
)
from cards.kit import Frame
from cards.page import draw_page
from domain.access import Action
from domain.agreed_action import ActionState
from domain.identifiers import CaseCode
from domain.member import Language, Role
from services.action_reminders import EscalatedView
from services.agreed_action import ActionText, ActionView, CaseActionsView
from tests.support.agenda_house import ORGANISATIONS, POLICE, a_member
from tests.support.agreed_actions import WHAT, an_action
from tests.support.canaries import CANARY
from tests.support.cards import a_kit, buttons, check_card, texts
from tests.support.cases import a_case

CODE = CaseCode("KX7-Q42")
POLICE_FORCE = next(one for one in ORGANISATIONS if one.id == POLICE)


def a_view(**changes: object) -> ActionView:
    given = {
        "action": an_action(),
        "code": CODE,
        "owner": a_member("Agent", POLICE, Role.PROFESSIONAL),
        "organisation": POLICE_FORCE,
        "is_own": True,
        "has_owner": True,
        "changed_by": "Ina",
        "may": frozenset({Action.ANSWER_ACTION}),
    }
    return ActionView(**(given | changes))


def drawn(view: ActionView, language: Language = Language.DUTCH) -> tuple[str, list[str]]:
    card = check_card(draw_action(a_kit(language), view).card or {})
    return texts(card), list(buttons(card))


def test_an_owner_gets_three_answers_and_the_date_but_no_text():
    said, pressed = drawn(a_view())
    assert "KX7-Q42" in said
    assert "vrijdag 4 december 2026" in said
    assert CANARY not in said
    assert pressed == ["Gedaan", "Kan niet meer", "Niet gedaan", "Afspraak lezen", "Terug"]


def test_a_director_gets_the_number_and_four_ways_on():
    may = frozenset({Action.ANSWER_FOR_OWNER, Action.GUARD_ACTION})
    said, pressed = drawn(a_view(is_own=False, may=may))
    assert "Agent, Politie" in said
    assert "Telefoon" in said
    assert pressed == [
        "Afspraak lezen", "Antwoord per telefoon", "Nieuwe datum", "Andere eigenaar", "Opschalen",
        "Terug",
    ]  # fmt: skip


def test_what_was_escalated_is_not_escalated_again():
    may = frozenset({Action.ANSWER_FOR_OWNER, Action.GUARD_ACTION})
    escalated = an_action(told_to="karel")
    said, pressed = drawn(a_view(is_own=False, may=may, action=escalated))
    assert "De ketenmanager heeft de code en de datum gekregen." in said
    assert "Opschalen" not in pressed


def test_an_action_without_an_owner_says_so():
    said, _ = drawn(a_view(is_own=False, has_owner=False, may=frozenset()))
    assert "heeft dus geen eigenaar meer" in said


def test_an_answer_says_who_gave_it_and_when():
    said, pressed = drawn(a_view(action=an_action(state=ActionState.DONE), may=frozenset()))
    assert "Antwoord: gedaan. Vastgelegd door Ina op dinsdag 24 november 2026, 11:00." in said
    assert pressed == ["Afspraak lezen", "Terug"]


@pytest.mark.parametrize("frame", list(Frame))
def test_the_text_and_the_note_are_read_in_a_window(frame: Frame):
    noted = an_action(state=ActionState.NOT_DONE, note=f"{CANARY} was weg")
    view = ActionText(action=noted, code=CODE, owner="Agent")
    said = texts(draw_page(a_kit(frame=frame), lay_out_action(view), frame))
    assert WHAT in said
    assert f"{CANARY} was weg" in said
    assert "Agent, uiterlijk vrijdag 4 december 2026: niet gedaan" in said


@pytest.mark.parametrize(
    ("may", "told_to", "ways"),
    [
        (set(), None, []),
        ({Action.ANSWER_FOR_OWNER}, None, ["Antwoord per telefoon"]),
        (
            {Action.ANSWER_FOR_OWNER, Action.GUARD_ACTION},
            None,
            ["Antwoord per telefoon", "Nieuwe datum", "Andere eigenaar", "Opschalen"],
        ),
        ({Action.GUARD_ACTION}, "karel", ["Nieuwe datum", "Andere eigenaar"]),
    ],
)
def test_where_it_is_read_a_coordinator_decides(
    may: set[Action], told_to: str | None, ways: list[str]
):
    action = an_action(told_to=told_to)
    view = ActionText(action=action, code=CODE, owner="Agent", may=frozenset(may))
    page = draw_page(a_kit(), lay_out_action(view), Frame.TASK_MODULE)
    assert list(buttons(check_card(page))) == ["Gelezen", *ways]


def test_on_the_page_of_a_case_a_director_opens_an_action_and_a_coordinator_answers_it():
    action = an_action()
    view = CaseActionsView(
        case=a_case(0), actions=(action,), owners={action.owner: "Agent"}, may=frozenset()
    )
    for may, verb in (
        ({Action.ANSWER_FOR_OWNER}, TELEPHONE_ACTION),
        ({Action.ANSWER_FOR_OWNER, Action.GUARD_ACTION}, READ_ACTION),
    ):
        laid = lay_out_case_actions(replace(view, may=frozenset(may)), are_open=True, number=1)
        assert [one.change.verb for one in laid.parts] == [verb]


def test_a_manager_gets_code_and_date_and_no_button():
    view = EscalatedView(code=CODE, due_on=date(2026, 12, 4))
    card = check_card(draw_escalated(a_kit(), view).card or {})
    assert "KX7-Q42" in texts(card)
    assert "vrijdag 4 december 2026" in texts(card)
    assert buttons(card) == {}


def test_it_is_said_in_english_too():
    said, pressed = drawn(a_view(), Language.ENGLISH)
    assert "Case KX7-Q42: agreement" in said
    assert pressed == ["Done", "Not possible", "Not done", "Read the agreement", "Back"]
