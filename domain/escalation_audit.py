"""What is wrong with a step that waits, seen from outside its chain: an open step has a next moment
that will come, and somebody who was told, or an alarm was raised; so has a question after a session
(product page §6.4 and §6.6).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from domain.acute_check import AcuteCheck, AcuteCheckId
from domain.escalation import Chain, ChainId, ChainKind
from domain.identifiers import MemberId, SessionId

# a timer is handled at the next tick; one that waits longer than this waits for nothing
_HANDLED_WITHIN: Final = timedelta(minutes=2)


class Stall(StrEnum):
    """Why nothing will happen with an open step."""

    NO_CHAIN = "no_chain"
    NO_TIMER = "no_timer"
    OVERDUE = "overdue"
    TOO_FAR = "too_far"
    NOBODY = "nobody"
    NO_NEXT_MOMENT = "no_next_moment"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenStep:
    """A step that waits for somebody, with its chain as it was found, when its timer is due, and
    the latest moment at which that makes sense.
    """

    id: ChainId
    kind: ChainKind
    session: SessionId
    chain: Chain | None
    looked_at: datetime | None
    latest_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Stalled:
    """A step that stands still, and why. ``version`` is of its chain or question: one alarm for
    each.
    """

    id: ChainId | AcuteCheckId
    session: SessionId
    stall: Stall
    version: int


def find_stall(step: OpenStep, now: datetime, may_act: Collection[MemberId]) -> Stalled | None:
    """Say why an open step stands still; None when it goes on by itself, or everybody was told.

    ``may_act`` are the members who may do something about a report today.
    """
    stall = _find(step, now, may_act)
    if stall is None:
        return None
    version = step.chain.version if step.chain else 0
    return Stalled(id=step.id, session=step.session, stall=stall, version=version)


def find_check_stall(
    check: AcuteCheck,
    looked_at: datetime | None,
    latest_at: datetime,
    now: datetime,
    may_act: Collection[MemberId],
) -> Stalled | None:
    """Say why a question after a session stands still; None when it goes on by itself, everybody
    was told, or it was answered. ``looked_at`` is when its timer is due, at ``latest_at`` at most.
    """
    stall = _find_of_check(check, looked_at, latest_at, now, may_act) if check.is_open else None
    if stall is None:
        return None
    return Stalled(id=check.id, session=check.session, stall=stall, version=check.version)


def _find_of_check(
    check: AcuteCheck,
    looked_at: datetime | None,
    latest_at: datetime,
    now: datetime,
    may_act: Collection[MemberId],
) -> Stall | None:
    if check.next_step is None:
        return None if set(check.told) & set(may_act) else Stall.NOBODY
    if check.next_at is None:
        return Stall.NO_NEXT_MOMENT
    return _look_at_timer(looked_at, latest_at, now)


def _find(step: OpenStep, now: datetime, may_act: Collection[MemberId]) -> Stall | None:
    if step.chain is None:
        return Stall.NO_CHAIN
    if _nobody_knows(step.chain, may_act):
        return Stall.NOBODY
    if step.chain.is_exhausted and step.chain.next_rung is None:
        return None
    return _look_at_timer(step.looked_at, step.latest_at, now)


def _look_at_timer(looked_at: datetime | None, latest_at: datetime, now: datetime) -> Stall | None:
    if looked_at is None:
        return Stall.NO_TIMER
    if looked_at < now - _HANDLED_WITHIN:
        return Stall.OVERDUE
    # a clock that was put back, or was ahead when the chain began
    return Stall.TOO_FAR if looked_at > latest_at else None


def _nobody_knows(chain: Chain, may_act: Collection[MemberId]) -> bool:
    """A rung was climbed and whom it came to cannot act any more, or it came to nobody."""
    if chain.climbed == 0:
        return False
    told = {one.member for one in chain.told if one.rung == chain.climbed - 1}
    return not (told if chain.kind is ChainKind.INVITATION else told & set(may_act))
