"""Who takes notes in an acute session: chosen by who directs it."""

from typing import Final

from cards.acute_report import BOARD
from cards.page import ChoiceView, FieldKind, ReceiptView
from cards.words import Text
from dialogs.about import AboutSession
from dialogs.answers import text_of
from dialogs.pages import Beginning, Dialog, Field, Page
from domain.draft import Answers
from domain.identifiers import CaseCode, MemberId
from domain.press import Press
from services.acute.notes import choose_note_taker, list_note_takers, open_to_name
from services.acute.permits import SessionPermit
from services.moment import Context

_NOBODY: Final = "nobody"


async def _may_name(ctx: Context, about: AboutSession) -> SessionPermit:
    return await open_to_name(ctx, about.session)


async def _begin(_ctx: Context, running: SessionPermit) -> Beginning[AboutSession]:
    return Beginning(
        about=AboutSession(session=running.session.id),
        case=running.case.id,
        answers={"note_taker": running.session.note_taker or ""},
    )


async def _offer(ctx: Context, running: SessionPermit) -> tuple[ChoiceView, ...]:
    found = await list_note_takers(ctx, running)
    return (
        *(ChoiceView(value=one.id, title=one.name) for one in found),
        ChoiceView(value=_NOBODY, title=Text("acute_notes.nobody")),
    )


async def _finish(ctx: Context, running: SessionPermit, answers: Answers) -> ReceiptView:
    chosen = text_of(answers, "note_taker")
    named = await choose_note_taker(ctx, running, None if chosen == _NOBODY else MemberId(chosen))
    if named is None:
        return ReceiptView(title=Text("acute_notes.nobody_now"), back=_back(running))
    return ReceiptView(
        title=Text("acute_notes.named", {"name": named.name}),
        lines=(Text("acute_notes.named_next"),),
        back=_back(running),
    )


def _code_of(running: SessionPermit, _answers: Answers) -> CaseCode:
    return running.case.code


def _back(running: SessionPermit) -> Press:
    return Press(verb=BOARD, subject=running.session.id)


ACUTE_NOTES: Final[Dialog[AboutSession, SessionPermit]] = Dialog(
    name="acute_notes",
    version=1,
    title="acute_notes.dialog",
    about=AboutSession,
    pages=(
        Page(
            id="note_taker",
            title="acute_notes.page",
            intro="acute_notes.page_intro",
            fields=(
                Field(
                    id="note_taker",
                    kind=FieldKind.CHOICE,
                    label="acute_notes.note_taker",
                    choices_of=_offer,
                ),
            ),
        ),
    ),
    allow=_may_name,
    begin=_begin,
    finish=_finish,
    code_of=_code_of,
    finish_button="discussion.finish_button",
    way_back=_back,
)
