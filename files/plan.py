"""Runs `plan-agenda`: reads an instance file, plans it, writes the plan file, says it in words.

The first fault in the file becomes one sentence, and then nothing is written.
"""

import json
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, TypeVar

from domain.errors import InvalidInputError
from domain.identifiers import CaseId, MeetingId
from domain.planning import (
    BreakWish,
    Case,
    ColourMode,
    Comparison,
    Instance,
    InvalidInstanceError,
    Meeting,
    Partner,
    PartnerId,
    Placement,
    Plan,
    Window,
    compare_agendas,
    plan_agenda,
)
from domain.stoplight import Colour

# somebody else's file: what is larger than any house needs could keep the machine busy
LARGEST_FILE: Final = 4_000_000
LONGEST_TEXT: Final = 200
INVALID: Final = 2
_MISSING: Final = object()
Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanningOutcome:
    """The exit code of the command and the lines it prints; a fault is one line."""

    exit_code: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureWish:
    """A picture of the plan that is asked too: what draws it, and where it is kept."""

    draw: Callable[[Instance, Plan], bytes]
    target: Path


def plan_agenda_file(
    source: Path, target: Path, *, compare: bool, picture: PictureWish | None = None
) -> PlanningOutcome:
    """Plan the instance in `source` and write the plan to `target`, and its picture when asked.

    A file that cannot be read, planned, drawn or written gives exit code 2 and one line.
    """
    try:
        instance = read_instance(_read_text(source))
        plan = plan_agenda(instance)
        with (
            _keep(picture, {source, target}, instance, plan),
            _told(f"the plan cannot be written to {target.name}"),
        ):
            target.write_text(write_plan(plan), encoding="utf-8")
    except InvalidInputError as fault:
        return PlanningOutcome(exit_code=INVALID, lines=(str(fault),))
    lines = _compare_in_words(compare_agendas(instance, plan)) if compare else ()
    return PlanningOutcome(exit_code=0, lines=(_sum_up(plan), *lines))


@contextmanager
def _keep(
    picture: PictureWish | None, others: Collection[Path], instance: Instance, plan: Plan
) -> Iterator[None]:
    """Draw the picture beside its place, and put it there when what is done inside went well."""
    if picture is None:
        yield
        return
    target = picture.target
    if target.resolve() in {one.resolve() for one in others} or target.is_dir():
        raise InvalidInstanceError(f"the picture needs a file of its own, not {target.name}")
    drawn, beside = picture.draw(instance, plan), target.with_name(f".{target.name}.new")
    try:
        with _told(f"the picture cannot be written to {target.name}"):
            beside.write_bytes(drawn)
        yield
        with _told(f"the picture cannot be written to {target.name}"):
            beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def _told(what: str) -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        raise InvalidInstanceError(f"{what}: {fault.strerror}") from fault


def read_instance(text: str) -> Instance:
    """Read a `ks-plan-instance/1` text; raises InvalidInstanceError for its first fault."""
    try:
        data = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as fault:
        raise InvalidInstanceError("the file is not JSON") from fault
    whole = _Part(data, "the instance")
    return Instance(
        meetings=tuple(_read_meeting(one) for one in whole.list("meetings")),
        partners=tuple(_read_partner(one) for one in whole.list("partners")),
        cases=tuple(_read_case(one) for one in whole.list("cases")),
        colour_mode=_choose(ColourMode, whole.find("colour_mode", str, "red_first"), "colour_mode"),
        soft_lambda=whole.find("soft_lambda", int, 1),
        idle_allowed=whole.find("idle_allowed", bool, True),  # noqa: FBT003 - the default itself
        published=_read_published(whole.find("published", dict, None) or {}),
        now=whole.find("now", int, None),
    )


def write_plan(plan: Plan) -> str:
    """Write the plan as JSON text."""
    data = {
        "placed": [_write_place(one) for one in plan.placed],
        "breaks": [
            {"meeting": one.meeting, "start": one.start, "minutes": one.minutes}
            for one in plan.breaks
        ],
        "left_out": [
            {"case": one.case, "reason": one.reason.value, "detail": one.detail}
            for one in plan.left_out
        ],
        "status": plan.status.value,
        "bound": plan.bound,
        "windows": _write_windows(plan),
        "totals": {
            "presence": plan.totals.presence,
            "needed": plan.totals.needed,
            "waiting": plan.totals.waiting,
            "everybody": plan.totals.everybody,
        },
        "changes": [
            {"case": one.case, "old": _write_slot(one.old), "new": _write_slot(one.new)}
            for one in plan.changes
        ],
    }
    return json.dumps(data, indent=1) + "\n"


def _read_text(source: Path) -> str:
    try:
        if not source.is_file():
            raise InvalidInstanceError(f"there is no file {source.name}")
        if source.stat().st_size > LARGEST_FILE:
            raise InvalidInstanceError(f"the file is larger than {LARGEST_FILE // 10**6} MB")
        text = source.read_text(encoding="utf-8-sig")
    except OSError as fault:
        message = f"the file {source.name} cannot be read: {fault.strerror}"
        raise InvalidInstanceError(message) from fault
    except UnicodeDecodeError as fault:
        raise InvalidInstanceError("the file is not UTF-8 text") from fault
    if not text.strip():
        raise InvalidInstanceError("the file is empty")
    return text


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


