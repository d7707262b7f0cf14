"""An organisation says that it is not involved in a case any more; its place stands until a process
director confirms that.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import ClassVar, Final

from domain.calendar import HouseCalendar
from domain.errors import AlreadyDoneError, InvalidInputError
from domain.identifiers import CaseId, MemberId

_REMINDED_EACH: Final = 2


class NoReasonToDepartError(InvalidInputError):
    """Say why your organisation is not involved any more, or why it stays."""

    text_key: ClassVar[str] = "departure.no_reason"


class NoDepartureError(AlreadyDoneError):
    """Nobody asks to leave this case any more."""

    text_key: ClassVar[str] = "departure.not_asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartureRequest:
    """The question of a member to leave a case; ``declined_at`` is when a process director asked
    them to stay.
    """

    case: CaseId
    member: MemberId
    asked_at: datetime
    declined_at: datetime | None = None

    @property
    def is_waiting(self) -> bool:
        """Tell whether no process director answered yet."""
        return self.declined_at is None


def require_reason(why: str) -> str:
    """The reason without blanks around it; NoReasonToDepartError without one."""
    if not why.strip():
        raise NoReasonToDepartError
    return why.strip()


def let_stay(request: DepartureRequest, at: datetime) -> DepartureRequest:
    """Ask who wants to leave to stay."""
    return replace(request, declined_at=at)


def departures_reminded_on(since: date, calendar: HouseCalendar) -> date:
    """The day on which process directors are reminded that somebody wants to leave."""
    return calendar.add_working_days(since, _REMINDED_EACH)
