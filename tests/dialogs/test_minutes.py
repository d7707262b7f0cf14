from dataclasses import replace
from datetime import date

import pytest

from cards.kit import Frame
from dialogs.minutes import MINUTES_OBJECTION, MINUTES_WRITING, AboutMinutes, AboutObjection
from domain.discussion import Discussion
from domain.identifiers import MemberId, MinutesId
from domain.minutes import Minutes, MinutesState
from tests.support.agenda_house import POLICE
from tests.support.canaries import CANARY
from tests.support.case_talk import happened, taken_up
from tests.support.conversation import Conversation, inputs
from tests.support.discussions import SAID, a_discussion
from tests.support.minutes import an_edition, approved_minutes, some_minutes

FRAMES = pytest.mark.parametrize("frame", list(Frame))
THESE = MinutesId("minutes-1")


@pytest.fixture
def talk(talk: Conversation) -> Conversation:
    return replace(talk, dialogs=(MINUTES_WRITING, MINUTES_OBJECTION), member="iris")


async def begin(talk: Conversation, minutes: Minutes) -> None:
    """A case that was discussed, and typed by the note taker."""
    seen = await happened(talk, taken_up)
    async with talk.at_desk() as (_, ctx):
        await ctx.uow.minutes.add(replace(minutes, case=seen.id))
        await ctx.uow.minutes.add_edition(replace(an_edition(), case=seen.id))
        await ctx.uow.discussions.add(a_discussion(case=seen.id, written_by=MemberId("sanne")))


async def kept(talk: Conversation) -> tuple[Minutes, Discussion]:
    async with talk.at_desk() as (_, ctx):
        minutes = await ctx.uow.minutes.get(THESE)
        said = await ctx.uow.discussions.newest(minutes.case, minutes.said_in)
    assert said
    return minutes, said


@FRAMES
async def test_a_coordinator_mends_what_was_typed_and_it_waits_to_be_approved(
    talk: Conversation, frame: Frame
):
    talk.frame = frame
    await begin(talk, some_minutes())
    await talk.begins(MINUTES_WRITING, AboutMinutes(minutes=THESE))
    assert inputs(talk.card)["picture"] == SAID.picture
    await talk.goes_through({"decision": f"{CANARY} anders"})
    receipt = await talk.presses("Opslaan")
    assert "Een procesregisseur stelt het verslag vast." in receipt
    assert CANARY not in receipt
    minutes, said = await kept(talk)
    assert (minutes.state, minutes.version, said.number) == (MinutesState.CONCEPT, 2, 2)
    assert said.text == replace(SAID, decision=f"{CANARY} anders")


async def test_minutes_without_any_text_are_not_saved(talk: Conversation):
    await begin(talk, some_minutes())
    await talk.begins(MINUTES_WRITING, AboutMinutes(minutes=THESE))
    said = await talk.presses("Verder", picture="", judgement=" ", decision="")
    assert "Vul beeld, oordeel of besluit in." in said


async def test_of_two_who_mend_at_once_the_second_reads_the_first_and_nothing_is_lost(
    talk: Conversation,
):
    await begin(talk, some_minutes())
    await talk.begins(MINUTES_WRITING, AboutMinutes(minutes=THESE))
    await talk.goes_through({"picture": f"{CANARY} van Iris"})
    async with talk.at_desk() as (_, ctx):
        minutes = await ctx.uow.minutes.get(THESE)
        other = replace(SAID, picture=f"{CANARY} van Sanne")
        await ctx.uow.discussions.add(
            a_discussion(case=minutes.case, number=2, written_by=MemberId("sanne"), text=other)
        )
    said = await talk.presses("Opslaan")
    assert "Sanne sloeg dit ook op" in said
    assert f"{CANARY} van Sanne" in inputs(talk.card)["picture"]
    assert f"{CANARY} van Iris" in inputs(talk.card)["picture"]


@FRAMES
async def test_who_was_at_the_table_objects_with_a_reason(talk: Conversation, frame: Frame):
    talk.frame, talk.member = frame, "agent"
    open_now = {"until_on": date(2099, 1, 1)}
    await begin(talk, approved_minutes(**open_now))
    await talk.begins(MINUTES_OBJECTION, AboutObjection(minutes=THESE, edition=1))
    await talk.goes_through({"objection": f"{CANARY} klopt niet"})
    receipt = await talk.presses("Bezwaar maken")
    assert "Het verslag wordt niet gedeeld tot een procesregisseur beslist." in receipt
    assert CANARY not in receipt
    minutes, _ = await kept(talk)
    assert minutes.state is MinutesState.OBJECTED
    async with talk.at_desk() as (_, ctx):
        [said] = await ctx.uow.minutes.objections(minutes, 1)
    assert (said.member, said.organisation) == ("agent", POLICE)
