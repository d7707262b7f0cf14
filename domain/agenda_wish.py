"""What coordinators want of the draft of one meeting, case by case, and which of it can be.

Serves product page §5: the draft is a workbench. A wish holds codes and minutes; the last one about
the same thing counts, and taking it back brings back the one before it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Final

from domain.agenda import MOST_IDLE_MINUTES, Agenda
from domain.colour import MINUTES_STEP, MOST_MINUTES
from domain.errors import AlreadyDoneError, RuleBrokenError
from domain.identifiers import CaseCode, CaseId, MemberId, OrganisationId
from domain.meeting import Meeting
from domain.stoplight import Colour

_MINUTE: Final = timedelta(minutes=1)


class WishKind(StrEnum):
    """What is wanted of a case in one meeting."""

    TAKE_IN = "take_in"
    LEAVE_OUT = "leave_out"
    PIN = "pin"
    MINUTES = "minutes"
    ADD_PARTNER = "add_partner"
    DO_WITHOUT = "do_without"


class LeaveReason(StrEnum):
    """Why a case is left out of one meeting."""

    NOT_PREPARED = "not_prepared"
    PARTNER_ABSENT = "partner_absent"
    SETTLED = "settled"
    OTHER_MEETING = "other_meeting"


class WishNotSuitedError(RuleBrokenError):
    """This is no minute or duration of an agenda, which goes by steps of five minutes."""

    text_key: ClassVar[str] = "agenda_wish.not_suited"


class PinOutsideError(RuleBrokenError):
    """The case would not lie in the meeting as a whole."""

    text_key: ClassVar[str] = "agenda_wish.pin_outside"


class PinPastError(RuleBrokenError):
    """This time is over."""

    text_key: ClassVar[str] = "agenda_wish.pin_past"


class PinTakenError(RuleBrokenError):
    """Another case is pinned to these minutes."""

    text_key: ClassVar[str] = "agenda_wish.pin_taken"


class PinBeforeRedError(RuleBrokenError):
    """A case that is not red would come before one that is."""

    text_key: ClassVar[str] = "agenda_wish.pin_before_red"


class PinBehindOthersError(RuleBrokenError):
    """A red case would come after one that is not."""

    text_key: ClassVar[str] = "agenda_wish.pin_behind_others"


class PinInGapError(RuleBrokenError):
    """Too few cases could come before it: everybody would wait with nothing to discuss."""

    text_key: ClassVar[str] = "agenda_wish.pin_in_gap"


class TooLongError(RuleBrokenError):
    """The case takes more minutes than the meeting has."""

    text_key: ClassVar[str] = "agenda_wish.too_long"


class AlreadySoError(RuleBrokenError):
    """The draft is so already."""

    text_key: ClassVar[str] = "agenda_wish.already_so"


class OnlyPartnerError(RuleBrokenError):
    """A red case keeps at least one partner who must be there."""

    text_key: ClassVar[str] = "agenda_wish.only_partner"


class WithoutReasonError(RuleBrokenError):
    """To do without a required partner needs a reason."""

    text_key: ClassVar[str] = "agenda_wish.no_reason"


class WishOvertakenError(AlreadyDoneError):
    """Somebody else changed what is wanted of this case since it was looked at."""

    text_key: ClassVar[str] = "agenda_wish.overtaken"


class NothingToTakeBackError(AlreadyDoneError):
    """Nothing is wanted of this draft any more."""

    text_key: ClassVar[str] = "agenda_wish.nothing_to_take_back"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaWish:
    """One thing wanted of a case. ``at_minute`` counts from the start of the meeting, so that a pin
    follows it when it moves; ``why`` is content of the case.
    """

    kind: WishKind
    at_minute: int | None = None
    minutes: int | None = None
    organisation: OrganisationId | None = None
    leave_reason: LeaveReason | None = None
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptWish:
    """A wish with who had it and when. ``number`` counts what happened to the wishes of a meeting,
    and so does ``taken_back_number``.
    """

    number: int
    case: CaseId
    code: CaseCode
    wish: AgendaWish
    by: MemberId
    at: datetime
    taken_back_number: int | None = None
    taken_back_by: MemberId | None = None
    taken_back_at: datetime | None = None

    @property
    def last_number(self) -> int:
        """The number of the last thing that happened to it."""
        return self.taken_back_number or self.number

    @property
    def last_by(self) -> MemberId:
        """Who last did something to it."""
        return self.taken_back_by or self.by

    @property
    def last_at(self) -> datetime:
        """When something last happened to it."""
        return self.taken_back_at or self.at

    @property
    def subject(self) -> tuple[CaseId, str, OrganisationId | None]:
        """What it is about: a later wish about the same takes its place."""
        return (self.case, _SUBJECTS[self.wish.kind], self.wish.organisation)


_SUBJECTS: Final[Mapping[WishKind, str]] = {
    WishKind.TAKE_IN: "place",
    WishKind.LEAVE_OUT: "place",
    WishKind.PIN: "time",
    WishKind.MINUTES: "minutes",
    WishKind.ADD_PARTNER: "partner",
    WishKind.DO_WITHOUT: "partner",
}


# what is pinned has a place, whatever its rank
TAKING_IN: Final = frozenset({WishKind.TAKE_IN, WishKind.PIN})


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedCase:
    """A case as it is asked for now, with what is wanted of it so far."""

    id: CaseId
    code: CaseCode
    colour: Colour
    minutes: int
    required: tuple[OrganisationId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """A meeting, its draft and what is wanted of it: what a new wish must go with."""

    meeting: Meeting
    agenda: Agenda | None
    standing: tuple[KeptWish, ...]
    pause_minutes: int = 0

    @property
    def length(self) -> int:
        """Minutes of the meeting, its pauses among them."""
        return self.meeting.lasts_within // _MINUTE

    def is_on(self, case: CaseId) -> bool:
        """Tell whether the draft has a place for a case."""
        return self.agenda is not None and any(one.case == case for one in self.agenda.items)

    def find(self, case: CaseId, *kinds: WishKind) -> KeptWish | None:
        """The standing wish of one of these kinds about a case."""
        found = (one for one in self.standing if one.case == case and one.wish.kind in kinds)
        return next(found, None)

    def count_other_red(self, case: CaseId) -> int:
        """Minutes of the red cases in the draft beside one case."""
        items = self.agenda.items if self.agenda else ()
        reds = (one for one in items if one.colour is Colour.RED and one.case != case)
        return sum(one.minutes for one in reds)

    def count_other_minutes(self, case: CaseId) -> int:
        """Minutes of all cases beside one that could come before it."""
        items = self.agenda.items if self.agenda else ()
        left_out = self.agenda.left_out if self.agenda else ()
        return sum(one.minutes for one in items if one.case != case) + sum(
            one.minutes for one in left_out if one.case != case
        )

    def measure(self, case: CaseId) -> int:
        """Minutes of a case in the draft; the shortest there can be when it has no place yet."""
        items = self.agenda.items if self.agenda else ()
        return next((one.minutes for one in items if one.case == case), MINUTES_STEP)


def adjust_case(case: AskedCase, standing: Sequence[KeptWish], green_minutes: int) -> AskedCase:
    """Change minutes and partners of a case as is wanted of it; a green one that is taken in gets
    ``green_minutes``.
    """
    own = [one.wish for one in standing if one.case == case.id]
    wanted = next((one.minutes for one in own if one.minutes), case.minutes)
    is_taken_in = any(one.kind in TAKING_IN for one in own)
    added = {one.organisation for one in own if one.kind is WishKind.ADD_PARTNER}
    without = {one.organisation for one in own if one.kind is WishKind.DO_WITHOUT}
    required = {*case.required, *(one for one in added if one)} - without
    return replace(
        case,
        minutes=wanted or (green_minutes if is_taken_in else 0),
        required=tuple(sorted(required)),
    )


def list_standing(kept: Sequence[KeptWish]) -> tuple[KeptWish, ...]:
    """List the wishes that count, oldest first: of each thing the last that was not taken back."""
    last = {one.subject: one for one in _list_open(kept)}
    return tuple(sorted(last.values(), key=lambda one: one.number))


def find_last(kept: Sequence[KeptWish]) -> KeptWish | None:
    """Find the newest wish that was not taken back."""
    return max(_list_open(kept), key=lambda one: one.number, default=None)


def list_since(kept: Sequence[KeptWish], revision: int) -> tuple[KeptWish, ...]:
    """List the wishes that came or were taken back after so many things had happened."""
    return tuple(one for one in _by_number(kept) if one.last_number > revision)


def _list_open(kept: Sequence[KeptWish]) -> list[KeptWish]:
    return [one for one in _by_number(kept) if one.taken_back_number is None]


def _by_number(kept: Sequence[KeptWish]) -> list[KeptWish]:
    return sorted(kept, key=lambda one: one.number)


def check_wish(bench: Bench, case: AskedCase, wish: AgendaWish) -> None:
    """Refuse a wish that goes against another, the meeting or the stoplight; what only the planner
    can tell, the draft says.
    """
    _CHECKS[wish.kind](bench, case, wish)


def _check_take_in(bench: Bench, case: AskedCase, _wish: AgendaWish) -> None:
    if bench.is_on(case.id) or bench.find(case.id, WishKind.TAKE_IN):
        raise AlreadySoError(code=case.code)
    _check_length(bench, case.minutes)


def _check_leave_out(bench: Bench, case: AskedCase, wish: AgendaWish) -> None:
    if wish.leave_reason is None:
        raise WishNotSuitedError
    if bench.find(case.id, WishKind.LEAVE_OUT):
        raise AlreadySoError(code=case.code)


def _check_pin(bench: Bench, case: AskedCase, wish: AgendaWish) -> None:
    start = wish.at_minute
    if start is None or start % MINUTES_STEP:
        raise WishNotSuitedError
    if not 0 <= start <= bench.length - case.minutes:
        raise PinOutsideError(minutes=case.minutes, length=bench.length)
    _check_other_pins(bench, case, start)
    others = bench.count_other_minutes(case.id)
    if bench.agenda and start > others + bench.pause_minutes + MOST_IDLE_MINUTES:
        raise PinInGapError(minutes=others)
    reds = bench.count_other_red(case.id)
    if case.colour is not Colour.RED and start < reds:
        raise PinBeforeRedError(minutes=reds)
    if case.colour is Colour.RED and start > reds + bench.pause_minutes:
        raise PinBehindOthersError(minutes=reds)


def _check_other_pins(bench: Bench, case: AskedCase, start: int) -> None:
    for other in bench.standing:
        pinned = other.wish.at_minute
        if pinned is None or other.case == case.id or bench.find(other.case, WishKind.LEAVE_OUT):
            continue
        if start < pinned + bench.measure(other.case) and pinned < start + case.minutes:
            raise PinTakenError(code=other.code)


def _check_minutes(bench: Bench, case: AskedCase, wish: AgendaWish) -> None:
    minutes = wish.minutes
    if minutes is None or minutes % MINUTES_STEP or not 0 < minutes <= MOST_MINUTES:
        raise WishNotSuitedError
    if minutes == case.minutes:
        raise AlreadySoError(code=case.code)
    _check_length(bench, minutes)
    pin = bench.find(case.id, WishKind.PIN)
    if pin is not None and pin.wish.at_minute is not None:
        if pin.wish.at_minute + minutes > bench.length:
            raise PinOutsideError(minutes=minutes, length=bench.length)
        _check_other_pins(bench, replace(case, minutes=minutes), pin.wish.at_minute)


def _check_length(bench: Bench, minutes: int) -> None:
    too_many = minutes - (bench.length - bench.pause_minutes)
    if too_many > 0:
        raise TooLongError(minutes=too_many)


def _check_add_partner(_bench: Bench, case: AskedCase, wish: AgendaWish) -> None:
    if wish.organisation is None:
        raise WishNotSuitedError
    if wish.organisation in case.required:
        raise AlreadySoError(code=case.code)


def _check_do_without(_bench: Bench, case: AskedCase, wish: AgendaWish) -> None:
    if not wish.why.strip():
        raise WithoutReasonError
    if wish.organisation is None or wish.organisation not in case.required:
        raise AlreadySoError(code=case.code)
    if case.colour is Colour.RED and len(case.required) == 1:
        raise OnlyPartnerError(code=case.code)


_CHECKS: Final[Mapping[WishKind, Callable[[Bench, AskedCase, AgendaWish], None]]] = {
    WishKind.TAKE_IN: _check_take_in,
    WishKind.LEAVE_OUT: _check_leave_out,
    WishKind.PIN: _check_pin,
    WishKind.MINUTES: _check_minutes,
    WishKind.ADD_PARTNER: _check_add_partner,
    WishKind.DO_WITHOUT: _check_do_without,
}
