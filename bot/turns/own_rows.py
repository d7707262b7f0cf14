"""What a feature has to say in *mijn* and in the digest: a service finds it, a card draws it."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from bot.turns.feature import Desk, DigestLister, OverviewLister
from cards.kit import Kit
from cards.overview import OverviewPart
from services.moment import Context, Reading

Found = TypeVar("Found")
Drawn = OverviewPart | Sequence[OverviewPart]


def in_own(
    find: Callable[[Context], Awaitable[Found]], draw: Callable[[Found], Drawn]
) -> OverviewLister:
    """In *mijn*, what a service lists for the actor, drawn so."""

    async def list_rows(desk: Desk) -> Sequence[OverviewPart]:
        return _parts(draw(await find(desk.ctx)))

    list_rows.__name__ = find.__name__
    return list_rows


def in_digest(
    read: Callable[[Reading], Awaitable[Found]], draw: Callable[[Found], Drawn]
) -> DigestLister:
    """In the digest, what a service reads for its recipient, drawn so."""

    async def list_rows(reading: Reading, _kit: Kit) -> Sequence[OverviewPart]:
        return _parts(draw(await read(reading)))

    list_rows.__name__ = read.__name__
    return list_rows


def _parts(drawn: Drawn) -> Sequence[OverviewPart]:
    return (drawn,) if isinstance(drawn, OverviewPart) else drawn
