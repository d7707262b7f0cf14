"""A random history of one acute case, played by its services in one transaction that is undone at
the end: reports, answers, silence, messages that fail, people who are sent or withdrawn.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from random import Random
from typing import Any, Final

from sqlalchemy import select, update

from bot.doors.features import make_registry
from domain.acute_circle import Addition
from domain.acute_invitation import Invitation, InvitationAnswer
from domain.acute_session import Place, Session, SessionState
from domain.delivery import DeliveryState
from domain.errors import StoplichtError
from domain.identifiers import MemberId, SessionId
from domain.member import Role
from domain.notice import NoticeKind
from domain.timer import TimerKind
from services.acute.addition import add_partner, list_who_to_add, open_circle
from services.acute.circle import CircleChoice, GatheringWish
from services.acute.invitations import answer_invitation
from services.acute.notes import choose_note_taker, open_to_name
from services.acute.report import KnownCase, NewSubject, take_report
from services.acute.undo import undo_own_answer
from services.delivery import tell_failures, tell_lateness
from services.moment import Context, Moment
from storage.notices import outbox
from tests.support.acute_house import CODE, IDENTITY, JUDGEMENT, REPORT, AcuteHouse
from tests.support.permits import (
    close,
    convene,
    end_withdrawn,
    note_answer,
    propose,
    refuse_acute,
    report_now,
    send_deputy,
    withdraw_own,
)

MINUTE: Final = timedelta(minutes=1)
DIRECTORS: Final = ("cora", "dirk")
NOTE_TAKER: Final = "noor"
REPORTERS: Final = ("wim", "gijs", "rens")
ANSWERS: Final = tuple(one for one in InvitationAnswer if one is not InvitationAnswer.DEPUTY)
_TIMERS: Final = (TimerKind.ESCALATION, TimerKind.UNDELIVERED)
_CARRIED: Final = (NoticeKind.INVITATION, NoticeKind.ACUTE_REPORT, NoticeKind.ACUTE_UNJUDGED)
_HANDLERS: Final = make_registry().timers()


class HistoryOverError(Exception):
    """Undo all of it."""


@dataclass
class History:
    """One report and what became of it; ``played`` is what happened, with what was refused."""

    moment: Moment
    chance: Random
    reporter: str
    session: SessionId = field(init=False)
    played: list[str] = field(default_factory=list)

    async def acting(self, name: str) -> Context:
        member = await self.moment.uow.people.member(MemberId(name))
        return self.moment.acting(await self.moment.form_actor(member))

    async def newest(self) -> Session:
        return await self.moment.uow.sessions.get(self.session)

    async def invitations(self) -> list[Invitation]:
        return list(await self.moment.uow.sessions.invitations(self.session))

    async def report(self) -> None:
        about = self.chance.choice((KnownCase(code=CODE), KnownCase(code="AB1-C23")))
        subject = NewSubject(identity=IDENTITY) if self.chance.random() < 1 / 3 else about
        reported = await report_now(await self.acting(self.reporter), REPORT, subject)
        self.session = reported.session.id

    async def play(self) -> None:
        """One thing that may happen now, and whatever the clock does about it."""
        event = self.chance.choice(EVENTS.get((await self.newest()).state, AFTERWARDS))
        self.played.append(event.__name__)
        try:
            async with self.moment.all_or_nothing():
                await event(self)
        except StoplichtError as refusal:
            self.played[-1] += f" ({type(refusal).__name__})"
        await self.tick()

    async def tick(self) -> None:
        """What is due now, as the clock does it."""
        for job in (tell_failures, tell_lateness):
            await job(self.moment)
        timers = self.moment.uow.timers
        while due := await timers.due(_TIMERS, self.moment.now, None, 100):
            for timer in due:
                await timers.take(timer.kind, timer.subject, self.moment.now)
                await _HANDLERS[timer.kind](self.moment, timer.subject)

    def pass_time(self, by: timedelta) -> None:
        self.moment = replace(self.moment, now=self.moment.now + by)

    async def execute(self, statement: Any) -> Any:
        return await self.moment.uow._connection.execute(statement)

    async def announced(self) -> list[Any]:
        """Every private message so far: its kind, subject and recipient."""
        asked = select(outbox.c.kind, outbox.c.subject, outbox.c.member)
        found = await self.execute(asked.where(outbox.c.member.is_not(None)))
        return [row for row in found.all() if row.kind is not None]


async def let_pass(history: History) -> None:
    history.pass_time(history.chance.choice((1, 4, 6, 11, 16, 40)) * MINUTE)


async def let_arrive(history: History) -> None:
    await history.execute(update(outbox).values(state=DeliveryState.SENT))


async def let_fail(history: History) -> None:
    """A message that somebody waits for does not arrive."""
    waits = (outbox.c.kind.in_(_CARRIED), outbox.c.state == DeliveryState.PENDING)
    found = (await history.execute(select(outbox.c.id).where(*waits))).scalars().all()
    if found:
        lost = outbox.c.id == history.chance.choice(list(found))
        state = history.chance.choice((DeliveryState.DEAD, DeliveryState.EXPIRED))
        await history.execute(update(outbox).where(lost).values(state=state))


async def take(history: History) -> None:
    await take_report(await history.acting(history.chance.choice(DIRECTORS)), history.session)


async def judge(history: History) -> None:
    ctx = await history.acting(history.chance.choice(DIRECTORS))
    if history.chance.random() < 1 / 6:
        await refuse_acute(ctx, history.session, JUDGEMENT)
        return
    seen = [one.proposal.organisation for one in await propose(ctx, history.session)]
    kept = tuple(one for one in seen if history.chance.random() < 2 / 3) or tuple(seen)
    appointment = GatheringWish(starts_at=ctx.now, place=Place.AT_THE_HOUSE)
    choice = CircleChoice(seen=kept, kept=kept)
    await convene(ctx, history.session, JUDGEMENT, appointment, choice)


async def answer(history: History) -> None:
    invitation = await _choose(history)
    ctx = await history.acting(invitation.member)
    said = history.chance.choice(ANSWERS)
    await answer_invitation(ctx, invitation.id, said, invitation.version)


async def undo(history: History) -> None:
    answered = [one for one in await history.invitations() if one.answer is not None]
    invitation = history.chance.choice(answered) if answered else await _choose(history)
    ctx = await history.acting(invitation.member)
    await undo_own_answer(ctx, invitation.id, invitation.version)


async def answer_by_telephone(history: History) -> None:
    invitation, session = await _choose(history), await history.newest()
    ctx = await history.acting(session.director or DIRECTORS[0])
    await note_answer(ctx, history.session, invitation.member, history.chance.choice(ANSWERS))


async def deputise(history: History) -> None:
    invitation = await _choose(history)
    speakers = await history.moment.uow.people.speakers(history.moment.today)
    found = [one.id for one in speakers[invitation.organisation] if one.id != invitation.member]
    colleague = history.chance.choice(found or [invitation.member])
    await send_deputy(await history.acting(invitation.member), invitation.id, colleague)


async def add(history: History) -> None:
    session = await history.newest()
    ctx = await history.acting(session.director or DIRECTORS[0])
    circle = await open_circle(ctx, history.session)
    speaker = history.chance.choice(list(await list_who_to_add(ctx, circle)))
    whom = await ctx.uow.people.member(speaker.id)
    await add_partner(
        ctx, circle, Addition(organisation=whom.organisation, member=whom.id, note="nodig")
    )


async def name_note_taker(history: History) -> None:
    session = await history.newest()
    ctx = await history.acting(session.director or DIRECTORS[0])
    running = await open_to_name(ctx, history.session)
    await choose_note_taker(ctx, running, None if session.note_taker else MemberId(NOTE_TAKER))


async def withdraw(history: History) -> None:
    if history.chance.random() < 1 / 3:
        await withdraw_own(await history.acting(history.reporter), history.session, "vergissing")


async def end(history: History) -> None:
    session = await history.newest()
    if history.chance.random() < 1 / 3:
        ctx = await history.acting(session.director or DIRECTORS[0])
        if session.withdrawn_at is not None:
            await end_withdrawn(ctx, history.session, "vergissing")
        else:
            await close(ctx, history.session, [])


Event = Callable[[History], Awaitable[None]]
_ANY_TIME: Final[tuple[Event, ...]] = (let_pass, let_pass, let_arrive, let_fail)
EVENTS: Final[dict[SessionState, tuple[Event, ...]]] = {
    SessionState.REPORTED: (*_ANY_TIME, take, judge, judge, judge, withdraw),
    SessionState.CONVENED: (
        *_ANY_TIME, answer, answer, answer, answer, undo, undo, answer_by_telephone, deputise,
        deputise, add, name_note_taker, withdraw, end,
    ),
}  # fmt: skip
AFTERWARDS: Final[tuple[Event, ...]] = (*_ANY_TIME, answer, undo, deputise, judge, take)


async def _choose(history: History) -> Invitation:
    invitations = await history.invitations()
    if not invitations:
        raise StoplichtError
    return history.chance.choice(invitations)


@asynccontextmanager
async def begin_history(house: AcuteHouse, seed: int) -> AsyncIterator[History]:
    """A report, and everything after it until this is left; then nothing of it was."""
    chance = Random(seed)  # noqa: S311 - a history, not a secret
    with suppress(HistoryOverError):
        async with house.work() as moment:
            history = History(moment, chance, chance.choice(REPORTERS))
            await history.report()
            yield history
            raise HistoryOverError


async def list_members(history: History, *roles: Role) -> set[str]:
    return {*await history.moment.uow.people.role_holders(roles, history.moment.today)}


async def list_outsiders(history: History) -> list[str]:
    """Professionals who were never asked and have nothing to do with the case."""
    session = await history.newest()
    speakers = await history.moment.uow.people.speakers(history.moment.today)
    everybody = {one.id for found in speakers.values() for one in found}
    circle = {one.member for one in await history.moment.uow.cases.circle(session.case)}
    case = await history.moment.uow.cases.get(session.case)
    invited = {one.member for one in await history.invitations()}
    return sorted(everybody - circle - invited - {session.reported_by, case.referrer, *DIRECTORS})


@asynccontextmanager
async def undone(history: History) -> AsyncIterator[None]:
    """Look what would be, and undo it."""
    with suppress(HistoryOverError):
        async with history.moment.all_or_nothing():
            yield
            raise HistoryOverError
