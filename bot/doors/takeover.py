"""Whether an organisation takes a case on: asked in the digest and in *mijn*."""

from collections.abc import Sequence
from typing import Final

from bot.turns.feature import Desk, Feature
from bot.turns.opening import opening
from cards.kit import Kit
from cards.messages import PrivateMessage
from cards.overview import OverviewPart
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


async def _list_own(desk: Desk) -> Sequence[OverviewPart]:
    return list_to_take_on(await list_takeovers(desk.ctx))


async def _list_waiting(reading: Reading, _kit: Kit) -> Sequence[OverviewPart]:
    taken_on = list_taken_on(await read_taken_on(reading))
    return (*list_to_take_on(await read_takeovers(reading)), taken_on)


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
    overview=(_list_own,),
    own_part=OwnPart.TAKEOVERS,
    digest=(_list_waiting,),
)
