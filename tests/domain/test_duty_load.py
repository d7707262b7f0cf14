"""What the file says anew wins, where it says what it said before the chat does."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.duty import find_period
from domain.duty_load import OnDuty, RotaDifference, merge_rota
from domain.house import DutyPeriod
from domain.identifiers import MemberId

TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)
CORA, DIRK, EVA = MemberId("cora"), MemberId("dirk"), MemberId("eva")


def turn(member: MemberId, first: int, last: int, deputy: MemberId | None = None) -> DutyPeriod:
    return DutyPeriod(
        member=member, deputy=deputy, from_on=TODAY + first * DAY, until_on=TODAY + last * DAY
    )


def test_the_same_file_leaves_what_was_set_in_the_chat_and_names_it():
    file, rota = [turn(CORA, -5, 9)], [turn(CORA, -5, 2), turn(EVA, 3, 4), turn(CORA, 5, 9)]
    load = merge_rota(file, file, rota, TODAY)
    assert (load.rota, load.changes) == (tuple(rota), ())
    assert load.stays == (
        RotaDifference(
            from_on=TODAY + 3 * DAY, until_on=TODAY + 4 * DAY,
            was=OnDuty(member=EVA), file=OnDuty(member=CORA), is_of_chat=True,
        ),
    )  # fmt: skip


def test_a_turn_that_was_taken_away_in_the_chat_does_not_come_back_by_itself():
    file = [turn(CORA, 0, 9)]
    assert merge_rota(file, file, [turn(CORA, 0, 4)], TODAY).rota == (turn(CORA, 0, 4),)


@pytest.mark.parametrize("is_of_chat", [True, False])
def test_what_the_file_says_anew_wins_and_it_is_said_whether_the_chat_loses_something(
    is_of_chat: bool,
):
    loaded, file = [turn(CORA, 0, 9)], [turn(CORA, 0, 4), turn(DIRK, 5, 9, EVA)]
    rota = [turn(CORA, 0, 4), turn(EVA, 5, 9)] if is_of_chat else loaded
    load = merge_rota(file, loaded, rota, TODAY)
    assert load.rota == tuple(file)
    (one,) = load.changes
    assert (one.from_on, one.until_on) == (TODAY + 5 * DAY, TODAY + 9 * DAY)
    assert one.file == OnDuty(member=DIRK, deputy=EVA)
    assert one.is_of_chat is is_of_chat


def test_days_that_are_over_stay_when_the_file_no_longer_names_them():
    loaded = [turn(CORA, -20, -10), turn(DIRK, -9, 9)]
    load = merge_rota([turn(DIRK, 0, 9)], loaded, loaded, TODAY)
    assert (load.rota, load.changes, load.stays) == (tuple(loaded), (), ())


ROTAS = st.lists(st.tuples(st.integers(1, 5), st.sampled_from([CORA, DIRK, None])), max_size=5)


@given(file=ROTAS, loaded=ROTAS, rota=ROTAS)
def test_on_each_day_the_file_wins_exactly_where_it_changed(
    file: list[tuple[int, MemberId | None]],
    loaded: list[tuple[int, MemberId | None]],
    rota: list[tuple[int, MemberId | None]],
):
    laid = [lay(one) for one in (file, loaded, rota)]
    load = merge_rota(*laid, TODAY)
    assert all(one.until_on < next_.from_on for one, next_ in pairwise(load.rota))
    for on in (TODAY + n * DAY for n in range(-3, 26)):
        wanted, before, now, comes = [who(one, on) for one in (*laid, load.rota)]
        assert comes == (now if wanted == before or on < TODAY else wanted)
        told = [one for one in (*load.changes, *load.stays) if one.from_on <= on <= one.until_on]
        assert len(told) == (wanted != now and on >= TODAY)


def who(rota: list[DutyPeriod] | tuple[DutyPeriod, ...], on: date) -> MemberId | None:
    found = find_period(rota, on)
    return found.member if found else None


def lay(lengths: list[tuple[int, MemberId | None]]) -> list[DutyPeriod]:
    """Turns one after another from three days ago; without a member it is a gap."""
    rota, on = list[DutyPeriod](), -3
    for days, member in lengths:
        rota += [turn(member, on, on + days - 1)] if member else []
        on += days
    return rota
