"""The pretend house with a database of its own, in which an acute case can be played."""

import shutil
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from domain.access import CaseState, Involvement
from domain.acute_invitation import Invitation
from domain.acute_report import AcuteReport, NeededBy
from domain.acute_session import Place, Session
from domain.agreement import Mandate
from domain.audit import AuditEntry
from domain.case import Case, CirclePlace, CircleReason
from domain.house import CircleSignal, House
from domain.identifiers import CaseCode, CaseId, MemberId, OrganisationId, SessionId
from domain.notice import Notice, NoticeKind
from domain.referral import Aim, Criterion, Identity, Referral
from files.house.reading import read_house_file
from services.acute.circle import CircleChoice, GatheringWish, Judgement
from services.consent import Consent
from services.moment import Context, Moment, Reading
from storage.crypto import HouseKeys
from storage.database import Database
from storage.fields import Fields
from storage.key_store import KeyStore
from storage.migrate import migrate
from storage.unit_of_work import UnitOfWork
from tests.support.canaries import CANARY
from tests.support.notices import name_recipient, read_announced
from tests.support.permits import convene, propose
from tests.support.rounds import run_round

EXAMPLE = Path(__file__).parents[2] / "config" / "house.example.yaml"
IN_DUTY = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
IN_THE_NIGHT = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)
NEXT_MORNING = datetime(2026, 11, 25, 7, 30, tzinfo=UTC)
CODE = CaseCode("ZP2-H55")

IDENTITY = Identity(name=f"Jan {CANARY}", born_on=date(1990, 5, 1))
REPORT = AcuteReport(
    signals=frozenset({CircleSignal.WEAPON_OR_THREAT, CircleSignal.MINOR}),
    happening=f"{CANARY} staat met een mes bij de school",
    needed_by=NeededBy.NOW,
    region="Rivierstad",
)
JUDGEMENT = Judgement(
    met=frozenset(Criterion),
    reason=f"{CANARY} bedreigt nu",
    consent=Consent(mandate=Mandate(number="M-12", given_on=date(2026, 1, 5))),
)


