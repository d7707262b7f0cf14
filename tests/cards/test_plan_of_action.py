from dataclasses import replace
from datetime import date

import pytest

from cards.agreed_action import ACTIONS_ON_A_PAGE, lay_out_case_actions, read_page
from cards.kit import Frame
from cards.page import PageView, draw_page
from cards.plan_of_action import lay_out_plan
from domain.access import Action
from domain.agreed_action import ActionState, AgreedAction
from domain.identifiers import MemberId, OrganisationId
from domain.member import Language
from domain.plan_of_action import PlanOfAction
from services.agreed_action import CaseActionsView
from services.plan_of_action import PlanView
from tests.support.agreed_actions import WHAT, an_action
from tests.support.canaries import CANARY
from tests.support.cards import a_kit, buttons, check_card, texts
from tests.support.cases import a_case
from tests.support.plans_of_action import a_plan

WRITER = MemberId("director")


def a_view(plan: PlanOfAction | None = None, *may: Action) -> PlanView:
    return PlanView(
        case=a_case(),
        plan=plan,
        versions=(plan.version,) if plan else (),
        writers={WRITER: "Cora"},
        organisations={
            OrganisationId("police"): "Politie", OrganisationId("mental-health"): "GGZ",
        },
        may=frozenset(may),
    )  # fmt: skip


def drawn(page: PageView, frame: Frame = Frame.CHAT_CARD) -> tuple[str, list[str]]:
    card = check_card(draw_page(a_kit(frame=frame), page, frame))
    return texts(card), list(buttons(card))


@pytest.mark.parametrize("frame", list(Frame))
def test_a_plan_says_what_is_chosen_by_whom_and_why_something_is_not_possible(frame: Frame):
    said, _ = drawn(lay_out_plan(a_view(a_plan())), frame)
    for words in (
        "Nu: Zorg en straf samen",
        "Als dat niet lukt: Zorg",
        "Door: GGZ",
        "Kan niet, omdat:",
        f"{CANARY} deed niets strafbaars",
        "Versie 1: Cora, dinsdag 24 november 2026, 11:00",
    ):
        assert words in said


def test_a_plan_of_which_nothing_is_chosen_says_so():
    said, _ = drawn(lay_out_plan(a_view(a_plan(chosen=None, fallback=None))))
    assert "Er is nog niets gekozen." in said


def test_a_case_without_a_plan_says_so():
    said, pressed = drawn(lay_out_plan(a_view()))
    assert "Er is nog geen plan van aanpak." in said
    assert pressed == ["Gelezen", "Afspraken lezen"]


def test_a_director_writes_the_next_version_from_there():
    view = a_view(a_plan(3), Action.WRITE_PLAN, Action.AGREE_ACTION)
    card = draw_page(a_kit(), lay_out_plan(view), Frame.CHAT_CARD)
    assert list(buttons(card)) == [
        "Gelezen", "Afspraken lezen", "Plan schrijven", "Afspraak maken",
    ]  # fmt: skip
    assert buttons(card)["Plan schrijven"].version == 3


def agreements(*actions: AgreedAction, may: frozenset[Action] = frozenset()) -> CaseActionsView:
    names = {MemberId("agent"): "Agent"}
    return CaseActionsView(case=a_case(), actions=actions, owners=names, may=may)


def test_what_is_open_is_read_first_and_what_was_answered_apart():
    answered = an_action(id="done", state=ActionState.DONE, note=f"{CANARY} nam op")
    view = agreements(an_action(), answered)
    said, pressed = drawn(lay_out_case_actions(view, are_open=True, number=1))
    assert WHAT in said
    assert "nog open" in said
    assert f"{CANARY} nam op" not in said
    assert pressed == ["Gelezen", "Beantwoorde afspraken"]
    said, pressed = drawn(lay_out_case_actions(view, are_open=False, number=1))
    assert f"{CANARY} nam op" in said
    assert "nog open" not in said
    assert pressed == ["Gelezen", "Open afspraken"]


def test_a_coordinator_notes_an_answer_by_telephone_beside_each_open_one():
    view = agreements(an_action(), may=frozenset({Action.ANSWER_FOR_OWNER}))
    page = lay_out_case_actions(view, are_open=True, number=1)
    assert [part.change.verb for part in page.parts] == ["action.telephone"]
    assert WHAT in drawn(page)[0]


def test_a_case_without_agreements_says_so():
    said, _ = drawn(lay_out_case_actions(agreements(), are_open=True, number=1))
    assert "Hier staan geen afspraken." in said


@pytest.mark.parametrize("is_telephone", [True, False])
def test_the_longest_agreements_fit_in_a_window_page_after_page(is_telephone: bool):
    longest = [
        an_action(id=f"a{number}", what="é" * 500, due_on=date(2026, 12, 4))
        for number in range(ACTIONS_ON_A_PAGE + 1)
    ]
    may = frozenset({Action.ANSWER_FOR_OWNER} if is_telephone else ())
    view = agreements(*longest, may=may)
    first = lay_out_case_actions(view, are_open=True, number=1)
    said, pressed = drawn(first)
    assert "Pagina 1 van 2" in said
    assert "Volgende" in pressed
    last = lay_out_case_actions(view, are_open=True, number=2)
    assert "Vorige" in drawn(last)[1]


def test_a_button_finds_back_its_page_and_nonsense_the_first():
    view = agreements(an_action())
    page = lay_out_case_actions(view, are_open=False, number=1)
    assert read_page(page.reopen) == (view.case.id, False, 1)
    assert read_page(replace(page.reopen, subject="case-1")) == ("case-1", True, 1)


def test_a_plan_is_read_in_english_too():
    card = draw_page(a_kit(Language.ENGLISH), lay_out_plan(a_view(a_plan())), Frame.CHAT_CARD)
    assert "Now: Care and punishment together" in texts(card)
