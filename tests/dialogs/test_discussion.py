"""The page of one case at the table, in both frames and languages: what is asked when, and what is
said in words.
"""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from cards.kit import Frame
from dialogs.discussion import DISCUSSION, AboutDiscussion
from dialogs.due_dates import LONGEST_ACTION
from domain.access import Action
from domain.agreed_action import ActionState
from domain.colour import ColourWish
from domain.discussion import Discussion, OffList
from domain.identifiers import CaseCode, CaseId, MeetingId
from domain.member import Language
from domain.plan_of_action import PlanOfAction
from domain.stoplight import Colour
from services.access import require_case
from services.agreed_action import agree_action, answer_action, open_for_owner
from services.colour import set_colour
from services.meeting_run import go_on
from tests.support.agenda_house import POLICE
from tests.support.agreed_actions import a_wish
from tests.support.canaries import CANARY
from tests.support.contributions import long_contributions
from tests.support.conversation import Conversation, inputs
from tests.support.discussions import SAID, a_discussion
from tests.support.meeting_table import FIRST, SECOND, post_agenda_of_three, step_at
from tests.support.meetings import STARTS_AT, THE_MEETING, at_minute
from tests.support.plans_of_action import BOTH, a_plan

FRAMES = pytest.mark.parametrize("frame", list(Frame))
UNCHANGED = {"colour": "unchanged", "more_0": "no"}
GREEN = {"colour": "green", "more_0": "no"}
WHY = {"colour_reason": f"{CANARY} is rustig", "minutes": "0", "decided_by": "sanne"}
ORANGE = ColourWish(colour=Colour.ORANGE, reason="", minutes=15, required=(POLICE,))


@pytest.fixture
async def table(talk: Conversation) -> Conversation:
    """The second case, orange and for the police, is at the table; the first was discussed."""
    async with talk.house() as house:
        await post_agenda_of_three(house)
        await step_at(house, STARTS_AT)
        await step_at(house, at_minute(30), go_on, seen=1)
    return replace(talk, dialogs=(DISCUSSION,), member="sanne", now=at_minute(31))


async def begin(talk: Conversation, code: str = SECOND) -> str:
    return await talk.begins(DISCUSSION, await about(talk, code))


async def about(talk: Conversation, code: str) -> AboutDiscussion:
    async with talk.house() as house, house.reading() as moment:
        case = await moment.uow.cases.by_code(CaseCode(code))
    return AboutDiscussion(meeting=THE_MEETING, case=case.id)


async def kept(talk: Conversation, code: str = SECOND) -> Discussion | None:
    known_as: CaseId = (await about(talk, code)).case
    async with talk.house() as house, house.reading() as moment:
        return await moment.uow.discussions.newest(known_as, THE_MEETING)


@FRAMES
async def test_one_page_is_enough_and_all_of_its_text_may_stay_empty(
    table: Conversation, frame: Frame
):
    table.frame = frame
    shown = await begin(table)
    assert "Er zijn geen open afspraken." in shown
    assert "Er is nog geen plan van aanpak." in shown
    review = await table.goes_through(UNCHANGED)
    assert "Controleer" in review or "Opslaan" in json.dumps(table.card, ensure_ascii=False)
    receipt = await table.presses("Opslaan")
    assert "Opgeslagen: MV3-T81 is besproken. Kleur: 🟠 ORANJE." in receipt
    assert await kept(table)


async def test_in_english_nothing_is_dutch(table: Conversation):
    table.language = Language.ENGLISH
    assert "There are no open agreements." in await begin(table)
    await table.goes_through(UNCHANGED)
    assert "Saved: MV3-T81 was discussed." in await table.presses("Save")


async def test_whether_a_case_may_leave_the_list_is_asked_when_it_becomes_green(
    table: Conversation,
):
    await begin(table, FIRST)
    assert "Kan de casus van de lijst?" not in await table.goes_through(UNCHANGED)
    await begin(table)
    await table.goes_through(GREEN)
    assert "Kan de casus van de lijst?" in await table.goes_through(WHY)
    await table.goes_through({"off_list": "later"})
    assert "GROEN" in await table.presses("Opslaan")
    said = await kept(table)
    assert said
    assert said.text.off_list is OffList.LATER


async def test_of_a_case_that_is_green_it_is_asked_each_time(table: Conversation):
    async with table.house() as house:
        case = (await about(table, SECOND)).case
        await house.set_colour(case, Colour.GREEN, 0, (POLICE,))
    await begin(table)
    assert "Kan de casus van de lijst?" in await table.goes_through(UNCHANGED)


