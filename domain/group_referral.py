"""A group: people who were referred together, each with a case of their own. The mark of a group
says nothing, and never looks like the code of a case. Why: decision 0057.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Final, NewType

from domain.access import CaseState
from domain.case import Case
from domain.errors import AlreadyDoneError, InvalidInputError
from domain.promise import awaits_promise

GroupMark = NewType("GroupMark", str)

FEWEST_IN_GROUP: Final = 2
MOST_IN_GROUP: Final = 30
_MARKS: Final = 100_000
# telephones and Teams put other dashes in the place of a hyphen
_MARK: Final = re.compile(
    r"G\s?[-\u2010-\u2015\u2212\ufe58\ufe63\uff0d]?\s?(\d{5})", re.ASCII | re.IGNORECASE
)


class GroupSizeError(InvalidInputError):
    """A group is of so many people, no fewer and no more."""

    text_key: ClassVar[str] = "group_referral.wrong_size"

    def __init__(self, number: int) -> None:
        super().__init__(number=number, fewest=FEWEST_IN_GROUP, most=MOST_IN_GROUP)


class NothingLeftInGroupError(AlreadyDoneError):
    """Nobody of this group waits for this any more."""

    text_key: ClassVar[str] = "group_referral.nobody_left"


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupPerson:
    """One of the people that are referred together: who, and what is said of them alone."""

    name: str
    born_on: date
    remark: str = ""


def form_group_mark(number: int) -> GroupMark:
    """Form a mark such as ``G-48271`` from a random number; it carries no meaning."""
    return GroupMark(f"G-{number % _MARKS:05}")


def read_group_mark(text: str) -> GroupMark | None:
    """Read a mark as people and telephones type it (``g48271``); None when it is none."""
    found = _MARK.fullmatch(text.strip())
    return GroupMark(f"G-{found[1]}") if found else None


def check_group_size(number: int) -> None:
    """Raise GroupSizeError when so many people are no group."""
    if not FEWEST_IN_GROUP <= number <= MOST_IN_GROUP:
        raise GroupSizeError(number)


def add_remark(story: str, remark: str) -> str:
    """Tell the shared story with what is said of one person alone below it."""
    return "\n\n".join(part for part in (story.strip(), remark.strip()) if part)


def find_shared_story(stories: Collection[str]) -> str:
    """Find what stories of a group begin with in common, by whole lines."""
    split = [one.split("\n") for one in stories]
    shared = list[str]()
    for lines in zip(*split, strict=False):
        if len(set(lines)) > 1:
            break
        shared.append(lines[0])
    return "\n".join(shared).strip()


def is_answered(cases: Collection[Case]) -> bool:
    """Tell whether the house decided on these cases, as far as they were not withdrawn."""
    is_decided = any(one.state is not CaseState.WITHDRAWN for one in cases)
    return is_decided and not any(awaits_promise(one) for one in cases)
