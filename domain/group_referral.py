"""A group: people who were referred together, each with a case of their own. The mark of a group
says nothing, and never looks like the code of a case. Why: decision 0057.
"""

import re
from collections.abc import Collection, Iterator
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
# fifteen times this, beside the story, is what one page holds
MOST_OWN_WORDS: Final = 200
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
    """Find what most stories of a group begin with, by whole lines, so that few own words are left
    of each; of what fits as many the longest.
    """
    beginnings = {start for one in stories for start in _list_beginnings(one)}

    def count(shared: str) -> tuple[int, int]:
        own = (find_own_words(one, shared) for one in stories)
        return sum(words is not None for words in own), len(shared)

    return max(sorted(beginnings), key=count, default="")


def _list_beginnings(story: str) -> Iterator[str]:
    lines = story.split("\n")
    return ("\n".join(lines[:number]).rstrip() for number in range(len(lines) + 1))


def find_own_words(story: str, shared: str) -> str | None:
    """Find what a story says of one person alone, below what is shared; None when it begins
    otherwise, or says so much that it has to be read by itself.
    """
    own = story.removeprefix(shared)
    is_below = not shared or story == shared or (own != story and own.startswith("\n"))
    is_brief = len(own.strip()) <= MOST_OWN_WORDS
    return own.strip() if is_below and is_brief else None


def is_answered(cases: Collection[Case]) -> bool:
    """Tell whether the house decided on these cases, as far as they were not withdrawn."""
    is_decided = any(one.state is not CaseState.WITHDRAWN for one in cases)
    return is_decided and not any(awaits_promise(one) for one in cases)
