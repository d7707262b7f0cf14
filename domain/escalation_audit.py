"""What is wrong with a step that waits, seen from outside its chain: an open step has a next moment
that will come, and somebody who was told, or an alarm was raised (product page §6.4).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

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
    """A step that stands still, and why. ``version`` is of its chain: one alarm for each."""

    id: ChainId
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


def _find(step: OpenStep, now: datetime, may_act: Collection[MemberId]) -> Stall | None:
    if step.chain is None:
        return Stall.NO_CHAIN
    if _nobody_knows(step.chain, may_act):
        return Stall.NOBODY
    if step.chain.is_exhausted and step.chain.next_rung is None:
        return None
    return _look_at_timer(step, now)


def _look_at_timer(step: OpenStep, now: datetime) -> Stall | None:
    if step.looked_at is None:
        return Stall.NO_TIMER
    if step.looked_at < now - _HANDLED_WITHIN:
        return Stall.OVERDUE
    # a clock that was put back, or was ahead when the chain began
    return Stall.TOO_FAR if step.looked_at > step.latest_at else None


def _nobody_knows(chain: Chain, may_act: Collection[MemberId]) -> bool:
    """A rung was climbed and whom it came to cannot act any more, or it came to nobody."""
    if chain.climbed == 0:
        return False
    told = {one.member for one in chain.told if one.rung == chain.climbed - 1}
    return not (told if chain.kind is ChainKind.INVITATION else told & set(may_act))
