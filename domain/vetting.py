"""Who may have access at all: who has a certificate of conduct or was screened (BGS art. 1.11), and
who was trained (BGS art. 1.17). A house file says until when, and on which day.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from domain.member import Appointment, Member

# a new certificate takes four weeks at most
_TOLD_WITHIN: Final = timedelta(days=42)
_DAY: Final = timedelta(days=1)


class VettingGap(StrEnum):
    """What is missing or ends of a member's vetting."""

    NOT_SCREENED = "not_screened"
    SCREENING_ENDS = "screening_ends"
    SCREENING_OVER = "screening_over"
    NOT_TRAINED = "not_trained"


@dataclass(frozen=True, slots=True, kw_only=True)
class VettingTrouble:
    """A member whose vetting has a gap; ``on`` is the last day of their screening."""

    member: Member
    gap: VettingGap
    on: date | None = None


def authorise(member: Member) -> Member:
    """A member whose every appointment lasts no longer than their screening (BGS art. 1.11): so
    their rights and places end with it, and one without a screening has none.
    """
    return replace(
        member,
        appointments=tuple(_cap(one, member.screened_until) for one in member.appointments),
    )


def _cap(appointment: Appointment, screened_until: date | None) -> Appointment:
    last_on = appointment.from_on - _DAY if screened_until is None else screened_until
    if appointment.until_on is not None and appointment.until_on <= last_on:
        return appointment
    return replace(appointment, until_on=last_on)


def find_vetting_troubles(members: Iterable[Member], on: date) -> Sequence[VettingTrouble]:
    """Find whose screening is missing, over or ends within six weeks, and who was not trained; by
    name. Who left the house is none of them.
    """
    staying = sorted(
        (one for one in members if _stays(one, on)), key=lambda one: (one.name, one.id)
    )
    return [trouble for one in staying for trouble in _find(one, on)]


def _find(member: Member, on: date) -> Iterable[VettingTrouble]:
    last_on = member.screened_until
    if last_on is None:
        yield VettingTrouble(member=member, gap=VettingGap.NOT_SCREENED)
    elif last_on < on:
        yield VettingTrouble(member=member, gap=VettingGap.SCREENING_OVER, on=last_on)
    elif last_on < on + _TOLD_WITHIN:
        yield VettingTrouble(member=member, gap=VettingGap.SCREENING_ENDS, on=last_on)
    if member.trained_on is None or member.trained_on > on:
        yield VettingTrouble(member=member, gap=VettingGap.NOT_TRAINED)


def _stays(member: Member, on: date) -> bool:
    """Tell whether a member holds a role on this day or later, or would with a screening."""
    return any(_is_capped(one, member) or not one.is_over(on) for one in member.appointments)


def _is_capped(appointment: Appointment, member: Member) -> bool:
    if appointment.until_on is None:
        return False
    return appointment.until_on in {member.screened_until, appointment.from_on - _DAY}
