"""A day and three days after an acute session somebody is asked how it is: its director, then who
is on duty, then the manager; no more than that (product page §6.6).
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NewType

from domain.identifiers import CaseId, MemberId, SessionId

AcuteCheckId = NewType("AcuteCheckId", str)

_ASKED_AFTER: Final = (timedelta(hours=24), timedelta(hours=72))
LAST_ASKED_AFTER: Final = _ASKED_AFTER[-1]
# a house that is closed for days asks once when it opens
_APART: Final = timedelta(hours=12)


class CheckOutcome(StrEnum):
    """How it is. ACUTE_AGAIN: there is a new report; LAPSED: the case left the house."""

    WELL = "well"
    OPEN = "open"
    ACUTE_AGAIN = "acute_again"
    LAPSED = "lapsed"


CHECK_ANSWERS: Final = (CheckOutcome.WELL, CheckOutcome.OPEN)


class CheckStep(StrEnum):
    """Who is asked or told next."""

    DIRECTOR = "director"
    DEPUTY = "deputy"
    MANAGER = "manager"


_STEPS: Final = tuple(CheckStep)
_WAITS: Final = {
    CheckStep.DIRECTOR: timedelta(hours=4),
    CheckStep.DEPUTY: timedelta(hours=24),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AcuteCheck:
    """One question after a session. ``taken`` counts the steps behind it, ``told`` is whom they
    came to; ``next_at`` is when it goes on, None when nobody is left. ``outcome`` is None as long
    as nobody said how it is; ``answered_by`` also when the clock ended it.
    """

    id: AcuteCheckId
    session: SessionId
    case: CaseId
    number: int
    closed_at: datetime
    next_at: datetime | None
    version: int = 1
    taken: int = 0
    told: tuple[MemberId, ...] = ()
    outcome: CheckOutcome | None = None
    answered_by: MemberId | None = None
    answered_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether nobody said yet how it is."""
        return self.outcome is None

    @property
    def is_asked(self) -> bool:
        """Tell whether it was asked, and waits for an answer."""
        return self.is_open and self.taken > 0

    @property
    def next_step(self) -> CheckStep | None:
        """Who is next; None when everybody was asked."""
        return _STEPS[self.taken] if self.taken < len(_STEPS) else None

    def is_due(self, now: datetime) -> bool:
        """Tell whether somebody is to be asked now."""
        return self.is_open and self.next_at is not None and self.next_at <= now

    def concerns(self, member: MemberId) -> bool:
        """Tell whether it waits for this process director: it was asked of them, or everybody was
        told in vain.
        """
        return self.is_asked and (member in self.told or self.next_step is None)


def form_checks(
    session: SessionId,
    case: CaseId,
    closed_at: datetime,
    open_duty: Callable[[datetime], datetime],
) -> tuple[AcuteCheck, ...]:
    """The questions after a session, each in duty hours; one where both come together."""
    first, last = (open_duty(closed_at + after) for after in _ASKED_AFTER)
    asked = [first, last] if last - first >= _APART else [last]
    return tuple(
        AcuteCheck(
            id=_identify(session, number),
            session=session,
            case=case,
            number=number,
            closed_at=closed_at,
            next_at=at,
        )
        for number, at in enumerate(asked, start=1)
    )


def identify_checks(session: SessionId) -> tuple[AcuteCheckId, ...]:
    """Which questions there may be after a session, first to last."""
    return tuple(_identify(session, number) for number, _ in enumerate(_ASKED_AFTER, start=1))


def _identify(session: SessionId, number: int) -> AcuteCheckId:
    return AcuteCheckId(f"{session}:{number}")


def take_step(
    check: AcuteCheck,
    members: Collection[MemberId],
    now: datetime,
    open_duty: Callable[[datetime], datetime],
) -> AcuteCheck:
    """Note whom the next step came to; where that is nobody the one after it is taken at once."""
    step = check.next_step
    taken = replace(check, taken=check.taken + 1, told=(*check.told, *members))
    if step is None or taken.next_step is None:
        return replace(taken, next_at=None)
    waits = _WAITS[step] if members else timedelta(0)
    return replace(taken, next_at=open_duty(now + waits))


def go_on_at_once(check: AcuteCheck, may_answer: Collection[MemberId], now: datetime) -> AcuteCheck:
    """Go on when nobody who was asked can answer any more."""
    is_lost = bool(check.told) and not set(check.told) & set(may_answer)
    return replace(check, next_at=now) if is_lost and check.next_at else check


def end_check(
    check: AcuteCheck, outcome: CheckOutcome, by: MemberId | None, at: datetime
) -> AcuteCheck:
    """Say how it is; nobody is asked any more."""
    return replace(check, outcome=outcome, answered_by=by, answered_at=at, next_at=None)