class _Part:
    """One object of the file, with the words to name it in a fault."""

    def __init__(self, data: Any, name: str) -> None:
        if not isinstance(data, dict):
            raise InvalidInstanceError(f"{name} is not an object")
        self._data: dict[str, Any] = data
        self._name = name

    def find(self, key: str, kind: type, default: Any = _MISSING) -> Any:
        """The value under the key, of exactly this kind."""
        value = self._data.get(key, default)
        if value is _MISSING:
            raise InvalidInstanceError(f"{self._name} has no {key}")
        # the exact type, as true and false are whole numbers to Python
        if value is not default and type(value) is not kind:
            raise InvalidInstanceError(f"{key} of {self._name} is not {_KINDS[kind]}")
        if kind is str and value is not None and len(value) > LONGEST_TEXT:
            raise InvalidInstanceError(f"{key} of {self._name} is longer than {LONGEST_TEXT} signs")
        return value

    def list(self, key: str) -> list["_Part"]:
        """The objects in the list under the key."""
        values = self.find(key, list)
        return [_Part(value, f"number {at} of {key}") for at, value in enumerate(values, 1)]

    def list_texts(self, key: str) -> tuple[str, ...]:
        """The texts in the list under the key; none when it is absent."""
        values = self.find(key, list, None) or []
        if any(type(value) is not str for value in values):
            raise InvalidInstanceError(f"{key} of {self._name} is not a list of texts")
        return tuple(values)


_KINDS: Final = {
    int: "a whole number",
    str: "a text",
    bool: "true or false",
    list: "a list",
    dict: "an object",
}


def _read_meeting(part: _Part) -> Meeting:
    breaks = part.list("breaks") if part.find("breaks", list, None) else []
    return Meeting(
        id=MeetingId(part.find("id", str)),
        start=part.find("start", int),
        end=part.find("end", int),
        breaks=tuple(
            BreakWish(
                earliest=one.find("earliest", int),
                latest=one.find("latest", int),
                minutes=one.find("minutes", int),
            )
            for one in breaks
        ),
    )


def _read_partner(part: _Part) -> Partner:
    name = part.find("id", str)
    windows = part.find("windows", list, None)
    return Partner(
        id=PartnerId(name),
        weight=part.find("weight", int, 1),
        windows=None if windows is None else tuple(_read_window(one, name) for one in windows),
    )


def _read_window(value: Any, partner: str) -> Window:
    match value:
        case [int() as start, int() as end] if bool not in {type(start), type(end)}:
            return Window(start=start, end=end)
    raise InvalidInstanceError(f"a window of partner {partner!r} is not two whole numbers")


def _read_case(part: _Part) -> Case:
    name = part.find("id", str)
    return Case(
        id=CaseId(name),
        minutes=part.find("minutes", int),
        colour=_choose(Colour, part.find("colour", str), f"the colour of case {name!r}"),
        required=tuple(PartnerId(one) for one in part.list_texts("required")),
        received=part.find("received", str, None) or "",
        coordinator_rank=part.find("coordinator_rank", int, 99),
        pinned=part.find("pinned", int, None),
        meetings=tuple(MeetingId(one) for one in part.list_texts("meetings")),
    )


def _read_published(data: dict[str, Any]) -> tuple[Placement, ...]:
    parts = {case: _Part(slot, f"published case {case!r}") for case, slot in data.items()}
    return tuple(
        Placement(
            case=CaseId(case),
            meeting=MeetingId(part.find("meeting", str)),
            start=part.find("start", int),
        )
        for case, part in parts.items()
    )


def _choose(kind: type[Choice], value: str, name: str) -> Choice:
    known = [str(one) for one in kind]
    if value not in known:
        raise InvalidInstanceError(f"{name} is {value!r}, not one of {', '.join(known)}")
    return kind(value)


def _write_place(place: Placement) -> dict[str, object]:
    return {"case": place.case, "meeting": place.meeting, "start": place.start}


def _write_slot(place: Placement | None) -> dict[str, object] | None:
    return None if place is None else {"meeting": place.meeting, "start": place.start}


def _write_windows(plan: Plan) -> dict[str, list[dict[str, object]]]:
    windows: dict[str, list[dict[str, object]]] = {}
    for one in plan.presences:
        windows.setdefault(one.partner, []).append(
            {
                "meeting": one.meeting,
                "from": one.start,
                "to": one.end,
                "needed": one.needed,
                "waiting": one.waiting,
            }
        )
    return windows


def _sum_up(plan: Plan) -> str:
    return (
        f"{len(plan.placed)} cases placed, {len(plan.left_out)} left out; "
        f"{plan.totals.waiting} attendee minutes of waiting, {plan.status}"
    )


def _compare_in_words(comparison: Comparison) -> tuple[str, ...]:
    by_hand = comparison.colour_then_date
    everybody = _tell(comparison.everybody) + _relate(comparison.planned, comparison.everybody)
    return (
        f"this plan asks {_tell(comparison.planned)} of presence",
        f"everybody sitting through everything asks {everybody}",
        "the same cases by colour, then date, do not fit with these windows and breaks"
        if by_hand is None
        else f"the same cases by colour, then date, ask {_tell(by_hand)}"
        f"{_relate(comparison.planned, by_hand)}",
    )


def _tell(minutes: int) -> str:
    return f"{minutes} attendee minutes"


def _relate(planned: int, other: int) -> str:
    """The plan as a share of the other agenda, in whole per cents."""
    return f": the plan is {round(100 * planned / other)} % of that" if other else ""
