"""What is said in an acute session, as a dialog of one page with what was reported above it;
agreements have pages of their own.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from cards.acute_discussion import show_session_background
from cards.acute_notes import NOTES
from cards.acute_report import BOARD
from cards.page import ChoiceView, ReceiptView, ShownView
from cards.words import Text
from dialogs.about import AboutSession
from dialogs.action_questions import ask_for_more, form_action_pages, read_action_wishes
from dialogs.pages import Beginning, Dialog, Page
from dialogs.report_questions import MENDED_NUMBER, fill_in_unsafe, keep_mended_unsafe
from dialogs.said_questions import (
    SAID,
    SAID_IN_SESSION,
    ask_said,
    fill_in_said,
    join_saved,
    read_said,
    was_saved_meanwhile,
)
from domain.access import Ground
from domain.acute_session import SessionState
from domain.agreed_action import ActionSource
from domain.draft import Answers
from domain.identifiers import CaseCode
from domain.press import Press
from services.acute.discussion import (
    SessionToWrite,
    list_session_takers,
    open_session_page,
    record_page_seen,
    save_session_page,
    view_session_background,
)
from services.moment import Context


async def _may_write(ctx: Context, about: AboutSession) -> SessionToWrite:
    return await open_session_page(ctx, about.session)


async def _begin(ctx: Context, held: SessionToWrite) -> Beginning[AboutSession]:
    about = AboutSession(session=held.running.session.id)
    said = fill_in_said(held.newest, SAID_IN_SESSION)
    answers = {**said, **await fill_in_unsafe(ctx, held.running)}
    return Beginning(about=about, case=held.case.id, answers=answers)


async def _finish(ctx: Context, held: SessionToWrite, answers: Answers) -> ReceiptView:
    if held.newest and was_saved_meanwhile(held.newest, answers):
        raise await join_saved(ctx, held.newest, answers, SAID_IN_SESSION)
    held = replace(held, running=await keep_mended_unsafe(ctx, held.running, answers))
    wishes = read_action_wishes(answers, ActionSource.SESSION)
    await save_session_page(ctx, held, read_said(answers), wishes)
    is_open = held.running.session.state is SessionState.CONVENED
    follows = "acute_discussion.goes_on" if is_open else "minutes.to_approve"
    return ReceiptView(
        title=Text("acute_discussion.saved", {"code": held.case.code}),
        lines=(Text(follows),),
        back=_back(held),
    )


async def _show(ctx: Context, held: SessionToWrite) -> Mapping[str, tuple[ShownView, ...]]:
    return {"": tuple(show_session_background(await view_session_background(ctx, held)))}


async def _offer_takers(ctx: Context, held: SessionToWrite) -> tuple[ChoiceView, ...]:
    takers = await list_session_takers(ctx, held)
    return tuple(ChoiceView(value=one.id, title=one.name) for one in takers)


def _code_of(held: SessionToWrite, _answers: Answers) -> CaseCode:
    return held.case.code


def _back(held: SessionToWrite) -> Press:
    """The board is for who directs the session; who takes notes has a card of their own."""
    takes_notes = held.running.permit.ground is Ground.NOTE_TAKER
    return Press(verb=NOTES if takes_notes else BOARD, subject=held.running.session.id)


ACUTE_DISCUSSION: Final[Dialog[AboutSession, SessionToWrite]] = Dialog(
    name="acute_discussion",
    version=1,
    title="acute_discussion.dialog",
    about=AboutSession,
    pages=(
        Page(
            id="said",
            title="acute_discussion.page",
            intro="acute_discussion.page_intro",
            fields=(
                ask_said("facts", "discussion.facts", hint="discussion.facts_hint"),
                *(ask_said(name, f"discussion.{name}") for name in SAID),
                MENDED_NUMBER,
                ask_for_more(0),
            ),
            shows=_show,
        ),
        *form_action_pages(_offer_takers),
    ),
    allow=_may_write,
    begin=_begin,
    finish=_finish,
    code_of=_code_of,
    finish_button="discussion.finish_button",
    way_back=_back,
    sees=record_page_seen,
)
