"""A moment of the house: one unit of work at one business time. Whoever acts, reads or keeps the
clock works with one, and asks it which day it is, puts on record and tells through it.
"""

from collections.abc import AsyncIterator, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from domain.access import Ground
from domain.agreement import Signature
from domain.audit import AuditEntry, AuditEvent, AuditOutcome, AuditReason, Operator, name_look
from domain.calendar import HouseCalendar
from domain.house import House
from domain.identifiers import CaseId, ChannelId, MemberId, OrganisationId
from domain.member import Actor, Member
from domain.notice import (
    ANY_TIME,
    ChannelNotice,
    NoticeKind,
    PrivateNotice,
    SendingWindow,
    rule_for,
)
from domain.sight import SeenPart, Sight
from services.calendar import calendar_of
from services.ports import UnitOfWork
from services.ports.turns import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One unit of work at ``now`` (business time, aware UTC) in one house. By itself it is the
    clock's: nobody acts.
    """

    uow: UnitOfWork
    now: datetime
    house: House

    @property
    def calendar(self) -> HouseCalendar:
        """The house's calendar around now."""
        return calendar_of(self.house, self.now)

    @property
    def today(self) -> date:
        """The day it is in the house."""
        return self.day_of(self.now)

    def day_of(self, at: datetime) -> date:
        """The day a moment falls on in the house."""
        return self.calendar.local(at).date()

    async def form_actor(self, member: Member) -> Actor:
        """A member with the organisation and the roles that count for rights today: none for an
        organisation that left.
        """
        organisation = await self.uow.people.organisation(member.organisation)
        takes_part = organisation.takes_part(self.today)
        return Actor(
            member=member,
            organisation=organisation,
            roles=member.roles(self.today) if takes_part else frozenset(),
        )

    def all_or_nothing(self) -> AbstractAsyncContextManager[None]:
        """Undo what is done inside when it raises; what was before stays."""
        return self.uow.savepoint()

    def acting(self, actor: Actor) -> "Context":
        """The same moment in the turn of one member."""
        return Context(uow=self.uow, now=self.now, house=self.house, actor=actor)

    async def record(
        self,
        event: AuditEvent,
        case: CaseId | None = None,
        subject: str | None = None,
        *,
        reason: AuditReason | None = None,
        outcome: AuditOutcome = AuditOutcome.DONE,
        on_behalf_of: MemberId | OrganisationId | None = None,
    ) -> None:
        """Put on record what happened now (NEN 7513): ids, codes and a time, never content. With
        a case, or with the session, meeting, invitation or member that ``subject`` names.
        """
        actor = self._who()
        await self.uow.audit.append(
            AuditEntry(
                event=event,
                at=self.now,
                who=actor.id if actor else None,
                organisation=actor.organisation.id if actor else None,
                roles=actor.roles if actor else frozenset(),
                on_behalf_of=on_behalf_of,
                case_id=case,
                subject=subject,
                outcome=outcome,
                reason=reason,
            )
        )

    async def tell(
        self,
        kind: NoticeKind,
        member: MemberId,
        about: str,
        key: str,
        *,
        card: str = "",
        window: SendingWindow = ANY_TIME,
    ) -> None:
        """Announce a message to one member about one subject (an id). The same ``key`` is
        announced once, whatever happens; ``card`` names a card that is edited in place.
        """
        await self.uow.notices.announce(
            PrivateNotice(
                kind=kind,
                subject=about,
                business_key=key,
                member=member,
                card=card,
                due_at=window.opens_at,
                expires_at=window.closes_at or self._end_of(kind, window),
            )
        )

    async def post(
        self,
        kind: NoticeKind,
        channel: ChannelId,
        about: str,
        key: str,
        *,
        card: str,
        window: SendingWindow = ANY_TIME,
    ) -> None:
        """Announce a card to a channel about one subject (an id), once for each ``key``."""
        await self.uow.notices.announce(
            ChannelNotice(
                kind=kind,
                subject=about,
                business_key=key,
                channel=channel,
                card=card,
                due_at=window.opens_at,
                expires_at=window.closes_at or self._end_of(kind, window),
            )
        )

    def _end_of(self, kind: NoticeKind, window: SendingWindow) -> datetime:
        """When a message of this kind that could not be delivered is told as failed."""
        return (window.opens_at or self.now) + rule_for(kind).lasts_within

    def _who(self) -> Actor | None:
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Context(Moment):
    """One member's turn; ``seen`` is what went on record already of what it shows."""

    actor: Actor
    seen: set[Sight] = field(default_factory=set, repr=False, compare=False)

    def others(self, members: Iterable[MemberId]) -> list[MemberId]:
        """These members without the actor, who knows it already."""
        return [one for one in members if one != self.actor.id]

    async def record_seen(self, *sights: Sight) -> None:
        """Put on record what the actor is shown: a row for each part of each case, with the ground,
        once in a turn however often that turn draws it.
        """
        new = [one for one in dict.fromkeys(sights) if one not in self.seen]
        self.seen.update(new)
        await self.uow.audit.append(*(self._entry_of(sight) for sight in new))

    async def record_listed(self, shown: Iterable[tuple[CaseId, Ground]]) -> None:
        """Put on record that a list shows these cases to the actor, each on this ground."""
        await self.record_seen(
            *(Sight(part=SeenPart.OVERVIEW, ground=ground, case_id=case) for case, ground in shown)
        )

    def find_only_case(self) -> CaseId | None:
        """Find the one case that this turn shows something of; None when it is none or several."""
        cases = {one.case_id for one in self.seen if one.case_id}
        return cases.pop() if len(cases) == 1 else None

    async def record_said(
        self,
        event: AuditEvent,
        case: CaseId | None = None,
        subject: str | None = None,
        *,
        spoken_for: MemberId | OrganisationId | None,
        is_deputy: bool = False,
    ) -> None:
        """Put on record what is said: by the actor, or by ``spoken_for``, as the actor took it down
        by telephone or says it as their deputy.
        """
        how = AuditReason.STANDS_IN if is_deputy else AuditReason.BY_TELEPHONE
        reason = how if spoken_for else None
        await self.record(event, case, subject, reason=reason, on_behalf_of=spoken_for)

    async def record_printed(self, operator: Operator) -> None:
        """Put on record that all that this turn shows went on paper, by an account of the machine
        for the actor.
        """
        await self._record_out(AuditEvent.PRINTED, operator)

    async def record_exported(self, operator: Operator | None = None) -> None:
        """Put on record that all that this turn shows is taken to another system: by the actor, or
        by an account of the machine for them.
        """
        await self._record_out(AuditEvent.EXPORTED, operator)

    async def _record_out(self, event: AuditEvent, operator: Operator | None) -> None:
        out = sorted(self.seen, key=lambda one: (one.case_id or "", one.part))
        await self.uow.audit.append(
            *(replace(self._entry_of(one), event=event, operator=operator) for one in out)
        )

    def _entry_of(self, sight: Sight) -> AuditEntry:
        return AuditEntry(
            event=name_look(sight.part),
            at=self.now,
            who=self.actor.id,
            organisation=self.actor.organisation.id,
            roles=self.actor.roles,
            case_id=sight.case_id,
            subject=sight.subject,
            part=sight.part,
            ground=sight.ground,
        )

    def _who(self) -> Actor | None:
        return self.actor

    def sign(self) -> Signature:
        """Sign as the actor, now."""
        return Signature(
            by=self.actor.id, organisation=self.actor.organisation.id, at=self.now, on=self.today
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading(Moment):
    """The moment a notice is sent to one member."""

    recipient: Member

    async def as_recipient(self) -> Context:
        """The same moment, in a turn of the recipient."""
        return self.acting(await self.form_actor(self.recipient))


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """Opens moments for whoever works by the clock, each in a transaction of its own."""

    database: Database
    house: House

    @asynccontextmanager
    async def work(self) -> AsyncIterator[Moment]:
        """A moment that may change something. Raises ConflictError and DatabaseAwayError."""
        async with self.database.work() as work:
            yield Moment(uow=work, now=await work.now(), house=self.house)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Moment]:
        """A moment that only reads, beside whoever writes."""
        async with self.database.reading() as work:
            yield Moment(uow=work, now=await work.now(), house=self.house)
