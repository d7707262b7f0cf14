"""A house over real storage for one test, with its time moved by hand: made once for a population,
put back for each test. What only one feature needs is added by its own house below this one.
"""

import copy
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Generic, TypeVar

from sqlalchemy import select

from domain.access import CaseState
from domain.audit import AuditEntry
from domain.case import Case, CirclePlace, CircleReason
from domain.house import House
from domain.identifiers import CaseCode, CaseId, MemberId
from domain.notice import Notice, NoticeKind
from domain.referral import Referral
from domain.timer import TimerKind
from services.house import seed_house
from services.moment import Context, Moment, Reading
from storage.clock import clocks_of
from storage.crypto import HouseKeys
from storage.database import Database
from storage.fields import Fields
from storage.key_store import KeyStore
from storage.migrate import migrate
from storage.timers import timer
from storage.unit_of_work import UnitOfWork
from tests.support.notices import let_all_be_sent, name_recipient, read_announced


@dataclass
class OpenHouse:
    """A house with its database; ``now`` is its business time. ``files`` puts it back as it was."""

    database: Database
    house: House
    now: datetime
    files: "HouseFiles[Any] | None" = field(default=None, init=False, repr=False)

    async def is_led(self, lead: "Lead") -> None:
        """Go where many tests begin: at once, when that was gone to before from where it is now."""
        if self.files is None or not self.files.is_fresh:
            await lead(self)
        else:
            await self.files.lead(self, lead)

    @asynccontextmanager
    async def work(self) -> AsyncIterator[Moment]:
        """A moment that changes something; nobody acts."""
        async with self.database.work() as uow:
            await set_time(uow, self.now)
            yield Moment(uow=uow, now=self.now, house=self.house)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Moment]:
        """A moment that only reads."""
        async with self.database.reading() as uow:
            await set_time(uow, self.now)
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
            await set_time(uow, self.now)
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

    async def timers(self, kind: TimerKind) -> dict[str, datetime]:
        """When each subject is looked at next."""
        chosen = select(timer).where(timer.c.kind == kind)
        async with self.database.engine.connect() as connection:
            rows = (await connection.execute(chosen)).all()
        return {row.subject: row.due_at for row in rows}

    async def send_all(self) -> None:
        """Everything announced so far has arrived."""
        await let_all_be_sent(self.database.engine)

    async def told(self, kind: NoticeKind) -> list[str]:
        """Who was told, each once, in order of their names."""
        return sorted({name_recipient(one) for one in await self.notices(kind)})


Opened = TypeVar("Opened", bound=OpenHouse)
Lead = Callable[[Any], Awaitable[None]]


class HouseFiles(Generic[Opened]):
    """The files of one house: made once, and put back as they were for each test. All tests open
    them through the same engines, so that SQLAlchemy compiles each statement once for all of them.
    """

    def __init__(
        self, directory: Path, kind: type[Opened], house: House, begins_at: datetime
    ) -> None:
        self._template, self._place = directory / "template", directory / "house"
        self._kind, self._house, self._begins_at = kind, house, begins_at
        self._way: tuple[Lead, ...] = ()
        self._led = dict[tuple[Lead, ...], tuple[Path, dict[str, Any]]]()
        keys = HouseKeys.make()
        self._key_store = KeyStore(f"sqlite+aiosqlite:///{self._place / 'keys.db'}", keys.house)
        self._database = Database(
            f"sqlite+aiosqlite:///{self._place / 'house.db'}", Fields(keys, self._key_store)
        )

    @asynccontextmanager
    async def fresh(self) -> AsyncIterator[Opened]:
        """The house as it was before any test."""
        await self.put_back()
        async with self.open() as house:
            yield house

    async def put_back(self) -> None:
        """Undo whatever a test did, for one that opens the house more than once."""
        if not self._template.exists():
            await self._make_template()
        shutil.rmtree(self._place, ignore_errors=True)
        shutil.copytree(self._template, self._place)
        self._way = ()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Opened]:
        """The house as it is now, as after a start of the bot: nothing is remembered."""
        try:
            await self._key_store.open()
            opened = self._kind(self._database, self._house, self._begins_at)
            opened.files = self
            yield opened
        finally:
            await self._close()

    @property
    def is_fresh(self) -> bool:
        """Whether nobody touched the house since it was put back."""
        return not (self._place / "house.db-wal").exists()

    async def lead(self, house: OpenHouse, lead: Lead) -> None:
        """Lead a fresh house on: the first time step by step, and then by what that left."""
        self._way = (*self._way, lead)
        if self._way not in self._led:
            await lead(house)
            await self._close()
            kept = self._place.with_name(f"led-{len(self._led)}")
            shutil.copytree(self._place, kept)
            self._led[self._way] = (kept, _copy_lists(vars(house)))
        else:
            kept, fields = self._led[self._way]
            await self._close()
            shutil.rmtree(self._place)
            shutil.copytree(kept, self._place)
            vars(house).update(_copy_lists(fields))
        await self._key_store.open()

    async def _close(self) -> None:
        await self._database.close()
        await self._key_store.close()

    @asynccontextmanager
    async def empty(self) -> AsyncIterator[Opened]:
        """A house in which nothing was loaded yet."""
        shutil.rmtree(self._place, ignore_errors=True)
        self._place.mkdir()
        async with self.open() as house:
            await migrate(house.database.engine)
            yield house

    async def _make_template(self) -> None:
        self._place.mkdir(exist_ok=True)
        async with self.open() as opened:
            await migrate(opened.database.engine)
            async with opened.database.work() as uow:
                await seed_house(self._house, uow)
        self._place.rename(self._template)


async def set_time(uow: UnitOfWork, now: datetime) -> None:
    """Business time is that of the test in a whole transaction, as it is that of a turn."""
    transaction = uow._connection
    transaction.clocks = replace(await clocks_of(transaction), business=now)


def _copy_lists(values: dict[str, Any]) -> dict[str, Any]:
    """The fields of a house, of which what it noted is its own."""
    return {name: copy.copy(one) if type(one) is list else one for name, one in values.items()}
