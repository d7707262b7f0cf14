"""A colleague stands in for who is away: in their cases for that time, and no minute longer."""

from datetime import date, datetime, timedelta

import pytest

from domain.absence import AbsenceWish
from domain.access import Action, Involvement
from domain.agreed_action import ActionState
from domain.attendance_request import AttendanceAnswer
from domain.audit import AuditEvent, AuditReason
from domain.case import CircleReason, LeftReason
from domain.deputy import NotAColleagueError, StandInOverError
from domain.identifiers import AbsenceId, CaseId, MemberId, StandInId
from domain.notice import NoticeKind
from domain.stoplight import Colour
from domain.timer import TimerKind
from services.absence import enter_absence, give_absence, view_absences, withdraw_absence
from services.access import RefusedError
from services.action_reminders import look_at_action
from services.agreed_action import agree_action, answer_action, open_own_action, view_action
from services.attendance_request import RequestView, answer_own_request
from services.case_director import list_who_may_direct
from services.deputy import DeputyNews, decline_stand_in, look_at_deputy, read_deputy_news
from services.deputy_views import list_asked_of_absent, read_due_of_absent
from services.joining import let_leave, list_joined
from services.seen_case import SeenCase, take_case
from services.standing_in import find_who_stands_in
from tests.support.agenda_house import HOUSE, POLICE, AgendaHouse, a_member
from tests.support.agreed_actions import a_wish
from tests.support.meetings import CUT_OFF_AT, THE_MEETING

MONDAY, DAY = date(2026, 2, 16), timedelta(days=1)
AGENT, DEPUTY = MemberId("agent"), MemberId("deputy")


@pytest.fixture
async def case(agenda_house: AgendaHouse) -> CaseId:
    """A case that the agent referred and is in, and the nurse too."""
    return await agenda_house.add_case("KX7-Q42", Colour.ORANGE, 15, (), "agent", "nurse")


async def give(
    house: AgendaHouse, first: date = MONDAY, days: int = 21, deputy: str | None = "deputy"
) -> AbsenceId:
    wish = AbsenceWish(first_on=first, last_on=first + DAY * (days - 1))
    async with house.acting("agent") as ctx:
        return (await give_absence(ctx, wish, MemberId(deputy) if deputy else None)).id


async def come_round(house: AgendaHouse) -> None:
    """The clock looks at who stands in as often as it is due."""
    while (due := (await house.timers(TimerKind.DEPUTY)).get("agent")) and due <= house.now:
        async with house.work() as moment:
            await look_at_deputy(moment, "agent")
        if (await house.timers(TimerKind.DEPUTY))["agent"] == due:
            return


async def go_to(house: AgendaHouse, on: date, minutes: int = 0, *, ticks: bool = True) -> None:
    async with house.reading() as moment:
        at = moment.calendar.moment(on, datetime.min.time())
    house.now = at + timedelta(minutes=minutes)
    if ticks:
        await come_round(house)


async def stands(house: AgendaHouse, case: CaseId, name: str = "deputy") -> Involvement:
    async with house.reading() as moment:
        return await moment.uow.cases.involvement(case, MemberId(name))


async def the_one(house: AgendaHouse) -> StandInId:
    async with house.reading() as moment:
        return (await moment.uow.deputies.of_deputy(DEPUTY, moment.now))[0].id


async def decline(house: AgendaHouse, by: str = "deputy") -> None:
    one = await the_one(house)
    async with house.acting(by) as ctx:
        await decline_stand_in(ctx, one)


