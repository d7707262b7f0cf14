"""A meeting at the table in Teams: the command, its buttons, and the card of the channel."""

from collections.abc import Awaitable, Callable, Mapping

from bot.turns.feature import ButtonHandler, Command, Desk, Feature, Group, Posting
from bot.turns.replies import Instead, Reply, Say
from cards.kit import Kit
from cards.meeting_run import (
    ARRIVES,
    DONE,
    LEAVES,
    LONGER,
    NEXT,
    SHOW_RUN,
    SKIP,
    START,
    TICK,
    TICKED,
    draw_run,
    draw_table,
)
from cards.meeting_run_post import RunStub, draw_run_post, draw_run_stub, form_run_post
from cards.meeting_run_times import draw_called, draw_moved
from cards.messages import ChannelMessage, PrivateMessage
from domain.access import Action
from domain.identifiers import MeetingId, OrganisationId
from domain.meeting_run_steps import sit
from domain.notice import ChannelNotice, NoticeKind, PrivateNotice
from domain.press import Press
from domain.timer import TimerKind
from services.meeting_run import (
    add_minutes,
    close_meeting,
    go_on,
    note_after_meeting,
    note_present,
    pass_over,
    start_meeting,
    view_run,
    view_table,
)
from services.meeting_run_clock import look_at_run
from services.meeting_run_views import RunView, read_called, read_moved, read_run
from services.moment import Context, Moment, Reading


async def _show_table(desk: Desk, _arguments: str) -> Reply:
    view = await view_table(desk.ctx)
    opens = sit(view.coming, desk.ctx.now) if view.coming else None
    return Say(message=draw_table(desk.kit, view, opens))


async def _show(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    view = await view_run(desk.ctx, MeetingId(press.subject))
    return Instead(message=draw_run(desk.kit, view))


def _stepping(
    take: Callable[[Context, MeetingId, int | None], Awaitable[RunView]],
) -> ButtonHandler:
    """A button that takes one step and shows what the table is like then."""

    async def press_step(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
        view = await take(desk.ctx, MeetingId(press.subject), press.version)
        return Instead(message=draw_run(desk.kit, view))

    return press_step


async def _note(desk: Desk, press: Press, *, is_present: bool) -> Reply:
    meeting, _, organisation = press.subject.rpartition("/")
    view = await note_present(
        desk.ctx, MeetingId(meeting), OrganisationId(organisation), is_present=is_present
    )
    return Instead(message=draw_run(desk.kit, view))


async def _arrives(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    return await _note(desk, press, is_present=True)


async def _leaves(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    return await _note(desk, press, is_present=False)


async def _tick(desk: Desk, press: Press, inputs: Mapping[str, str]) -> Reply:
    codes = inputs.get(TICKED, "").split(",")
    view = await note_after_meeting(desk.ctx, MeetingId(press.subject), codes)
    return Instead(message=draw_run(desk.kit, view))


async def _render_called(
    reading: Reading, kit: Kit, notice: PrivateNotice
) -> PrivateMessage | None:
    view = await read_called(reading, MeetingId(notice.subject))
    return draw_called(kit, view) if view else None


async def _render_moved(reading: Reading, kit: Kit, notice: PrivateNotice) -> PrivateMessage | None:
    view = await read_moved(reading, MeetingId(notice.subject))
    return draw_moved(kit, view) if view else None


async def _render_stub(moment: Moment, kit: Kit, notice: ChannelNotice) -> ChannelMessage | None:
    view = await read_run(moment, MeetingId(notice.subject))
    return draw_run_stub(kit, RunStub(starts_at=view.meeting.starts_at)) if view else None


async def _render_post(moment: Moment, kit: Kit, notice: ChannelNotice) -> ChannelMessage | None:
    view = await read_run(moment, MeetingId(notice.subject))
    return draw_run_post(kit, form_run_post(view)) if view else None


FEATURE = Feature(
    commands=(
        Command(
            words=("overleg", "meeting"),
            is_daily=True,
            action=Action.RUN_MEETING,
            run=_show_table,
            help_key="help.line.meeting_run",
            group=Group.COORDINATORS,
            runs_alone=True,
        ),
    ),
    buttons={
        SHOW_RUN: _show,
        START: _stepping(start_meeting),
        NEXT: _stepping(go_on),
        LONGER: _stepping(add_minutes),
        SKIP: _stepping(pass_over),
        DONE: _stepping(close_meeting),
        ARRIVES: _arrives,
        LEAVES: _leaves,
        TICK: _tick,
    },
    notices={NoticeKind.CALLED_IN: _render_called, NoticeKind.TIME_MOVED: _render_moved},
    timers={TimerKind.MEETING_RUN: look_at_run},
    posts={NoticeKind.MEETING_NOW: Posting(stub=_render_stub, content=_render_post)},
)
