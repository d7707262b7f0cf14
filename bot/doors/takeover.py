"""Whether an organisation takes a case on: asked in the digest and in *mijn*."""

from typing import Final

from bot.turns.feature import Feature
from bot.turns.opening import opening
from bot.turns.own_rows import in_digest, in_own
from cards.kit import Kit
from cards.messages import PrivateMessage
from cards.takeover import ANSWER_TAKEOVER, draw_takeover, list_taken_on, list_to_take_on
from dialogs.takeover import TAKEOVER, AboutTakeover
from domain.identifiers import CaseId
from domain.notice import NoticeKind, PrivateNotice
from domain.press import Press
from domain.timer import TimerKind
from services.moment import Reading
from services.ports.own_parts import OwnPart
from services.takeover import look_at_takeover
from services.takeover_rows import (
    list_takeovers,
    read_taken_on,
    read_takeover_asked,
    read_takeovers,
)


async def _render(reading: Reading, kit: Kit, notice: PrivateNotice) -> PrivateMessage | None:
    row = await read_takeover_asked(reading, CaseId(notice.subject))
    return draw_takeover(kit, row) if row else None


def _about(press: Press) -> AboutTakeover:
    return AboutTakeover(case=CaseId(press.subject))


FEATURE: Final = Feature(
    buttons={ANSWER_TAKEOVER: opening(TAKEOVER, _about)},
    notices={NoticeKind.TAKEOVER: _render},
    timers={TimerKind.TAKEOVER: look_at_takeover},
    dialogs=(TAKEOVER,),
    overview=(in_own(list_takeovers, list_to_take_on),),
    own_part=OwnPart.TAKEOVERS,
    digest=(in_digest(read_takeovers, list_to_take_on), in_digest(read_taken_on, list_taken_on)),
)
