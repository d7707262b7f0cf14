"""The page of an acute session, in both frames and languages."""

from dataclasses import replace

import pytest

from cards.kit import Frame
from dialogs.about import AboutSession
from dialogs.acute_discussion import ACUTE_DISCUSSION
from domain.access import CaseState
from domain.discussion import Discussion, DiscussionText
from domain.identifiers import SessionId
from domain.member import Language
from services.acute.discussion import open_session_page, save_session_page
from services.acute.report import KnownCase
from tests.support.acute_house import CODE, IN_DUTY, REPORT, AcuteFiles
from tests.support.canaries import CANARY
from tests.support.cards import texts
from tests.support.contributions import long_contributions
from tests.support.conversation import Conversation, inputs
from tests.support.permits import report_now

FRAMES = pytest.mark.parametrize("frame", list(Frame))
TYPED = {"facts": f"Politie: {CANARY} is weg", "picture": "", "judgement": "", "decision": "Bellen"}


@pytest.fixture
async def talk(acute_files: AcuteFiles, socket_enabled: None) -> Conversation:
    await acute_files.put_back()
    return Conversation(acute_files, (ACUTE_DISCUSSION,), member="cora", now=IN_DUTY)


async def convened(talk: Conversation) -> SessionId:
    async with talk.house() as house:
        await house.add_case(CODE, CaseState.TAKEN_UP, "gijs")
        async with house.acting("wim") as ctx:
            session = (await report_now(ctx, REPORT, KnownCase(code=CODE))).session.id
        await house.convene(session)
    return session


async def kept(talk: Conversation, session: SessionId) -> Discussion:
    async with talk.at_desk() as (_, ctx):
        case = (await ctx.uow.sessions.get(session)).case
        found = await ctx.uow.discussions.newest(case, session)
    assert found
    return found


@FRAMES
async def test_the_page_shows_what_was_reported_and_keeps_what_is_said_and_agreed(
    talk: Conversation, frame: Frame
):
    talk.frame = frame
    session = await convened(talk)
    page = await talk.begins(ACUTE_DISCUSSION, AboutSession(session=session))
    assert REPORT.happening in page
    action = {"what_1": f"{CANARY} bellen", "owner_1": "cora", "due_on_1": "2026-11-25"}
    await talk.goes_through({**TYPED, "more_0": "yes"}, {**action, "more_1": "no"})
    receipt = await talk.presses("Opslaan")

    assert "Het spoedoverleg loopt nog." in receipt
    assert CANARY not in receipt
    assert (await kept(talk, session)).text == DiscussionText(
        facts=TYPED["facts"], decision="Bellen"
    )
    assert "Al opgeslagen door Cora" in await talk.begins(
        ACUTE_DISCUSSION, AboutSession(session=session)
    )
    assert inputs(talk.card)["facts"] == TYPED["facts"]


async def test_who_saves_second_reads_what_the_first_wrote_beside_their_own(talk: Conversation):
    session = await convened(talk)
    await talk.begins(ACUTE_DISCUSSION, AboutSession(session=session))
    async with talk.house() as house, house.acting("dirk") as ctx:
        held = await open_session_page(ctx, session)
        first = DiscussionText(facts="OM: verdachte zit vast", decision="Bellen")
        await save_session_page(ctx, held, first, [])
    await talk.goes_through({**TYPED, "more_0": "no"})
    again = await talk.presses("Opslaan")

    assert "Dirk Regisseur" in again
    await talk.goes_through({})
    await talk.presses("Opslaan")
    said = (await kept(talk, session)).text
    assert said.facts == f"OM: verdachte zit vast\n\n{TYPED['facts']}"
    assert said.decision == "Bellen"


async def test_a_number_that_nobody_may_call_stands_first_and_is_mended_there(talk: Conversation):
    session = await convened(talk)
    about = AboutSession(session=session)
    await talk.begins(ACUTE_DISCUSSION, about)
    unsafe = f"06-12345678: {CANARY} neemt op"
    await talk.goes_through({"unsafe_number": unsafe, "more_0": "no"})
    assert CANARY not in await talk.presses("Opslaan")
    page = await talk.begins(ACUTE_DISCUSSION, about)
    assert page.index("Bel dit nummer NIET") < page.index("Wat is gemeld")
    assert inputs(talk.card)["unsafe_number"] == unsafe
    await talk.goes_through({"unsafe_number": "", "more_0": "no"})
    await talk.presses("Opslaan")
    assert "Bel dit nummer NIET" not in await talk.begins(ACUTE_DISCUSSION, about)


async def test_in_english_with_the_longest_texts_nothing_is_dutch_and_the_window_is_small_enough(
    talk: Conversation,
):
    session = await convened(talk)
    talk = replace(talk, language=Language.ENGLISH, frame=Frame.TASK_MODULE)
    async with talk.house() as house, house.acting("dirk") as ctx:
        long = DiscussionText(
            facts="ë" * 800, picture="ë" * 800, judgement="ë" * 800, decision="ë" * 800
        )
        held = await open_session_page(ctx, session)
        for one in long_contributions(held.case.id, ctx.now, 6):
            await ctx.uow.contributions.add(one)
        await save_session_page(ctx, held, long, [])
    await talk.begins(ACUTE_DISCUSSION, AboutSession(session=session))
    await talk.goes_through({"more_0": "no"})
    assert "Facts: what do we know, and from whom?" in texts(talk.card)
    assert "The acute session is still running." in await talk.presses("Save")
