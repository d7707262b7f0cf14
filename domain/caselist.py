"""What a coordinator asks of the list: which cases are shown, and in what order (product page §3
and §4). Nothing of it changes a case.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from domain.stoplight import Colour


class ListMark(StrEnum):
    """What a case on the list can be looked for by, besides its colour."""

    OVERDUE = "overdue"
    UNDIRECTED = "undirected"
    UNAGREED = "unagreed"
    PRIORITISED = "prioritised"


class ListOrder(StrEnum):
    """In what order the list is read: RANK is the one in which cases come up in a meeting."""

    RANK = "rank"
    COLOUR = "colour"
    REVIEW = "review"
    OLDEST = "oldest"


ListWord = Colour | ListMark | ListOrder


@dataclass(frozen=True, slots=True, kw_only=True)
class ListChoice:
    """Cases of one of these colours, of any when there are none, to which each of the marks
    applies, in an order.
    """

    colours: frozenset[Colour] = frozenset()
    marks: frozenset[ListMark] = frozenset()
    order: ListOrder = ListOrder.RANK

    @property
    def is_whole(self) -> bool:
        """Tell whether every case on the list is shown."""
        return not self.colours and not self.marks

    def holds(self, word: ListWord) -> bool:
        """Tell whether a word is among what is asked."""
        return word in self.colours or word in self.marks or word is self.order

    def turn(self, word: ListWord) -> "ListChoice":
        """The choice with this word, or without it when it held it; there is always an order."""
        match word:
            case Colour():
                return replace(self, colours=self.colours ^ {word})
            case ListMark():
                return replace(self, marks=self.marks ^ {word})
            case ListOrder():
                return replace(self, order=ListOrder.RANK if self.order is word else word)

    def write(self) -> str:
        """Write it as a button carries it."""
        order = () if self.order is ListOrder.RANK else (self.order,)
        colours = (one for one in Colour if one in self.colours)
        marks = (one for one in ListMark if one in self.marks)
        return ".".join((*colours, *marks, *(f"by_{one}" for one in order)))


WHOLE_LIST: Final = ListChoice()
_WORDS: Final[dict[str, ListWord]] = {
    **{one.value: one for one in Colour},
    **{one.value: one for one in ListMark},
    **{f"by_{one}": one for one in ListOrder},
}


def read_list_choice(written: str) -> ListChoice:
    """Read what a button carries; what is no word of it is left out."""
    return choose_words([_WORDS[one] for one in written.split(".") if one in _WORDS])


def choose_words(words: list[ListWord]) -> ListChoice:
    """Make a choice of words; the last order counts."""
    choice = WHOLE_LIST
    for word in words:
        choice = choice if choice.holds(word) else choice.turn(word)
    return choice
