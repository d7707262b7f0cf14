"""Who hears of an acute step when nobody answers, and when: a chain of rungs, frozen as it begins,
so that a later change of the house bends no chain that runs (product page §6.1 and §6.4).
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NewType

from domain.drill import is_drill
from domain.identifiers import InvitationId, MemberId, SessionId
from domain.notice import NoticeKind

ChainId = NewType("ChainId", str)

_AT_ONCE: Final = timedelta(0)


class ChainKind(StrEnum):
    """The step that must not be left alone: a report nobody took, one that was taken and not
    judged, an invitation without an answer.
    """

    REPORT = "report"
    JUDGEMENT = "judgement"
    INVITATION = "invitation"


class Whom(StrEnum):
    """Whom a rung is for; who that is, is looked up when the rung is due and again when it is sent.

    DEPUTY is the next one whom the rota names; EVERY_DIRECTOR comes with the reporter; COLLEAGUE
    speaks for the same organisation.
    """

    DUTY_DIRECTOR = "duty_director"
    TAKER = "taker"
    DEPUTY = "deputy"
    MANAGER = "manager"
    EVERY_DIRECTOR = "every_director"
    INVITEE = "invitee"
    INVITEE_AGAIN = "invitee_again"
    COLLEAGUE = "colleague"
    SESSION_DIRECTOR = "session_director"


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationTimes:
    """How long the house waits. Of a report, from when its director heard of it; ``judged_within``
    from when somebody took it; of an invitation, from when it was made. The reasons of these
    numbers are in ``docs/decisions/0040-escalation.md``.
    """

    deputy_after: timedelta = timedelta(minutes=10)
    manager_after: timedelta = timedelta(minutes=20)
    alarm_after: timedelta = timedelta(minutes=30)
    judged_within: timedelta = timedelta(minutes=15)
    nudge_after: timedelta = timedelta(minutes=5)
    colleague_after: timedelta = timedelta(minutes=10)
    director_after: timedelta = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """Whom a chain reaches, how long after it began, and what they may be told: the kind of message
    carries the right. ``again_every`` on a last rung that is repeated.
    """

    whom: Whom
    after: timedelta
    tells: NoticeKind
    again_every: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A member who heard of a step, by which rung and when."""

    member: MemberId
    rung: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """One step that waits for somebody. ``climbed`` counts the rungs behind it; ``next_at`` is when
    it goes on, None when nobody is left to tell. Times are business times.
    """

    id: ChainId
    kind: ChainKind
    subject: str
    session: SessionId
    rungs: tuple[Rung, ...]
    begins_at: datetime
    next_at: datetime | None
    version: int = 1
    climbed: int = 0
    told: tuple[Told, ...] = ()
    ended_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether the step still waits for somebody."""
        return self.ended_at is None

    @property
    def is_exhausted(self) -> bool:
        """Tell whether everybody it knows was told, and still nobody answered."""
        return self.is_open and self.climbed == len(self.rungs)

    @property
    def next_rung(self) -> Rung | None:
        """The rung it goes on with: the last one again when that is repeated."""
        if self.climbed < len(self.rungs):
            return self.rungs[self.climbed]
        return self.rungs[-1] if self.rungs[-1].again_every else None

    def is_due(self, now: datetime) -> bool:
        """Tell whether somebody must be told now."""
        return self.is_open and self.next_at is not None and self.next_at <= now

    def told_by(self, whom: Whom) -> tuple[MemberId, ...]:
        """Who was told by the rungs for this, each once."""
        found = (one.member for one in self.told if self.rungs[one.rung].whom is whom)
        return tuple(dict.fromkeys(found))


def identify_chain(kind: ChainKind, subject: str) -> ChainId:
    """The id of the one chain of this kind about a session or invitation."""
    return ChainId(f"{kind}:{subject}")


def chain_report(session: SessionId, begins_at: datetime, times: EscalationTimes) -> Chain:
    """The chain of a report: it begins when the process director of duty is to hear of it."""
    repeated = times.alarm_after
    rungs = (
        Rung(whom=Whom.DUTY_DIRECTOR, after=_AT_ONCE, tells=NoticeKind.ACUTE_REPORT),
        Rung(whom=Whom.DEPUTY, after=times.deputy_after, tells=NoticeKind.ACUTE_REPORT),
        Rung(whom=Whom.MANAGER, after=times.manager_after, tells=NoticeKind.ACUTE_WAITS),
        _alarm(times.alarm_after, repeated),
    )
    return _begin(ChainKind.REPORT, session, session, rungs, begins_at)


def chain_judgement(session: SessionId, begins_at: datetime, times: EscalationTimes) -> Chain:
    """The chain of a report that somebody took: asked again when it is not judged in time, then the
    same rungs at the same distance.
    """
    late = times.judged_within
    rungs = (
        Rung(whom=Whom.TAKER, after=late, tells=NoticeKind.ACUTE_UNJUDGED),
        Rung(whom=Whom.DEPUTY, after=late + times.deputy_after, tells=NoticeKind.ACUTE_UNJUDGED),
        Rung(whom=Whom.MANAGER, after=late + times.manager_after, tells=NoticeKind.ACUTE_WAITS),
        _alarm(late + times.alarm_after, times.alarm_after),
    )
    return _begin(ChainKind.JUDGEMENT, session, session, rungs, begins_at)


def chain_invitation(
    invitation: InvitationId, session: SessionId, begins_at: datetime, times: EscalationTimes
) -> Chain:
    """The chain of an invitation: the same card again, a colleague, then who runs the session."""
    rungs = (
        Rung(whom=Whom.INVITEE, after=_AT_ONCE, tells=NoticeKind.INVITATION),
        Rung(whom=Whom.INVITEE_AGAIN, after=times.nudge_after, tells=NoticeKind.INVITATION),
        Rung(whom=Whom.COLLEAGUE, after=times.colleague_after, tells=NoticeKind.INVITATION),
        Rung(
            whom=Whom.SESSION_DIRECTOR,
            after=times.director_after,
            tells=NoticeKind.INVITATION_SILENT,
        ),
    )
    return _begin(ChainKind.INVITATION, invitation, session, rungs, begins_at)


def climb(chain: Chain, members: Collection[MemberId], now: datetime) -> Chain:
    """Note who was told by the next rung, and say when the chain goes on: at once when there was
    nobody to tell. A chain that begins late keeps the distance between its rungs.
    """
    number = min(chain.climbed, len(chain.rungs) - 1)
    is_first = chain.climbed == 0
    told = tuple(Told(member=one, rung=number, at=now) for one in dict.fromkeys(members))
    climbed = replace(
        chain,
        climbed=number + 1,
        begins_at=now - chain.rungs[0].after if is_first else chain.begins_at,
        told=(*chain.told, *told),
    )
    return replace(climbed, next_at=_find_next(climbed, now, has_told=bool(told)))


def tell_also(chain: Chain, member: MemberId, now: datetime) -> Chain:
    """Note that a rung that was climbed came to somebody else than it was for at first."""
    told = Told(member=member, rung=max(chain.climbed - 1, 0), at=now)
    return replace(chain, told=(*chain.told, told))


def resume(chain: Chain, now: datetime) -> Chain:
    """Let a chain go on that ended, because the answer that ended it was taken back: every rung
    comes later by as long as it lay still. Nothing changes while it runs.
    """
    if chain.ended_at is None:
        return chain
    begins_at = chain.begins_at + (now - chain.ended_at)
    resumed = replace(chain, ended_at=None, begins_at=begins_at)
    rung = resumed.next_rung
    return replace(resumed, next_at=max(begins_at + rung.after, now) if rung else None)


def pass_chain(chain: Chain, taken: InvitationId, member: MemberId, now: datetime) -> Chain:
    """The chain of who takes over an invitation that waits: what is still to come of it stays, at
    the times it has; the last rung leaves the newcomer the time to answer.
    """
    climbed = min(max(chain.climbed, 1), len(chain.rungs) - 1)
    rung = chain.rungs[climbed]
    is_last = climbed == len(chain.rungs) - 1
    patience = rung.after - chain.rungs[climbed - 1].after if is_last else _AT_ONCE
    return replace(
        chain,
        id=identify_chain(chain.kind, taken),
        subject=taken,
        rungs=(chain.rungs[0], *chain.rungs[climbed:]),
        version=1,
        climbed=1,
        told=(Told(member=member, rung=0, at=now),),
        next_at=max(chain.begins_at + rung.after, now + patience),
    )


def go_past(chain: Chain, member: MemberId, now: datetime) -> Chain:
    """Go on at once, because whom the chain waits for cannot be reached: what would only tell them
    again is left out. Nothing changes when it waits for somebody else by now.
    """
    waits_for = {one.member for one in chain.told if one.rung == chain.climbed - 1}
    if not chain.is_open or chain.climbed == len(chain.rungs) or member not in waits_for:
        return chain
    climbed = chain.climbed
    while climbed < len(chain.rungs) and chain.rungs[climbed].whom is Whom.INVITEE_AGAIN:
        climbed += 1
    return replace(chain, climbed=climbed, next_at=now)


def _alarm(after: timedelta, again_every: timedelta) -> Rung:
    return Rung(
        whom=Whom.EVERY_DIRECTOR,
        after=after,
        tells=NoticeKind.ACUTE_ALARM,
        again_every=again_every,
    )


def _begin(
    kind: ChainKind,
    subject: str,
    session: SessionId,
    rungs: tuple[Rung, ...],
    begins_at: datetime,
) -> Chain:
    # a drill is none of a manager's business
    rungs = tuple(one for one in rungs if not (is_drill(session) and one.whom is Whom.MANAGER))
    return Chain(
        id=identify_chain(kind, subject),
        kind=kind,
        subject=subject,
        session=session,
        rungs=rungs,
        begins_at=begins_at,
        next_at=begins_at + rungs[0].after,
    )


def _find_next(chain: Chain, now: datetime, *, has_told: bool) -> datetime | None:
    """Rungs that are overdue are climbed together, for time was lost; the last one, which says that
    nobody answers, leaves whoever was told just now the time to.
    """
    rung = chain.next_rung
    if rung is None:
        return None
    if chain.is_exhausted:
        return now + (rung.again_every or _AT_ONCE)
    if not has_told:
        return now
    planned = max(chain.begins_at + rung.after, now)
    if chain.climbed < len(chain.rungs) - 1:
        return planned
    return max(planned, now + rung.after - chain.rungs[-2].after)
