from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date

import pytest

from cards.kit import Frame
from dialogs.about import AboutCase
from dialogs.agreed_action import (
    ACTION_AGREEING,
    ACTION_ANSWER,
    ACTION_DATE,
    ACTION_OWNER,
    ACTION_TELEPHONE,
    AboutAction,
)
from domain.agreed_action import ActionState, AgreedAction
from services.agreed_action import agree_action
from tests.support.agreed_actions import WHAT, a_wish
from tests.support.canaries import CANARY
from tests.support.case_talk import happened, taken_up
from tests.support.conversation import Conversation

FRAMES = pytest.mark.parametrize("frame", list(Frame))
# the day in the house is Monday 9 February
THURSDAY, NEXT_FRIDAY = date(2026, 2, 12), date(2026, 2, 20)


@pytest.fixture
def talk(talk: Conversation) -> Conversation:
    dialogs = (ACTION_ANSWER, ACTION_TELEPHONE, ACTION_DATE, ACTION_OWNER, ACTION_AGREEING)
    return replace(talk, dialogs=dialogs, member="sanne")


async def promise(talk: Conversation) -> AgreedAction:
    """The referrer of a case promised something."""
    seen = await happened(talk, taken_up)
    async with talk.at_desk() as (_, ctx):
        return await agree_action(ctx, await ctx.uow.cases.get(seen.id), a_wish("agent", THURSDAY))


async def now(talk: Conversation, action: AgreedAction) -> AgreedAction:
    async with talk.at_desk() as (_, ctx):
        return await ctx.uow.agreed_actions.get(action.id)


def about(action: AgreedAction, answer: ActionState | None = None) -> AboutAction:
    return AboutAction(action=action.id, version=action.version, answer=answer)


@FRAMES
async def test_an_owner_reads_what_was_agreed_and_answers_with_a_note(
    talk: Conversation, frame: Frame
):
    agreed = await promise(talk)
    owner = replace(talk, member="agent", frame=frame)
    read = await owner.begins(ACTION_ANSWER, about(agreed, ActionState.NOT_POSSIBLE))
    assert WHAT in read
    assert "kan niet meer, de omstandigheden zijn veranderd" in read
    await owner.goes_through({"note": f"{CANARY} verhuisde"})
    receipt = await owner.presses("Vastleggen")
    assert "Vastgelegd voor KX7-Q42: kan niet meer" in receipt
    assert CANARY not in receipt
    kept = await now(talk, agreed)
    assert (kept.state, kept.note) == (ActionState.NOT_POSSIBLE, f"{CANARY} verhuisde")


async def test_a_note_may_stay_empty_and_of_what_is_not_done_the_director_decides(
    talk: Conversation,
):
    agreed = await promise(talk)
    owner = replace(talk, member="agent")
    await owner.begins(ACTION_ANSWER, about(agreed, ActionState.NOT_DONE))
    await owner.goes_through({})
    assert "De procesregisseur bepaalt" in await owner.presses("Vastleggen")
    assert (await now(talk, agreed)).note == ""


@FRAMES
async def test_a_coordinator_notes_what_was_said_by_telephone(talk: Conversation, frame: Frame):
    talk.frame = frame
    agreed = await promise(talk)
    read = await talk.begins(ACTION_TELEPHONE, about(agreed))
    assert "namens de eigenaar" in read
    assert WHAT in read
    await talk.goes_through({"answer": "done"})
    await talk.presses("Vastleggen")
    kept = await now(talk, agreed)
    assert (kept.state, kept.changed_by) == (ActionState.DONE, "sanne")


@pytest.mark.parametrize(
    ("due_on", "said"),
    [
        ("2026-02-06", "Deze dag is al voorbij."),
        ("2026-02-14", "Op deze dag werken wij niet."),
        ("", "Vul dit nog in."),
    ],
)
async def test_a_new_date_is_a_working_day_to_come(talk: Conversation, due_on: str, said: str):
    agreed = await promise(talk)
    await talk.begins(ACTION_DATE, about(agreed))
    assert said in await talk.goes_through({"due_on": due_on})


async def test_a_holiday_is_refused_at_the_end_and_nothing_changes(talk: Conversation):
    agreed = await promise(talk)
    await talk.begins(ACTION_DATE, about(agreed))
    await talk.goes_through({"due_on": "2026-04-06"})
    assert "Op deze dag werken wij niet." in await talk.presses("Vastleggen")
    assert (await now(talk, agreed)).due_on == THURSDAY


async def test_with_a_new_date_the_receipt_says_so(talk: Conversation):
    agreed = await promise(talk)
    await talk.begins(ACTION_DATE, about(agreed))
    await talk.goes_through({"due_on": NEXT_FRIDAY.isoformat()})
    assert "uiterlijk vrijdag 20 februari 2026" in await talk.presses("Vastleggen")
    assert (await now(talk, agreed)).due_on == NEXT_FRIDAY


@FRAMES
async def test_another_owner_is_chosen_among_who_is_involved(talk: Conversation, frame: Frame):
    talk.frame = frame
    agreed = await promise(talk)
    read = await talk.begins(ACTION_OWNER, about(agreed))
    assert WHAT in read
    assert "Kies een van de mogelijkheden" in await talk.goes_through({"owner": "agent"})
    await talk.goes_through({"owner": "sanne"})
    assert "Sanne neemt de afspraak over" in await talk.presses("Vastleggen")
    assert (await now(talk, agreed)).owner == "sanne"


async def first_done(talk: Conversation, agreed: AgreedAction) -> None:
    await talk.begins(ACTION_TELEPHONE, about(agreed))
    await talk.goes_through({"answer": "done"})
    await talk.presses("Vastleggen")


async def first_postponed(talk: Conversation, agreed: AgreedAction) -> None:
    await talk.begins(ACTION_DATE, about(agreed))
    await talk.goes_through({"due_on": NEXT_FRIDAY.isoformat()})
    await talk.presses("Vastleggen")


@pytest.mark.parametrize("act", [first_done, first_postponed])
async def test_whoever_answers_after_another_hears_who_was_first(
    talk: Conversation, act: Callable[[Conversation, AgreedAction], Awaitable[None]]
):
    agreed = await promise(talk)
    owner = replace(talk, member="agent")
    await owner.begins(ACTION_ANSWER, about(agreed, ActionState.NOT_DONE))
    await owner.goes_through({})
    await act(replace(talk, member="daan"), agreed)
    assert "al gedaan, door Daan op 09-02-2026 10:00" in await owner.presses("Vastleggen")
    assert (await now(talk, agreed)).state is not ActionState.NOT_DONE


@FRAMES
async def test_something_is_agreed_under_the_plan(talk: Conversation, frame: Frame):
    talk.frame = frame
    seen = await happened(talk, taken_up)
    read = await talk.begins(ACTION_AGREEING, AboutCase(case=seen.id))
    assert "Agent" in str(talk.card)
    assert "Wat is er afgesproken?" in read
    promised = {"what": WHAT, "owner": "agent", "due_on": THURSDAY.isoformat()}
    await talk.goes_through(promised)
    receipt = await talk.presses("Vastleggen")
    assert "De afspraak bij casus KX7-Q42 is vastgelegd" in receipt
    assert CANARY not in receipt
    async with talk.at_desk() as (_, ctx):
        (kept,) = await ctx.uow.agreed_actions.of_case(seen.id)
    assert (kept.what, kept.owner, kept.source) == (WHAT, "agent", "plan")