async def test_a_deputy_enters_when_the_absence_begins_and_leaves_with_it(
    agenda_house: AgendaHouse, case: CaseId
):
    await give(agenda_house)
    await go_to(agenda_house, MONDAY - DAY)
    assert await stands(agenda_house, case) is Involvement.NONE
    await go_to(agenda_house, MONDAY)
    assert await stands(agenda_house, case) is Involvement.CIRCLE
    assert await stands(agenda_house, case, "agent") is Involvement.REFERRER_IN_CIRCLE
    async with agenda_house.reading() as moment:
        [place] = [one for one in await moment.uow.cases.circle(case) if one.member == DEPUTY]
        assert place.until == moment.calendar.moment(MONDAY + 21 * DAY, datetime.min.time())
    assert (place.reason, place.stands_in_for) == (CircleReason.STANDS_IN, AGENT)
    joined = (await agenda_house.on_record(case))[-1]
    assert (joined.event, joined.subject, joined.reason, joined.on_behalf_of) == (
        AuditEvent.CIRCLE_JOINED, DEPUTY, AuditReason.STANDS_IN, AGENT,
    )  # fmt: skip
    async with agenda_house.sending_to("deputy") as reading:
        [told] = await list_joined(reading) or [None]
    # from the very minute, before the clock comes round
    await go_to(agenda_house, MONDAY + 21 * DAY, ticks=False)
    assert await stands(agenda_house, case) is Involvement.FORMER
    await come_round(agenda_house)
    left = (await agenda_house.on_record(case))[-1]
    assert (left.event, left.reason) == (AuditEvent.CIRCLE_LEFT, AuditReason.STOOD_IN)
    assert told is None or told.stands_in_for == "Agent"


async def test_a_case_that_the_absent_member_joins_is_the_deputys_too_and_ends_with_theirs(
    agenda_house: AgendaHouse, case: CaseId
):
    await give(agenda_house)
    await go_to(agenda_house, MONDAY)
    other = await agenda_house.add_case("KX7-Q43", Colour.ORANGE, 15, (), "agent")
    await go_to(agenda_house, MONDAY + DAY, 7 * 60)
    assert await stands(agenda_house, other) is Involvement.CIRCLE
    async with agenda_house.acting("sanne") as ctx:
        found = await ctx.uow.cases.get(other)
        assert await let_leave(ctx, found, AGENT, LeftReason.BY_DIRECTOR, "weg")
    assert await stands(agenda_house, other) is Involvement.FORMER
    assert await stands(agenda_house, case) is Involvement.CIRCLE


async def test_who_was_taken_out_by_a_director_is_not_put_back_by_the_clock(
    agenda_house: AgendaHouse, case: CaseId
):
    await give(agenda_house)
    await go_to(agenda_house, MONDAY)
    async with agenda_house.acting("sanne") as ctx:
        found = await ctx.uow.cases.get(case)
        await let_leave(ctx, found, DEPUTY, LeftReason.BY_DIRECTOR, "weg")
    await go_to(agenda_house, MONDAY + DAY, 7 * 60)
    assert await stands(agenda_house, case) is Involvement.FORMER


async def test_an_absence_that_is_taken_back_ends_it_at_once_and_the_deputy_reads_it(
    agenda_house: AgendaHouse, case: CaseId
):
    await give(agenda_house)
    await go_to(agenda_house, MONDAY + 3 * DAY, 60 * 10)
    async with agenda_house.acting("agent") as ctx:
        [shown] = (await view_absences(ctx)).own
        assert (await withdraw_absence(ctx, shown.id)).deputies == ()
    assert await stands(agenda_house, case) is Involvement.FORMER
    await go_to(agenda_house, MONDAY + 4 * DAY, 8 * 60 + 30)
    async with agenda_house.sending_to("deputy") as reading:
        [news] = await read_deputy_news(reading)
    assert (news.news, news.name) == (DeputyNews.TAKEN_BACK, "Agent")


async def test_a_deputy_who_declines_is_out_and_the_coordinators_read_that_nobody_stands_in(
    agenda_house: AgendaHouse, case: CaseId
):
    await give(agenda_house)
    await go_to(agenda_house, MONDAY, 9 * 60)
    with pytest.raises(RefusedError):
        await decline(agenda_house, by="nurse")
    await decline(agenda_house)
    assert await stands(agenda_house, case) is Involvement.FORMER
    with pytest.raises(StandInOverError):
        await decline(agenda_house)
    await go_to(agenda_house, MONDAY + DAY, 8 * 60 + 30)
    for name, heard in (("iris", [DeputyNews.NOBODY]), ("nurse", [])):
        async with agenda_house.sending_to(name) as reading:
            assert [one.news for one in await read_deputy_news(reading)] == heard
    assert {"iris", "sanne", "daan"} <= set(await agenda_house.told(NoticeKind.DIGEST))
    await go_to(agenda_house, MONDAY + 21 * DAY, 8 * 60 + 30)
    async with agenda_house.sending_to("agent") as reading:
        assert [one.news for one in await read_deputy_news(reading)] == [DeputyNews.DECLINED]


