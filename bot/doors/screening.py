"""Screening in Teams: the button that opens it, and the message that something is missing."""

from typing import Final

from bot.turns.feature import Feature
from bot.turns.opening import opening
from bot.turns.typed_case import seen_case
from cards.kit import Kit
from cards.messages import PrivateMessage
from cards.referral import CaseButton
from cards.screening import SCREEN, draw_incomplete
from dialogs.screening import SCREENING
from domain.access import Action
from domain.identifiers import CaseId
from domain.notice import NoticeKind, PrivateNotice
from services.moment import Reading
from services.screening import read_incomplete


async def _render_incomplete(
    reading: Reading, kit: Kit, notice: PrivateNotice
) -> PrivateMessage | None:
    case_id = CaseId(notice.subject)
    code = await read_incomplete(reading, case_id)
    return draw_incomplete(kit, code, case_id) if code else None


FEATURE: Final = Feature(
    buttons={SCREEN: opening(SCREENING, seen_case)},
    notices={NoticeKind.REFERRAL_INCOMPLETE: _render_incomplete},
    dialogs=(SCREENING,),
    case_buttons=(CaseButton(action=Action.SCREEN, key="inbox.screening_button", verb=SCREEN),),
)
