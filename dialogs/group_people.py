"""Reads people from a list as it is typed or pasted: one on a line, with a day of birth and
perhaps a remark. What cannot be read is named by the number of its line, and nothing of it is lost.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Final
from zoneinfo import ZoneInfo

from cards.words import Text
from dialogs.answers import UnreadableError, read_typed_date
from domain.group_referral import FEWEST_IN_GROUP, MOST_IN_GROUP, GroupPerson
from domain.referral import doubt_birth

NAME_SIGNS: Final = 100
REMARK_SIGNS: Final = 140
_MOST_PROBLEMS: Final = 8
# a day may be read anywhere: the time zone is of what a calendar sends
_ANYWHERE: Final = ZoneInfo("UTC")
_DAY: Final = re.compile(
    r"\b(\d{1,2} ?[-./] ?\d{1,2} ?[-./] ?\d{4}|\d{4}[-./]\d{1,2}[-./]\d{1,2})\b", re.ASCII
)
_BETWEEN: Final = " ,\t"


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedPerson:
    """One line of the list in its parts, none of them read yet."""

    number: int
    name: str
    born: str
    remark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPeople:
    """The people on a list, and what is wrong with it."""

    people: tuple[GroupPerson, ...]
    problems: tuple[Text, ...]


def read_people(typed: str, today: date) -> ReadPeople:
    """Read a list of people."""
    people, problems = list[GroupPerson](), list[Text]()
    seen = dict[tuple[str, date], int]()
    for line in _split_lines(typed):
        found = _read_line(line, today)
        if isinstance(found, Text):
            problems.append(found)
            continue
        before = seen.setdefault((found.name.casefold(), found.born_on), line.number)
        if before != line.number:
            known = {"number": line.number, "other": before}
            problems.append(Text("group_referral.line_twice", known))
        people.append(found)
    return ReadPeople(people=tuple(people), problems=(*problems, *_find_wrong_number(people)))


def write_person(name: str, born_on: date, remark: str) -> str:
    """Write one person as a line of the list."""
    parts = [" ".join(name.split()), f"{born_on:%d-%m}-{born_on.year:04}", " ".join(remark.split())]
    return "; ".join(part for part in parts if part)


def join_problems(problems: Sequence[Text]) -> Text:
    """Say the first of what is wrong with a list, line after line, and how many more there are."""
    shown = list(problems[:_MOST_PROBLEMS])
    if left := len(problems) - len(shown):
        shown.append(Text("group_referral.more_problems", {"number": left}))
    return reduce(_put_below, shown)


def _put_below(first: Text, then: Text) -> Text:
    return Text("group_referral.below", {"first": first, "then": then})


def _find_wrong_number(people: Sequence[GroupPerson]) -> Iterator[Text]:
    said = {"number": len(people), "most": MOST_IN_GROUP}
    if len(people) > MOST_IN_GROUP:
        yield Text("group_referral.too_many", said)


def lacks_people(people: Sequence[GroupPerson]) -> bool:
    """Tell whether these are too few for a group."""
    return len(people) < FEWEST_IN_GROUP


def _split_lines(typed: str) -> Iterator[TypedPerson]:
    for number, line in enumerate(typed.split("\n"), start=1):
        if line.strip():
            name, born, remark = _split_line(line)
            yield TypedPerson(number=number, name=name, born=born, remark=remark)


def _split_line(line: str) -> tuple[str, str, str]:
    """By semicolons as asked; a line that was pasted without them, around its day."""
    if ";" in line:
        name, born, *rest = (part.strip() for part in line.split(";", maxsplit=2))
        return name, born, "".join(rest)
    day = _DAY.search(line)
    if day is None:
        return line.strip(), "", ""
    return line[: day.start()].strip(_BETWEEN), day[0], line[day.end() :].strip(_BETWEEN)


def _read_line(line: TypedPerson, today: date) -> GroupPerson | Text:
    wrong = next((key for key, is_wrong in _WRONG.items() if is_wrong(line)), None)
    if wrong:
        most = {"name": NAME_SIGNS, "remark": REMARK_SIGNS}
        return Text(wrong, {"number": line.number, **most})
    try:
        born_on = read_typed_date(line.born, _ANYWHERE)
    except UnreadableError:
        return Text("group_referral.line_unreadable_day", {"number": line.number})
    doubt = doubt_birth(born_on, today)
    if doubt:
        why = Text(f"referral.{doubt}")
        return Text("group_referral.line_doubtful_day", {"number": line.number, "why": why})
    return GroupPerson(name=line.name, born_on=born_on, remark=line.remark)


_WRONG: Final[dict[str, Callable[[TypedPerson], bool]]] = {
    "group_referral.line_without_name": lambda line: not line.name,
    "group_referral.line_long_name": lambda line: len(line.name) > NAME_SIGNS,
    "group_referral.line_without_day": lambda line: not line.born,
    "group_referral.line_long_remark": lambda line: len(line.remark) > REMARK_SIGNS,
}
