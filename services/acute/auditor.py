"""The auditor of the acute lane: looks from outside at every open step, at what is asked after a
session, and at the messages that should have left, and raises an alarm. It repairs nothing: a
person must know (product page §6.4).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from domain.acute_check import LAST_ASKED_AFTER, AcuteCheckId
from domain.acute_invitation import is_place_silent, share_place
from domain.acute_session import Session, SessionState
from domain.escalation import ChainId, ChainKind, identify_chain
from domain.escalation_audit import OpenStep, Stalled, find_check_stall, find_stall
from domain.identifiers import CaseCode, MemberId, SessionId
from domain.member import Role
from domain.notice import NoticeKind
from services.acute.duty import open_duty
from services.moment import Moment, Reading
from services.ports.acute_checks import WatchedCheck
from services.ports.deliveries import DeliveryId
from services.ports.escalations import WatchedChain

# beyond the deadline at which a person hears of one late message, all of them wait for something
_LAGS_AFTER: Final = timedelta(minutes=5)
_ACTS_ON_REPORTS: Final = (Role.PROCESS_DIRECTOR, Role.MANAGER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What an audit found: how many steps are open, how many of those came to everybody in vain,
    those that stand still, and the acute message that is late the longest.
    """

    open_steps: int = 0
    unanswered: int = 0
    stalled: tuple[Stalled, ...] = ()
    lagging: DeliveryId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StalledView:
    """A session with a step that stands still, for a process director; ``check`` when that is the
    question how it is after it.
    """

    session: SessionId
    code: CaseCode
    reported_at: datetime
    check: AcuteCheckId | None = None


async def audit_acute_lane(moment: Moment) -> Findings:
    """Look at every open step of the acute lane, and at what should have been sent."""
    watched = {one.chain.id: one for one in await moment.uow.escalations.open_ones()}
    steps = [
        step
        for session in await moment.uow.sessions.open_sessions()
        for step in await _open_steps(moment, session, watched)
    ]
    asked = await moment.uow.acute_checks.watched()
    may_act = await moment.uow.people.role_holders(_ACTS_ON_REPORTS, moment.today)
    late = await moment.uow.deliveries.longest_late(moment.now - _LAGS_AFTER)
    return Findings(
        open_steps=len(steps),
        unanswered=sum(bool(one.chain and one.chain.is_exhausted) for one in steps),
        stalled=(
            *_find_stalls(steps, moment.now, may_act),
            *_find_check_stalls(moment, asked, may_act),
        ),
        lagging=late.id if late else None,
    )


async def raise_alarms(moment: Moment, found: Findings) -> None:
    """Tell every process director, once for each thing that was found."""
    directors = await moment.uow.people.role_holders([Role.PROCESS_DIRECTOR], moment.today)
    for director in directors:
        for one in found.stalled:
            key = f"stall:{one.id}:{one.stall}:{one.version}:{director}"
            await moment.tell(NoticeKind.ACUTE_STALLED, director, one.session, key)
        if found.lagging is not None:
            key = f"lag:{found.lagging}:{director}"
            await moment.tell(NoticeKind.SENDING_LAGS, director, str(found.lagging), key)


async def read_stalled(reading: Reading, session_id: SessionId) -> StalledView | None:
    """Read which session stands still; None once nothing is open in it, or asked after it."""
    session = await reading.uow.sessions.get(session_id)
    asked = [
        one.id
        for one in await reading.uow.acute_checks.open_of(session.case)
        if one.session == session_id
    ]
    if not (session.is_open or asked):
        return None
    case = await reading.uow.cases.get(session.case)
    return StalledView(
        session=session.id,
        code=case.code,
        reported_at=session.reported_at,
        check=asked[0] if asked else None,
    )


def _find_stalls(
    steps: Sequence[OpenStep], now: datetime, may_act: Collection[MemberId]
) -> list[Stalled]:
    found = [find_stall(step, now, may_act) for step in steps]
    return [one for one in found if one is not None]


def _find_check_stalls(
    moment: Moment, asked: Sequence[WatchedCheck], may_act: Collection[MemberId]
) -> list[Stalled]:
    latest_at = open_duty(moment, moment.now + LAST_ASKED_AFTER)
    found = [
        find_check_stall(one.check, one.looked_at, latest_at, moment.now, may_act) for one in asked
    ]
    return [one for one in found if one is not None]


async def _open_steps(
    moment: Moment, session: Session, watched: Mapping[ChainId, WatchedChain]
) -> Sequence[OpenStep]:
    if session.state is not SessionState.CONVENED:
        kind = ChainKind.JUDGEMENT if session.director else ChainKind.REPORT
        return [_step(moment, session, kind, session.id, watched)]
    invitations = await moment.uow.sessions.invitations(session.id)
    return [
        _step(moment, session, ChainKind.INVITATION, one.id, watched)
        for one in invitations
        if one.asked_beside is None and is_place_silent(share_place(one, invitations))
    ]


def _step(
    moment: Moment,
    session: Session,
    kind: ChainKind,
    subject: str,
    watched: Mapping[ChainId, WatchedChain],
) -> OpenStep:
    known_as = identify_chain(kind, subject)
    found = watched.get(known_as)
    latest_at = moment.now + (found.chain.rungs[-1].after if found else _LAGS_AFTER)
    return OpenStep(
        id=known_as,
        kind=kind,
        session=session.id,
        chain=found.chain if found else None,
        looked_at=found.looked_at if found else None,
        latest_at=latest_at if kind is ChainKind.INVITATION else open_duty(moment, latest_at),
    )
