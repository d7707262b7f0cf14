"""Asking in Teams to have a case discussed: a button on the case. Who asked already sees what, and
can take it back.
"""

from collections.abc import Mapping
from typing import Final

from bot.turns.feature import Desk, Feature
from bot.turns.replies import Reply, Show
from cards.discussion_wish import (
    ASK_DISCUSSION,
    WITHDRAW_DISCUSSION,
    lay_out_own_wish,
    lay_out_withdrawn,
)
from cards.referral import CaseButton
from dialogs.discussion_wish import DISCUSSION_WISH
from domain.access import Action
from domain.identifiers import CaseId
from domain.press import Press
from services.discussion_wish import find_own_wish, withdraw_discussion
from services.seen_case import SeenCase, take_case


async def _open(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    seen = SeenCase(id=CaseId(press.subject))
    permit = await take_case(desk.ctx, Action.ASK_DISCUSSION, seen)
    own = await find_own_wish(desk.ctx, permit)
    if own is not None:
        return Show(screen=lay_out_own_wish(permit.case, own))
    return Show(screen=await desk.dialogs.begin_allowed(desk.ctx, DISCUSSION_WISH, permit))


async def _withdraw(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    seen = SeenCase(id=CaseId(press.subject))
    permit = await take_case(desk.ctx, Action.ASK_DISCUSSION, seen)
    await withdraw_discussion(desk.ctx, permit)
    return Show(screen=lay_out_withdrawn(permit.case.code))


FEATURE: Final = Feature(
    buttons={ASK_DISCUSSION: _open, WITHDRAW_DISCUSSION: _withdraw},
    dialogs=(DISCUSSION_WISH,),
    case_buttons=(
        CaseButton(action=Action.ASK_DISCUSSION, key="discussion_wish.button", verb=ASK_DISCUSSION),
    ),
)