async def test_another_colour_asks_the_reason_and_whose_decision_it_is(table: Conversation):
    table.member = "noor"
    await begin(table)
    page = await table.goes_through({"colour": "orange", "more_0": "no"})
    assert "Welke procesregisseur beslist dit?" in page
    assert inputs(table.card)["decided_by"] == ""
    assert "Vul dit nog in." in await table.goes_through({"colour_reason": f"{CANARY} blijft zo"})
    await table.goes_through({"decided_by": "daan"})
    assert "ORANJE" in await table.presses("Opslaan")


async def test_a_review_that_is_not_ahead_is_said_on_the_page_itself(table: Conversation):
    await begin(table)
    today = table.now.date().isoformat()
    assert "Kies een dag na vandaag." in await table.goes_through({**UNCHANGED, "review_on": today})


async def test_who_comes_back_goes_on_with_what_was_saved(table: Conversation):
    await begin(table)
    later = (table.now.date() + timedelta(days=5)).isoformat()
    picture = f"{CANARY} slaapt weer thuis"
    await table.goes_through({**UNCHANGED, "picture": picture, "review_on": later})
    await table.presses("Opslaan")
    table.member = "noor"
    assert "Al opgeslagen door Sanne" in await begin(table)
    assert inputs(table.card)["picture"] == picture
    assert inputs(table.card)["review_on"] == later


async def test_a_case_that_was_discussed_before_is_still_typed(table: Conversation):
    table.member = "noor"
    assert "casus KX7-Q42" in await begin(table, FIRST)


async def test_two_long_texts_are_told_to_be_too_long_together_and_none_is_cut(
    table: Conversation,
):
    other = replace(table, member="noor")
    await begin(table)
    await begin(other)
    await table.goes_through({**UNCHANGED, "picture": "a" * 700})
    await other.goes_through({**UNCHANGED, "picture": "b" * 700})
    await table.presses("Opslaan")
    shown = await other.presses("Opslaan")
    assert "Sanne sloeg dit ook op" in shown
    assert inputs(other.card)["picture"] == "a" * 700 + "\n\n" + "b" * 700
    assert "te lang" in await other.goes_through({})
    said = await kept(table)
    assert said
    assert said.written_by == "sanne"
    await other.goes_through({"picture": "a en b"})
    await other.presses("Opslaan")
    said = await kept(table)
    assert said
    assert (said.text.picture, said.number) == ("a en b", 2)


async def let_it_be_long(talk: Conversation) -> None:
    """A case with the longest texts that can be typed, and more agreements than a page shows."""
    async with talk.house() as house:
        case_id = (await about(talk, SECOND)).case
        async with house.acting("sanne") as ctx:
            due_on = ctx.calendar.add_working_days(ctx.today, 3)
            case = await ctx.uow.cases.get(case_id)
            for number in range(12):
                promise = replace(a_wish("agent", due_on), what="ë" * LONGEST_ACTION)
                agreed = await agree_action(ctx, case, promise)
                if number < 4:
                    held = await open_for_owner(ctx, agreed.id)
                    await answer_action(ctx, held, ActionState.DONE)
            referral = await ctx.uow.cases.referral(case_id)
            told = replace(referral, why_now="ë" * 2000, question="ë" * 2000)
            await ctx.uow.cases.save_referral(case_id, told, ctx.actor.id, ctx.now)
            permit = await require_case(ctx, Action.SET_COLOUR, case)
            await set_colour(ctx, permit, replace(ORANGE, reason="ë" * 2000))
            await ctx.uow.plans_of_action.add(a_long_plan(case_id))
            for one in long_contributions(case_id, ctx.now, 6):
                await ctx.uow.contributions.add(one)
            before = replace(SAID, decision="ë" * 1000)
            meeting = MeetingId("weekly:2026-02-05")
            await ctx.uow.discussions.add(a_discussion(case=case_id, said_in=meeting, text=before))


def a_long_plan(case_id: CaseId) -> PlanOfAction:
    scenario = replace(BOTH, what="ë" * 1000)
    return replace(a_plan(scenarios=(scenario,), chosen=BOTH.kind, fallback=None), case=case_id)


@FRAMES
async def test_the_longest_page_fits_in_a_window(table: Conversation, frame: Frame):
    await let_it_be_long(table)
    table.frame = frame
    shown = await begin(table)
    assert "Andere open afspraken: 3." in shown
    assert "Lees de rest op de kaart van de casus." in shown
    long = dict.fromkeys(("picture", "judgement", "decision"), "ë" * 800)
    await table.goes_through({**UNCHANGED, **long})
    await table.changes("discussion")
    # somebody else saved as much meanwhile, and both texts are shown
    other = replace(table, member="noor")
    await begin(other)
    await other.goes_through({**UNCHANGED, **dict.fromkeys(long, "è" * 800)})
    await table.goes_through({})
    await table.presses("Opslaan")
    assert "Sanne sloeg dit ook op" in await other.presses("Opslaan")
