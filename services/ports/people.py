"""Where members, partners, channels, meetings and the duty rota are kept; the database decides."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Protocol

from domain.house import Channel, DutyPeriod, WeeklyMeeting
from domain.identifiers import ChannelId, MeetingKindId, MemberId, OrganisationId, ScheduleId
from domain.meeting_kind import KindsHeld
from domain.member import Member, Organisation, Role, Speaker
from domain.rhythm import WeeklyTime


class People(Protocol):
    """Members and the organisations they come from. Nobody is ever deleted."""

    async def member(self, member_id: MemberId) -> Member:
        """Find a member; NotFoundError when there is none."""

    async def by_ids(self, member_ids: Collection[MemberId]) -> Mapping[MemberId, Member]:
        """Find these members in one question; NotFoundError when one of them is none."""

    async def by_identity(self, tenant_id: str, object_id: str) -> Member | None:
        """Find who signs in with this tenant and Entra object id; None for a stranger."""

    async def members(self) -> Sequence[Member]:
        """All members ever, by id."""

    async def names(self, member_ids: Collection[MemberId]) -> Mapping[MemberId, str]:
        """The names of these members; who is none is left out."""

    async def organisation(self, organisation_id: OrganisationId) -> Organisation:
        """Find an organisation, also one that left; NotFoundError when there is none."""

    async def organisations(self) -> Sequence[Organisation]:
        """Organisations that take part now, by id."""

    async def organisation_names(self) -> Mapping[OrganisationId, str]:
        """The names of all organisations ever."""

    async def speakers(self, on: date) -> Mapping[OrganisationId, Sequence[Speaker]]:
        """Professionals who speak for each organisation on this day, the deputy after the first;
        an organisation nobody speaks for is left out.
        """

    async def role_holders(self, roles: Sequence[Role], on: date) -> Sequence[MemberId]:
        """Members who hold one of these roles on this day, each once: role by role in the order
        asked, then by rank.
        """

    async def holders_to_come(self, role: Role, on: date) -> Sequence[MemberId]:
        """Members who hold a role on this day or will later, each once, by rank."""

    async def save_member(self, member: Member) -> None:
        """Keep a member with exactly these appointments, new or changed."""

    async def save_organisation(self, organisation: Organisation) -> None:
        """Keep an organisation, new, changed or back again."""

    async def end_organisation(self, organisation_id: OrganisationId, on: date) -> None:
        """Let an organisation leave; what it took part in stays on record."""


class Channels(Protocol):
    """The Teams channels the house posts in."""

    async def channel(self, channel_id: ChannelId) -> Channel:
        """Find a channel, also one no longer used; NotFoundError when there is none."""

    async def channels(self) -> Sequence[Channel]:
        """Channels in use, by id."""

    async def by_conversation(self, conversation_id: str) -> Channel | None:
        """The channel in use of a Teams conversation; None for one that is not the house's."""

    async def save_channel(self, channel: Channel) -> None:
        """Keep a channel, new, changed or back again."""

    async def end_channel(self, channel_id: ChannelId, on: date) -> None:
        """Stop using a channel."""


class Schedules(Protocol):
    """The meetings that come back each week, and their kinds."""

    async def kinds(self) -> KindsHeld:
        """The kinds of meeting the house holds, in its order; ask as often as you like."""

    async def replace_kinds(self, held: KindsHeld) -> None:
        """Put other kinds in the place of those there were."""

    async def schedule(self, schedule_id: ScheduleId) -> WeeklyMeeting:
        """Find a weekly meeting, also one no longer held; NotFoundError when there is none."""

    async def schedules(self) -> Sequence[WeeklyMeeting]:
        """Weekly meetings that are held, by id."""

    async def weekly_times(self) -> Mapping[MeetingKindId | None, WeeklyTime]:
        """The time that the meetings of each kind give in a week; under None those without one."""

    async def save_schedule(self, schedule: WeeklyMeeting) -> None:
        """Keep a weekly meeting with its breaks and moves, new, changed or back again."""

    async def end_schedule(self, schedule_id: ScheduleId, on: date) -> None:
        """Stop holding a weekly meeting."""


class Rota(Protocol):
    """Who is process director of duty, and when."""

    async def periods(self) -> Sequence[DutyPeriod]:
        """The whole rota, oldest first."""

    async def period_on(self, on: date) -> DutyPeriod | None:
        """The turn this day is part of; None where the rota names nobody."""

    async def coming(self, since: date) -> Sequence[DutyPeriod]:
        """The turns that are not over on a day, oldest first."""

    async def replace_periods(self, periods: Sequence[DutyPeriod]) -> None:
        """Put a new rota in the place of the old one."""

    async def loaded(self) -> Sequence[DutyPeriod]:
        """The rota as the house file last said it, oldest first."""

    async def note_loaded(self, periods: Sequence[DutyPeriod]) -> None:
        """Keep what the house file says now."""


class HouseRecords(Protocol):
    """The part of the unit of work that the house file fills."""

    @property
    def people(self) -> People:
        """Members and organisations."""

    @property
    def channels(self) -> Channels:
        """Channels."""

    @property
    def schedules(self) -> Schedules:
        """Weekly meetings."""

    @property
    def rota(self) -> Rota:
        """The duty rota."""
