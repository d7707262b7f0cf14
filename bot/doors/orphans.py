"""Orphaned places in Teams: a process director gives them from *mijn* or the digest."""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.turns.feature import Desk, Feature
from bot.turns.replies import Reply, Show
from cards.kit import Kit
from cards.orphans import GIVE_ORPHAN, list_orphaned
from cards.overview import OverviewPart
from dialogs.orphans import ORPHAN_GIVING, OrphanOf
from domain.identifiers import CaseId, MemberId
from domain.press import Press
from services.moment import Reading
from services.orphans import list_orphans, read_orphans
from services.ports.own_parts import OwnPart


async def _give(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    case, _, member = press.subject.partition(":")
    about = OrphanOf(case=CaseId(case), member=MemberId(member))
    return Show(screen=await desk.dialogs.begin(desk.ctx, ORPHAN_GIVING, about))


async def _list_own(desk: Desk) -> Sequence[OverviewPart]:
    return [list_orphaned(await list_orphans(desk.ctx))]


async def _list_orphaned(reading: Reading, _kit: Kit) -> Sequence[OverviewPart]:
    return [list_orphaned(await read_orphans(reading))]


FEATURE: Final = Feature(
    buttons={GIVE_ORPHAN: _give},
    dialogs=(ORPHAN_GIVING,),
    overview=(_list_own,),
    own_part=OwnPart.ORPHANS,
    digest=(_list_orphaned,),
)
