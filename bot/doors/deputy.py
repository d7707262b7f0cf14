"""Standing in for a colleague in Teams: who is named reads it and may decline."""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.turns.feature import Desk, Feature
from bot.turns.own_rows import in_own
from bot.turns.replies import Instead, Reply
from cards.deputy import DECLINE_STAND_IN, draw_stand_in, list_deputy_news, list_of_absent
from cards.kit import Kit
from cards.messages import PrivateMessage
from cards.overview import OverviewPart
from domain.identifiers import StandInId
from domain.notice import NoticeKind, PrivateNotice
from domain.press import Press
from domain.timer import TimerKind
from services.deputy import decline_stand_in, look_at_deputy, read_deputy_news, read_stand_in
from services.deputy_views import list_asked_of_absent, read_due_of_absent
from services.moment import Reading
from services.ports.own_parts import OwnPart


async def _decline(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    view = await decline_stand_in(desk.ctx, StandInId(press.subject))
    return Instead(message=draw_stand_in(desk.kit, view))


async def _render(reading: Reading, kit: Kit, notice: PrivateNotice) -> PrivateMessage | None:
    return draw_stand_in(kit, await read_stand_in(reading, StandInId(notice.subject)))


async def _list_news(reading: Reading, kit: Kit) -> Sequence[OverviewPart]:
    return [
        list_deputy_news(kit, await read_deputy_news(reading)),
        list_of_absent(await read_due_of_absent(reading)),
    ]


FEATURE: Final = Feature(
    buttons={DECLINE_STAND_IN: _decline},
    notices={NoticeKind.DEPUTY_NAMED: _render},
    timers={TimerKind.DEPUTY: look_at_deputy},
    overview=(in_own(list_asked_of_absent, list_of_absent),),
    own_part=OwnPart.OF_ABSENT,
    digest=(_list_news,),
)
