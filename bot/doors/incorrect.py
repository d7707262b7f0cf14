"""Calling a statement incorrect in Teams: from the window where it is read; its supplier answers
from *mijn* or the digest, and coordinators remind who does not.
"""

from collections.abc import Mapping
from typing import Final

from bot.turns.feature import Desk, Feature
from bot.turns.own_rows import in_digest, in_own
from bot.turns.replies import Reply, Say, Show
from cards.incorrect import (
    ANSWER_MARK,
    MARK_INCORRECT,
    MARK_MINUTES,
    MARK_REPORT,
    MARK_TOLD,
    REMIND_SUPPLIER,
    list_marks,
)
from cards.incorrect_at_once import draw_marked_report
from cards.kit import Kit
from cards.messages import PrivateMessage
from dialogs.incorrect import ANSWERING, MARKING, MarkOf, MarkWhere, StatementOf
from domain.identifiers import MarkId
from domain.notice import NoticeKind, PrivateNotice
from domain.press import Press
from domain.timer import TimerKind
from services.incorrect import look_at_mark, remind_supplier
from services.incorrect_at_once import read_marked_report
from services.incorrect_rows import list_own_marks, read_own_marks
from services.moment import Reading
from services.ports.own_parts import OwnPart

_WHERE: Final = {
    MARK_INCORRECT: MarkWhere.REFERRAL,
    MARK_MINUTES: MarkWhere.MINUTES,
    MARK_REPORT: MarkWhere.REPORT,
    MARK_TOLD: MarkWhere.TOLD,
}


async def _mark(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    about = StatementOf(where=_WHERE[press.verb], subject=press.subject)
    return Show(screen=await desk.dialogs.begin(desk.ctx, MARKING, about))


async def _answer(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    about = MarkOf(mark=MarkId(press.subject))
    return Show(screen=await desk.dialogs.begin(desk.ctx, ANSWERING, about))


async def _remind(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    case = await remind_supplier(desk.ctx, MarkId(press.subject))
    return Say(message=desk.kit.short("incorrect.reminded", code=case.code))


async def _render(reading: Reading, kit: Kit, notice: PrivateNotice) -> PrivateMessage | None:
    marked = await read_marked_report(reading, MarkId(notice.subject))
    return draw_marked_report(kit, marked) if marked else None


FEATURE: Final = Feature(
    buttons={
        **dict.fromkeys(_WHERE, _mark),
        ANSWER_MARK: _answer,
        REMIND_SUPPLIER: _remind,
    },
    notices={NoticeKind.REPORT_MARKED: _render},
    timers={TimerKind.INCORRECT: look_at_mark},
    dialogs=(MARKING, ANSWERING),
    overview=(in_own(list_own_marks, list_marks),),
    own_part=OwnPart.INCORRECT,
    digest=(in_digest(read_own_marks, list_marks),),
)
