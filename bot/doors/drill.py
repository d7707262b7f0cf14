"""Drills in Teams: ``oefening`` shows who takes part; members say so on the card, and a process
director starts one. What comes of it goes through the doors of the acute lane.
"""

from collections.abc import Mapping
from typing import Final

from bot.turns.feature import Command, Desk, Feature, Group
from bot.turns.replies import Instead, Reply, Say, Show
from cards.drill import (
    JOIN_DRILLS,
    LEAVE_DRILLS,
    SHOW_DRILLS,
    START_DRILL,
    STOP_DRILL,
    draw_drills,
    draw_result,
)
from cards.kit import Kit
from cards.messages import PrivateMessage
from dialogs.drill import DRILL, AboutDrill
from domain.access import Action
from domain.identifiers import SessionId
from domain.notice import NoticeKind, PrivateNotice
from domain.press import Press
from domain.timer import TimerKind
from services.drill import DrillsView, join_drills, leave_drills, view_drills
from services.drill_run import find_running_drill, look_at_drill, read_result, stop_drill
from services.moment import Reading


async def _show(desk: Desk, _arguments: str) -> Reply:
    return Say(message=await _draw(desk, await view_drills(desk.ctx)))


async def _show_again(desk: Desk, _press: Press, _inputs: Mapping[str, str]) -> Reply:
    return Instead(message=await _draw(desk, await view_drills(desk.ctx)))


async def _join(desk: Desk, _press: Press, _inputs: Mapping[str, str]) -> Reply:
    return Instead(message=await _draw(desk, await join_drills(desk.ctx)))


async def _leave(desk: Desk, _press: Press, _inputs: Mapping[str, str]) -> Reply:
    return Instead(message=await _draw(desk, await leave_drills(desk.ctx)))


async def _start(desk: Desk, _press: Press, _inputs: Mapping[str, str]) -> Reply:
    about = AboutDrill(member=desk.ctx.actor.id)
    return Show(screen=await desk.dialogs.begin(desk.ctx, DRILL, about))


async def _stop(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    await stop_drill(desk.ctx, SessionId(press.subject))
    return Instead(message=await _draw(desk, await view_drills(desk.ctx)))


async def _draw(desk: Desk, view: DrillsView) -> PrivateMessage:
    running = await find_running_drill(desk.ctx)
    names_one = running is not None and running.drill is not None
    return draw_drills(desk.kit.for_drill() if names_one else desk.kit, view, running)


async def _render_result(
    reading: Reading, kit: Kit, notice: PrivateNotice
) -> PrivateMessage | None:
    view = await read_result(reading, SessionId(notice.subject))
    return draw_result(kit, view) if view else None


FEATURE: Final = Feature(
    commands=(
        Command(
            words=("oefening", "drill"),
            action=Action.JOIN_DRILLS,
            run=_show,
            help_key="help.line.drill",
            group=Group.OFFICE,
            runs_alone=True,
        ),
    ),
    buttons={
        SHOW_DRILLS: _show_again,
        JOIN_DRILLS: _join,
        LEAVE_DRILLS: _leave,
        START_DRILL: _start,
        STOP_DRILL: _stop,
    },
    notices={NoticeKind.DRILL_RESULT: _render_result},
    timers={TimerKind.DRILL: look_at_drill},
    dialogs=(DRILL,),
)