async def test_who_declines_before_it_begins_is_heard_by_the_colleague_alone(
    agenda_house: AgendaHouse,
):
    await give(agenda_house)
    await decline(agenda_house)
    await go_to(agenda_house, date(2026, 2, 10), 8 * 60 + 30)
    for name, heard in (("agent", [DeputyNews.DECLINED]), ("iris", [])):
        async with agenda_house.sending_to(name) as reading:
            assert [one.news for one in await read_deputy_news(reading)] == heard


@pytest.mark.parametrize(("days_ahead", "at_once"), [(2, True), (3, False)])
async def test_what_begins_within_two_working_days_is_told_at_once(
    agenda_house: AgendaHouse, days_ahead: int, *, at_once: bool
):
    await give(agenda_house, first=date(2026, 2, 9) + days_ahead * DAY)
    told = await agenda_house.told(NoticeKind.DEPUTY_NAMED)
    assert told == (["deputy"] if at_once else [])
    assert ("deputy" in await agenda_house.told(NoticeKind.DIGEST)) is not at_once
    agenda_house.now += DAY - timedelta(hours=1, minutes=30)
    async with agenda_house.sending_to("deputy") as reading:
        assert [one.news for one in await read_deputy_news(reading)] == [DeputyNews.NAMED]


@pytest.mark.parametrize("deputy", ["agent", "nurse", "sanne", "nobody"])
async def test_only_a_colleague_of_the_same_organisation_stands_in(
    agenda_house: AgendaHouse, deputy: str
):
    with pytest.raises(NotAColleagueError):
        await give(agenda_house, deputy=deputy)


async def test_who_leaves_halfway_does_not_stand_in(agenda_house: AgendaHouse):
    async with agenda_house.work() as moment:
        leaving = a_member("Deputy", POLICE, HOUSE.members[4].appointments[0].role, until=MONDAY)
        await moment.uow.people.save_member(leaving)
    await give(agenda_house, days=1)
    with pytest.raises(NotAColleagueError):
        await give(agenda_house, days=2)


async def test_who_stands_in_is_not_asked_to_direct_the_case(
    agenda_house: AgendaHouse, case: CaseId
):
    await give(agenda_house)
    await go_to(agenda_house, MONDAY)
    async with agenda_house.acting("sanne") as ctx:
        permit = await take_case(ctx, Action.CHANGE_CIRCLE, SeenCase(id=case))
        asked = [one.id for one in await list_who_may_direct(ctx, permit)]
    assert asked == ["agent", "nurse"]


async def test_it_lasts_no_longer_than_the_appointment_of_who_is_away(
    agenda_house: AgendaHouse, case: CaseId
):
    role = HOUSE.members[3].appointments[0].role
    async with agenda_house.work() as moment:
        leaving = a_member("Agent", POLICE, role, rank=1, until=MONDAY + 4 * DAY)
        await moment.uow.people.save_member(leaving)
    await give(agenda_house)
    await go_to(agenda_house, MONDAY)
    assert await stands(agenda_house, case) is Involvement.CIRCLE
    await go_to(agenda_house, MONDAY + 5 * DAY, ticks=False)
    assert await stands(agenda_house, case) is Involvement.FORMER


async def test_a_coordinator_names_who_stands_in_for_who_telephones(
    agenda_house: AgendaHouse, case: CaseId
):
    wish = AbsenceWish(first_on=date(2026, 2, 9), last_on=date(2026, 2, 10))
    async with agenda_house.acting("iris") as ctx:
        await enter_absence(ctx, AGENT, wish, DEPUTY)
        assert [one.deputy for one in (await view_absences(ctx)).deputies] == ["Deputy"]
    # it began already: the deputy is in at once
    assert await stands(agenda_house, case) is Involvement.CIRCLE


