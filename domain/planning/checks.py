"""Checks an instance before anything is planned and says its first fault in one sentence."""

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Final

from domain.planning.instance import (
    Case,
    Instance,
    InvalidInstanceError,
    Meeting,
    Partner,
)
from domain.stoplight import Colour

# The file is somebody else's: what is larger than any house needs could keep the machine busy.
MOST_CASES: Final = 1_000
MOST_PARTNERS: Final = 1_000
MOST_MEETINGS: Final = 50
LONGEST_MEETING: Final = 10_000
LARGEST_NUMBER: Final = 10**9


def check_instance(instance: Instance) -> None:
    """Raise InvalidInstanceError for the first fault found."""
    for check in _CHECKS:
        fault = next(iter(check(instance)), None)
        if fault is not None:
            raise InvalidInstanceError(fault)


def _check_counts(instance: Instance) -> Iterable[str]:
    counted: list[tuple[str, Sequence[object], int]] = [
        ("cases", instance.cases, MOST_CASES),
        ("partners", instance.partners, MOST_PARTNERS),
        ("meetings", instance.meetings, MOST_MEETINGS),
    ]
    for name, values, most in counted:
        if len(values) > most:
            yield f"there are {len(values)} {name}, at most {most} can be planned at once"
    if not instance.meetings:
        yield "there is no meeting to plan for"


def _check_ids(instance: Instance) -> Iterable[str]:
    named: list[tuple[str, list[str]]] = [
        ("meetings", [str(one.id) for one in instance.meetings]),
        ("partners", [str(one.id) for one in instance.partners]),
        ("cases", [str(one.id) for one in instance.cases]),
        ("published cases", [str(one.case) for one in instance.published]),
    ]
    for name, ids in named:
        for first, second in pairwise(sorted(ids)):
            if first == second:
                yield f"two {name} have the id {first!r}"
        if "" in ids:
            yield f"one of the {name} has an empty id"


def _check_numbers(instance: Instance) -> Iterable[str]:
    numbers = [instance.soft_lambda, instance.now or 0]
    for meeting in instance.meetings:
        numbers += [meeting.start, meeting.end]
        for pause in meeting.breaks:
            numbers += [pause.earliest, pause.latest, pause.minutes]
    numbers += [place.start for place in instance.published]
    for case in instance.cases:
        numbers += [case.minutes, case.coordinator_rank, case.pinned or 0]
    for partner in instance.partners:
        numbers += [partner.weight]
        numbers += [at for one in partner.windows or () for at in (one.start, one.end)]
    if any(abs(number) > LARGEST_NUMBER for number in numbers):
        yield f"a number is larger than {LARGEST_NUMBER}"
    if instance.soft_lambda < 0:
        yield "soft_lambda is negative"


def _check_meetings(instance: Instance) -> Iterable[str]:
    for meeting in instance.meetings:
        if meeting.start >= meeting.end:
            yield f"meeting {meeting.id!r} ends at {meeting.end}, not after its start"
        if meeting.start < 0:
            yield f"meeting {meeting.id!r} starts at the negative minute {meeting.start}"
        if meeting.end - meeting.start > LONGEST_MEETING:
            yield f"meeting {meeting.id!r} is longer than {LONGEST_MEETING} minutes"
        yield from _check_breaks(meeting)


def _check_breaks(meeting: Meeting) -> Iterable[str]:
    pauses = sorted(meeting.breaks, key=lambda pause: (pause.earliest, pause.latest))
    for pause in pauses:
        if pause.minutes <= 0:
            yield f"a break in meeting {meeting.id!r} has {pause.minutes} minutes"
        if pause.earliest > pause.latest:
            yield f"a break in meeting {meeting.id!r} has its earliest start after its latest"
        if pause.earliest < meeting.start or pause.latest + pause.minutes > meeting.end:
            yield f"a break in meeting {meeting.id!r} may lie outside the meeting"
    for first, second in pairwise(pauses):
        if first.latest + first.minutes > second.earliest:
            yield f"the breaks in meeting {meeting.id!r} may overlap"


def _check_partners(instance: Instance) -> Iterable[str]:
    for partner in instance.partners:
        if partner.weight < 0:
            yield f"partner {partner.id!r} has a negative weight"
        yield from _check_windows(partner)


def _check_windows(partner: Partner) -> Iterable[str]:
    for window in partner.windows or ():
        if window.start >= window.end:
            yield f"a window of partner {partner.id!r} ends at {window.end}, not after its start"


def _check_cases(instance: Instance) -> Iterable[str]:
    partners = {partner.id for partner in instance.partners}
    meetings = {meeting.id for meeting in instance.meetings}
    for case in instance.cases:
        unknown = sorted(set(case.required) - partners)
        if unknown:
            yield f"case {case.id!r} requires the unknown partner {unknown[0]!r}"
        missing = sorted(set(case.meetings) - meetings)
        if missing:
            yield f"case {case.id!r} names the unknown meeting {missing[0]!r}"
        if len(set(case.required)) < len(case.required):
            yield f"case {case.id!r} requires the same partner twice"
        yield from _check_minutes(case)


def _check_minutes(case: Case) -> Iterable[str]:
    if case.minutes < 0:
        yield f"case {case.id!r} has negative minutes ({case.minutes})"
    if case.minutes == 0 and case.colour is not Colour.GREEN:
        yield f"case {case.id!r} is {case.colour} and has 0 minutes"
    if case.minutes == 0 and case.pinned is not None:
        yield f"case {case.id!r} goes to the written round and cannot be pinned"


def _check_pins(instance: Instance) -> Iterable[str]:
    for case in instance.cases:
        if case.pinned is not None and not any(
            _holds_pin(meeting, case, case.pinned) for meeting in instance.meetings
        ):
            yield f"case {case.id!r} is pinned at {case.pinned}, outside every meeting it may be in"


def _holds_pin(meeting: Meeting, case: Case, pin: int) -> bool:
    allowed = not case.meetings or meeting.id in case.meetings
    return allowed and meeting.start <= pin and pin + case.minutes <= meeting.end


def _check_published(instance: Instance) -> Iterable[str]:
    cases = {case.id: case for case in instance.cases}
    meetings = {meeting.id for meeting in instance.meetings}
    for place in instance.published:
        if place.case not in cases:
            yield f"case {place.case!r} is published but not among the cases"
        elif place.meeting not in meetings:
            yield f"case {place.case!r} is published in the unknown meeting {place.meeting!r}"
        elif cases[place.case].minutes == 0 and place.start < (instance.now or place.start):
            yield f"case {place.case!r} has begun and cannot go to the written round"


_CHECKS: Final[tuple[Callable[[Instance], Iterable[str]], ...]] = (
    _check_counts,
    _check_ids,
    _check_numbers,
    _check_meetings,
    _check_partners,
    _check_cases,
    _check_pins,
    _check_published,
)
