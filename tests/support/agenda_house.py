"""A small house with cases and a weekly meeting, over real storage, moved by hand through time.

Each plan made here is judged by the independent judge (``tests/conftest.py``).
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from domain.agenda import Agenda
from domain.case import CirclePlace, CircleReason
from domain.colour import StandingColour
from domain.house import Channel, Duty, House, MovedMeeting, Weekday, WeeklyMeeting, WeekMoment
from domain.identifiers import (
    CaseId,
    ChannelId,
    MeetingId,
    MemberId,
    OrganisationId,
    OutsidePartnerId,
    ScheduleId,
)
from domain.known_check import OutsideKind, OutsidePartner
from domain.member import Appointment, Member, Organisation, OrganisationType, Role
from domain.referral import Aim, Identity, Referral
from domain.stoplight import Colour
from services.agenda.clock import hold_meetings
from services.agenda.drafting import (
    DraftingTask,
    DraftMade,
    collect_draft,
    keep_draft,
    make_draft,
)
from services.agenda.errand import draft_agenda
from tests.support.canaries import CANARY
from tests.support.house import HouseFiles, OpenHouse
from tests.support.mandates import MANDATES
from tests.support.rounds import run_round

# seen from 1 February 2026; the first meeting is that of tests.support.meetings
THE_BEGINNING = datetime(2026, 2, 9, 9, 0, tzinfo=UTC)

POLICE = OrganisationId("police")
CITY = OrganisationId("city")
CARE = OrganisationId("mental-health")
HOUSING = OrganisationId("housing")

ORGANISATIONS = (
    Organisation(id=CITY, name="Gemeente Rivierstad", type=OrganisationType.PUBLIC_PARTICIPANT),
    Organisation(id=POLICE, name="Politie", type=OrganisationType.PUBLIC_PARTICIPANT),
    Organisation(id=CARE, name="GGZ Rivierstad", type=OrganisationType.PRIVATE_PARTICIPANT),
    Organisation(id=HOUSING, name="Woonstichting", type=OrganisationType.PRIVATE_PARTICIPANT),
)


def a_member(
    name: str, organisation: OrganisationId, role: Role, rank: int = 99, until: date | None = None
) -> Member:
    return Member(
        id=MemberId(name.lower()),
        tenant_id="tenant",
        object_id=f"object-{name.lower()}",
        name=name,
        organisation=organisation,
        appointments=(Appointment(role=role, from_on=date(2026, 1, 1), until_on=until),),
        rank=rank,
    )


MEMBERS = (
    a_member("Sanne", CITY, Role.PROCESS_DIRECTOR),
    a_member("Daan", CITY, Role.PROCESS_DIRECTOR),
    a_member("Iris", CITY, Role.INFORMATION_COORDINATOR),
    a_member("Agent", POLICE, Role.PROFESSIONAL, rank=1),
    a_member("Deputy", POLICE, Role.PROFESSIONAL, rank=2),
    a_member("Nurse", CARE, Role.PROFESSIONAL),
)

CHANNEL = Channel(id=ChannelId("agenda"), team="team", conversation_id="19:agenda@thread.tacv2")

WEEKLY = WeeklyMeeting(
    id=ScheduleId("weekly"),
    channel=CHANNEL.id,
    weekday=Weekday.THURSDAY,
    starts_at=time(9, 0),
    minutes=180,
    cut_off=WeekMoment(weekday=Weekday.TUESDAY, at=time(12, 0)),
    posts=WeekMoment(weekday=Weekday.WEDNESDAY, at=time(9, 0)),
    place="Stadhuis, zaal 2",
)

OUTSIDE_PARTNERS = (
    OutsidePartner(id=OutsidePartnerId("oeverdal"), name="Huis Oeverdal", kind=OutsideKind.HOUSE),
    OutsidePartner(
        id=OutsidePartnerId("riec"), name="RIEC Lindewaard", kind=OutsideKind.PARTNERSHIP
    ),
)
HOUSE = House(
    name="Zorg- en Veiligheidshuis Rivierstad",
    time_zone="Europe/Amsterdam",
    organisations=ORGANISATIONS,
    members=MEMBERS,
    channels=(CHANNEL,),
    schedules=(WEEKLY,),
    duty=Duty(hours=(), fallback=MemberId("sanne")),
    circle_rules=(),
    crisis_numbers=(),
    emergency_text={},
    mandates=MANDATES,
    outside_partners=OUTSIDE_PARTNERS,
)


@dataclass
class AgendaHouse(OpenHouse):
    """A house in which agendas are made."""

    tasks: list[DraftingTask] = field(default_factory=list)

    async def tick(self, at: datetime | None = None) -> None:
        """One tick of the clock: the meetings, then whatever is due, drafts last."""
        self.now = at or self.now
        async with self.work() as moment:
            await hold_meetings(moment)
        await run_round(self, self._draft)

    async def _draft(self, meeting: str) -> None:
        await draft_agenda(self, self._plan_here, MeetingId(meeting))

    async def _plan_here(self, task: DraftingTask) -> DraftMade:
        return self.plan(task)

    async def collect(self) -> list[DraftingTask]:
        """Every draft that is needed now."""
        async with self.reading() as moment:
            open_ones = await moment.uow.meetings.unsettled(self.now)
            tasks = [await collect_draft(moment, one.id) for one in open_ones]
        return [task for task in tasks if task]

    def plan(self, task: DraftingTask) -> DraftMade:
        self.tasks.append(task)
        return make_draft(task)

    async def keep(self, made: DraftMade) -> None:
        async with self.work() as moment:
            await keep_draft(moment, made)

    async def add_case(
        self,
        code: str,
        colour: Colour | None,
        minutes: int = 0,
        required: tuple[OrganisationId, ...] = (),
        *circle: str,
    ) -> CaseId:
        """A case as *kleur* leaves it: who speaks for a required organisation has a place in it,
        unless others of it have.
        """
        case_id = await self.keep_case(
            code, _REFERRAL, "agent", circle, changed_by=MemberId("sanne")
        )
        await self.seat(case_id, required)
        if colour:
            await self.set_colour(case_id, colour, minutes, required)
        return case_id

    async def seat(self, case_id: CaseId, required: Collection[OrganisationId]) -> None:
        async with self.reading() as moment:
            seated = {one.organisation for one in await moment.uow.cases.circle(case_id)}
            speakers = await moment.uow.people.speakers(moment.today)
        for one in required:
            if one not in seated and speakers.get(one):
                await self.seat_member(case_id, speakers[one][0].id)

    async def seat_member(self, case_id: CaseId, name: str) -> None:
        async with self.work() as moment:
            member = await moment.uow.people.member(MemberId(name))
            told = (await moment.uow.cases.get(case_id)).referrer == member.id
            place = CirclePlace(
                case=case_id,
                member=member.id,
                organisation=member.organisation,
                reason=CircleReason.REFERRED if told else CircleReason.REQUIRED_PARTNER,
                joined_at=moment.now,
            )
            await moment.uow.cases.join_circle(place)

    async def set_colour(
        self,
        case_id: CaseId,
        colour: Colour,
        minutes: int,
        required: tuple[OrganisationId, ...] = (),
    ) -> None:
        standing = StandingColour(
            colour=colour,
            minutes=minutes,
            required=required,
            set_by=MemberId("sanne"),
            set_at=self.now,
            next_review_on=self.now.date(),
        )
        async with self.database.work() as uow:
            await uow.cases.save(replace(await uow.cases.get(case_id), colour=standing))

    async def save_schedule(self, **changes: object) -> None:
        async with self.database.work() as uow:
            await uow.schedules.save_schedule(replace(WEEKLY, **changes))

    async def agenda(self, meeting: str = "weekly:2026-02-12") -> Agenda:
        async with self.database.reading() as uow:
            agenda = await uow.meetings.agenda(MeetingId(meeting))
        assert agenda is not None, f"{meeting} has no agenda"
        return agenda


class SeededFiles(HouseFiles[AgendaHouse]):
    """The small house of this file."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory, AgendaHouse, HOUSE, THE_BEGINNING)


_REFERRAL = Referral(
    identity=Identity(name=f"Jan {CANARY}"),
    why_now=f"{CANARY} dreigt",
    aim=Aim.COORDINATE,
    criteria=(),
)


def moved(planned_on: date, held_on: date, at: time) -> MovedMeeting:
    return MovedMeeting(planned_on=planned_on, held_on=held_on, starts_at=at)


def each(minutes: int, since: datetime, until: datetime) -> Iterator[datetime]:
    """Moments at which the clock ticks."""
    while since <= until:
        yield since
        since += timedelta(minutes=minutes)
