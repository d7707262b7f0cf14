"""A drill from its start to its end: the same lane as for something real, with a stopwatch. It ends
by itself, makes way for a real report, and leaves nothing but its times.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Final

from domain.access import Action, CaseState
from domain.acute_invitation import Invitation
from domain.acute_report import AcuteReport, NeededBy
from domain.acute_session import Session, SessionState
from domain.acute_times import time_partners
from domain.audit import AuditEvent, AuditReason
from domain.case import Case
from domain.drill import (
    KEPT_WITHIN,
    PRETEND_ORGANISATION,
    PRETEND_REFERRER,
    Drill,
    DrillEnd,
    DrillOverError,
    DrillRunsError,
    DrillTimes,
    NobodyTakesPartError,
    NoDrillNowError,
    PartnerTime,
    RealReportWaitsError,
    end_drill,
    find_lapse,
    name_drill,
)
from domain.errors import RuleBrokenError
from domain.escalation import Chain, ChainKind
from domain.house import CircleSignal
from domain.identifiers import CaseCode, SessionId
from domain.notice import NoticeKind
from domain.policy import decide_access
from domain.referral import Aim, Identity, Referral
from domain.timer import Timer, TimerKind
from services.access import require
from services.acute.duty import close_duty, find_duty
from services.acute.escalation import announce_progress, end_chains
from services.acute.report import add_drill
from services.acute.session import end_places
from services.drill import find_consents
from services.moment import Context, Moment, Reading

_LOOKED_AT_EVERY: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillScenario:
    """What is pretended: a person who does not exist, and what happens."""

    name: str
    happening: str
    signals: frozenset[CircleSignal]


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillView:
    """A drill that runs, or is over."""

    id: SessionId
    code: CaseCode
    started_at: datetime
    lapses_at: datetime
    is_over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningView:
    """The drill that runs, if any, and how many the house held. ``hindrance`` is the text key of
    why none can start now; empty when one can.
    """

    drill: DrillView | None
    held: int
    hindrance: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultView:
    """What the stopwatch said of a drill that is over: of each step and each organisation, by
    name. Of no member.
    """

    code: CaseCode
    started_at: datetime
    end: DrillEnd
    times: DrillTimes
    partners: tuple[tuple[str, timedelta | None], ...]


async def find_running_drill(ctx: Context) -> RunningView | None:
    """Find the drill that runs now, for who may run one; None for everybody else."""
    if not decide_access(Action.RUN_DRILL, ctx.actor, None).is_allowed:
        return None
    running = await ctx.uow.drills.running()
    held = await ctx.uow.drills.count()
    if running:
        return RunningView(drill=_view(running), held=held)
    try:
        await check_start(ctx)
    except RuleBrokenError as hindered:
        return RunningView(drill=None, held=held, hindrance=hindered.text_key)
    return RunningView(drill=None, held=held)


async def check_start(ctx: Context) -> None:
    """Raise DrillRunsError, RealReportWaitsError, NoDrillNowError or NobodyTakesPartError when no
    drill can start now.
    """
    require(ctx, Action.RUN_DRILL)
    if await ctx.uow.drills.running():
        raise DrillRunsError
    if any(_waits(one, ctx.now) for one in await ctx.uow.sessions.open_sessions()):
        raise RealReportWaitsError
    if not (await find_duty(ctx)).is_duty_time:
        raise NoDrillNowError
    if not (await find_consents(ctx)).keys() - {ctx.actor.id}:
        raise NobodyTakesPartError


async def start_drill(ctx: Context, scenario: DrillScenario) -> DrillView:
    """Start a drill: from here on it is an acute report like any other, for who takes part."""
    await check_start(ctx)
    drill = Drill(
        id=name_drill(token_hex(16)),
        case=await ctx.uow.cases.reserve(),
        number=await ctx.uow.drills.count() + 1,
        started_by=ctx.actor.id,
        started_at=ctx.now,
        lapses_at=find_lapse(ctx.now, close_duty(ctx, ctx.now)),
    )
    await ctx.uow.drills.add(drill)
    await ctx.record(AuditEvent.DRILL_STARTED, subject=drill.id)
    case = await _add_pretend_case(ctx, drill, scenario)
    report = AcuteReport(
        signals=scenario.signals,
        happening=scenario.happening,
        needed_by=NeededBy.NOW,
        may_share=True,
    )
    await add_drill(ctx, case, report, drill.id)
    await _look_again(ctx, drill, ctx.now + _LOOKED_AT_EVERY)
    return _view(drill)


async def stop_drill(ctx: Context, drill_id: SessionId) -> DrillView:
    """Stop a drill before its end; DrillOverError when it is over."""
    require(ctx, Action.RUN_DRILL)
    drill = await ctx.uow.drills.get(drill_id)
    if drill.end is not None:
        raise DrillOverError
    return _view(await _end(ctx, drill, DrillEnd.STOPPED))


async def look_at_drill(moment: Moment, drill_id: str) -> None:
    """End a drill that is over or lasted long enough, or makes way for a real report; clear it when
    it has been over for long. Its timer calls this.
    """
    drill = await moment.uow.drills.get(SessionId(drill_id))
    if drill.is_cleared:
        return
    if drill.ended_at is not None:
        await _clear_when_due(moment, drill, drill.ended_at + KEPT_WITHIN)
        return
    end = await _find_end(moment, drill)
    if end is None:
        await _look_again(moment, drill, moment.now + _LOOKED_AT_EVERY)
        return
    await _end(moment, drill, end)


async def read_result(reading: Reading, drill_id: SessionId) -> ResultView | None:
    """Read what the stopwatch said; None while the drill runs."""
    drill = await reading.uow.drills.get(drill_id)
    if drill.end is None or drill.times is None:
        return None
    people = reading.uow.people
    return ResultView(
        code=drill.code,
        started_at=drill.started_at,
        end=drill.end,
        times=drill.times,
        partners=tuple(
            [
                ((await people.organisation(one.organisation)).name, one.answered_within)
                for one in drill.times.partners
            ]
        ),
    )


def _view(drill: Drill) -> DrillView:
    return DrillView(
        id=drill.id,
        code=drill.code,
        started_at=drill.started_at,
        lapses_at=drill.lapses_at,
        is_over=drill.end is not None,
    )


def _waits(session: Session, now: datetime) -> bool:
    is_taken = session.director is not None
    return session.state is SessionState.REPORTED and not is_taken and session.due_at <= now


async def _add_pretend_case(ctx: Context, drill: Drill, scenario: DrillScenario) -> Case:
    """A case of nobody: no member referred it, so that it is among the cases of none."""
    case = Case(
        id=drill.case,
        code=drill.code,
        state=CaseState.DRILL,
        version=1,
        referrer=PRETEND_REFERRER,
        referring_organisation=PRETEND_ORGANISATION,
        received_at=ctx.now,
        promised_on=ctx.today,
        changed_by=ctx.actor.id,
        changed_at=ctx.now,
    )
    pretended = Referral(
        identity=Identity(name=scenario.name),
        why_now=scenario.happening,
        aim=Aim.COORDINATE,
        criteria=(),
    )
    await ctx.uow.cases.add(case, pretended)
    return case


async def _look_again(moment: Moment, drill: Drill, at: datetime) -> None:
    await moment.uow.timers.set(Timer(kind=TimerKind.DRILL, subject=drill.id, due_at=at))


async def _find_end(moment: Moment, drill: Drill) -> DrillEnd | None:
    """How a drill has to end by now; None when it goes on."""
    session = await moment.uow.sessions.get(drill.id)
    if not session.is_open:
        is_not_acute = session.state is SessionState.NOT_ACUTE
        return DrillEnd.NOT_ACUTE if is_not_acute else DrillEnd.CLOSED
    real = await moment.uow.sessions.open_sessions()
    if any(_waits(one, moment.now) or one.reported_at >= drill.started_at for one in real):
        return DrillEnd.REAL_REPORT
    return DrillEnd.LAPSED if moment.now >= drill.lapses_at else None


async def _end(moment: Moment, drill: Drill, end: DrillEnd) -> Drill:
    session = await moment.uow.sessions.get(drill.id)
    invitations = await moment.uow.sessions.invitations(session.id)
    times = await _take_times(moment, session, invitations)
    if session.is_open:
        await _stop_session(moment, session, invitations)
    saved = await moment.uow.drills.save(end_drill(drill, end, times, moment.now))
    await moment.record(AuditEvent.DRILL_ENDED, subject=drill.id, reason=AuditReason.DRILL)
    key = f"drill:{drill.id}:result"
    await moment.tell(NoticeKind.DRILL_RESULT, drill.started_by, drill.id, key)
    await _look_again(moment, drill, moment.now + KEPT_WITHIN)
    return saved


async def _stop_session(
    moment: Moment, session: Session, invitations: Sequence[Invitation]
) -> None:
    """End a session in the middle: who was invited hears it, and so does who has the report."""
    is_convened = session.state is SessionState.CONVENED
    state = SessionState.CLOSED if is_convened else SessionState.DRILL_OVER
    saved = await moment.uow.sessions.save(replace(session, state=state, changed_at=moment.now))
    if is_convened:
        await end_places(moment, saved, invitations)
    else:
        await announce_progress(moment, saved, await end_chains(moment, saved))


async def _take_times(
    moment: Moment, session: Session, invitations: Sequence[Invitation]
) -> DrillTimes:
    chains = await moment.uow.escalations.of_session(session.id)
    ended_at = moment.now if session.is_open else session.changed_at
    return DrillTimes(
        taken_within=_since(session, _find_taken(chains) if session.director else None),
        convened_within=_since(session, min((o.invited_at for o in invitations), default=None)),
        ended_within=ended_at - session.reported_at,
        partners=tuple(
            PartnerTime(
                organisation=one.organisation,
                answered_within=one.answered_at - one.asked_at if one.answered_at else None,
            )
            for one in time_partners(invitations, {})
        ),
    )


def _find_taken(chains: Sequence[Chain]) -> datetime | None:
    return next((one.ended_at for one in chains if one.kind is ChainKind.REPORT), None)


def _since(session: Session, at: datetime | None) -> timedelta | None:
    return at - session.reported_at if at else None


async def _clear_when_due(moment: Moment, drill: Drill, due_at: datetime) -> None:
    if moment.now < due_at:
        await _look_again(moment, drill, due_at)
        return
    await moment.uow.drills.clear(drill)
    await moment.record(AuditEvent.DRILL_CLEARED, subject=drill.id, reason=AuditReason.DRILL)
