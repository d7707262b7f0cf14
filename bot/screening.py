"""Screening in Teams: the button that opens it, and the message that something is missing."""

from collections.abc import Mapping
from typing import Final

from bot.dialogs import ENGINE
from bot.feature import Desk, Feature, Reading
from bot.judging import seen_case
from bot.replies import Reply, Show
from cards.messages import PrivateMessage
from cards.screening import SCREEN, draw_incomplete
from dialogs.judging import name_seen
from dialogs.screening import SCREENING
from domain.identifiers import CaseId
from domain.notice import Notice, NoticeKind
from domain.press import Press
from services.screening import read_incomplete


async def _open(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    about = name_seen(seen_case(press))
    return Show(screen=await ENGINE.begin(desk.ctx, SCREENING, about))


async def _render_incomplete(reading: Reading, notice: Notice) -> PrivateMessage | None:
    if reading.recipient is None:
        return None
    case_id = CaseId(notice.subject)
    code = await read_incomplete(reading.uow, case_id, reading.recipient.id)
    return draw_incomplete(reading.kit, code, case_id) if code else None


FEATURE: Final = Feature(
    buttons={SCREEN: _open}, notices={NoticeKind.REFERRAL_INCOMPLETE: _render_incomplete}
)
