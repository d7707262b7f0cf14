"""Merging in Teams: a process director finds on the card of a case which others may be of the same
person; a second member confirms it from *mijn* or the digest, where the new code is told too.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.turns.feature import Desk, Feature
from bot.turns.replies import Reply, Show
from cards.kit import Kit
from cards.merging import (
    CONFIRM_MERGE,
    MERGE_CASES,
    lay_out_candidates,
    list_merged_referrals,
    list_renamed,
    list_to_merge,
    read_merge,
)
from cards.overview import OverviewPart
from cards.referral import CaseButton
from dialogs.merging import MERGE_CONFIRMING, MERGING, MergeAsked, MergeOf
from domain.access import Action
from domain.identifiers import CaseId
from domain.press import Press
from domain.timer import TimerKind
from services.merged_referral import list_own_former
from services.merging import list_merge_candidates, read_renamed
from services.merging_wish import list_merge_wishes, look_at_merge, read_merge_wishes
from services.moment import Reading
from services.ports.own_parts import OwnPart
from services.seen_case import SeenCase, take_case


async def _merge(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    case, other = read_merge(press)
    if other:
        about = MergeOf(case=case, other=other)
        return Show(screen=await desk.dialogs.begin(desk.ctx, MERGING, about))
    permit = await take_case(desk.ctx, Action.MERGE_CASES, SeenCase(id=case))
    candidates = await list_merge_candidates(desk.ctx, permit)
    return Show(screen=lay_out_candidates(case, permit.case.code, candidates))


async def _confirm(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    about = MergeAsked(goes=CaseId(press.subject))
    return Show(screen=await desk.dialogs.begin(desk.ctx, MERGE_CONFIRMING, about))


async def _list_own(desk: Desk) -> Sequence[OverviewPart]:
    return list_to_merge(await list_merge_wishes(desk.ctx))


async def _list_former(desk: Desk) -> Sequence[OverviewPart]:
    return list_merged_referrals(await list_own_former(desk.ctx))


async def _list_asked(reading: Reading, _kit: Kit) -> Sequence[OverviewPart]:
    renamed = list_renamed(await read_renamed(reading))
    return [*list_to_merge(await read_merge_wishes(reading)), *renamed]


FEATURE: Final = Feature(
    buttons={MERGE_CASES: _merge, CONFIRM_MERGE: _confirm},
    timers={TimerKind.MERGING: look_at_merge},
    dialogs=(MERGING, MERGE_CONFIRMING),
    overview=(_list_own,),
    own_part=OwnPart.MERGES,
    digest=(_list_asked,),
    case_buttons=(CaseButton(action=Action.MERGE_CASES, key="merging.button", verb=MERGE_CASES),),
)
MERGED_REFERRALS: Final = Feature(overview=(_list_former,), own_part=OwnPart.MERGED)
