"""Whoever has another duty than before is found, and nobody else."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.duty_change import (
    DutyPart,
    DutyStint,
    find_part,
    find_stints_changed,
    still_holds,
)
from domain.house import DutyPeriod
from domain.identifiers import MemberId

TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)
CORA, DIRK, EVA = MemberId("cora"), MemberId("dirk"), MemberId("eva")


def turn(member: MemberId, first: int, last: int, deputy: MemberId | None = None) -> DutyPeriod:
    return DutyPeriod(
        member=member, deputy=deputy, from_on=TODAY + first * DAY, until_on=TODAY + last * DAY
    )


def stint(member: MemberId, part: DutyPart, first: int, last: int) -> DutyStint:
    days = {"from_on": TODAY + first * DAY, "until_on": TODAY + last * DAY}
    return DutyStint(member=member, part=part, **days)


def test_who_is_put_on_duty_or_behind_it_or_taken_off_is_found_with_the_days():
    before = [turn(CORA, -3, 6, DIRK)]
    after = [turn(CORA, -3, 1, DIRK), turn(EVA, 2, 6, CORA)]
    assert find_stints_changed(before, after, TODAY) == (
        stint(CORA, DutyPart.DEPUTY, 2, 6),
        stint(DIRK, DutyPart.NONE, 2, 6),
        stint(EVA, DutyPart.DUTY, 2, 6),
    )


def test_a_turn_that_is_only_cut_in_two_changes_nothing_for_anybody():
    assert find_stints_changed([turn(CORA, 0, 6)], [turn(CORA, 0, 2), turn(CORA, 3, 6)], TODAY) == (
    )  # fmt: skip


def test_what_was_changed_back_holds_no_longer_and_what_is_over_neither():
    rota = [turn(CORA, 0, 4, DIRK)]
    assert still_holds(stint(CORA, DutyPart.DUTY, -2, 4), rota, TODAY)
    assert still_holds(stint(CORA, DutyPart.NONE, 5, 6), rota, TODAY)
    assert not still_holds(stint(CORA, DutyPart.DUTY, 0, 5), rota, TODAY)
    assert not still_holds(stint(DIRK, DutyPart.NONE, 0, 4), rota, TODAY)
    assert not still_holds(stint(CORA, DutyPart.NONE, -2, -1), rota, TODAY)


ROTAS = st.lists(
    st.tuples(st.integers(1, 5), st.sampled_from([CORA, DIRK, None]), st.sampled_from([EVA, None])),
    max_size=5,
)


@given(before=ROTAS, after=ROTAS)
def test_each_day_and_member_is_told_exactly_when_it_is_another(
    before: list[tuple[int, MemberId | None, MemberId | None]],
    after: list[tuple[int, MemberId | None, MemberId | None]],
):
    rotas = [lay(before), lay(after)]
    told = {
        (one.member, one.from_on + n * DAY): one.part
        for one in find_stints_changed(*rotas, TODAY)
        for n in range((one.until_on - one.from_on).days + 1)
    }
    for who in (CORA, DIRK, EVA):
        for on in (TODAY + n * DAY for n in range(26)):
            was, now = [find_part(rota, who, on) for rota in rotas]
            assert told.get((who, on)) == (now if was != now else None)


def lay(lengths: list[tuple[int, MemberId | None, MemberId | None]]) -> list[DutyPeriod]:
    """Turns one after another from two days ago; without a member it is a gap."""
    rota, on = list[DutyPeriod](), -2
    for days, member, deputy in lengths:
        rota += [turn(member, on, on + days - 1, deputy)] if member else []
        on += days
    return rota
