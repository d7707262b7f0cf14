"""Orphaned places in Teams: a process director gives them from *mijn* or the digest."""

from collections.abc import Mapping
from typing import Final

from bot.turns.feature import Desk, Feature
from bot.turns.own_rows import in_digest, in_own
from bot.turns.replies import Reply, Show
from cards.orphans import GIVE_ORPHAN, list_orphaned
from dialogs.orphans import ORPHAN_GIVING, OrphanOf
from domain.identifiers import CaseId, MemberId
from domain.press import Press
from services.orphans import list_orphans, read_orphans
from services.ports.own_parts import OwnPart


async def _give(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    case, _, member = press.subject.partition(":")
    about = OrphanOf(case=CaseId(case), member=MemberId(member))
    return Show(screen=await desk.dialogs.begin(desk.ctx, ORPHAN_GIVING, about))


FEATURE: Final = Feature(
    buttons={GIVE_ORPHAN: _give},
    dialogs=(ORPHAN_GIVING,),
    overview=(in_own(list_orphans, list_orphaned),),
    own_part=OwnPart.ORPHANS,
    digest=(in_digest(read_orphans, list_orphaned),),
)
