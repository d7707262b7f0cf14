"""Asking a coordinator for advice before a referral: a question about nobody in particular, the
answer, and no dossier.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Final, NewType

from domain.action_counts import FEWEST_OWNERS
from domain.calendar import HouseCalendar
from domain.errors import AlreadyDoneError, InvalidInputError, RuleBrokenError
from domain.identifiers import MemberId, OrganisationId
from domain.personal_data import find_personal_data
from domain.signal_words import MONTHS_WRITTEN

ConsultId = NewType("ConsultId", str)

# a question must still fit in the referral that it may become
CONSULT_SIGNS: Final = 1000
# after an answer, and what is not sent yet
CONSULT_KEPT_WITHIN: Final = timedelta(days=14)
_QUESTION_KEPT_WITHIN: Final = timedelta(days=28)
_MOST_LINES: Final = 20
_TOLD_TO_DIRECTORS: Final = 2
_YEAR: Final = r"(?:19|20)\d{2}"
_DATES: Final = (
    rf"\d{{1,2}}[-/. ]\d{{1,2}}[-/. ]{_YEAR}",
    rf"\d{{1,2}}e?[-. ](?:{'|'.join(MONTHS_WRITTEN)})[-. ]{_YEAR}",
    rf"{_YEAR}[-/.]\d{{1,2}}[-/.]\d{{1,2}}",
    r"\d{1,2}[-/]\d{1,2}[-/]\d{2}",
)
_DATE: Final = re.compile(rf"(?<!\d)(?:{'|'.join(_DATES)})(?!\d)", re.IGNORECASE)
_POSTCODE: Final = re.compile(r"(?<!\d)[1-9]\d{3} ?[A-Z]{2}(?!\w)")


class NoConsultWordsError(InvalidInputError):
    """A question or an answer has words."""

    text_key: ClassVar[str] = "consult.no_words"


class NamesSomebodyError(InvalidInputError):
    """What is asked holds no number, date or address by which somebody can be known."""

    text_key: ClassVar[str] = "consult.names_somebody"


class TooMuchSaidError(RuleBrokenError):
    """A consult that goes on and on is a matter for the telephone, or for a referral."""

    text_key: ClassVar[str] = "consult.too_much"


class ConsultTakenError(RuleBrokenError):
    """A colleague took this question on, and it does not wait too long yet."""

    text_key: ClassVar[str] = "consult.taken"


class ConsultAnsweredError(RuleBrokenError):
    """This question was answered already."""

    text_key: ClassVar[str] = "consult.not_waiting"


class ConsultOverError(AlreadyDoneError):
    """Whoever asked closed this question since it was read, or referred somebody with it."""

    text_key: ClassVar[str] = "consult.over"


class TraceKind(StrEnum):
    """What in a text could tell about whom it is."""

    CITIZEN_NUMBER = "citizen_number"
    TELEPHONE = "telephone"
    MAIL_ADDRESS = "mail_address"
    NATIONALITY = "nationality"
    DATE = "date"
    POSTCODE = "postcode"


class ConsultReply(StrEnum):
    """How whoever asks wants the answer."""

    WRITTEN = "written"
    TELEPHONE = "telephone"


class SaidAs(StrEnum):
    """What a line of a consult is. CALLED: a coordinator answered by telephone."""

    ASKED = "asked"
    ANSWERED = "answered"
    CALLED = "called"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultLine:
    """What one of the two said; ``text`` is empty of what was said by telephone."""

    said_as: SaidAs
    by: MemberId
    at: datetime
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Consult:
    """A question of ``asker``, who spoke for ``organisation``. It ``waits`` for an answer since
    ``said_at``, or has had one then. ``reminders`` counts how often the house was told that it
    waits too long.
    """

    id: ConsultId
    asker: MemberId
    organisation: OrganisationId
    reply: ConsultReply
    said_at: datetime
    lines: tuple[ConsultLine, ...]
    waits: bool = True
    taken_by: MemberId | None = None
    reminders: int = 0
    version: int = 1

    @property
    def ends_at(self) -> datetime:
        """When it is wiped: two weeks after an answer, four after a question without one."""
        return self.said_at + (_QUESTION_KEPT_WITHIN if self.waits else CONSULT_KEPT_WITHIN)

    @property
    def is_late(self) -> bool:
        """Tell whether it waits so long that the process directors were told."""
        return self.reminders >= _TOLD_TO_DIRECTORS

    @property
    def question(self) -> str:
        """What was asked first."""
        return self.lines[0].text

    def reminders_due(self, today: date, calendar: HouseCalendar, working_days: int) -> int:
        """How often the house should have been told by today: the coordinators when the term is
        over, and the process directors a working day later.
        """
        if not self.waits:
            return 0
        asked_on = calendar.local(self.said_at).date()
        terms = (working_days, working_days + 1)
        return sum(today >= calendar.add_working_days(asked_on, days) for days in terms)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultsAsked:
    """How many questions the house got in the month that begins on this day."""

    month_on: date
    asked: int

    @property
    def may_be_shown(self) -> bool:
        """Tell whether no person can be seen in it: a few questions are of a few members."""
        return not self.asked or self.asked >= FEWEST_OWNERS


def find_traces(text: str) -> tuple[TraceKind, ...]:
    """Tell what in a text could tell about whom it is; a name nobody can find."""
    found = {TraceKind(kind) for kind in find_personal_data(text)}
    found |= {TraceKind.DATE} if _DATE.search(text) else set()
    found |= {TraceKind.POSTCODE} if _POSTCODE.search(text) else set()
    return tuple(one for one in TraceKind if one in found)


def check_consult_words(text: str) -> str:
    """The text as it is kept. Raises NoConsultWordsError and NamesSomebodyError."""
    said = text.strip()
    if not said:
        raise NoConsultWordsError
    if find_traces(said):
        raise NamesSomebodyError
    return said


def take_consult(consult: Consult, coordinator: MemberId) -> Consult:
    """A coordinator takes a question on. Raises ConsultAnsweredError and ConsultTakenError."""
    if not consult.waits:
        raise ConsultAnsweredError
    if consult.taken_by not in {None, coordinator} and not consult.is_late:
        raise ConsultTakenError
    return replace(consult, taken_by=coordinator)


def answer_consult_with(consult: Consult, line: ConsultLine, seen: int) -> Consult:
    """Answer the first ``seen`` lines: a question that came after those waits still. Raises
    ConsultAnsweredError, and TooMuchSaidError.
    """
    if not consult.waits:
        raise ConsultAnsweredError
    answered = replace(_add(consult, line), taken_by=line.by, reminders=0)
    unseen = [one.at for one in consult.lines[seen:] if one.said_as is SaidAs.ASKED]
    return replace(answered, said_at=unseen[0]) if unseen else replace(answered, waits=False)


def ask_on(consult: Consult, line: ConsultLine) -> Consult:
    """Ask something more. It waits for an answer since the oldest question without one."""
    said_at = consult.said_at if consult.waits else line.at
    return replace(_add(consult, line), waits=True, said_at=said_at)


def _add(consult: Consult, line: ConsultLine) -> Consult:
    if len(consult.lines) >= _MOST_LINES:
        raise TooMuchSaidError
    return replace(consult, lines=(*consult.lines, line), said_at=line.at)
