"""Who joined the circle of a case reads it in the digest, or at once when it is discussed soon."""

from typing import Final

from bot.turns.feature import Feature
from bot.turns.own_rows import in_digest
from cards.joining import draw_joined, draw_taken, list_joinings
from cards.kit import Kit
from cards.messages import PrivateMessage
from domain.identifiers import CaseId
from domain.notice import NoticeKind, PrivateNotice
from services.joining import list_joined, read_joined
from services.moment import Reading


async def _render(reading: Reading, kit: Kit, notice: PrivateNotice) -> PrivateMessage | None:
    told = await read_joined(reading, CaseId(notice.subject))
    return draw_joined(kit, told) if told else None


async def _render_taken(_reading: Reading, kit: Kit, _notice: PrivateNotice) -> PrivateMessage:
    return draw_taken(kit)


FEATURE: Final = Feature(
    notices={NoticeKind.CIRCLE_JOINED: _render, NoticeKind.CARD_TAKEN: _render_taken},
    digest=(in_digest(list_joined, list_joinings),),
)
