from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from bot.running.checkpointing import Checkpointing
from domain.audit import AuditEvent
from domain.audit_chain import ChainHead
from domain.timer import TimerKind
from tests.support.agenda_house import THE_BEGINNING, AgendaHouse, SeededFiles
from tests.support.rounds import run_round

FIVE_MINUTES = timedelta(minutes=5)


@dataclass
class Notary:
    """Keeps what was signed, and when."""

    house: AgendaHouse
    signed: list[tuple[int, datetime]] = field(default_factory=list)

    def sign(self, heads: list[ChainHead], at: datetime) -> None:
        self.signed.append((sum(head.sequence for head in heads), at))

    async def record(self) -> None:
        async with self.house.work() as moment:
            await moment.record(AuditEvent.HOUSE_LOADED)

    async def look(self, checkpointing: Checkpointing, at: datetime) -> list[datetime]:
        self.house.now = at
        await run_round(self.house, checkpoint=checkpointing.write)
        return [when for _, when in self.signed]


@pytest.fixture
async def notary(seeded_files: SeededFiles, socket_enabled: None) -> AsyncIterator[Notary]:
    async with seeded_files.fresh() as house:
        yield Notary(house)


async def begin(notary: Notary) -> Checkpointing:
    checkpointing = Checkpointing(moments=notary.house, sign=notary.sign)
    await checkpointing.begin()
    return checkpointing


async def test_a_checkpoint_is_written_at_the_start_and_every_five_minutes(notary: Notary):
    await notary.record()
    checkpointing = await begin(notary)
    now = THE_BEGINNING
    assert await notary.look(checkpointing, now) == [now]
    await notary.record()
    early = now + FIVE_MINUTES - timedelta(microseconds=1)
    assert await notary.look(checkpointing, early) == [now]
    assert await notary.look(checkpointing, now + FIVE_MINUTES) == [now, now + FIVE_MINUTES]
    assert [count for count, _ in notary.signed] == [1, 2]


async def test_nothing_is_signed_when_nothing_was_recorded_since(notary: Notary):
    await notary.record()
    checkpointing = await begin(notary)
    for late in range(4):
        await notary.look(checkpointing, THE_BEGINNING + late * FIVE_MINUTES)
    assert len(notary.signed) == 1
    due = await notary.house.timers(TimerKind.CHECKPOINT)
    assert list(due.values()) == [THE_BEGINNING + 4 * FIVE_MINUTES]


async def test_a_checkpoint_that_cannot_be_written_is_tried_again(notary: Notary):
    await notary.record()
    checkpointing = await begin(notary)
    checkpointing.sign = lambda _heads, _at: 1 / 0
    told = []
    await run_round(
        notary.house,
        checkpoint=checkpointing.write,
        tell_failure=lambda *failure: told.append(failure[0]),
    )
    assert told == [TimerKind.CHECKPOINT]
    checkpointing.sign = notary.sign
    later = THE_BEGINNING + timedelta(minutes=1)
    assert await notary.look(checkpointing, later) == [later]
