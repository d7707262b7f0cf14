"""Two cases of one person become one: which can, which stays, and how a second member confirms it.
The clock of the older one counts (WGS art. 1.8(7)).
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, Final

from domain.access import CaseState
from domain.agreement import Agreement, Signature
from domain.calendar import HouseCalendar
from domain.case import Case
from domain.errors import AlreadyDoneError, InvalidInputError, RuleBrokenError
from domain.identifiers import CaseCode, CaseId, MemberId, OrganisationId
from domain.second_member import lapses_on

_REMEMBERED: Final = 3  # working days

_IN_DIRECTION: Final = frozenset({CaseState.TAKEN_UP, CaseState.PAUSED})
UNWEIGHED: Final = frozenset({CaseState.SUBMITTED, CaseState.INCOMPLETE, CaseState.PURPOSE_TESTED})
_MAY_GO: Final = _IN_DIRECTION | UNWEIGHED


class NoMergeReasonError(InvalidInputError):
    """Whoever merges two cases, or leaves them apart, says why."""

    text_key: ClassVar[str] = "merging.no_reason"


class MergeSameError(InvalidInputError):
    """A case is not merged with itself."""

    text_key: ClassVar[str] = "merging.same"


class NotDirectedError(RuleBrokenError):
    """Of two cases of which one was weighed, the one that stays must be in process direction."""

    text_key: ClassVar[str] = "merging.not_directed"


class OlderStaysError(RuleBrokenError):
    """Of two referrals that were not weighed the older stays: its term was promised first."""

    text_key: ClassVar[str] = "merging.older_stays"


class MayNotGoError(RuleBrokenError):
    """This case has ended, or is a drill: it stays as it is."""

    text_key: ClassVar[str] = "merging.may_not_go"


class ExtendedMergeError(RuleBrokenError):
    """Of a case that is kept longer the suppliers agreed to that case only."""

    text_key: ClassVar[str] = "merging.extended"


class PausedStaysError(RuleBrokenError):
    """A case that rests cannot take in one that is on the list."""

    text_key: ClassVar[str] = "merging.paused_stays"


class SameMeetingError(RuleBrokenError):
    """There are minutes of both cases of one meeting."""

    text_key: ClassVar[str] = "merging.same_meeting"


class MarkWaitsError(RuleBrokenError):
    """A statement in the case that goes is called incorrect, and its supplier did not answer."""

    text_key: ClassVar[str] = "merging.mark_waits"


class NobodyToMergeError(RuleBrokenError):
    """Nobody else can confirm this."""

    text_key: ClassVar[str] = "merging.nobody"


class MergeSettledError(AlreadyDoneError):
    """This was settled before."""

    text_key: ClassVar[str] = "merging.settled"


class MergeAskerGoneError(RuleBrokenError):
    """Who asked for this may not merge cases any more."""

    text_key: ClassVar[str] = "merging.asker_gone"


class MergeState(StrEnum):
    """What became of the wish to merge two cases."""

    WAITING = "waiting"
    DECLINED = "declined"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeReason:
    """Why two cases are one person's, who agreed and who decided; ``confirmed_by`` the second
    member. ``against`` is why that one leaves them apart.
    """

    reason: str
    agreement: Agreement
    signed: Signature
    confirmed_by: MemberId | None = None
    against: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldMerge:
    """A wish to merge two cases: whose, until when it can be confirmed, and what became of it."""

    goes: CaseId
    stays: CaseId
    asked_by: MemberId
    until_on: date
    state: MergeState = MergeState.WAITING

    @property
    def is_waiting(self) -> bool:
        """Tell whether a second member can still decide."""
        return self.state is MergeState.WAITING


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerCase:
    """A case that was merged into another: its code, whose it was, and when."""

    code: CaseCode
    former: CaseId
    case: CaseId
    referrer: MemberId
    referring_organisation: OrganisationId
    received_at: datetime
    was: CaseState
    merged_by: MemberId
    merged_at: datetime


def check_merge(stays: Case, goes: Case) -> None:
    """Raise when these two cannot be one, in this direction: MergeSameError, MayNotGoError,
    OlderStaysError, NotDirectedError, ExtendedMergeError or PausedStaysError.
    """
    if stays.id == goes.id:
        raise MergeSameError
    if goes.state not in _MAY_GO:
        raise MayNotGoError(code=goes.code)
    _check_stays(stays, goes)
    for case in (stays, goes):
        if case.extended_to:
            raise ExtendedMergeError(code=case.code)
    if stays.state is CaseState.PAUSED and goes.state is CaseState.TAKEN_UP:
        raise PausedStaysError(code=stays.code)


def _check_stays(stays: Case, goes: Case) -> None:
    if {stays.state, goes.state} <= UNWEIGHED:
        if _find_older(stays, goes) != stays:
            raise OlderStaysError(code=goes.code)
    elif stays.state not in _IN_DIRECTION:
        raise NotDirectedError(code=stays.code)


def propose_stays(one: Case, other: Case) -> Case:
    """Propose which of two cases stays: the older, unless only the other is on the list."""
    older = _find_older(one, other)
    younger = other if older == one else one
    ranks = {CaseState.TAKEN_UP: 2, CaseState.PAUSED: 1}
    is_behind = ranks.get(older.state, 0) < ranks.get(younger.state, 0)
    return younger if is_behind else older


def _find_older(one: Case, other: Case) -> Case:
    return min(one, other, key=lambda case: (case.received_at, case.id))


def take_in(stays: Case, goes: Case, signed: Signature, left: Collection[MemberId]) -> Case:
    """The case that stays, with the older clock; who directed the other directs it when nobody
    does, unless they ``left``.
    """
    directs = goes.case_director if goes.case_director not in left else None
    taken = replace(
        stays,
        received_at=min(stays.received_at, goes.received_at),
        case_director=stays.case_director or directs,
    )
    if stays.state is CaseState.INCOMPLETE:
        # how long it is kept counts from when it was sent back
        return taken
    return replace(taken, changed_by=signed.by, changed_at=signed.at)


def form_former(goes: Case, stays: CaseId, signed: Signature, received_at: datetime) -> FormerCase:
    """What is remembered of a case that was merged."""
    return FormerCase(
        code=goes.code,
        former=goes.id,
        case=stays,
        referrer=goes.referrer,
        referring_organisation=goes.referring_organisation,
        received_at=received_at,
        was=goes.state,
        merged_by=signed.by,
        merged_at=signed.at,
    )


def ask_merge(goes: CaseId, stays: CaseId, signed: Signature, calendar: HouseCalendar) -> HeldMerge:
    """A wish that a second member can confirm within five working days."""
    until_on = lapses_on(signed.on, calendar)
    return HeldMerge(goes=goes, stays=stays, asked_by=signed.by, until_on=until_on)


def forget_merge_on(today: date, calendar: HouseCalendar) -> date:
    """The day on which a settled wish is forgotten: who asked has read what became of it."""
    return calendar.add_working_days(today, _REMEMBERED)


def say_why(reason: str) -> str:
    """The reason as it is kept; NoMergeReasonError when there is none."""
    if not reason.strip():
        raise NoMergeReasonError
    return reason.strip()
