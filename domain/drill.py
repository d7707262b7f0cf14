"""A drill of the acute lane: about nobody, with members who agreed to it, and called so in every
message.
"""

from dataclasses import dataclass
from datetime import date

from domain.identifiers import MemberId, OrganisationId
from domain.member import Member


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillConsent:
    """A member takes part in drills since ``agreed_on``, for the organisation of that day."""

    member: MemberId
    organisation: OrganisationId
    agreed_on: date

    def holds(self, member: Member, today: date) -> bool:
        """Tell whether it is of the membership of today: it ends with the appointment in which it
        was given, and no new one brings it back.
        """
        is_same = (member.id, member.organisation) == (self.member, self.organisation)
        return is_same and any(
            one.is_valid(today) and one.is_valid(self.agreed_on) for one in member.appointments
        )
