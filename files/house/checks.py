"""Checks that the entries of a house file fit together: references, doubles, meetings and duty.

Works on what the file says, not on read values, so that one broken entry hides no other problem.
"""

from collections.abc import Iterator, Mapping
from datetime import time
from difflib import get_close_matches
from typing import Any, Final

from pydantic import ValidationError

from domain.house import WeekMoment
from domain.member import OrganisationType, Role
from files.house.entries import DutyHoursEntry, ScheduleEntry, minutes_between
from files.house.located_yaml import LocatedYaml, Path

_LISTED: Final = (
    *("organisations", "members", "channels", "meeting_kinds", "schedules"),
    "outside_partners",
)
Row = tuple[Path, Mapping[str, Any]]


def check_house(found: LocatedYaml) -> None:
    """Add every problem between entries to ``found``."""
    _check_doubles(found)
    _check_references(found)
    _check_tags(found)
    _check_kinds(found)
    _check_schedules(found)
    _check_duty(found)
    _check_mandates(found)


def suggest_word(word: str, known: list[str]) -> str:
    """Write a hint for an unknown word: the nearest known one, or all of them."""
    near = get_close_matches(word, known, n=1)
    if near:
        return f"did you mean '{near[0]}'?"
    return f"known here: {', '.join(sorted(known)) or 'nothing yet'}"


def _at(value: Any, *path: str | int) -> Any:
    for step in path:
        value = _inside(value, step)
    return value


def _inside(value: Any, step: str | int) -> Any:
    if isinstance(step, int):
        return value[step]
    return value.get(step) if isinstance(value, Mapping) else None


def _rows(found: LocatedYaml, *path: str | int) -> Iterator[Row]:
    """The mappings in a list of the file; whatever else stands there is reported elsewhere."""
    items = _at(found.value, *path)
    for number, item in enumerate(items if isinstance(items, list) else []):
        if isinstance(item, Mapping):
            yield (*path, number), item


def _ids(found: LocatedYaml, section: str) -> list[str]:
    return [row["id"] for _, row in _rows(found, section) if isinstance(row.get("id"), str)]


def _check_doubles(found: LocatedYaml) -> None:
    for section in _LISTED:
        _check_double(
            found, section, [(path, row.get("id")) for path, row in _rows(found, section)]
        )
    names = [(path, row.get("name")) for path, row in _rows(found, "meeting_kinds")]
    _check_double(found, "meeting_kinds", names)
    criteria = [(path, row.get("id")) for path, row in _rows(found, "prioritised_list", "criteria")]
    _check_double(found, "prioritised_list", criteria)
    numbers = [(path, row.get("number")) for path, row in _rows(found, "mandates")]
    _check_double(found, "mandates", numbers)
    tenant = _at(found.value, "tenant")
    people = [
        (path, (str(row.get("tenant") or tenant).lower(), str(row["object_id"]).lower()))
        for path, row in _rows(found, "members")
        if row.get("object_id")
    ]
    _check_double(found, "people", people)


def _check_double(found: LocatedYaml, section: str, keys: list[tuple[Path, Any]]) -> None:
    first: dict[Any, Path] = {}
    for path, key in keys:
        if key is None or isinstance(key, list | dict):
            continue
        if key in first:
            shown = key if isinstance(key, str) else " ".join(map(str, key))
            line = found.line_of(first[key])
            found.complain(path, f"{section}: '{shown}' is already on line {line}")
        first.setdefault(key, path)


def _check_references(found: LocatedYaml) -> None:
    organisations, members = _ids(found, "organisations"), _ids(found, "members")
    for path, row in _rows(found, "members"):
        _refer(found, (*path, "organisation"), row.get("organisation"), organisations)
    for path, row in _rows(found, "schedules"):
        _refer(found, (*path, "channel"), row.get("channel"), _ids(found, "channels"))
        _refer(found, (*path, "kind"), row.get("kind"), _ids(found, "meeting_kinds"))
    _refer(found, ("duty", "fallback"), _at(found.value, "duty", "fallback"), members)
    for path, row in _rows(found, "duty", "rota"):
        _refer(found, (*path, "member"), row.get("member"), members)
        _refer(found, (*path, "deputy"), row.get("deputy"), members)