async def test_the_newest_counts_where_two_overlap_and_the_rest_stays(
    agenda_house: AgendaHouse, case: CaseId
):
    await save_third(agenda_house)
    await give(agenda_house)
    await give(agenda_house, first=MONDAY + 7 * DAY, days=7, deputy="third")
    seen = []
    for days in (0, 7, 14):
        await go_to(agenda_house, MONDAY + days * DAY)
        both = [await stands(agenda_house, case, name) for name in ("deputy", "third")]
        seen.append([one is Involvement.CIRCLE for one in both])
    assert seen == [[True, False], [False, True], [True, False]]


async def answer(house: AgendaHouse, name: str, said: AttendanceAnswer) -> RequestView:
    async with house.acting(name) as ctx:
        [asked] = await ctx.uow.attendance_requests.of_meeting(THE_MEETING)
        return await answer_own_request(ctx, asked.id, said)


async def test_a_deputy_is_asked_whether_the_organisation_comes_and_answers_for_the_colleague(
    agenda_house: AgendaHouse,
):
    await agenda_house.add_case("KX7-Q42", Colour.RED, 30, (POLICE,), "agent")
    agenda_house.now = CUT_OFF_AT - timedelta(hours=28)
    await give(agenda_house, first=CUT_OFF_AT.date(), days=3)
    await agenda_house.tick()
    await agenda_house.tick(CUT_OFF_AT - timedelta(hours=27))
    assert await agenda_house.told(NoticeKind.ATTENDANCE_REQUEST) == ["agent"]
    with pytest.raises(RefusedError):
        await answer(agenda_house, "deputy", AttendanceAnswer.COMES)
    # it is asked of the deputy when the absence begins
    await agenda_house.tick(CUT_OFF_AT - timedelta(hours=10))
    assert await agenda_house.told(NoticeKind.ATTENDANCE_REQUEST) == ["agent", "deputy"]
    view = await answer(agenda_house, "deputy", AttendanceAnswer.COMES)
    assert (view.on_behalf_of, view.codes) == ("Agent", ("KX7-Q42",))
    async with agenda_house.reading() as moment:
        last = [link.entry for link in await moment.uow.audit.chain(None)][-1]
    assert (last.who, last.on_behalf_of, last.reason) == (DEPUTY, AGENT, AuditReason.STANDS_IN)
    agenda_house.now = CUT_OFF_AT
    async with agenda_house.acting("agent") as ctx:
        [shown] = (await view_absences(ctx)).own
        await withdraw_absence(ctx, shown.id)
    with pytest.raises(RefusedError):
        await answer(agenda_house, "deputy", AttendanceAnswer.CANNOT)


async def test_a_deputy_answers_for_what_the_colleague_promised_as_long_as_it_lasts(
    agenda_house: AgendaHouse, case: CaseId
):
    async with agenda_house.acting("sanne") as ctx:
        found = await ctx.uow.cases.get(case)
        promised = await agree_action(ctx, found, a_wish("agent", MONDAY + DAY))
    await give(agenda_house, days=3)
    async with agenda_house.acting("deputy") as ctx:
        assert list(await list_asked_of_absent(ctx)) == []
        with pytest.raises(RefusedError):
            await open_own_action(ctx, promised.id)
    await go_to(agenda_house, MONDAY + DAY, 8 * 60 + 30)
    async with agenda_house.work() as moment:
        await look_at_action(moment, promised.id)
    assert any(
        one.business_key == "digest:deputy:2026-02-17"
        for one in await agenda_house.notices(NoticeKind.DIGEST)
    )
    async with agenda_house.sending_to("deputy") as reading:
        [due] = await read_due_of_absent(reading)
    assert (due.name, due.code, due.action) == ("Agent", "KX7-Q42", promised.id)
    async with agenda_house.acting("deputy") as ctx:
        held = await open_own_action(ctx, promised.id)
        await answer_action(ctx, held, ActionState.DONE)
    done = (await agenda_house.on_record(case))[-1]
    assert (done.who, done.on_behalf_of, done.reason) == (DEPUTY, AGENT, AuditReason.STANDS_IN)
    await go_to(agenda_house, MONDAY + 3 * DAY, ticks=False)
    async with agenda_house.acting("deputy") as ctx:
        with pytest.raises(RefusedError):
            await view_action(ctx, promised.id)


