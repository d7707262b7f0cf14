"""Two members, or two replicas, press at the same moment: one of them wins and the other hears how
it is, or both hold; nothing is half done, and nothing is said twice.
"""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from services.house import seed_house
from storage.crypto import HouseKeys
from storage.database import Database as HouseDatabase
from storage.fields import Fields
from storage.key_store import KeyStore
from tests.support import (
    presses_on_cases,
    presses_on_groups,
    presses_on_questions,
    presses_on_signals,
)
from tests.support.agenda_house import HOUSE, THE_BEGINNING, AgendaHouse
from tests.support.databases import Database, PostgresqlServer
from tests.support.judging_house import JudgingHouse, open_for_judging
from tests.support.two_presses import (
    DONE,
    Lead,
    Meeting,
    Order,
    Scene,
    count_on_record,
    list_said,
    press_both,
)

MINUTE = timedelta(minutes=1)
_PARTS = (presses_on_cases, presses_on_groups, presses_on_questions, presses_on_signals)
SCENES: dict[str, Lead] = {lead.__name__: lead for part in _PARTS for lead in part.SCENES}


@pytest.fixture
async def house(database: Database, tmp_path: Path) -> AsyncIterator[JudgingHouse]:
    keys = HouseKeys.make()
    key_store = KeyStore(f"sqlite+aiosqlite:///{tmp_path / 'keys.db'}", keys.house)
    await key_store.open()
    opened = HouseDatabase(database.url, Fields(keys, key_store))
    async with opened.work() as uow:
        await seed_house(HOUSE, uow)
    yield await open_for_judging(AgendaHouse(opened, HOUSE, THE_BEGINNING))
    await opened.close()
    await key_store.close()


async def play(house: JudgingHouse, scene: Scene, meeting: Meeting) -> None:
    house.now += MINUTE
    before, said = await count_on_record(house, *scene.events), len(await list_said(house))
    heard = await press_both(house, scene.one, scene.other, meeting)
    allowed = {
        Order.ONE_FIRST: (DONE, scene.other_hears),
        Order.OTHER_FIRST: (scene.one_hears, DONE),
    }
    order = meeting.order
    assert heard in ([allowed[order]] if order in allowed else list(allowed.values()))
    happened = await count_on_record(house, *scene.events) - before
    assert happened in (scene.on_record or (heard.count(DONE),))
    news = (await list_said(house))[said:]
    assert len(news) == len(set(news))
    if scene.check:
        await scene.check(house)


@pytest.mark.parametrize("name", SCENES)
@pytest.mark.parametrize(
    ("database", "order"),
    # SQLite lets in one at a time
    [("sqlite", Order.AT_ONCE), *(("postgresql", one) for one in Order)],
    indirect=["database"],
)
async def test_of_two_who_press_at_once_one_wins_or_both_hold(
    postgresql: PostgresqlServer, database: Database, house: JudgingHouse, name: str, order: Order
) -> None:
    server = postgresql if database.kind == "postgresql" else None
    meeting = Meeting(order=order, server=server)
    await play(house, await SCENES[name](house), meeting)
