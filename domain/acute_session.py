"""An acute case from report to closed session: what is reported, the purpose test, where people
gather and what they agree (product page §6; ``domain.md`` §3.1). The house is no emergency service.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Final

from domain.access import SHIELDED, CaseState, Involvement
from domain.agreement import Agreement
from domain.drill import is_drill
from domain.errors import InvalidInputError, RuleBrokenError
from domain.identifiers import CaseCode, CaseId, MemberId, SessionId
from domain.referral import Criterion


class SessionState(StrEnum):
    """Where an acute case is in its lane. NOT_ACUTE, CLOSED, WITHDRAWN and
    DRILL_OVER are final: the last is of a drill that ended before anybody was invited.
    """

    REPORTED = "reported"
    PURPOSE_TESTED = "purpose_tested"
    NOT_ACUTE = "not_acute"
    CONVENED = "convened"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    DRILL_OVER = "drill_over"


class Place(StrEnum):
    """Where a session is held. A closed list: a typed place could be somebody's address, and
    the invitation holds none.
    """

    AT_THE_HOUSE = "at_the_house"
    ONLINE = "online"
    BY_TELEPHONE = "by_telephone"


class CodeMatch(StrEnum):
    """What a code that a reporter named stood for when it was reported."""

    INVOLVED = "involved"
    NOT_INVOLVED = "not_involved"
    OUT_OF_TREATMENT = "out_of_treatment"
    UNKNOWN = "unknown"


class NoTestReasonError(InvalidInputError):
    """Say in a few words why this is acute or not."""

    text_key: ClassVar[str] = "acute.say_why"


class AcuteTestNotMetError(InvalidInputError):
    """A session needs all four criteria. Otherwise choose "not acute"."""

    text_key: ClassVar[str] = "acute.criteria_not_met"


class InThePastError(InvalidInputError):
    """This moment has passed."""

    text_key: ClassVar[str] = "acute.in_the_past"


class NoTeamsLinkError(InvalidInputError):
    """Paste the link of a Teams meeting; it starts with https://teams.microsoft.com."""

    text_key: ClassVar[str] = "acute.no_teams_link"


class NotInThisStepError(RuleBrokenError):
    """This session is already past that step."""

    text_key: ClassVar[str] = "acute.past_this_step"


class NobodyAgreedToItError(InvalidInputError):
    """An agreement belongs to somebody who takes part in the session."""

    text_key: ClassVar[str] = "acute.owner_not_there"


