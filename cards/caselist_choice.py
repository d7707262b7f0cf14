"""What is chosen of the list, and in what order it is read: said in a line, and buttons that take a
word in or out.
"""

from collections.abc import Iterable
from typing import Final

from cards.kit import Kit, Part
from cards.words import Text, Value
from domain.caselist import WHOLE_LIST, ListChoice, ListMark, ListOrder, ListWord, read_list_choice
from domain.press import Press
from domain.stoplight import Colour
from services.caselist import ListView

SHOW_LIST: Final = "caselist.show"
_FOLDED: Final = "list_choice"


def press_list(number: int, choice: ListChoice) -> Press:
    """Ask for a page of what is chosen of the list."""
    return Press(verb=SHOW_LIST, subject=f"{number}{carry_choice(choice)}")


def read_list_place(press: Press) -> tuple[int, ListChoice]:
    """Read which page of which choice a button was drawn on, or turns to."""
    number, _, written = press.subject.partition(":")
    return int(number), read_list_choice(written)


def carry_choice(choice: ListChoice) -> str:
    """What a button carries of a choice, behind the number of a page."""
    written = choice.write()
    return f":{written}" if written else ""


def draw_choice(kit: Kit, view: ListView) -> list[Part]:
    """Draw what is chosen, and what can be."""
    choice = view.choice
    rows = [
        _draw_words(kit, choice, Colour),
        _draw_words(kit, choice, ListMark),
        _draw_words(kit, choice, ListOrder),
    ]
    opener, hidden = kit.folded(_FOLDED, "caselist.choose_button", rows)
    if choice == WHOLE_LIST:
        return [opener, hidden]
    whole = kit.button("caselist.whole_button", press_list(1, WHOLE_LIST))
    return [*_tell_chosen(kit, view), kit.row_of([*opener["actions"], whole]), hidden]


def _tell_chosen(kit: Kit, view: ListView) -> list[Part]:
    choice = view.choice
    said = []
    if not choice.is_whole:
        words = kit.listed([_say(kit, one) for one in (*Colour, *ListMark) if choice.holds(one)])
        key = "caselist.chosen" if view.page.length else "caselist.none_fits"
        said.append(kit.text(key, words=words, number=view.page.length, total=view.total))
    if choice.order is not ListOrder.RANK:
        said.append(kit.text("caselist.in_order", order=_name(choice.order)))
    return said


def _draw_words(kit: Kit, choice: ListChoice, words: Iterable[ListWord]) -> Part:
    return kit.row_of(
        [
            kit.button(
                "caselist.word_chosen" if choice.holds(one) else "caselist.word",
                press_list(1, choice.turn(one)),
                word=_name(one),
            )
            for one in words
        ]
    )


def _say(kit: Kit, word: ListWord) -> str:
    return kit.phrase("caselist.word", word=_name(word))


def _name(word: ListWord) -> Value:
    match word:
        case Colour():
            return word
        case ListMark():
            return Text(f"caselist.mark_{word}")
        case ListOrder():
            return Text(f"caselist.by_{word}")
