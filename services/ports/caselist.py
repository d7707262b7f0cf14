"""Where the list of all cases in process direction is read; nothing is decrypted for it."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from domain.case import Case
from domain.caselist import WHOLE_LIST, ListChoice
from domain.colour import ColourCount
from domain.rhythm import WeeklyTime


class CaseList(Protocol):
    """The list of the house, a page at a time."""

    async def read(
        self, skip: int, limit: int, choice: ListChoice = WHOLE_LIST, on: date | None = None
    ) -> Sequence[Case]:
        """So many of the cases chosen, from one place on; overdue is what is so on this day."""

    async def count(
        self, on: date, choice: ListChoice = WHOLE_LIST
    ) -> tuple[Sequence[ColourCount], WeeklyTime]:
        """How many cases on the list of each kind of meeting have each colour, to how many each
        mark applies on this day, how many are chosen and how long they are discussed; beside the
        time all meetings give.
        """