async def save_third(house: AgendaHouse) -> None:
    async with house.work() as moment:
        role = HOUSE.members[4].appointments[0].role
        await moment.uow.people.save_member(a_member("Third", POLICE, role))


async def test_an_absence_that_grows_takes_a_deputy_named_again_along_and_says_when_nobody_is(
    agenda_house: AgendaHouse, case: CaseId
):
    await give(agenda_house)
    await go_to(agenda_house, MONDAY + 20 * DAY)
    later = MONDAY + 21 * DAY
    await give(agenda_house, first=later, days=7, deputy=None)
    async with agenda_house.acting("agent") as ctx:
        shown = await view_absences(ctx)
    [alone] = shown.unattended[shown.own[0].id]
    assert alone.ends_at - alone.starts_at == 7 * DAY
    await give(agenda_house, first=later, days=7)
    async with agenda_house.acting("agent") as ctx:
        shown = await view_absences(ctx)
    assert shown.unattended[shown.own[0].id] == ()
    assert [one.span for one in shown.deputies] == [shown.own[0].span]
    await go_to(agenda_house, later)
    assert await stands(agenda_house, case) is Involvement.CIRCLE
    await go_to(agenda_house, later + 7 * DAY, ticks=False)
    assert await stands(agenda_house, case) is Involvement.FORMER


async def test_who_stands_in_for_a_deputy_has_the_deputys_own_places_only_and_coordinators_hear_it(
    agenda_house: AgendaHouse, case: CaseId
):
    await save_third(agenda_house)
    own = await agenda_house.add_case("MV3-T81", Colour.ORANGE, 15, (), "deputy")
    await give(agenda_house)
    await go_to(agenda_house, MONDAY + 2 * DAY)
    ill = AbsenceWish(first_on=MONDAY + 2 * DAY, last_on=MONDAY + 3 * DAY)
    async with agenda_house.acting("deputy") as ctx:
        absence = await give_absence(ctx, ill, MemberId("third"))
    assert await stands(agenda_house, own, "third") is Involvement.CIRCLE
    assert await stands(agenda_house, case, "third") is Involvement.NONE
    # the deputy is away and keeps their rights, as whoever is away does
    assert await stands(agenda_house, case) is Involvement.CIRCLE
    async with agenda_house.reading() as moment:
        assert await find_who_stands_in(moment, AGENT) is None
    agenda_house.now += timedelta(hours=8, minutes=30)
    async with agenda_house.sending_to("iris") as reading:
        [news] = await read_deputy_news(reading)
    assert (news.news, news.name, news.deputy) == (DeputyNews.NOBODY, "Agent", "Deputy")
    async with agenda_house.acting("deputy") as ctx:
        await withdraw_absence(ctx, absence.id)
    async with agenda_house.sending_to("iris") as reading:
        assert list(await read_deputy_news(reading)) == []
    async with agenda_house.reading() as moment:
        assert await find_who_stands_in(moment, AGENT) == DEPUTY


async def test_a_coordinator_names_another_when_the_deputy_is_away_too(
    agenda_house: AgendaHouse, case: CaseId
):
    await save_third(agenda_house)
    await give(agenda_house)
    await go_to(agenda_house, MONDAY + 2 * DAY)
    days = AbsenceWish(first_on=MONDAY + 2 * DAY, last_on=MONDAY + 20 * DAY)
    async with agenda_house.acting("deputy") as ctx:
        await give_absence(ctx, days)
    async with agenda_house.acting("iris") as ctx:
        await enter_absence(ctx, AGENT, days, MemberId("third"))
    assert await stands(agenda_house, case, "third") is Involvement.CIRCLE
    assert await stands(agenda_house, case) is Involvement.FORMER
    agenda_house.now += timedelta(hours=8, minutes=30)
    async with agenda_house.sending_to("iris") as reading:
        assert list(await read_deputy_news(reading)) == []
