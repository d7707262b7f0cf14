"""Adds up who sits in a meeting from when to when: presence is last end minus first start."""

from collections.abc import Sequence

from domain.identifiers import MeetingId
from domain.planning.instance import Case, Instance, PartnerId, Placement
from domain.planning.plan import PlannedBreak, Presence, Totals


def list_presences(instance: Instance, placed: Sequence[Placement]) -> tuple[Presence, ...]:
    """List one presence per partner and meeting, by partner, then meeting."""
    cases = {case.id: case for case in instance.cases}
    slots: dict[tuple[PartnerId, MeetingId], list[tuple[int, int]]] = {}
    for placement in placed:
        case = cases[placement.case]
        for partner in case.required:
            span = (placement.start, placement.start + case.minutes)
            slots.setdefault((partner, placement.meeting), []).append(span)
    return tuple(_sum_up(*key, slots[key]) for key in sorted(slots))


def total_up(
    instance: Instance,
    placed: Sequence[Placement],
    breaks: Sequence[PlannedBreak],
    presences: Sequence[Presence],
) -> Totals:
    """Add up the weighted minutes of all partners, and what they would be if all sat through
    everything.
    """
    weights = {partner.id: partner.weight for partner in instance.partners}
    presence = sum(weights[one.partner] * (one.end - one.start) for one in presences)
    needed = sum(weights[one.partner] * one.needed for one in presences)
    lengths = measure_meetings(instance.cases, placed, breaks)
    everybody = sum(weights[one.partner] * lengths[one.meeting] for one in presences)
    return Totals(presence=presence, needed=needed, waiting=presence - needed, everybody=everybody)


def measure_meetings(
    cases: Sequence[Case], placed: Sequence[Placement], breaks: Sequence[PlannedBreak]
) -> dict[MeetingId, int]:
    """Measure each meeting used, in minutes from its first case to its last end."""
    minutes = {case.id: case.minutes for case in cases}
    starts: dict[MeetingId, list[int]] = {}
    ends: dict[MeetingId, list[int]] = {}
    for one in placed:
        starts.setdefault(one.meeting, []).append(one.start)
        ends.setdefault(one.meeting, []).append(one.start + minutes[one.case])
    for pause in breaks:
        ends.setdefault(pause.meeting, []).append(pause.start + pause.minutes)
    return {meeting: max(ends[meeting]) - min(first) for meeting, first in starts.items()}


def _sum_up(partner: PartnerId, meeting: MeetingId, spans: list[tuple[int, int]]) -> Presence:
    start, end = min(first for first, _ in spans), max(last for _, last in spans)
    needed = sum(last - first for first, last in spans)
    return Presence(
        partner=partner,
        meeting=meeting,
        start=start,
        end=end,
        needed=needed,
        waiting=end - start - needed,
    )
