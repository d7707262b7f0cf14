"""Who uses the bot: members, their organisation and roles, and until when they hold them."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum

from domain.identifiers import MemberId, OrganisationId


class Role(StrEnum):
    """A function in the house (product page §2)."""

    PROFESSIONAL = "professional"
    INFORMATION_COORDINATOR = "information_coordinator"
    PROCESS_DIRECTOR = "process_director"
    NOTE_TAKER = "note_taker"
    MANAGER = "manager"
    CONTACT_POINT = "contact_point"
    PRIVACY_OFFICER = "privacy_officer"
    ADMINISTRATOR = "administrator"


class OrganisationType(StrEnum):
    """Standing of an organisation in the partnership (WGS art. 2.27; BGS art. 2.21)."""

    PUBLIC_PARTICIPANT = "public_participant"
    PRIVATE_PARTICIPANT = "private_participant"
    THIRD_PARTY = "third_party"


class Language(StrEnum):
    """Language a member reads."""

    DUTCH = "nl"
    ENGLISH = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """A partner of the house; ``domain_tags`` (``police``, ``mental_health``) serve the circle.
    ``ended_on`` is the first day on which it takes no part any more.
    """

    id: OrganisationId
    name: str
    type: OrganisationType
    telephone: str = ""
    region: str = ""
    domain_tags: frozenset[str] = frozenset()
    ended_on: date | None = None

    def takes_part(self, on: date) -> bool:
        """Tell whether it takes part in the house on this day."""
        return self.ended_on is None or on < self.ended_on

    @property
    def may_refer(self) -> bool:
        """Only participants refer (WGS art. 2.31(1))."""
        return self.type is not OrganisationType.THIRD_PARTY


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """A role held from one day to another, both included; an open end is None."""

    role: Role
    from_on: date
    until_on: date | None = None

    def is_valid(self, on: date) -> bool:
        """Tell whether the role is held on this day."""
        return self.from_on <= on and (self.until_on is None or on <= self.until_on)

    def is_over(self, on: date) -> bool:
        """Tell whether the role is held neither on this day nor later."""
        return self.until_on is not None and self.until_on < on

    def end_before(self, on: date) -> "Appointment":
        """The same appointment, over before this day."""
        return self if self.is_over(on) else replace(self, until_on=on - timedelta(days=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A professional the house knows, keyed by tenant and Entra object id, never by name. ``mail``
    is where calendar mail goes, ``sign_in`` the name they have in Teams; empty where there is none.
    ``screened_until`` is the last day on which their certificate of conduct or screening counts
    (BGS art. 1.11), ``trained_on`` the day of their last training (BGS art. 1.17).
    """

    id: MemberId
    tenant_id: str
    object_id: str
    name: str
    organisation: OrganisationId
    appointments: tuple[Appointment, ...]
    telephone: str = ""
    language: Language = Language.DUTCH
    rank: int = 99
    is_guest: bool = False
    mail: str = field(default="", repr=False)
    sign_in: str = field(default="", repr=False)
    screened_until: date | None = None
    trained_on: date | None = None

    def roles(self, on: date) -> frozenset[Role]:
        """Roles held on this day."""
        return frozenset(a.role for a in self.appointments if a.is_valid(on))

    def leave(self, on: date) -> "Member":
        """The same member with every appointment over before this day."""
        ended = tuple(a.end_before(on) for a in self.appointments)
        return replace(self, appointments=ended)


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """A member who may speak for an organisation on some day, as a choice or a seat needs them."""

    id: MemberId
    name: str
    organisation: OrganisationId


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """The member behind a turn, with what counts for rights today."""

    member: Member
    organisation: Organisation
    roles: frozenset[Role]

    @property
    def id(self) -> MemberId:
        """The member's id."""
        return self.member.id
