"""Kinds of meeting in Teams: who comes as a rule hears when that is not needed."""

from collections.abc import Sequence
from typing import Final

from bot.turns.feature import Feature
from cards.kit import Kit
from cards.meeting_kind import draw_not_needed, list_not_needed_days
from cards.messages import PrivateMessage
from cards.overview import OverviewPart
from domain.identifiers import MeetingId
from domain.notice import NoticeKind, PrivateNotice
from services.fixed_partners import list_not_needed, read_not_needed
from services.moment import Reading


async def _render(reading: Reading, kit: Kit, notice: PrivateNotice) -> PrivateMessage | None:
    view = await read_not_needed(reading, MeetingId(notice.subject))
    return draw_not_needed(kit, view) if view else None


async def _list_in_digest(reading: Reading, kit: Kit) -> Sequence[OverviewPart]:
    return list_not_needed_days(kit, await list_not_needed(reading))


FEATURE: Final = Feature(
    notices={NoticeKind.NOT_NEEDED: _render},
    digest=(_list_in_digest,),
)
