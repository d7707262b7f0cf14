"""A turn of the rota is set on free days by who is process director then; the past stays."""

from datetime import date, timedelta

import pytest

from domain.duty_turn import (
    OwnDeputyError,
    TurnChangedError,
    TurnOrderError,
    TurnPastError,
    TurnWish,
    add_turn,
    find_day_unable,
    find_turn_in_the_way,
    form_turn,
    take_away_turn,
)
from domain.errors import StoplichtError
from domain.house import DutyPeriod
from domain.identifiers import MemberId

TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)
CORA, DIRK = MemberId("cora"), MemberId("dirk")


def turn(member: MemberId, first: int, last: int, deputy: MemberId | None = None) -> DutyPeriod:
    return DutyPeriod(
        member=member, deputy=deputy, from_on=TODAY + first * DAY, until_on=TODAY + last * DAY
    )


@pytest.mark.parametrize(
    ("first", "last", "deputy", "wrong"),
    [
        (-1, 3, None, TurnPastError),
        (3, 2, None, TurnOrderError),
        (0, 400, None, TurnOrderError),
        (0, 3, CORA, OwnDeputyError),
    ],
)
def test_a_turn_is_of_days_to_come_in_order_with_another_as_deputy(
    first: int, last: int, deputy: MemberId | None, wrong: type[StoplichtError]
):
    wish = TurnWish(
        member=CORA, deputy=deputy, from_on=TODAY + first * DAY, until_on=TODAY + last * DAY
    )
    with pytest.raises(wrong):
        form_turn(wish, TODAY)


def test_a_turn_of_today_only_is_a_turn():
    wish = TurnWish(member=CORA, deputy=DIRK, from_on=TODAY, until_on=TODAY)
    assert form_turn(wish, TODAY) == turn(CORA, 0, 0, DIRK)


def test_the_first_day_on_which_somebody_is_no_director_is_found():
    week = turn(CORA, 0, 6)
    assert find_day_unable(CORA, week, lambda _who, on: on < TODAY + 4 * DAY) == TODAY + 4 * DAY
    assert find_day_unable(CORA, week, lambda _who, _on: True) is None


def test_one_day_in_common_is_in_the_way_and_the_day_after_is_not():
    rota = [turn(CORA, 0, 6), turn(DIRK, 7, 9)]
    assert find_turn_in_the_way(rota, turn(DIRK, 9, 12)) == turn(DIRK, 7, 9)
    assert find_turn_in_the_way(rota, turn(DIRK, 6, 6)) == turn(CORA, 0, 6)
    assert find_turn_in_the_way(rota, turn(DIRK, 10, 12)) is None


def test_a_turn_that_goes_on_from_one_of_the_same_people_is_one_with_it():
    rota = [turn(CORA, 0, 2, DIRK), turn(DIRK, 6, 9)]
    assert add_turn(rota, turn(CORA, 3, 5, DIRK)) == (turn(CORA, 0, 5, DIRK), turn(DIRK, 6, 9))
    assert len(add_turn(rota, turn(CORA, 3, 5))) == 3


def test_of_a_turn_that_goes_on_what_was_stays_and_what_is_to_come_goes():
    rota = (turn(CORA, -3, 6), turn(DIRK, 7, 9))
    assert take_away_turn(rota, rota[0], TODAY) == (turn(CORA, -3, -1), rota[1])
    assert take_away_turn(rota, rota[1], TODAY) == (rota[0],)
    with pytest.raises(TurnChangedError):
        take_away_turn(rota, turn(CORA, -3, 5), TODAY)
