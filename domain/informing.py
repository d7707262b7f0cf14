"""Whether the subject of a case was informed, or not yet and why (GDPR art. 14, BGS art. 1.3). Not
yet always has a ground and a day on which it is asked again.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import ClassVar, Final

from domain.agreement import Signature
from domain.calendar import HouseCalendar
from domain.errors import InvalidInputError
from domain.identifiers import CaseId, MemberId

# what an acute case is given (domain research §7, case 12); a ground that lasts is given again
LONGEST_WITHIN: Final = timedelta(days=14)
_MOST_REMINDERS: Final = 3


class NoInformerError(InvalidInputError):
    """Say who informed the subject."""

    text_key: ClassVar[str] = "informing.no_informer"


class InformedLaterError(InvalidInputError):
    """The day on which the subject was informed has come already."""

    text_key: ClassVar[str] = "informing.day_to_come"


class NoGroundWordsError(InvalidInputError):
    """Say in words why the subject is not informed yet."""

    text_key: ClassVar[str] = "informing.no_why"


class WrongReviewDayError(InvalidInputError):
    """It is asked again after today, and within fourteen days."""

    text_key: ClassVar[str] = "informing.wrong_day"


class NotYetGround(StrEnum):
    """Why a subject may be informed later (UAVG art. 41)."""

    INVESTIGATION = "investigation"
    SAFETY = "safety"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Informed:
    """Who informed the subject (of a child: its parents), and on which day."""

    informer: str
    informed_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class NotYet:
    """Why the subject is not informed yet, and when that is asked again."""

    ground: NotYetGround
    review_on: date
    why: str = ""


Said = Informed | NotYet


@dataclass(frozen=True, slots=True, kw_only=True)
class InformingSaid:
    """What was said of informing a subject, by whom."""

    said: Said
    signed: Signature


@dataclass(frozen=True, slots=True, kw_only=True)
class Informing:
    """The question whether the subject of a case was informed. ``asked`` answers for it until so
    many ``reminders`` went by; then every process director does. ``ask_on`` is None once the
    subject is informed.
    """

    case: CaseId
    asked: MemberId
    ask_on: date | None
    reminders: int = 0

    def is_due(self, today: date) -> bool:
        """Tell whether somebody is asked now."""
        return self.ask_on is not None and self.ask_on <= today

    def is_for_all(self) -> bool:
        """Tell whether who was asked let the reminders go by."""
        return self.reminders >= _MOST_REMINDERS


def begin_informing(
    case: CaseId, asked: MemberId, today: date, calendar: HouseCalendar
) -> Informing:
    """Ask from the next working day on."""
    return Informing(case=case, asked=asked, ask_on=calendar.add_working_days(today, 1))


def check_said(said: Said, today: date) -> Said:
    """What was said, or what is wrong with it."""
    if isinstance(said, Informed):
        if not said.informer.strip():
            raise NoInformerError
        if said.informed_on > today:
            raise InformedLaterError
        return said
    if said.ground is NotYetGround.OTHER and not said.why.strip():
        raise NoGroundWordsError
    if not today < said.review_on <= today + LONGEST_WITHIN:
        raise WrongReviewDayError
    return said


def answer_informing(
    before: Informing | None, case: CaseId, said: InformingSaid, calendar: HouseCalendar
) -> Informing:
    """The question after an answer: over, or asked again of who answered on their day."""
    what, signed = said.said, said.signed
    if isinstance(what, Informed):
        asked = before.asked if before else signed.by
        return Informing(case=case, asked=asked, ask_on=None)
    ask_on = calendar.working_day_from(what.review_on)
    return Informing(case=case, asked=signed.by, ask_on=ask_on)


def remind_of_informing(informing: Informing) -> Informing:
    """Count a reminder."""
    return replace(informing, reminders=informing.reminders + 1)


def find_next_informing(informing: Informing, today: date, calendar: HouseCalendar) -> date:
    """When it is asked again: each working day, and each week once it is for everybody."""
    if informing.is_for_all():
        return calendar.working_day_from(today + timedelta(weeks=1))
    return calendar.add_working_days(today, 1)
