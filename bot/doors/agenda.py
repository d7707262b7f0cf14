"""The agenda in Teams: the command, its buttons, the draft, the post and the own times."""

from collections.abc import Mapping, Sequence

from bot.turns.feature import Command, Desk, Feature, Group, Posting
from bot.turns.replies import Instead, Reply, ReplyPart, Say, Show
from bot.turns.typed_case import ask_to_delete, split_code
from cards.agenda import (
    APPROVE,
    REDRAFT,
    SHOW_AGENDA,
    draw_agenda,
    draw_no_meeting,
    draw_not_posted,
)
from cards.agenda_post import AgendaStub, draw_post, draw_stub, form_post
from cards.agenda_times import draw_own_times, list_own_times
from cards.kit import Kit
from cards.messages import ChannelMessage, PrivateMessage
from cards.overview import OverviewPart
from dialogs.agenda_wish import AGENDA_WISH
from domain.access import Action
from domain.identifiers import MeetingId
from domain.notice import ChannelNotice, NoticeKind, PrivateNotice
from domain.press import Press
from domain.timer import TimerKind
from services.agenda.approval import approve_agenda, request_draft, view_agenda, view_next_agenda
from services.agenda.clock import hold_meetings, look_at_agenda
from services.agenda.notices import look_at_own_times
from services.agenda.views import (
    list_near_times,
    list_times_of,
    read_draft,
    read_not_posted,
    read_own_times,
    read_posted,
)
from services.agenda_wish import open_typed
from services.moment import Moment, Reading
from services.ports.own_parts import OwnPart


async def _show_next(desk: Desk, arguments: str) -> Reply:
    typed = split_code(arguments)
    story = ask_to_delete(desk, typed.rest)
    if typed.code is not None:
        return (await _open_typed(desk, typed.code), *story)
    view = await view_next_agenda(desk.ctx)
    shown = Say(message=draw_agenda(desk.kit, view) if view else draw_no_meeting(desk.kit))
    return (shown, *story) if story else shown


async def _open_typed(desk: Desk, code: str) -> ReplyPart:
    workbench = await open_typed(desk.ctx, code)
    return Show(screen=await desk.dialogs.begin_allowed(desk.ctx, AGENDA_WISH, workbench))


async def _show(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    view = await view_agenda(desk.ctx, MeetingId(press.subject))
    return Instead(message=draw_agenda(desk.kit, view))


async def _approve(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    view = await approve_agenda(desk.ctx, MeetingId(press.subject), press.version)
    return Instead(message=draw_agenda(desk.kit, view))


async def _redraft(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    view = await request_draft(desk.ctx, MeetingId(press.subject))
    return Instead(message=draw_agenda(desk.kit, view))


async def _render_draft(reading: Reading, kit: Kit, notice: PrivateNotice) -> PrivateMessage | None:
    view = await read_draft(reading, MeetingId(notice.subject))
    return draw_agenda(kit, view) if view else None


async def _render_not_posted(
    reading: Reading, kit: Kit, notice: PrivateNotice
) -> PrivateMessage | None:
    view = await read_not_posted(reading, MeetingId(notice.subject))
    return draw_not_posted(kit, view) if view else None


async def _render_own_times(
    reading: Reading, kit: Kit, notice: PrivateNotice
) -> PrivateMessage | None:
    view = await read_own_times(reading, MeetingId(notice.subject))
    return draw_own_times(kit, view) if view else None


async def _list_own(desk: Desk) -> Sequence[OverviewPart]:
    return list_own_times(desk.kit, await list_times_of(desk.ctx))


async def _list_near(reading: Reading, kit: Kit) -> Sequence[OverviewPart]:
    return list_own_times(kit, await list_near_times(reading))


async def _render_stub(moment: Moment, kit: Kit, notice: ChannelNotice) -> ChannelMessage | None:
    view = await read_posted(moment, MeetingId(notice.subject))
    return draw_stub(kit, AgendaStub(starts_at=view.meeting.starts_at)) if view else None


async def _render_post(moment: Moment, kit: Kit, notice: ChannelNotice) -> ChannelMessage | None:
    view = await read_posted(moment, MeetingId(notice.subject))
    return draw_post(kit, form_post(view)) if view else None


FEATURE = Feature(
    commands=(
        Command(
            words=("agenda",),
            is_daily=True,
            action=Action.PREPARE_AGENDA,
            run=_show_next,
            help_key="help.line.agenda",
            group=Group.COORDINATORS,
            runs_alone=True,
            reads_more=True,
        ),
    ),
    buttons={SHOW_AGENDA: _show, APPROVE: _approve, REDRAFT: _redraft},
    notices={
        NoticeKind.AGENDA_DRAFT: _render_draft,
        NoticeKind.AGENDA_NOT_APPROVED: _render_not_posted,
        NoticeKind.OWN_TIMES: _render_own_times,
    },
    posts={NoticeKind.AGENDA_POST: Posting(stub=_render_stub, content=_render_post)},
    timers={TimerKind.AGENDA: look_at_agenda, TimerKind.OWN_TIMES: look_at_own_times},
    jobs=(hold_meetings,),
    overview=(_list_own,),
    own_part=OwnPart.TIMES,
    digest=(_list_near,),
)
