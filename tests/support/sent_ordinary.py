"""A message of referrals, agendas and the house on its way to somebody, and what went before it."""

from dataclasses import replace
from datetime import timedelta

from domain.absence import AbsenceWish
from domain.access import CaseState
from domain.agenda_steps import post_agenda
from domain.consult import ConsultReply
from domain.identifiers import CaseId, MemberId
from domain.member import Role
from domain.notice import NoticeKind
from domain.stoplight import Colour
from services.absence import give_absence
from services.consult import ask_consult, list_own_consults
from services.seen_case import SeenCase
from tests.support.agenda_house import CARE, CITY, POLICE, AgendaHouse, a_member
from tests.support.duty_notices import keep_duty
from tests.support.enquiries import ask
from tests.support.meetings import CUT_OFF_AT, POSTS_AT, THE_MEETING
from tests.support.referrals import REFERRAL
from tests.support.sent_messages import Sent, to
from tests.support.takeovers import a_takeover

K = NoticeKind

STATES = {
    K.REFERRAL_INCOMPLETE: CaseState.INCOMPLETE,
    K.REFERRAL_WEIGHED: CaseState.NOT_TAKEN_UP,
}
COORDINATORS_OWN = frozenset({
    K.REFERRAL_ARRIVED,
    K.GROUP_ARRIVED,
    K.AGENDA_DRAFT,
    K.AGENDA_NOT_APPROVED,
    K.AGENDA_PROPOSAL,
    K.PARTNER_AWAY,
    K.DELIVERY_QUESTION,
    K.DELIVERY_FAILED,
    K.DELIVERY_LATE,
    K.DRILL_RESULT,
})  # fmt: skip


async def ask_nurse(house: AgendaHouse) -> tuple[str, CaseId]:
    """The care organisation is asked whether it comes; which request that is, for which case."""
    case = await house.add_case("KX7-Q42", Colour.RED, 30, (CARE,))
    await house.tick()
    await house.tick(CUT_OFF_AT - timedelta(hours=3))
    async with house.reading() as moment:
        (request,) = await moment.uow.attendance_requests.of_meeting(THE_MEETING)
    return request.id, case


async def ask_agent(house: AgendaHouse) -> tuple[str, str]:
    """The police are asked whether they know somebody, and this is the last day."""
    tested = CaseState.PURPOSE_TESTED
    case = await house.keep_case("KX7-Q42", REFERRAL, "nurse", state=tested)
    await ask(house, SeenCase(id=case), POLICE)
    house.now += timedelta(days=7)
    return "agent", "agent"


async def consult_as_agent(house: AgendaHouse) -> tuple[str, str]:
    """The agent asked the coordinators something."""
    async with house.acting("agent") as ctx:
        await ask_consult(ctx, ConsultReply.WRITTEN, "Kan dit?")
        [asked] = await list_own_consults(ctx)
    return "agent", asked.id


async def name_the_deputy(house: AgendaHouse) -> tuple[str, str]:
    """The agent is away tomorrow, and the deputy stands in; who, and which standing in that is."""
    tomorrow = house.now.date() + timedelta(days=1)
    async with house.acting("agent") as ctx:
        wish = AbsenceWish(first_on=tomorrow, last_on=tomorrow)
        await give_absence(ctx, wish, MemberId("deputy"))
        [named] = await ctx.uow.deputies.of_deputy(MemberId("deputy"), ctx.now)
    return "deputy", named.id


async def ask_police_to_take_on(house: AgendaHouse) -> tuple[str, str]:
    tested = CaseState.PURPOSE_TESTED
    case = await house.keep_case("KX7-Q42", REFERRAL, "nurse", state=tested)
    asked = a_takeover(case, MemberId("sanne"), house.now)
    takeover = replace(asked.takeover, organisation=POLICE)
    async with house.work() as moment:
        await moment.uow.takeovers.keep(replace(asked, takeover=takeover))
    return "agent", case


async def contest_something(house: AgendaHouse) -> tuple[str, str]:
    """A process director hears what is contradicted of a case."""
    tested = CaseState.PURPOSE_TESTED
    return "sanne", await house.keep_case("KX7-Q42", REFERRAL, "nurse", state=tested)


async def post_agenda_for(house: AgendaHouse, *circle: str) -> CaseId:
    """An agenda that asks the police and the care organisation for one case."""
    case = await house.add_case("KX7-Q42", Colour.RED, 30, (POLICE, CARE), *circle)
    await house.tick(CUT_OFF_AT)
    house.now = POSTS_AT
    async with house.work() as moment:
        meeting = await moment.uow.meetings.get(THE_MEETING)
        agenda = await moment.uow.meetings.agenda(THE_MEETING)
        approved = replace(agenda, state="approved", approved_by=MemberId("sanne"))
        await moment.uow.meetings.save_agenda(post_agenda(meeting, approved, house.now))
    return case


TO_WHOM = {
    K.DEPUTY_NAMED: name_the_deputy,
    K.ENQUIRIES: ask_agent,
    K.TAKEOVER: ask_police_to_take_on,
    K.CONSULT: consult_as_agent,
    K.AGREEMENT_CONTESTED: contest_something,
}


async def send_ordinary(house: AgendaHouse, kind: NoticeKind) -> Sent:
    if kind in {K.ATTENDANCE_REQUEST, K.ATTENDANCE_REMINDER}:
        request, case = await ask_nurse(house)
        return Sent(house, to(kind, "nurse", request), case)
    if kind in {K.OWN_TIMES, K.OWN_TIMES_MAIL, K.CALLED_IN, K.TIME_MOVED}:
        case = await post_agenda_for(house, "nurse")
        return Sent(house, to(kind, "nurse", THE_MEETING), case)
    if kind is K.ACTION_ESCALATED:
        async with house.work() as moment:
            await moment.uow.people.save_member(a_member("Karel", CITY, Role.MANAGER))
        return Sent(house, to(kind, "karel", "action-1"))
    if kind in {K.DUTY_SWAP, K.DUTY_CHANGE, K.DUTY_GAP}:
        return Sent(house, to(kind, *(await keep_duty(house, kind))))
    if kind in TO_WHOM:
        to_whom = TO_WHOM[kind]
        return Sent(house, to(kind, *(await to_whom(house))))
    state = STATES.get(kind, CaseState.SUBMITTED)
    case = await house.keep_case("KX7-Q42", REFERRAL, "agent", state=state)
    coordinator = "sanne" if kind is K.DRILL_RESULT else "iris"
    return Sent(house, to(kind, coordinator if kind in COORDINATORS_OWN else "agent", case), case)
