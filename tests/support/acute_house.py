"""The pretend house with a database of its own, in which an acute case can be played."""

from datetime import UTC, date, datetime
from pathlib import Path

from domain.access import CaseState, Involvement
from domain.acute_invitation import Invitation
from domain.acute_report import AcuteReport, NeededBy
from domain.acute_session import Place, Session
from domain.house import CircleSignal
from domain.identifiers import CaseCode, CaseId, MemberId, OrganisationId, SessionId
from domain.referral import Aim, Criterion, Identity, Referral
from services.acute.circle import CircleChoice, GatheringWish, Judgement
from services.acute.notes import choose_note_taker, open_to_name
from services.consent import Consent
from tests.support.canaries import CANARY
from tests.support.house import HouseFiles, OpenHouse
from tests.support.journey import read_pretend_house
from tests.support.permits import convene, propose
from tests.support.rounds import run_round

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
    may_share=True,
)
JUDGEMENT = Judgement(
    met=frozenset(Criterion),
    reason=f"{CANARY} bedreigt nu",
    consent=Consent(mandate="M-2026-2"),
)


class AcuteHouse(OpenHouse):
    """The house, with what an acute case needs."""

    async def tick(self, at: datetime) -> None:
        """One round of timers."""
        self.now = at
        await run_round(self)

    async def add_case(
        self, code: CaseCode = CODE, state: CaseState = CaseState.TAKEN_UP, *circle: str
    ) -> CaseId:
        return await self.keep_case(code, _REFERRAL, "wim", circle, state=state)

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

    async def let_take_notes(self, session: SessionId, member: str | None) -> None:
        """Let Cora say who takes notes in a session, or that nobody does."""
        async with self.acting("cora") as ctx:
            running = await open_to_name(ctx, session)
            await choose_note_taker(ctx, running, MemberId(member) if member else None)

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


_REFERRAL = Referral(identity=IDENTITY, why_now=f"{CANARY} dreigt", aim=Aim.COORDINATE, criteria=())


class AcuteFiles(HouseFiles[AcuteHouse]):
    """The pretend house."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory, AcuteHouse, read_pretend_house(), IN_DUTY)
