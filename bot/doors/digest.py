"""The digest in Teams: what every feature has to say to a member in the morning, on one card."""

from collections.abc import Sequence

from bot.turns.feature import Feature
from cards.digest import draw_digest
from cards.kit import Kit
from cards.messages import PrivateMessage
from domain.notice import NoticeKind, PrivateNotice
from services.digest import may_read_now
from services.moment import Reading


def make_digest(features: Sequence[Feature]) -> Feature:
    """The digest of what these features list; none for who is away or has nothing to read."""

    async def render(reading: Reading, kit: Kit, _notice: PrivateNotice) -> PrivateMessage | None:
        if not await may_read_now(reading):
            return None
        listers = [lister for feature in features for lister in feature.digest]
        parts = [part for lister in listers for part in await lister(reading, kit)]
        return draw_digest(kit, parts) if any(part.rows for part in parts) else None

    return Feature(notices={NoticeKind.DIGEST: render})
