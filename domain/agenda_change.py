"""What becomes of an agenda that was approved when its cases change, and of a posted one when its
meeting is moved, cancelled, or held after all.

Serves product page §5: changed in the open, in the same post; whose own time moves hears it once.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from domain.agenda import (
    Agenda,
    AgendaChange,
    AgendaParts,
    AgendaState,
    check_times,
    compare_items,
    name_change,
)
from domain.agenda_steps import shift
from domain.calendar_entry import Hours, ToldHours
from domain.identifiers import CaseId
from domain.meeting import Meeting

# an own time that moves less is not told (product page §1.8)
MOVED_FROM: Final = timedelta(minutes=10)


def keep_posted(was: Meeting, now: Meeting, agenda: Agenda) -> Meeting:
    """Give a meeting whose agenda was posted the times its schedule has now. It stays in the
    channel that holds its post and of the kind it was, and lasts as long as what was posted needs.
    """
    ends = [one.ends_at for one in agenda.items] + [one.ends_at for one in agenda.breaks]
    needed = max(ends, default=was.starts_at) - was.starts_at
    ends_at = max(now.ends_at, now.starts_at + needed)
    return replace(now, channel=was.channel, kind=was.kind, ends_at=ends_at)


def changes_own_times(was: Meeting, now: Meeting) -> bool:
    """Tell whether whoever is needed must come at another time, elsewhere, or not at all."""
    before = (was.starts_at, was.place, was.is_cancelled)
    return before != (now.starts_at, now.place, now.is_cancelled)


def change_posted(agenda: Agenda, was: Meeting, now: Meeting, at: datetime) -> Agenda:
    """Let a posted agenda follow its meeting, and remember when it was to be at first."""
    moved = shift(agenda, now.starts_at - was.starts_at)
    first = agenda.moved_from or was.starts_at
    return replace(moved, changes=(), moved_from=first, changed_at=at)


def find_moved_from(meeting: Meeting, agenda: Agenda) -> datetime | None:
    """Find when a meeting was to begin when its agenda was posted; None when that is as it was."""
    return agenda.moved_from if agenda.moved_from != meeting.starts_at else None


def carry_out(
    agenda: Agenda, meeting: Meeting, parts: AgendaParts, begun: Collection[CaseId], at: datetime
) -> Agenda:
    """Change an approved agenda into what was proposed; one that was posted says when, and what is
    otherwise than it was posted.

    Raises TimesDoNotAddUpError; what has ``begun`` may come before a red case.
    """
    is_posted = agenda.state is AgendaState.POSTED
    changed = replace(
        agenda,
        items=tuple(sorted(parts.items, key=lambda item: item.starts_at)),
        breaks=tuple(sorted(parts.breaks, key=lambda pause: pause.starts_at)),
        left_out=parts.left_out,
        attendance=parts.attendance,
        partners=parts.partners,
        changes=join_changes(agenda.changes, compare_items(agenda.items, parts.items))
        if is_posted
        else (),
        effects=(),
        changed_at=at if is_posted else None,
    )
    check_times(meeting, changed, begun)
    return changed


def join_changes(
    before: Sequence[AgendaChange], after: Sequence[AgendaChange]
) -> tuple[AgendaChange, ...]:
    """Say of each case what is otherwise after both changes than before the first."""
    first = {one.code: one for one in before}
    last = {one.code: one for one in after}
    joined = (_join(first.get(code), last.get(code)) for code in sorted(first.keys() | last.keys()))
    return tuple(one for one in joined if one)


def _join(first: AgendaChange | None, last: AgendaChange | None) -> AgendaChange | None:
    if first is None or last is None:
        return first or last
    if first.was_at == last.now_at:
        return None
    return name_change(last.code, first.was_at, last.now_at)


def find_new_hours(told: Sequence[ToldHours], needed: Sequence[ToldHours]) -> tuple[ToldHours, ...]:
    """Find whose own times came, went, or moved ten minutes or more since they were told."""
    before = {one.member: one.hours for one in told}
    now = {one.member: one.hours for one in needed}
    return tuple(
        ToldHours(member=member, hours=now.get(member, ()))
        for member in sorted(before.keys() | now.keys())
        if _is_moved(before.get(member, ()), now.get(member, ()))
    )


def _is_moved(was: Hours, now: Hours) -> bool:
    if len(was) != len(now):
        return True
    return any(
        abs(later - earlier) >= MOVED_FROM
        for before, after in zip(was, now, strict=True)
        for earlier, later in zip(before, after, strict=True)
    )


def join_told(told: Sequence[ToldHours], new: Sequence[ToldHours]) -> tuple[ToldHours, ...]:
    """What each member was last told, once these are."""
    last = {one.member: one for one in (*told, *new)}
    return tuple(last[member] for member in sorted(last))
