"""Merging in Teams: a process director finds on the card of a case which others may be of the same
person; a second member confirms it from *mijn* or the digest, where the new code is told too.
"""

from collections.abc import Mapping
from typing import Final

from bot.turns.feature import Desk, Feature
from bot.turns.own_rows import in_digest, in_own
from bot.turns.replies import Reply, Show
from cards.merging import (
    CONFIRM_MERGE,
    MERGE_CASES,
    lay_out_candidates,
    list_merged_referrals,
    list_renamed,
    list_to_merge,
    read_merge,
)
from cards.referral import CaseButton
from dialogs.merging import MERGE_CONFIRMING, MERGING, MergeAsked, MergeOf
from domain.access import Action
from domain.identifiers import CaseId
from domain.press import Press
from domain.timer import TimerKind
from services.merged_referral import list_own_former
from services.merging import list_merge_candidates, read_renamed
from services.merging_wish import list_merge_wishes, look_at_merge, read_merge_wishes
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


FEATURE: Final = Feature(
    buttons={MERGE_CASES: _merge, CONFIRM_MERGE: _confirm},
    timers={TimerKind.MERGING: look_at_merge},
    dialogs=(MERGING, MERGE_CONFIRMING),
    overview=(in_own(list_merge_wishes, list_to_merge),),
    own_part=OwnPart.MERGES,
    digest=(in_digest(read_merge_wishes, list_to_merge), in_digest(read_renamed, list_renamed)),
    case_buttons=(CaseButton(action=Action.MERGE_CASES, key="merging.button", verb=MERGE_CASES),),
)
MERGED_REFERRALS: Final = Feature(
    overview=(in_own(list_own_former, list_merged_referrals),), own_part=OwnPart.MERGED
)
