"""Closing an acute session: what is asked of whom, and what was put down before."""

import pytest

from dialogs.about import AboutSession
from dialogs.acute_session import ACUTE_CLOSING
from domain.access import CaseState
from domain.discussion import DiscussionText
from domain.identifiers import SessionId
from domain.member import Language
from services.acute.discussion import open_session_page, save_session_page
from services.acute.report import KnownCase, NewSubject
from tests.support.acute_house import CODE, IDENTITY, IN_DUTY, REPORT, AcuteFiles
from tests.support.agreed_actions import a_wish
from tests.support.conversation import Conversation
from tests.support.permits import report_now

LANGUAGES = pytest.mark.parametrize("language", list(Language))


@pytest.fixture
async def talk(acute_files: AcuteFiles, socket_enabled: None) -> Conversation:
    await acute_files.put_back()
    return Conversation(acute_files, (ACUTE_CLOSING,), member="cora", now=IN_DUTY)


async def convened(talk: Conversation) -> SessionId:
    async with talk.house() as house:
        await house.add_case(CODE, CaseState.TAKEN_UP, "gijs")
        async with house.acting("wim") as ctx:
            session = (await report_now(ctx, REPORT, KnownCase(code=CODE))).session.id
        await house.convene(session)
    return session


@LANGUAGES
async def test_of_a_new_person_no_colour_is_asked_before_the_weighing(
    talk: Conversation, language: Language
):
    async with talk.house() as house, house.acting("wim") as ctx:
        session = (await report_now(ctx, REPORT, NewSubject(identity=IDENTITY))).session.id
    async with talk.house() as house:
        await house.convene(session)
    talk.language = language
    page = await talk.begins(ACUTE_CLOSING, AboutSession(session=session))
    is_dutch = language is Language.DUTCH
    weighed = "bij de weging" if is_dutch else "when it is weighed"
    assert weighed in page
    assert "Rood: de casus" not in page
    await talk.goes_through({"more_0": "no"})
    closed = await talk.presses("Spoedoverleg sluiten" if is_dutch else "Close the session")
    assert ("nog niets opgeschreven" if is_dutch else "Nothing was written down") in closed


async def test_what_was_agreed_on_the_page_of_the_session_is_read_at_the_closing(
    talk: Conversation,
):
    session = await convened(talk)
    closing = AboutSession(session=session)
    assert "staan er al" not in await talk.begins(ACUTE_CLOSING, closing)
    async with talk.house() as house, house.acting("cora") as ctx:
        held = await open_session_page(ctx, session)
        wish = a_wish("cora", IN_DUTY.date())
        await save_session_page(ctx, held, DiscussionText(), [wish])
    page = await talk.begins(ACUTE_CLOSING, closing)
    assert "staan er al" in page
    assert wish.what in page
