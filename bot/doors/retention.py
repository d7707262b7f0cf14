"""The clock of retention in Teams: ``bewaartermijnen`` shows which cases go when, with a code when
that one goes; a process director stops the destruction of one. Each night the house looks which
have come to their end.
"""

from collections.abc import Mapping
from typing import Final

from bot.turns.feature import Command, Desk, Feature, Group
from bot.turns.own_rows import in_digest, in_own
from bot.turns.replies import Instead, Reply, Say, Show
from cards.retention import (
    CHOSEN_END,
    END_HOLD_LISTED,
    EXTEND_LISTED,
    HOLD_LISTED,
    SHOW_RETENTION,
    draw_retention,
    list_ending_holds,
    list_on_hold,
    list_warnings,
)
from dialogs.extension import choose_extension
from dialogs.retention_hold import RETENTION_HOLD
from domain.access import Action
from domain.press import Press
from domain.timer import TimerKind
from services.access import Permit, find_case, require_role
from services.destruction import look_at_retention
from services.ports.own_parts import OwnPart
from services.retention import choose_going, view_end, view_retention
from services.retention_hold import end_hold, list_holds, read_ending_holds
from services.retention_warning import list_warned, read_warnings
from services.seen_case import see


async def _show(desk: Desk, arguments: str) -> Reply:
    code = arguments.split(maxsplit=1)[0] if arguments.split() else ""
    view = await (view_end(desk.ctx, code) if code else view_retention(desk.ctx))
    return Say(message=draw_retention(desk.kit, view))


async def _turn(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    """A page, or the case from whose dialog somebody comes back."""
    here = press.subject
    view = await (
        view_retention(desk.ctx, int(here)) if here.isdigit() else view_end(desk.ctx, here)
    )
    return Instead(message=draw_retention(desk.kit, view))


async def _hold(desk: Desk, press: Press, inputs: Mapping[str, str]) -> Reply:
    permit = await _find_chosen(desk, press, inputs)
    return Show(screen=await desk.dialogs.begin(desk.ctx, RETENTION_HOLD, see(permit.case)))


async def _end(desk: Desk, press: Press, inputs: Mapping[str, str]) -> Reply:
    permit = await _find_chosen(desk, press, inputs)
    await end_hold(desk.ctx, permit)
    view = await view_end(desk.ctx, permit.case.code)
    return Instead(message=draw_retention(desk.kit, view))


async def _extend(desk: Desk, press: Press, inputs: Mapping[str, str]) -> Reply:
    permit = await _find_chosen(desk, press, inputs, Action.EXTEND_CASE)
    chosen = await choose_extension(desk.ctx, permit)
    return Show(screen=await desk.dialogs.begin_allowed(desk.ctx, chosen, permit))


async def _find_chosen(
    desk: Desk, press: Press, inputs: Mapping[str, str], action: Action = Action.HOLD_CASE
) -> Permit:
    """The case that was chosen on a page, or the one that the card is about."""
    require_role(desk.ctx, action)
    code = press.subject
    if code.isdigit():  # a page
        code = await choose_going(desk.ctx, inputs.get(CHOSEN_END, ""), int(code))
    return await find_case(desk.ctx, action, code)


FEATURE: Final = Feature(
    commands=(
        Command(
            words=("bewaartermijnen", "retention"),
            action=Action.VIEW_RETENTION,
            run=_show,
            help_key="help.line.retention",
            group=Group.OFFICE,
            runs_alone=True,
        ),
    ),
    buttons={
        SHOW_RETENTION: _turn,
        HOLD_LISTED: _hold,
        EXTEND_LISTED: _extend,
        END_HOLD_LISTED: _end,
    },
    timers={TimerKind.RETENTION: look_at_retention},
    dialogs=(RETENTION_HOLD,),
    overview=(in_own(list_holds, list_on_hold), in_own(list_warned, list_warnings)),
    own_part=OwnPart.RETENTION,
    digest=(
        in_digest(read_ending_holds, list_ending_holds),
        in_digest(read_warnings, list_warnings),
    ),
)
