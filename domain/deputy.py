"""Who stands in for a colleague that is away: somebody who speaks for the same organisation during
all of it. They have the colleague's places in cases for that time, and no longer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import ClassVar, Final

from domain.absence import Span
from domain.calendar import HouseCalendar
from domain.case import CirclePlace, LeftReason
from domain.errors import AlreadyDoneError, InvalidInputError
from domain.identifiers import CaseId, MemberId, OrganisationId, StandInId
from domain.member import Member, Organisation, Role

_DAY: Final = timedelta(days=1)
_AT_ONCE_WITHIN_DAYS: Final = 2
# who was taken out by somebody is not put back by the clock
_TAKEN_OUT: Final = frozenset(
    {LeftReason.BY_DIRECTOR, LeftReason.BY_ORGANISATION, LeftReason.NOT_KNOWN}
)


class NotAColleagueError(InvalidInputError):
    """Choose a colleague who speaks for the same organisation during all of it."""

    text_key: ClassVar[str] = "deputy.no_colleague"


class StandInOverError(AlreadyDoneError):
    """Nobody is asked to stand in here any more."""

    text_key: ClassVar[str] = "deputy.over"


@dataclass(frozen=True, slots=True, kw_only=True)
class StandIn:
    """``deputy`` stands in for ``member`` of the same organisation during ``span``, unless they
    declined or the absence was taken back. ``deputy_away_at`` is when it was known that they are
    away themselves; who stands in for them then has their own places only.
    """

    id: StandInId
    member: MemberId
    deputy: MemberId
    organisation: OrganisationId
    span: Span
    named_by: MemberId
    named_at: datetime
    declined_at: datetime | None = None
    withdrawn_at: datetime | None = None
    deputy_away_at: datetime | None = None

    @property
    def stands(self) -> bool:
        """Tell whether nobody took it back."""
        return self.declined_at is None and self.withdrawn_at is None

    def runs(self, at: datetime) -> bool:
        """Tell whether the deputy stands in at this moment."""
        return self.stands and self.span.starts_at <= at < self.span.ends_at


def speaks_during(
    member: Member, organisation: Organisation, span: Span, calendar: HouseCalendar
) -> bool:
    """Tell whether a member speaks for an organisation on each day of a span."""
    if member.organisation != organisation.id:
        return False
    last = calendar.local(span.ends_at - timedelta(microseconds=1)).date()
    on = calendar.local(span.starts_at).date()
    while on <= last:
        if not organisation.takes_part(on) or Role.PROFESSIONAL not in member.roles(on):
            return False
        on += _DAY
    return True


def is_told_at_once(stand_in: StandIn, calendar: HouseCalendar, today: date) -> bool:
    """Tell whether it begins too soon for a deputy to read it in a digest."""
    by = calendar.add_working_days(today, _AT_ONCE_WITHIN_DAYS)
    return calendar.local(stand_in.span.starts_at).date() <= by


def lay_over(known: Sequence[StandIn], new: StandIn, rest_id: StandInId) -> Sequence[StandIn]:
    """What changes when somebody is named: the newest counts where two overlap, and what touches of
    the same deputy becomes one. ``known`` are those of the same member; ``rest_id`` names what an
    earlier one keeps after the newer.
    """
    changed, joined = list[StandIn](), new
    for one in known:
        if not one.stands or not _touch(one.span, joined.span):
            continue
        if one.deputy == new.deputy:
            # the first one of theirs stays, and grows
            if joined.id != new.id:
                changed.append(replace(one, withdrawn_at=new.named_at))
            keeps = joined.id if joined.id != new.id else one.id
            joined = replace(joined, id=keeps, span=_join(one.span, joined.span))
        elif one.span.overlaps(new.span):
            changed += _give_way(one, new, rest_id)
    return [*changed, joined]


def _touch(one: Span, other: Span) -> bool:
    return one.starts_at <= other.ends_at and other.starts_at <= one.ends_at


def _join(one: Span, other: Span) -> Span:
    return Span(
        starts_at=min(one.starts_at, other.starts_at), ends_at=max(one.ends_at, other.ends_at)
    )


def _give_way(one: StandIn, new: StandIn, rest_id: StandInId) -> list[StandIn]:
    before = Span(starts_at=one.span.starts_at, ends_at=new.span.starts_at)
    after = Span(starts_at=new.span.ends_at, ends_at=one.span.ends_at)
    left = [span for span in (before, after) if span.starts_at < span.ends_at]
    if not left:
        return [replace(one, withdrawn_at=new.named_at)]
    ids = (one.id, rest_id)
    return [replace(one, id=name, span=span) for name, span in zip(ids, left, strict=False)]


def leaves_alone(stand_in: StandIn, away: Span) -> bool:
    """Tell whether a deputy who is away themselves leaves a colleague without one, for a day or
    longer, or for all of it.
    """
    starts_at = max(stand_in.span.starts_at, away.starts_at)
    ends_at = min(stand_in.span.ends_at, away.ends_at)
    return stand_in.stands and (ends_at - starts_at >= _DAY or away.holds(stand_in.span))


def find_place_ends(stand_in: StandIn, places: Sequence[CirclePlace]) -> Mapping[CaseId, datetime]:
    """Until when a deputy is in each case: as long as they stand in, and no longer than the
    colleague has a place of their own there. What the colleague holds for another is no part of it.
    """
    return {
        one.case: min(stand_in.span.ends_at, one.until or stand_in.span.ends_at)
        for one in places
        if one.organisation == stand_in.organisation and one.stands_in_for is None
    }


def was_taken_out(place: CirclePlace) -> bool:
    """Tell whether somebody decided that a deputy does not stand in here."""
    return place.left_because in _TAKEN_OUT


def cut_to_appointment(span: Span, member: Member, calendar: HouseCalendar) -> Span:
    """The part of a span in which a member represents their organisation: rights never go along."""
    ends = [one.until_on for one in member.appointments if one.role is Role.PROFESSIONAL]
    last = max((on for on in ends if on), default=None)
    if last is None or None in ends:
        return span
    return replace(span, ends_at=min(span.ends_at, calendar.moment(last + _DAY, time())))
