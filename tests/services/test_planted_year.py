"""Half a year of a house by the real choice of cases and the real planner, every plan judged. All
houses of the table in ``docs/planted_year.md`` are played by ``python -m benchmarks.planted_year``.
"""

from dataclasses import replace

import pytest

from benchmarks.planted_year import HOUSES, PlantedHouse, PlantedYear
from tests.support.judge import assert_judge_accepts

FORTY, _, SHORT, FOUR_MEETINGS = HOUSES


@pytest.mark.parametrize(
    ("house", "latest_days"),
    [
        pytest.param(FORTY, 5 * 7, id="40 cases"),
        pytest.param(replace(SHORT, weeks=5), 7, id="150 cases, short"),
        pytest.param(replace(FOUR_MEETINGS, weeks=6), 6, id="150 cases, four meetings a week"),
    ],
)
def test_red_comes_up_every_week_orange_is_in_time_or_named_and_nobody_is_forgotten(
    house: PlantedHouse, latest_days: int
):
    seen = PlantedYear(house, assert_judge_accepts).run()
    assert seen.red_weeks == house.weeks * sum(
        many for colour, many in house.cases.items() if colour.rank == 0
    )
    assert seen.red_undiscussed == []
    assert seen.orange_discussions > 0
    assert seen.most_days_late <= latest_days
    assert seen.unnamed == []
    assert seen.forgotten == []
    assert seen.proven == seen.meetings == house.weeks * len(house.days)
