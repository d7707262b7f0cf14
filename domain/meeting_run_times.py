"""When what is still to come is expected, after what happened so far: a late start, a case that was
lengthened, took longer or was skipped. Pauses stay, and nobody is expected earlier than the agenda
told them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.agenda import Agenda, AgendaBreak, AgendaItem
from domain.identifiers import CaseId
from domain.meeting_run import CaseAtTable, MeetingRun, find_now, list_waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """When each case to come is expected to begin, when the pause that is held now ends, and until
    when the case at the table has time.
    """

    starts: Mapping[CaseId, datetime]
    pause_until: datetime | None = None
    now_until: datetime | None = None


def expect(agenda: Agenda, run: MeetingRun | None, now: datetime) -> Expectation:
    """Say when what is still to come is expected."""
    if run is None or not run.is_going_on:
        return Expectation(starts={one.case: one.starts_at for one in list_waiting(agenda, run)})
    held, item = run.at_table, find_now(agenda, run)
    now_until = end_of(item, held) if item and held else None
    free_at = max(now, now_until or now)
    pauses = _list_pauses(agenda, run)
    pause_until = None if held else _find_end_of_pause(agenda, run, pauses)
    if pause_until:
        free_at, pauses = max(now, pause_until), pauses[1:]
    starts = _chain(list_waiting(agenda, run), pauses, free_at)
    return Expectation(starts=starts, pause_until=pause_until, now_until=now_until)


def end_of(item: AgendaItem, held: CaseAtTable) -> datetime:
    """Until when a case at the table has time."""
    started_at = held.started_at or item.starts_at
    return started_at + timedelta(minutes=item.minutes + held.added_minutes)


def find_delay(item: AgendaItem, expected_at: datetime) -> timedelta:
    """How much later than the agenda said a case begins."""
    return max(expected_at - item.starts_at, timedelta())


def _list_pauses(agenda: Agenda, run: MeetingRun) -> list[AgendaBreak]:
    """The pauses after the last case that came to the table."""
    held = {one.case for one in run.cases if one.started_at}
    after = max(one.starts_at for one in agenda.items if one.case in held) if held else None
    return [one for one in agenda.breaks if after is None or one.starts_at > after]


def _find_end_of_pause(
    agenda: Agenda, run: MeetingRun, pauses: list[AgendaBreak]
) -> datetime | None:
    """When the pause ends that began when the last case left the table; None outside a pause."""
    waiting = list_waiting(agenda, run)
    left_at = max((one.ended_at for one in run.cases if one.ended_at), default=None)
    if left_at is None or not pauses or not waiting or pauses[0].starts_at > waiting[0].starts_at:
        return None
    return max(left_at, pauses[0].starts_at) + timedelta(minutes=pauses[0].minutes)


def _chain(
    items: Sequence[AgendaItem], pauses: Sequence[AgendaBreak], free_at: datetime
) -> Mapping[CaseId, datetime]:
    """Put what is to come one after the other, nothing before its own time."""
    slots: list[AgendaItem | AgendaBreak] = [*items, *pauses]
    starts: dict[CaseId, datetime] = {}
    for slot in sorted(slots, key=lambda one: one.starts_at):
        begins_at = max(free_at, slot.starts_at)
        free_at = begins_at + timedelta(minutes=slot.minutes)
        if isinstance(slot, AgendaItem):
            starts[slot.case] = begins_at
    return starts
