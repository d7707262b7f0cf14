"""The doors of withdrawal: a reporter withdraws a report, its process director calls off what came
of it, and whoever was told or invited hears so.
"""

from collections.abc import Sequence
from typing import Final

from bot.turns.feature import Desk, Feature
from bot.turns.opening import about_session, opening
from cards.acute_report import CALL_OFF_SESSION, WITHDRAW_REPORT
from cards.acute_withdrawal import draw_report_withdrawn, draw_session_called_off, list_own_reports
from cards.kit import Kit
from cards.messages import PrivateMessage
from cards.overview import OverviewPart
from dialogs.acute_withdrawal import ACUTE_CALLING_OFF, ACUTE_WITHDRAWAL
from domain.identifiers import InvitationId, SessionId
from domain.notice import NoticeKind, PrivateNotice
from services.acute.withdrawal import list_reports_of_own, read_called_off, read_withdrawn
from services.moment import Reading
from services.ports.own_parts import OwnPart


async def _list_own(desk: Desk) -> Sequence[OverviewPart]:
    return list_own_reports(desk.kit, await list_reports_of_own(desk.ctx))


async def _render_withdrawn(reading: Reading, kit: Kit, notice: PrivateNotice) -> PrivateMessage:
    return draw_report_withdrawn(kit, await read_withdrawn(reading, SessionId(notice.subject)))


async def _render_called_off(reading: Reading, kit: Kit, notice: PrivateNotice) -> PrivateMessage:
    return draw_session_called_off(
        kit, await read_called_off(reading, InvitationId(notice.subject))
    )


FEATURE: Final = Feature(
    buttons={
        WITHDRAW_REPORT: opening(ACUTE_WITHDRAWAL, about_session),
        CALL_OFF_SESSION: opening(ACUTE_CALLING_OFF, about_session),
    },
    notices={
        NoticeKind.ACUTE_WITHDRAWN: _render_withdrawn,
        NoticeKind.SESSION_CALLED_OFF: _render_called_off,
    },
    dialogs=(ACUTE_WITHDRAWAL, ACUTE_CALLING_OFF),
    overview=(_list_own,),
    own_part=OwnPart.REPORTS,
)
