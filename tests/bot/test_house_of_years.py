"""What a house of years did costs nothing today: a turn and a tick take SQLite as many steps among
five thousand settled cases and a thousand meetings held as in a house of this week.
"""

from collections.abc import Awaitable, Callable

from tests.support.desk import types
from tests.support.judging_house import JudgingHouse
from tests.support.work import count_steps
from tests.support.years import let_years_pass

Act = Callable[[JudgingHouse], Awaitable[object]]

STEPS: dict[str, Act] = {
    "list": lambda house: types(house, "iris", "lijst"),
    "inbox": lambda house: types(house, "iris", "postvak"),
    "mine": lambda house: types(house, "agent", "mijn"),
    "case": lambda house: types(house, "agent", "casus KX7-Q42"),
    "colour": lambda house: types(house, "sanne", "kleur KX7-Q42 rood"),
    "agenda": lambda house: types(house, "sanne", "agenda"),
    "tick": lambda house: house.tick(),
}


async def test_no_step_takes_more_in_a_house_of_years(judging_house: JudgingHouse):
    await judging_house.take_up()
    await judging_house.refer("MV3-T81")
    await judging_house.tick()
    young = {name: await count(judging_house, act) for name, act in STEPS.items()}
    await let_years_pass(judging_house.database.engine, judging_house.now)
    old = {name: await count(judging_house, act) for name, act in STEPS.items()}
    assert all(young.values())
    assert {name: old[name] for name in STEPS if old[name] > 1.2 * young[name]} == {}


async def count(house: JudgingHouse, act: Act) -> int:
    """The steps of doing it once more: the first time something may be learnt or changed."""
    await act(house)
    with count_steps() as steps:
        await act(house)
    return steps.taken
