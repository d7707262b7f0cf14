from datetime import date

import pytest

from domain.errors import NotFoundError
from domain.quarter import Quarter, find_quarter, read_quarter


@pytest.mark.parametrize(
    ("on", "written"),
    [
        (date(2026, 1, 1), "2026-Q1"),
        (date(2026, 3, 31), "2026-Q1"),
        (date(2026, 4, 1), "2026-Q2"),
        (date(2026, 12, 31), "2026-Q4"),
    ],
)
def test_a_day_lies_in_one_quarter(on: date, written: str):
    assert str(find_quarter(on)) == written
    assert read_quarter(written) == find_quarter(on)


@pytest.mark.parametrize("text", ["", "2026", "2026-Q5", "2026-Q0", "26-Q1", "2026-Q1 "])
def test_what_is_no_quarter_is_not_found(text: str):
    with pytest.raises(NotFoundError):
        read_quarter(text)


def test_quarters_follow_each_other_without_a_gap():
    quarter = Quarter(year=2024, number=1)
    for _ in range(8):
        assert (quarter.following.first_on - quarter.last_on).days == 1
        assert quarter.following.previous == quarter
        assert quarter < quarter.following
        quarter = quarter.following
    assert str(quarter) == "2026-Q1"
