"""A house over real storage for one test, with its time moved by hand: made once for a population,
copied for each test. What only one feature needs is added by its own house below this one.
"""

import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Generic, TypeVar

from domain.access import CaseState
from domain.audit import AuditEntry
from domain.case import Case, CirclePlace, CircleReason
from domain.house import House
from domain.identifiers import CaseCode, CaseId, MemberId
from domain.notice import Notice, NoticeKind
from domain.referral import Referral
from services.house import seed_house
from services.moment import Context, Moment, Reading
from storage.crypto import HouseKeys
from storage.database import Database
from storage.fields import Fields
from storage.key_store import KeyStore
from storage.migrate import migrate
from tests.support.notices import name_recipient, read_announced


@dataclass
class OpenHouse:
    """A house with its database; ``now`` is its business time."""

    database: Database
    house: House
    now: datetime

    @asynccontextmanager
    async def work(self) -> AsyncIterator[Moment]:
        """A moment that changes something; nobody acts."""
        async with self.database.work() as uow:
            yield Moment(uow=uow, now=self.now, house=self.house)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Moment]:
        """A moment that only reads."""
        async with self.database.reading() as uow:
            yield Moment(uow=uow, now=self.now, house=self.house)

    @asynccontextmanager
    async def acting(self, name: str) -> AsyncIterator[Context]:
        """A turn of one member."""
        async with self.work() as moment:
            member = await moment.uow.people.member(MemberId(name))
            yield moment.acting(await moment.form_actor(member))

    @asynccontextmanager
    async def sending_to(self, name: str) -> AsyncIterator[Reading]:
        """The moment a notice is sent to one member."""
        async with self.database.reading() as uow:
            member = await uow.people.member(MemberId(name))
            yield Reading(uow=uow, now=self.now, house=self.house, recipient=member)

    async def keep_case(
        self,
        code: str,
        referral: Referral,
        referrer: str,
        circle: tuple[str, ...] = (),
        **changes: object,
    ) -> CaseId:
        """A case on the list of the house, unless the changes say otherwise."""
        async with self.database.work() as uow:
            who = await uow.people.member(MemberId(referrer))
            values = {
                "id": await uow.cases.reserve(),
                "code": CaseCode(code),
                "state": CaseState.TAKEN_UP,
                "version": 1,
                "referrer": who.id,
                "referring_organisation": who.organisation,
                "received_at": self.now,
                "promised_on": self.now.date(),
                "changed_by": who.id,
                "changed_at": self.now,
            }
            case = Case(**(values | changes))
            await uow.cases.add(case, referral)
            for name in circle:
                member = await uow.people.member(MemberId(name))
                place = CirclePlace(
                    case=case.id,
                    member=member.id,
                    organisation=member.organisation,
                    reason=CircleReason.INVOLVED_PARTNER,
                    joined_at=self.now,
                )
                await uow.cases.join_circle(place)
        return case.id

    async def on_record(self, case: CaseId) -> list[AuditEntry]:
        """Everything on record about a case, in order."""
        async with self.database.reading() as uow:
            return [link.entry for link in await uow.audit.chain(case)]

    async def notices(self, kind: NoticeKind) -> list[Notice]:
        """Everything announced of one kind, in order."""
        return await read_announced(self.database.engine, kind)

    async def told(self, kind: NoticeKind) -> list[str]:
        """Who was told, each once, in order of their names."""
        return sorted({name_recipient(one) for one in await self.notices(kind)})


Opened = TypeVar("Opened", bound=OpenHouse)


@dataclass
class HouseFiles(Generic[Opened]):
    """The files of one house as it is before any test, made once and copied for each."""

    directory: Path
    kind: type[Opened]
    house: House
    begins_at: datetime
    keys: HouseKeys = field(default_factory=HouseKeys.make)
    _numbers: Iterator[int] = field(default_factory=count)

    @asynccontextmanager
    async def fresh(self) -> AsyncIterator[Opened]:
        """A house that ends with the test."""
        copy = await self.copy(self.directory / str(next(self._numbers)))
        async with self.open(copy) as house:
            yield house
        shutil.rmtree(copy)

    async def copy(self, directory: Path) -> Path:
        """A house in this directory, for a test that opens it more than once."""
        template = self.directory / "template"
        if not template.exists():
            template.mkdir(parents=True)
            async with self.open(template) as opened:
                await migrate(opened.database.engine)
                async with opened.database.work() as uow:
                    await seed_house(self.house, uow)
        return Path(shutil.copytree(template, directory))

    @asynccontextmanager
    async def open(self, directory: Path) -> AsyncIterator[Opened]:
        """The house that is in this directory, as after a start of the bot."""
        key_store = KeyStore(f"sqlite+aiosqlite:///{directory / 'keys.db'}", self.keys.house)
        fields = Fields(self.keys, key_store)
        database = Database(f"sqlite+aiosqlite:///{directory / 'house.db'}", fields)
        try:
            await key_store.open()
            yield self.kind(database, self.house, self.begins_at)
        finally:
            await database.close()
            await key_store.close()
