"""The agenda as coordinators prepare it, and what was not posted.

Private cards. The draft says what does not fit and why, so that a person can decide.
"""

from datetime import datetime
from typing import Final

from cards.agenda_left_out import draw_left_out, draw_turn
from cards.agenda_partners import draw_partners
from cards.agenda_picture import add_picture
from cards.agenda_proposal import draw_pointer
from cards.agenda_wish import draw_effects, draw_wishes, draw_workbench
from cards.kit import Kit, Part
from cards.meeting_change import draw_called_off, draw_change_buttons, draw_moved_by
from cards.meeting_kind import draw_kind
from cards.messages import Preview, PrivateMessage
from cards.plain import join_names
from cards.rhythm import draw_too_little_time
from domain.agenda import (
    Agenda,
    AgendaBreak,
    AgendaChange,
    AgendaItem,
    AgendaState,
)
from domain.identifiers import CaseCode
from domain.meeting import Meeting
from domain.press import Press
from services.agenda.views import AgendaView

APPROVE: Final = "agenda.approve"
REDRAFT: Final = "agenda.redraft"
SHOW_AGENDA: Final = "agenda.show"

# a card with names must still fit in 40,000 bytes with sixty cases (``teams.md`` §3)
_MOST_NAME_LETTERS: Final = 5_000


def draw_agenda(kit: Kit, view: AgendaView) -> PrivateMessage:
    """Draw a meeting and its agenda for a coordinator."""
    day, hours = _day(kit, view.meeting.starts_at), _hours(kit, view.meeting)
    title = kit.title("agenda.title", day=day, hours=hours)
    body = [title, *draw_kind(kit, view.kind), *_states(kit, view)]
    if view.agenda:
        body += _contents(kit, view, view.agenda)
    if _may_change_meeting(view):
        body += draw_change_buttons(kit, view.meeting)
    return add_picture(kit, view, kit.private(Preview.AGENDA, body, _actions(kit, view)))


def _may_change_meeting(view: AgendaView) -> bool:
    """The card of a draft has no room for it beside its picture: a draft is approved first."""
    is_draft = view.agenda is not None and view.agenda.state is AgendaState.DRAFT
    is_to_come = not view.has_begun and not view.meeting.is_cancelled
    return view.may.approve and is_to_come and not is_draft


def draw_no_meeting(kit: Kit) -> PrivateMessage:
    """Say that no meeting is planned."""
    return kit.short("agenda.no_meeting")


def draw_not_posted(kit: Kit, view: AgendaView) -> PrivateMessage:
    """Tell a coordinator that nothing was posted, and what can still be done."""
    day, meeting = _day(kit, view.meeting.starts_at), view.meeting
    title = kit.title("agenda.not_posted_title", day=day)
    body = [title, *draw_kind(kit, view.kind), _why_not_posted(kit, view)]
    may_approve = view.may.approve and not (view.agenda and view.agenda.is_settled)
    show = kit.button("agenda.show_button", Press(verb=SHOW_AGENDA, subject=meeting.id), day=day)
    return kit.private(Preview.AGENDA, body, [show] if may_approve else [])


def _why_not_posted(kit: Kit, view: AgendaView) -> Part:
    if view.meeting.is_cancelled:
        return kit.text("agenda.not_posted_cancelled")
    if view.agenda is None:
        return kit.text("agenda.not_posted_no_draft", posts_at=view.meeting.posts_at)
    if view.agenda.state is AgendaState.SKIPPED:
        return kit.text("agenda.not_posted_skipped")
    if view.agenda.state is AgendaState.EXPIRED:
        return kit.text("agenda.not_posted_expired", name=view.approved_by)
    return kit.text(
        "agenda.not_posted_draft",
        posts_at=view.meeting.posts_at,
        starts_at=view.meeting.starts_at,
    )


def _states(kit: Kit, view: AgendaView) -> list[Part]:
    being_drafted = [kit.text("agenda.being_drafted")] if view.is_being_drafted else []
    moved = draw_moved_by(kit, view.meeting, view.changed_by)
    return [_state(kit, view), *moved, *being_drafted, *draw_pointer(kit, view)]


def _state(kit: Kit, view: AgendaView) -> Part:
    meeting, agenda = view.meeting, view.agenda
    if meeting.is_cancelled:
        return draw_called_off(kit, meeting, view.changed_by)
    if agenda is None:
        return kit.text("agenda.state_none", cut_off_at=meeting.cut_off_at)
    if agenda.state is AgendaState.DRAFT:
        return kit.text("agenda.state_draft", posts_at=meeting.posts_at)
    if agenda.state is AgendaState.POSTED and agenda.posted_at:
        return kit.text("agenda.state_posted", posted_at=agenda.posted_at, name=view.approved_by)
    if agenda.state is AgendaState.APPROVED and agenda.approved_at:
        return kit.text(
            "agenda.state_approved",
            name=view.approved_by,
            approved_at=agenda.approved_at,
            posts_at=meeting.posts_at,
        )
    return kit.text("agenda.state_not_posted")