@dataclass
class AcuteHouse:
    """The house, with ``now`` as its business time."""

    database: Database
    house: House
    now: datetime = IN_DUTY

    async def tick(self, at: datetime) -> None:
        """One round of timers."""
        self.now = at
        await run_round(self)

    @asynccontextmanager
    async def work(self) -> AsyncIterator[Moment]:
        async with self.database.work() as uow:
            yield Moment(uow=uow, now=self.now, house=self.house)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Moment]:
        async with self.database.reading() as uow:
            yield Moment(uow=uow, now=self.now, house=self.house)

    @asynccontextmanager
    async def acting(self, name: str) -> AsyncIterator[Context]:
        """A turn of one member."""
        async with self.database.work() as uow:
            moment = Moment(uow=uow, now=self.now, house=self.house)
            actor = await moment.form_actor(await uow.people.member(MemberId(name)))
            yield moment.acting(actor)

    @asynccontextmanager
    async def sending_to(self, name: str) -> AsyncIterator[Reading]:
        """The moment a notice is sent to one member."""
        async with self.database.reading() as uow:
            member = await uow.people.member(MemberId(name))
            yield Reading(uow=uow, now=self.now, house=self.house, recipient=member)

    async def add_case(
        self, code: CaseCode = CODE, state: CaseState = CaseState.TAKEN_UP, *circle: str
    ) -> CaseId:
        async with self.database.work() as uow:
            case_id = await uow.cases.reserve()
            await uow.cases.add(self._case(case_id, code, state), _REFERRAL)
            for name in circle:
                await uow.cases.join_circle(await self._place(uow, case_id, name))
        return case_id

    async def convene(
        self, session: SessionId, kept: tuple[str, ...] = (), director: str = "cora"
    ) -> None:
        """Let the director confirm the proposed circle, or only part of it."""
        async with self.acting(director) as ctx:
            seen = tuple(p.proposal.organisation for p in await propose(ctx, session))
            choice = CircleChoice(
                seen=tuple(OrganisationId(name) for name in kept) or seen,
                kept=tuple(OrganisationId(name) for name in kept) or seen,
            )
            appointment = GatheringWish(starts_at=self.now, place=Place.AT_THE_HOUSE)
            await convene(ctx, session, JUDGEMENT, appointment, choice)

    async def session(self, session: SessionId) -> Session:
        async with self.database.reading() as uow:
            return await uow.sessions.get(session)

    async def invitation(self, session: SessionId, member: str) -> Invitation:
        async with self.database.reading() as uow:
            found = await uow.sessions.invitations(session)
        return next(one for one in found if one.member == member)

    async def invited(self, session: SessionId) -> list[str]:
        async with self.database.reading() as uow:
            return sorted(one.member for one in await uow.sessions.invitations(session))

    async def involvement(self, case: CaseId, member: str) -> Involvement:
        async with self.database.reading() as uow:
            return await uow.cases.involvement(case, MemberId(member))

    async def on_record(self, case: CaseId) -> list[AuditEntry]:
        async with self.database.reading() as uow:
            return [link.entry for link in await uow.audit.chain(case)]

    async def notices(self, kind: NoticeKind) -> list[Notice]:
        """Everything announced of one kind, in order."""
        return await read_announced(self.database.engine, kind)

    async def told(self, kind: NoticeKind) -> list[str]:
        """Who was told, each once, in order of their names."""
        return sorted({name_recipient(one) for one in await self.notices(kind)})

    def _case(self, case_id: CaseId, code: CaseCode, state: CaseState) -> Case:
        return Case(
            id=case_id,
            code=code,
            state=state,
            version=1,
            referrer=MemberId("wim"),
            referring_organisation=OrganisationId("gemeente-rivierstad"),
            received_at=self.now,
            promised_on=self.now.date(),
            changed_by=MemberId("wim"),
            changed_at=self.now,
        )

    async def _place(self, uow: UnitOfWork, case: CaseId, name: str) -> CirclePlace:
        member = await uow.people.member(MemberId(name))
        return CirclePlace(
            case=case,
            member=member.id,
            organisation=member.organisation,
            reason=CircleReason.INVOLVED_PARTNER,
            joined_at=self.now,
        )


_REFERRAL = Referral(identity=IDENTITY, why_now=f"{CANARY} dreigt", aim=Aim.COORDINATE, criteria=())


_KEYS = HouseKeys.make()


@asynccontextmanager
async def open_acute_house(directory: Path) -> AsyncIterator[AcuteHouse]:
    """The house as it is before any test: made once beside the test's directory, then copied."""
    async with AcuteFiles()._open(await copy_acute_house(directory)) as house:
        yield house


async def copy_acute_house(directory: Path) -> Path:
    """A copy of the house, for a test that opens it more than once."""
    template = directory.parent / "acute-house"
    if not template.exists():
        template.mkdir()
        async with _open(template) as house:
            await _seed(house)
    return shutil.copytree(template, directory / "house")


class AcuteFiles:
    """What a conversation needs to open the house again at each step."""

    def _open(self, directory: Path) -> AbstractAsyncContextManager[AcuteHouse]:
        return _open(directory)


@asynccontextmanager
async def _open(directory: Path) -> AsyncIterator[AcuteHouse]:
    key_store = KeyStore(f"sqlite+aiosqlite:///{directory / 'keys.db'}", _KEYS.house)
    database = Database(f"sqlite+aiosqlite:///{directory / 'house.db'}", Fields(_KEYS, key_store))
    try:
        await key_store.open()
        yield AcuteHouse(database, _read_example())
    finally:
        await database.close()
        await key_store.close()


async def _seed(opened: AcuteHouse) -> None:
    await migrate(opened.database.engine)
    async with opened.database.work() as uow:
        for organisation in opened.house.organisations:
            await uow.people.save_organisation(organisation)
        for member in opened.house.members:
            await uow.people.save_member(member)
        await uow.rota.replace_periods(opened.house.duty.periods)


@cache
def _read_example() -> House:
    return read_house_file(EXAMPLE)
