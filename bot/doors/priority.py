"""The list of prioritised cases in Teams: why a case is on it, and the buttons that put it there,
confirm it and take it off. What must be confirmed is in the digest.
"""

from collections.abc import Mapping
from typing import Final

from bot.turns.feature import Desk, Feature
from bot.turns.opening import opening
from bot.turns.own_rows import in_digest
from bot.turns.replies import Reply, Show
from bot.turns.typed_case import seen_case
from cards.priority import (
    END_PRIORITY,
    PRIORITISE,
    READ_PRIORITY,
    lay_out_priority,
    list_to_confirm_again,
    read_steps,
)
from cards.referral import CaseButton
from dialogs.priority import PRIORITY, PRIORITY_END
from domain.access import Action
from domain.press import Press
from domain.timer import TimerKind
from services.priority import look_at_priority, read_unconfirmed, view_priority
from services.referral_views import CaseView
from services.seen_case import SeenCase, take_case


async def _read(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    case_id, number = read_steps(press)
    permit = await take_case(desk.ctx, Action.READ_PRIORITY, SeenCase(id=case_id))
    return Show(screen=lay_out_priority(await view_priority(desk.ctx, permit, number)))


def _is_on_list(view: CaseView) -> bool:
    return view.prioritised_on is not None


def _is_not_on_list(view: CaseView) -> bool:
    return not _is_on_list(view)


FEATURE: Final = Feature(
    buttons={
        READ_PRIORITY: _read,
        PRIORITISE: opening(PRIORITY, seen_case),
        END_PRIORITY: opening(PRIORITY_END, seen_case),
    },
    timers={TimerKind.PRIORITY: look_at_priority},
    dialogs=(PRIORITY, PRIORITY_END),
    digest=(in_digest(read_unconfirmed, list_to_confirm_again),),
    case_buttons=(
        CaseButton(
            action=Action.READ_PRIORITY,
            key="priority.why_button",
            verb=READ_PRIORITY,
            fits=_is_on_list,
        ),
        CaseButton(
            action=Action.PRIORITISE,
            key="priority.button",
            verb=PRIORITISE,
            fits=_is_not_on_list,
        ),
    ),
)