def _contents(kit: Kit, view: AgendaView, agenda: Agenda) -> list[Part]:
    slots: list[AgendaItem | AgendaBreak] = [*agenda.items, *agenda.breaks]
    slots.sort(key=lambda slot: slot.starts_at)
    partners = _name_partners(kit, view, agenda)
    lines = [_line(kit, slot, partners) for slot in slots]
    return [
        *(lines or [kit.text("agenda.empty")]),
        *draw_left_out(kit, view, agenda),
        *draw_too_little_time(kit, agenda.minutes_asked, agenda.minutes_given),
        *([kit.counted("agenda.undirected", view.undirected)] if view.undirected else []),
        *_linked(kit, view),
        *_changes(kit, agenda),
        *draw_effects(kit, view, agenda),
        *draw_wishes(kit, view),
        *draw_partners(kit, view, agenda),
        *_warnings(kit, view),
        *_attendance(kit, view, agenda),
        *draw_workbench(kit, view, agenda),
    ]


def _name_partners(kit: Kit, view: AgendaView, agenda: Agenda) -> dict[CaseCode, str]:
    """Who must be there, by case: names, or only how many when that would not fit."""
    count = kit.words.count
    numbers = {one.code: count("agenda.organisations", len(one.required)) for one in agenda.items}
    names = {
        one.code: join_names([view.name(partner) for partner in one.required]) or numbers[one.code]
        for one in agenda.items
    }
    return names if sum(map(len, names.values())) <= _MOST_NAME_LETTERS else numbers


def _line(kit: Kit, slot: AgendaItem | AgendaBreak, partners: dict[CaseCode, str]) -> Part:
    hours = _hours(kit, slot)
    if isinstance(slot, AgendaBreak):
        return kit.subtle("agenda.break", hours=hours, minutes=slot.minutes)
    turn = draw_turn(kit, slot.turn)
    return kit.text(
        "agenda.line_turn" if turn else "agenda.line",
        hours=hours,
        colour=slot.colour,
        code=slot.code,
        minutes=slot.minutes,
        organisations=partners[slot.code],
        turn=turn,
    )


def _linked(kit: Kit, view: AgendaView) -> list[Part]:
    """Say which cases have to do with each other, to be discussed one after another."""
    pairs = [
        kit.phrase("agenda.linked_pair", one=one, other=other)
        for one, other in (pair.codes for pair in view.linked)
    ]
    return [kit.text("agenda.linked", pairs="; ".join(pairs))] if pairs else []


def _changes(kit: Kit, agenda: Agenda) -> list[Part]:
    if not agenda.changes or agenda.state is not AgendaState.DRAFT:
        return []
    all_changes = "; ".join(_change(kit, change) for change in agenda.changes)
    return [kit.text("agenda.changes", changes=all_changes)]


def _change(kit: Kit, change: AgendaChange) -> str:
    return kit.phrase(
        f"agenda.change_{change.kind}",
        code=change.code,
        was=kit.clock(change.was_at) if change.was_at else "",
        now=kit.clock(change.now_at) if change.now_at else "",
    )


def _warnings(kit: Kit, view: AgendaView) -> list[Part]:
    said = (
        ("agenda.unrepresented", view.unrepresented),
        ("agenda.unattended", view.unattended),
    )
    return [kit.text(key, names=join_names(names)) for key, names in said if names]


def _attendance(kit: Kit, view: AgendaView, agenda: Agenda) -> list[Part]:
    if not agenda.items or view.meeting.is_cancelled:
        return []
    sums = agenda.attendance
    key = "agenda.attendance_proven" if sums.is_proven_best else "agenda.attendance"
    if sums.is_proven_best and sums.presence_minutes == sums.everybody_minutes:
        key = "agenda.attendance_whole"
    return [
        kit.subtle(key, presence=sums.presence_minutes, everybody=sums.everybody_minutes),
    ]


def _actions(kit: Kit, view: AgendaView) -> list[Part]:
    others = [
        kit.button(
            "agenda.show_button",
            Press(verb=SHOW_AGENDA, subject=one.id),
            day=_short_day(kit, view, one),
        )
        for one in view.others
    ]
    return [*_decisions(kit, view), *others]


def _short_day(kit: Kit, view: AgendaView, meeting: Meeting) -> str:
    """The day of another meeting, and its kind where there are several: both may be that day."""
    day, kind = (
        kit.short_day(kit.local(meeting.starts_at).date()),
        view.kinds.tell_apart(meeting.kind),
    )
    return f"{day}, {kind}" if kind else day


def _decisions(kit: Kit, view: AgendaView) -> list[Part]:
    meeting, agenda = view.meeting, view.agenda
    if not view.may.change or meeting.is_cancelled:
        return []
    if agenda is None:
        return [kit.button("agenda.draft_button", Press(verb=REDRAFT, subject=meeting.id))]
    if agenda.state is not AgendaState.DRAFT:
        return []
    approve = Press(verb=APPROVE, subject=meeting.id, version=agenda.version)
    return [
        *([kit.button("agenda.approve_button", approve)] if view.may.approve else []),
        kit.button("agenda.redraft_button", Press(verb=REDRAFT, subject=meeting.id)),
    ]


def _day(kit: Kit, at: datetime) -> str:
    return kit.day(kit.local(at).date())


def _hours(kit: Kit, slot: Meeting | AgendaItem | AgendaBreak) -> str:
    return f"{kit.clock(slot.starts_at)}–{kit.clock(slot.ends_at)}"
