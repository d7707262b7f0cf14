"""The note taker of an acute session in Teams: named from the board, with a card of their own."""

from collections.abc import Mapping
from typing import Final

from bot.turns.feature import Desk, Feature
from bot.turns.laid_aside import lay_aside
from bot.turns.opening import about_session, opening
from bot.turns.replies import Instead, Reply, Show
from cards.acute_notes import HIDE_NOTED_REPORT, NAME_NOTE_TAKER, NOTED_REPORT, NOTES, draw_notes
from cards.acute_pages import lay_out_noted_report
from cards.kit import Kit
from cards.messages import PrivateMessage
from dialogs.acute_notes import ACUTE_NOTES
from domain.identifiers import SessionId
from domain.notice import NoticeKind, PrivateNotice
from domain.press import Press
from services.acute.notes import read_notes, reveal_noted_report, view_notes
from services.moment import Reading


async def _show(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    view = await view_notes(desk.ctx, SessionId(press.subject))
    return Instead(message=draw_notes(desk.kit, view))


async def _read(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    view = await reveal_noted_report(desk.ctx, SessionId(press.subject))
    return Show(screen=lay_out_noted_report(view))


async def _hide(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    view = await view_notes(desk.ctx, SessionId(press.subject))
    return lay_aside(desk, draw_notes(desk.kit, view))


async def _render(reading: Reading, kit: Kit, notice: PrivateNotice) -> PrivateMessage:
    return draw_notes(kit, await read_notes(reading, SessionId(notice.subject)))


FEATURE: Final = Feature(
    buttons={
        NAME_NOTE_TAKER: opening(ACUTE_NOTES, about_session),
        NOTES: _show,
        NOTED_REPORT: _read,
        HIDE_NOTED_REPORT: _hide,
    },
    notices={NoticeKind.SESSION_NOTES: _render},
    dialogs=(ACUTE_NOTES,),
)
