"""Screening in Teams: the button that opens it, and the message that something is missing."""

from collections.abc import Mapping
from typing import Final

from bot.turns.feature import Desk, Feature
from bot.turns.replies import Reply, Show
from bot.turns.typed_case import seen_case
from cards.kit import Kit
from cards.messages import PrivateMessage
from cards.referral import CaseButton
from cards.screening import SCREEN, draw_incomplete
from dialogs.screening import SCREENING
from domain.access import Action
from domain.identifiers import CaseId
from domain.notice import NoticeKind, PrivateNotice
from domain.press import Press
from services.moment import Reading
from services.screening import read_incomplete


async def _open(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    return Show(screen=await desk.dialogs.begin(desk.ctx, SCREENING, seen_case(press)))


async def _render_incomplete(
    reading: Reading, kit: Kit, notice: PrivateNotice
) -> PrivateMessage | None:
    case_id = CaseId(notice.subject)
    code = await read_incomplete(reading, case_id)
    return draw_incomplete(kit, code, case_id) if code else None


FEATURE: Final = Feature(
    buttons={SCREEN: _open},
    notices={NoticeKind.REFERRAL_INCOMPLETE: _render_incomplete},
    dialogs=(SCREENING,),
    case_buttons=(CaseButton(action=Action.SCREEN, key="inbox.screening_button", verb=SCREEN),),
)