def _refer(found: LocatedYaml, path: Path, word: Any, known: list[str]) -> None:
    if isinstance(word, str) and word not in known:
        found.complain(path, f"there is no {path[-1]} '{word}'; {suggest_word(word, known)}")


def _check_tags(found: LocatedYaml) -> None:
    known = [tag for _, row in _rows(found, "organisations") for tag in _texts(row.get("tags"))]
    named: list[tuple[Path, Any]] = [
        ((*path, "tags"), row.get("tags")) for path, row in _rows(found, "circle_rules")
    ]
    bound = "professional_secrecy"
    for path, tags in [*named, ((bound,), _at(found.value, bound))]:
        for number, tag in enumerate(_texts(tags)):
            if tag not in known:
                sentence = f"no organisation has the tag '{tag}'; {suggest_word(tag, known)}"
                found.complain((*path, number), sentence)


def _texts(value: Any) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _check_kinds(found: LocatedYaml) -> None:
    """Each kind is held by a schedule, one without a kind being of the first; its fixed partners
    are participants.
    """
    first = next(iter(_ids(found, "meeting_kinds")), None)
    held = {row.get("kind") or first for _, row in _rows(found, "schedules")}
    types = {row.get("id"): row.get("type") for _, row in _rows(found, "organisations")}
    for path, row in _rows(found, "meeting_kinds"):
        if row.get("id") not in held:
            sentence = (
                f"no schedule is of the kind '{row.get('id')}': its cases would never come up"
            )
            found.complain(path, sentence)
        for number, partner in enumerate(_texts(row.get("fixed"))):
            _check_fixed(found, (*path, "fixed", number), partner, types)


def _check_fixed(found: LocatedYaml, path: Path, partner: str, types: Mapping[Any, Any]) -> None:
    if partner not in types:
        known = [one for one in types if isinstance(one, str)]
        found.complain(
            path, f"there is no organisation '{partner}'; {suggest_word(partner, known)}"
        )
    elif types[partner] == OrganisationType.THIRD_PARTY:
        found.complain(path, f"'{partner}' is a third party, which has no fixed place")


def _check_mandates(found: LocatedYaml) -> None:
    """Who gave a mandate is a public participant, and it begins before it ends."""
    types = {row.get("id"): row.get("type") for _, row in _rows(found, "organisations")}
    for path, row in _rows(found, "mandates"):
        giver, from_on, until_on = (row.get(key) for key in ("given_by", "from", "until"))
        if giver in types and types[giver] != OrganisationType.PUBLIC_PARTICIPANT:
            sentence = f"'{giver}' is no public participant: it gives no mandate"
            found.complain((*path, "given_by"), sentence)
        elif isinstance(giver, str) and giver not in types:
            known = _ids(found, "organisations")
            hint = suggest_word(giver, known)
            found.complain((*path, "given_by"), f"there is no organisation '{giver}'; {hint}")
        if isinstance(from_on, str) and isinstance(until_on, str) and until_on < from_on:
            found.complain((*path, "until"), "this mandate ends before it begins")


def _check_schedules(found: LocatedYaml) -> None:
    for path, row in _rows(found, "schedules"):
        try:
            schedule = ScheduleEntry.model_validate(row)
        except ValidationError:
            continue
        for step, sentence in _question_schedule(schedule):
            found.complain((*path, *step), sentence)


def _question_schedule(schedule: ScheduleEntry) -> Iterator[tuple[Path, str]]:
    if schedule.ends <= schedule.starts:
        yield ("ends",), f"the meeting starts at {schedule.starts:%H:%M} and must end later"
    else:
        yield from _question_breaks(schedule)
    yield from _question_moments(schedule)
    yield from _question_moves(schedule)


def _question_moments(schedule: ScheduleEntry) -> Iterator[tuple[Path, str]]:
    cut_off = _distance(schedule, schedule.cut_off.as_domain())
    posts = _distance(schedule, schedule.posts.as_domain())
    start = (0, minutes_between(time(0), schedule.starts))
    if posts > start:
        yield ("posts",), "the agenda is posted before the meeting starts, not after"
    if cut_off > posts:
        yield ("cut_off",), "the cut-off comes before the agenda is posted, not after"


