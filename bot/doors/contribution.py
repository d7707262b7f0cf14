"""Contributing to a case in Teams: from its card and its page in a window; what came or went is
told to the coordinators in the digest.
"""

from collections.abc import Mapping
from typing import Final

from bot.turns.feature import Desk, Feature
from bot.turns.opening import about_case, opening
from bot.turns.own_rows import in_digest
from bot.turns.replies import Reply, Show
from cards.contribution import (
    CONTRIBUTE,
    MARK_CONTRIBUTION,
    WITHDRAW_CONTRIBUTION,
    WRITE_AGAIN,
    list_contributed,
)
from cards.referral import CaseButton
from dialogs.contribution import CONTRIBUTING, WITHDRAWING, AboutContribution
from dialogs.incorrect import MARKING, MarkWhere, StatementOf
from domain.access import Action
from domain.identifiers import ContributionId
from domain.press import Press
from services.contribution import open_next_version
from services.contribution_rows import read_contributed


async def _contribute(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    about = AboutContribution(subject=press.subject)
    return Show(screen=await desk.dialogs.begin(desk.ctx, CONTRIBUTING, about))


async def _write_again(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    held = await open_next_version(desk.ctx, ContributionId(press.subject))
    return Show(screen=await desk.dialogs.begin_allowed(desk.ctx, CONTRIBUTING, held))


async def _mark(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    about = StatementOf(where=MarkWhere.CONTRIBUTION, subject=press.subject)
    return Show(screen=await desk.dialogs.begin(desk.ctx, MARKING, about))


FEATURE: Final = Feature(
    buttons={
        CONTRIBUTE: _contribute,
        WRITE_AGAIN: _write_again,
        WITHDRAW_CONTRIBUTION: opening(WITHDRAWING, about_case),
        MARK_CONTRIBUTION: _mark,
    },
    dialogs=(CONTRIBUTING, WITHDRAWING),
    digest=(in_digest(read_contributed, list_contributed),),
    case_buttons=(
        CaseButton(action=Action.CONTRIBUTE, key="contribution.button", verb=CONTRIBUTE),
    ),
)
