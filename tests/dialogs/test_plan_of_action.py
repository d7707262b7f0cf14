from dataclasses import replace

import pytest

from cards.kit import Frame
from dialogs.plan_of_action import PLAN_OF_ACTION, AboutPlan
from domain.plan_of_action import PlanOfAction, ScenarioKind
from services.seen_case import SeenCase
from tests.support.agenda_house import CARE, POLICE
from tests.support.canaries import CANARY
from tests.support.case_talk import happened, taken_up
from tests.support.conversation import Conversation, inputs

FRAMES = pytest.mark.parametrize("frame", list(Frame))
ON_CARE = {
    "what_care": f"{CANARY} naar de dagbesteding", "who_care": CARE, "possible_care": "yes",
}  # fmt: skip
NOT_PUNISHED = {
    "what_punishment": f"{CANARY} vervolgen",
    "who_punishment": POLICE,
    "possible_punishment": "no",
    "because_punishment": f"{CANARY} is twaalf",
}
CHOSEN = {"chosen": "care"}


@pytest.fixture
def talk(talk: Conversation) -> Conversation:
    return replace(talk, dialogs=(PLAN_OF_ACTION,), member="sanne")


async def kept(talk: Conversation, seen: SeenCase) -> PlanOfAction | None:
    async with talk.at_desk() as (_, ctx):
        return await ctx.uow.plans_of_action.newest(seen.id)


@FRAMES
async def test_a_plan_is_written_page_by_page_and_starts_from_what_it_was(
    talk: Conversation, frame: Frame
):
    talk.frame = frame
    seen = await happened(talk, taken_up)
    await talk.begins(PLAN_OF_ACTION, AboutPlan(case=seen.id, number=0))
    await talk.goes_through(ON_CARE, NOT_PUNISHED, {}, CHOSEN)
    receipt = await talk.presses("Plan vastleggen")
    assert "Plan van aanpak van KX7-Q42 is vastgelegd, versie 1" in receipt
    assert CANARY not in receipt
    plan = await kept(talk, seen)
    assert plan
    care, punishment = plan.text.scenarios
    assert (care.what, care.who, care.is_possible) == (ON_CARE["what_care"], (CARE,), True)
    assert punishment.impossible_because == f"{CANARY} is twaalf"
    assert (plan.text.chosen, plan.text.fallback) == (ScenarioKind.CARE, None)

    await talk.begins(PLAN_OF_ACTION, AboutPlan(case=seen.id, number=1))
    assert inputs(talk.card)["what_care"] == ON_CARE["what_care"]
    assert inputs(talk.card)["possible_care"] == "yes"


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"possible_care": "yes"}, "Schrijf op wat u in dit scenario doet."),
        ({"what_care": "Praten"}, "Kies of dit scenario kan."),
        ({"what_care": "Praten", "possible_care": "no"}, "Schrijf op waarom"),
    ],
)
async def test_what_a_scenario_lacks_is_asked_on_its_own_page(
    talk: Conversation, answers: dict[str, str], said: str
):
    seen = await happened(talk, taken_up)
    await talk.begins(PLAN_OF_ACTION, AboutPlan(case=seen.id))
    assert said in await talk.goes_through(answers)


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        ({"chosen": "punishment"}, "dat is ingevuld en dat kan"),
        ({"chosen": "both"}, "dat is ingevuld en dat kan"),
        ({"chosen": "care", "fallback": "care"}, "hier een ander"),
        ({"fallback": "care"}, "Kies eerst een scenario"),
    ],
)
async def test_only_what_is_possible_is_chosen_and_the_fallback_is_another(
    talk: Conversation, choice: dict[str, str], said: str
):
    seen = await happened(talk, taken_up)
    await talk.begins(PLAN_OF_ACTION, AboutPlan(case=seen.id))
    assert said in await talk.goes_through(ON_CARE, NOT_PUNISHED, {}, choice)


async def test_a_plan_without_a_scenario_is_no_plan(talk: Conversation):
    seen = await happened(talk, taken_up)
    await talk.begins(PLAN_OF_ACTION, AboutPlan(case=seen.id))
    assert "ten minste één scenario" in await talk.goes_through({}, {}, {}, {})


async def test_the_second_director_hears_who_was_first(talk: Conversation):
    seen = await happened(talk, taken_up)
    await talk.begins(PLAN_OF_ACTION, AboutPlan(case=seen.id, number=0))
    await talk.goes_through(ON_CARE, {}, {}, CHOSEN)
    other = replace(talk, member="daan")
    await other.begins(PLAN_OF_ACTION, AboutPlan(case=seen.id, number=0))
    await other.goes_through(ON_CARE, {}, {}, {})
    await other.presses("Plan vastleggen")
    assert "door Daan" in await talk.presses("Plan vastleggen")
    plan = await kept(talk, seen)
    assert plan
    assert (plan.version.number, plan.text.chosen) == (1, None)