def _distance(schedule: ScheduleEntry, moment: WeekMoment) -> tuple[int, int]:
    """Days (0 or less) and minutes of a moment, comparable with each other."""
    meeting = schedule.as_domain().weekday
    return (-moment.days_before(meeting), minutes_between(time(0), moment.at))


def _question_breaks(schedule: ScheduleEntry) -> Iterator[tuple[Path, str]]:
    for number, pause in enumerate(schedule.breaks):
        until_end = minutes_between(pause.latest, schedule.ends)
        if pause.latest < pause.earliest:
            yield ("breaks", number), "the latest start of a break is not before its earliest"
        if pause.earliest < schedule.starts or until_end < pause.minutes:
            yield ("breaks", number), "this break does not fit inside the meeting"


def _question_moves(schedule: ScheduleEntry) -> Iterator[tuple[Path, str]]:
    meeting = schedule.as_domain()
    seen = set()
    for number, move in enumerate(schedule.moved):
        if move.planned.weekday() != meeting.weekday:
            yield ("moved", number), f"there is no meeting on {move.planned} to move"
        if move.planned in seen:
            yield ("moved", number), f"the meeting of {move.planned} is moved twice"
        seen.add(move.planned)


def _check_duty(found: LocatedYaml) -> None:
    _check_duty_hours(found)
    _check_overlaps(found)
    _check_directors(found)


def _check_duty_hours(found: LocatedYaml) -> None:
    for path, row in _rows(found, "duty", "hours"):
        try:
            hours = DutyHoursEntry.model_validate(row)
        except ValidationError:
            continue
        if hours.closes <= hours.opens and hours.closes != time(0):
            found.complain((*path, "closes"), f"duty opens at {hours.opens:%H:%M}; it closes later")


def _turns(found: LocatedYaml) -> list[Row]:
    """The rota by first day. Dates are compared as the file writes them: they sort as texts."""
    turns = [
        (path, row)
        for path, row in _rows(found, "duty", "rota")
        if isinstance(row.get("from"), str) and isinstance(row.get("until"), str)
    ]
    return sorted(turns, key=lambda turn: str(turn[1]["from"]))


def _check_overlaps(found: LocatedYaml) -> None:
    last_until, last_line = "", None
    for path, row in _turns(found):
        if row["until"] < row["from"]:
            found.complain((*path, "until"), "this turn ends before it starts")
        if row["from"] <= last_until:
            found.complain(path, f"this turn overlaps the one on line {last_line}")
        last_until, last_line = row["until"], found.line_of(path)


def _check_directors(found: LocatedYaml) -> None:
    directors, members = _directors(found), _ids(found, "members")
    fallback = _at(found.value, "duty", "fallback")
    if fallback in members and fallback not in directors:
        found.complain(("duty", "fallback"), f"'{fallback}' is no process director")
    named = [(path, row, step) for path, row in _turns(found) for step in ("member", "deputy")]
    for path, row, step in named:
        name = row.get(step)
        if name in members and not _covers(directors.get(name, []), row):
            sentence = f"'{name}' is no process director from {row['from']} to {row['until']}"
            found.complain((*path, step), sentence)


def _directors(found: LocatedYaml) -> dict[str, list[Mapping[str, Any]]]:
    """Process directors by id, with the appointments that make them so."""
    result: dict[str, list[Mapping[str, Any]]] = {}
    for path, row in _rows(found, "members"):
        held = [one for _, one in _rows(found, *path, "appointments")]
        turns = [one for one in held if one.get("role") == Role.PROCESS_DIRECTOR]
        if turns and isinstance(row.get("id"), str):
            result.setdefault(row["id"], []).extend(turns)
    return result


def _covers(appointments: list[Mapping[str, Any]], row: Mapping[str, Any]) -> bool:
    return any(
        str(one.get("from")) <= row["from"] and row["until"] <= str(one.get("until") or "9999")
        for one in appointments
    )
