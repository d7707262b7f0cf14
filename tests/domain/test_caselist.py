import pytest

from domain.caselist import (
    WHOLE_LIST,
    ListChoice,
    ListMark,
    ListOrder,
    choose_words,
    read_list_choice,
)
from domain.stoplight import Colour

LATE_RED = ListChoice(colours=frozenset({Colour.RED}), marks=frozenset({ListMark.OVERDUE}))


@pytest.mark.parametrize(
    ("choice", "written"),
    [
        (WHOLE_LIST, ""),
        (LATE_RED, "red.overdue"),
        (LATE_RED.turn(Colour.GREEN).turn(ListOrder.COLOUR), "red.green.overdue.by_colour"),
    ],
)
def test_a_button_carries_what_is_chosen(choice: ListChoice, written: str):
    assert choice.write() == written
    assert read_list_choice(written) == choice


def test_what_a_button_carries_and_nobody_knows_is_left_out():
    assert read_list_choice("red.nonsense..overdue") == LATE_RED


def test_a_word_that_is_turned_twice_is_gone_and_there_is_always_an_order():
    for word in (Colour.RED, ListMark.PRIORITISED, ListOrder.OLDEST):
        assert WHOLE_LIST.turn(word).holds(word)
        assert WHOLE_LIST.turn(word).turn(word) == WHOLE_LIST
    assert WHOLE_LIST.turn(ListOrder.RANK).order is ListOrder.RANK


def test_of_words_that_are_typed_twice_one_counts_and_of_orders_the_last():
    typed = [Colour.RED, ListMark.OVERDUE, ListOrder.OLDEST, Colour.RED, ListOrder.REVIEW]
    assert choose_words(typed) == LATE_RED.turn(ListOrder.REVIEW)