@dataclass(frozen=True, slots=True, kw_only=True)
class AcuteTest:
    """The purpose test of an acute report: which criteria of BGS art. 2.20 are met, why, and who
    stood behind it (WGS art. 2.31(2)).
    """

    is_acute: bool
    met: frozenset[Criterion]
    reason: str
    agreement: Agreement


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathering:
    """When and where the invited partners meet; ``link`` only for an online session."""

    starts_at: datetime
    place: Place
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedCode:
    """The code a reporter named. What it matched is for the process director; the reporter hears
    the code back and nothing more.
    """

    code: CaseCode
    match: CodeMatch


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One acute report and the session that may come of it. Holds no story.

    ``due_at`` is when the duty process director (``told``) hears of it: at once in duty hours,
    else at the next duty moment. ``director`` is who took the report. ``named`` is None when a
    name was reported, or a process director opened the session. ``withdrawn_at`` is when its
    reporter withdrew it; what that ends depends on the state. ``has_unsafe_number`` when the report
    names a number that nobody may call. ``note_taker`` types for who directs it; ``note_takers``
    are all who ever did, in the order of naming.
    """

    id: SessionId
    case: CaseId
    state: SessionState
    version: int
    reported_by: MemberId
    reported_at: datetime
    due_at: datetime
    told: MemberId
    changed_by: MemberId
    changed_at: datetime
    named: NamedCode | None = None
    director: MemberId | None = None
    gathering: Gathering | None = None
    withdrawn_at: datetime | None = None
    has_unsafe_number: bool = False
    note_taker: MemberId | None = None
    note_takers: tuple[MemberId, ...] = ()

    @property
    def is_open(self) -> bool:
        """Tell whether anything still has to happen."""
        return self.state in OPEN_SESSION_STATES

    @property
    def is_drill(self) -> bool:
        """Tell whether it is about nobody, and only for who agreed to be drilled."""
        return is_drill(self.id)


BEFORE_TEST: Final = frozenset({CaseState.UNIDENTIFIED, CaseState.SUBMITTED, CaseState.INCOMPLETE})
MAY_BECOME_ACUTE: Final = BEFORE_TEST | {
    CaseState.PURPOSE_TESTED,
    CaseState.TAKEN_UP,
    CaseState.DRILL,
}
_INVOLVED: Final = frozenset({
    Involvement.REFERRER,
    Involvement.CIRCLE,
    Involvement.REFERRER_IN_CIRCLE,
    Involvement.INVITED,
})  # fmt: skip
OPEN_SESSION_STATES: Final = frozenset(
    {SessionState.REPORTED, SessionState.PURPOSE_TESTED, SessionState.CONVENED}
)
# an invitation carries this link on a button: only Teams itself may be behind it
_TEAMS_LINK: Final = re.compile(
    r"https://teams\.(microsoft\.com|live\.com|cloud\.microsoft)/[\w%/?=&.~:@+-]*", re.ASCII
)
# who types "now" has it sent some minutes later
_LATENESS: Final = timedelta(minutes=15)


def match_code(state: CaseState, involvement: Involvement) -> CodeMatch:
    """Say what the code of a case in this state is, named by somebody who stands so to it."""
    if state in SHIELDED:
        return CodeMatch.UNKNOWN
    if state not in MAY_BECOME_ACUTE:
        return CodeMatch.OUT_OF_TREATMENT
    return CodeMatch.INVOLVED if involvement in _INVOLVED else CodeMatch.NOT_INVOLVED


def mark_taken(session: Session, director: MemberId, at: datetime) -> Session:
    """Make one process director answerable for a report; NotInThisStepError when it was taken."""
    if session.director is not None:
        raise NotInThisStepError
    _require(session, SessionState.REPORTED)
    return replace(session, director=director, changed_by=director, changed_at=at)


def pass_acute_test(met: Collection[Criterion], reason: str, agreement: Agreement) -> AcuteTest:
    """Judge that a report is acute.

    Raises NoTestReasonError without a reason, and AcuteTestNotMetError unless all four criteria of
    BGS art. 2.20 are met.
    """
    if not reason.strip():
        raise NoTestReasonError
    if frozenset(met) != frozenset(Criterion):
        raise AcuteTestNotMetError
    return AcuteTest(is_acute=True, met=frozenset(met), reason=reason.strip(), agreement=agreement)


def fail_acute_test(met: Collection[Criterion], reason: str) -> AcuteTest:
    """Judge that a report can wait for the ordinary line; NoTestReasonError without a reason.
    Nobody needs to agree: the purpose test itself is still to come.
    """
    if not reason.strip():
        raise NoTestReasonError
    return AcuteTest(
        is_acute=False, met=frozenset(met), reason=reason.strip(), agreement=Agreement()
    )


def record_test(session: Session, test: AcuteTest, director: MemberId, at: datetime) -> Session:
    """Record the purpose test: the session goes on, or ends because it is not acute."""
    _require(session, SessionState.REPORTED)
    state = SessionState.PURPOSE_TESTED if test.is_acute else SessionState.NOT_ACUTE
    return replace(session, state=state, director=director, changed_by=director, changed_at=at)


def choose_gathering(starts_at: datetime, place: Place, link: str, now: datetime) -> Gathering:
    """Choose when and where an acute session is held.

    Raises InThePastError for a start more than a quarter of an hour ago, and NoTeamsLinkError for
    an online session without the link of a Teams meeting.
    """
    if starts_at < now - _LATENESS:
        raise InThePastError
    if place is not Place.ONLINE:
        return Gathering(starts_at=starts_at, place=place)
    if not is_teams_link(link.strip()):
        raise NoTeamsLinkError
    return Gathering(starts_at=starts_at, place=place, link=link.strip())


def is_teams_link(link: str) -> bool:
    """Tell whether a link leads to a Teams meeting and to nothing else."""
    return _TEAMS_LINK.fullmatch(link) is not None


def convene(session: Session, gathering: Gathering, director: MemberId, at: datetime) -> Session:
    """Call the circle together; NotInThisStepError unless its report passed the purpose test."""
    _require(session, SessionState.PURPOSE_TESTED)
    return replace(
        session,
        state=SessionState.CONVENED,
        gathering=gathering,
        changed_by=director,
        changed_at=at,
    )


def mark_closed(
    session: Session,
    owners: Collection[MemberId],
    present: Collection[MemberId],
    at: datetime,
) -> Session:
    """Close a session; NobodyAgreedToItError when an owner of an agreement is not present."""
    _require(session, SessionState.CONVENED)
    require_present(owners, present)
    return replace(session, state=SessionState.CLOSED, changed_at=at)


def require_present(owners: Collection[MemberId], present: Collection[MemberId]) -> None:
    """Refuse an agreement for somebody who does not take part; NobodyAgreedToItError."""
    if not frozenset(owners) <= frozenset(present):
        raise NobodyAgreedToItError


def _require(session: Session, state: SessionState) -> None:
    if session.state is not state:
        raise NotInThisStepError
