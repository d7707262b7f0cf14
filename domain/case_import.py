"""Cases that a house had already when it began with the bot: as its file tells them, what is wrong
with each, and what is another than it was when the case was brought in.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from typing import Final

from domain.calendar import HouseCalendar
from domain.colour import names_enough, propose_required, suits_colour
from domain.house import RetentionTerms
from domain.identifiers import MemberId, OrganisationId
from domain.member import Organisation, Speaker
from domain.referral import Identity, MissingReason, doubt_birth
from domain.retention import add_months
from domain.same_person import mark_subject, marks_alike
from domain.stoplight import Colour, StoplightPolicy


class ImportColumn(StrEnum):
    """What a file tells of a case."""

    NUMBER = "number"
    FIRST_ON = "first_on"
    NAME = "name"
    BORN_ON = "born_on"
    ADDRESS = "address"
    COLOUR = "colour"
    REASON = "reason"
    MINUTES = "minutes"
    REVIEW_ON = "review_on"
    CIRCLE = "circle"
    DIRECTOR = "director"
    STATE = "state"


class ImportProblem(StrEnum):
    """What can be wrong with a file or with a line of it; each is told in one sentence."""

    CANNOT_OPEN = "cannot_open"
    TOO_LARGE = "too_large"
    NOT_UTF8 = "not_utf8"
    NUL = "nul"
    NO_CASES = "no_cases"
    TOO_MANY = "too_many"
    NOT_CSV = "not_csv"
    NO_COLUMN = "no_column"
    UNKNOWN_COLUMN = "unknown_column"
    DOUBLE_COLUMN = "double_column"
    CELLS = "cells"
    FORMULA = "formula"
    TOO_LONG = "too_long"
    EMPTY = "empty"
    NO_DATE = "no_date"
    NO_COLOUR = "no_colour"
    NO_MINUTES = "no_minutes"
    NO_STATE = "no_state"
    TWICE = "twice"
    IN_FUTURE = "in_future"
    TOO_OLD = "too_old"
    NOT_IDENTIFIABLE = "not_identifiable"
    BORN_IN_FUTURE = "born_in_future"
    BORN_TODAY = "born_today"
    BORN_TOO_LONG_AGO = "born_too_long_ago"
    WRONG_MINUTES = "wrong_minutes"
    REVIEW_TOO_LATE = "review_too_late"
    NOBODY_NAMED = "nobody_named"
    NO_ORGANISATION = "no_organisation"
    NO_PARTICIPANT = "no_participant"
    NOBODY_SPEAKS = "nobody_speaks"
    NO_SPEAKER = "no_speaker"
    ORGANISATION_TWICE = "organisation_twice"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportMistake:
    """One thing that is wrong, by its line and column, never with what stands there; ``other`` is
    the line or the place of the column it is about besides.
    """

    problem: ImportProblem
    line: int | None = None
    column: ImportColumn | None = None
    other: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenPartner:
    """A partner as a file names it: an organisation, and who of them when somebody is chosen."""

    organisation: str
    member: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenCase:
    """A case as a file tells it. ``number`` is the house's own; what was left out, or could not be
    read and is told as a mistake, is None or empty.
    """

    number: str
    first_on: date | None
    identity: Identity
    colour: Colour | None
    reason: str
    minutes: int | None
    review_on: date | None
    circle: tuple[WrittenPartner, ...]
    director: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRow:
    """A case with the line of the file on which it begins."""

    line: int
    case: WrittenCase


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """All that stands in a file, and all that is wrong with how it is written."""

    rows: tuple[ImportRow, ...] = ()
    mistakes: tuple[ImportMistake, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRules:
    """What the house says of a case that is brought in today, by who answers for it."""

    organisations: Sequence[Organisation]
    speakers: Mapping[OrganisationId, Sequence[Speaker]]
    own: OrganisationId
    stoplight: StoplightPolicy
    terms: RetentionTerms
    calendar: HouseCalendar
    today: date


@dataclass(frozen=True, slots=True, kw_only=True)
class EnteringCase:
    """A case that can be brought in: who is in its circle, who is asked to direct its content, and
    what its colour asks.
    """

    row: ImportRow
    first_on: date
    colour: Colour
    minutes: int
    required: tuple[OrganisationId, ...]
    partners: tuple[Speaker, ...]
    director: Speaker | None


def fold_number(number: str) -> str:
    """A number of the house as it is compared: without spaces and capitals."""
    return "".join(number.split()).casefold()


def find_twice(rows: Collection[ImportRow]) -> Iterator[ImportMistake]:
    """Find the numbers that stand in a file more than once."""
    first: dict[str, int] = {}
    for row in rows:
        number = fold_number(row.case.number)
        if not number:
            continue
        before = first.setdefault(number, row.line)
        if before != row.line:
            yield ImportMistake(
                problem=ImportProblem.TWICE,
                line=row.line,
                column=ImportColumn.NUMBER,
                other=before,
            )


def find_alike_rows(rows: Sequence[ImportRow]) -> list[tuple[int, int]]:
    """Find the lines that may be about the person of an earlier line, with that line."""
    marked: dict[str, int] = {}
    alike = []
    for row in rows:
        seen = [marked[one] for one in marks_alike(row.case.identity) if one in marked]
        if seen:
            alike.append((row.line, min(seen)))
        for mark in mark_subject(row.case.identity):
            marked.setdefault(mark, row.line)
    return alike


def find_changed(before: WrittenCase, now: WrittenCase) -> tuple[ImportColumn, ...]:
    """Find what a file says of a case that is another than when it was brought in."""
    was, told = _spread(before), _spread(now)
    return tuple(one for one in ImportColumn if one in was and was[one] != told[one])


def _spread(case: WrittenCase) -> Mapping[str, object]:
    told = {one.name: getattr(case, one.name) for one in fields(case) if one.name != "number"}
    return told | {"name": case.identity.name, "born_on": case.identity.born_on}


def keep_no_address(case: WrittenCase) -> WrittenCase:
    """What is kept of how a case was told: where somebody lives is kept in one place only, where it
    can be called secret later.
    """
    identity = Identity(name=case.identity.name, born_on=case.identity.born_on)
    return replace(case, identity=identity)


def judge_entry(row: ImportRow, rules: ImportRules) -> EnteringCase | list[ImportMistake]:
    """Judge whether a case can be brought in as a file tells it, else all that is wrong with it."""
    partners, lost = _find_partners(row, rules)
    director, unknown = _find_director(row, rules, partners)
    mistakes = [*_doubt(row, rules), *lost, *unknown]
    case = row.case
    if mistakes or case.first_on is None or case.colour is None:
        return mistakes
    asked = rules.stoplight.of(case.colour)
    seats = {one.organisation: one for one in partners}
    if director:
        seats[director.organisation] = director
    required = propose_required(asked.required, seats, director.organisation if director else None)
    if not names_enough(case.colour, set(required) - {rules.own}):
        return [_mistake(row, ImportProblem.NOBODY_NAMED, ImportColumn.CIRCLE)]
    return EnteringCase(
        row=row,
        first_on=case.first_on,
        colour=case.colour,
        minutes=asked.minutes if case.minutes is None else case.minutes,
        required=required,
        partners=tuple(seats.values()),
        director=director,
    )


def _mistake(row: ImportRow, problem: ImportProblem, column: ImportColumn) -> ImportMistake:
    return ImportMistake(problem=problem, line=row.line, column=column)


def _doubt(row: ImportRow, rules: ImportRules) -> Iterator[ImportMistake]:
    yield from _doubt_first_day(row, rules)
    yield from _doubt_identity(row, rules.today)
    yield from _doubt_colour(row, rules)


def _doubt_first_day(row: ImportRow, rules: ImportRules) -> Iterator[ImportMistake]:
    """The clock of a case runs on from its first processing (WGS art. 1.8(7))."""
    first_on = row.case.first_on
    if first_on is None:
        return
    if first_on > rules.today:
        yield _mistake(row, ImportProblem.IN_FUTURE, ImportColumn.FIRST_ON)
    elif add_months(first_on, rules.terms.most_months) <= rules.today:
        yield _mistake(row, ImportProblem.TOO_OLD, ImportColumn.FIRST_ON)


def _doubt_identity(row: ImportRow, today: date) -> Iterator[ImportMistake]:
    identity = row.case.identity
    if identity.born_on is None:
        return
    doubt = doubt_birth(identity.born_on, today)
    if doubt:
        yield _mistake(row, _DOUBTS[doubt], ImportColumn.BORN_ON)


_DOUBTS: Final = {
    MissingReason.BORN_IN_FUTURE: ImportProblem.BORN_IN_FUTURE,
    MissingReason.BORN_TODAY: ImportProblem.BORN_TODAY,
    MissingReason.BORN_TOO_LONG_AGO: ImportProblem.BORN_TOO_LONG_AGO,
}


def _doubt_colour(row: ImportRow, rules: ImportRules) -> Iterator[ImportMistake]:
    """A colour is reviewed within the term of the house, also one that was given elsewhere."""
    case = row.case
    if case.colour is None:
        return
    if case.minutes is not None and not suits_colour(case.colour, case.minutes, rules.stoplight):
        yield _mistake(row, ImportProblem.WRONG_MINUTES, ImportColumn.MINUTES)
    last = rules.calendar.working_day_from(
        rules.today + rules.stoplight.of(case.colour).review_within
    )
    if case.review_on is not None and case.review_on > last:
        yield _mistake(row, ImportProblem.REVIEW_TOO_LATE, ImportColumn.REVIEW_ON)


def _find_partners(row: ImportRow, rules: ImportRules) -> tuple[list[Speaker], list[ImportMistake]]:
    """Of each organisation who was chosen, else the first who speaks for it (principle 2)."""
    found: list[Speaker] = []
    lost: list[ImportProblem] = []
    for written in row.case.circle:
        chosen = _choose_speaker(written, rules)
        if isinstance(chosen, ImportProblem):
            lost.append(chosen)
        elif chosen.organisation in {one.organisation for one in found}:
            lost.append(ImportProblem.ORGANISATION_TWICE)
        else:
            found.append(chosen)
    return found, [_mistake(row, one, ImportColumn.CIRCLE) for one in dict.fromkeys(lost)]


def _choose_speaker(written: WrittenPartner, rules: ImportRules) -> Speaker | ImportProblem:
    named = [one for one in rules.organisations if _is_named(written.organisation, one)]
    if len(named) != 1:
        return ImportProblem.NO_ORGANISATION
    if not named[0].may_refer:
        # a third party has no place in a circle (BGS art. 2.21)
        return ImportProblem.NO_PARTICIPANT
    speakers = rules.speakers.get(named[0].id, ())
    if not speakers:
        return ImportProblem.NOBODY_SPEAKS
    if not written.member:
        return speakers[0]
    chosen = [one for one in speakers if _is_named(written.member, one)]
    return chosen[0] if len(chosen) == 1 else ImportProblem.NO_SPEAKER


def _find_director(
    row: ImportRow, rules: ImportRules, partners: Collection[Speaker]
) -> tuple[Speaker | None, list[ImportMistake]]:
    """Who directs the content speaks for a participant; their organisation need not be named."""
    written = row.case.director
    if not written:
        return None, []
    participants = {one.id for one in rules.organisations if one.may_refer}
    speaking = [
        one for of, several in rules.speakers.items() if of in participants for one in several
    ]
    named = {one for one in speaking if _is_named(written, one)}
    among = named & set(partners) or named
    if len(among) != 1:
        return None, [_mistake(row, ImportProblem.NO_SPEAKER, ImportColumn.DIRECTOR)]
    return among.pop(), []


def _is_named(written: str, one: Organisation | Speaker) -> bool:
    said = " ".join(written.split()).casefold()
    known_as: tuple[MemberId | OrganisationId | str, ...] = (one.id, one.name)
    return said in {name.casefold() for name in known_as}
