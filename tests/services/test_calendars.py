"""Own times go to the calendar of who has an address, change there, and end there."""

from dataclasses import replace
from datetime import datetime

import pytest

from bot.running.administration import load_house_file
from domain.agenda import AgendaState
from domain.audit import name_operator
from domain.calendar_entry import CalendarEntry
from domain.identifiers import MeetingId, MemberId
from domain.notice import Notice, NoticeKind, PrivateNotice
from domain.stoplight import Colour
from services.agenda.approval import approve_agenda
from services.agenda.calendars import CalendarView, read_calendar
from services.agenda.notices import look_at_own_times
from services.agenda.timers import wake_agenda
from services.recipients import NotSentError, require_recipient
from storage.unit_of_work import UnitOfWork
from tests.support.agenda_house import CARE, HOUSE, POLICE, WEEKLY, AgendaHouse
from tests.support.meetings import CUT_OFF_AT, POSTS_AT, STARTS_AT, THE_MEETING

MEETING = MeetingId(THE_MEETING)
MAIL = NoticeKind.OWN_TIMES_MAIL


@pytest.fixture
async def posted(agenda_house: AgendaHouse) -> AgendaHouse:
    """An agenda with one case is posted; of who is needed, the nurse has an address."""
    await give_address(agenda_house, "nurse")
    await agenda_house.add_case("KX7-Q42", Colour.RED, 30, (POLICE, CARE), "nurse")
    await agenda_house.tick(CUT_OFF_AT)
    async with agenda_house.acting("sanne") as ctx:
        await approve_agenda(ctx, MEETING, (await agenda_house.agenda()).version)
    await agenda_house.tick(POSTS_AT)
    return agenda_house


async def give_address(house: AgendaHouse, *names: str, mail: str = "{}@partner.example") -> None:
    async with house.work() as moment:
        for name in names:
            member = await moment.uow.people.member(MemberId(name))
            await moment.uow.people.save_member(replace(member, mail=mail.format(name)))


async def mails(house: AgendaHouse) -> list[Notice]:
    return await house.notices(MAIL)


async def look(house: AgendaHouse) -> None:
    async with house.work() as moment:
        await wake_agenda(moment, MEETING)
    await house.tick()


async def move_case(house: AgendaHouse, minutes: int) -> None:
    """The director's change of a posted agenda: all its cases come later."""
    async with house.work() as moment:
        agenda = await moment.uow.meetings.agenda(MEETING)
        assert agenda is not None
        later = tuple(
            replace(item, starts_at=item.starts_at + minutes * (item.ends_at - item.starts_at) / 30)
            for item in agenda.items
        )
        await moment.uow.meetings.save_agenda(replace(agenda, items=later))


async def leave(house: AgendaHouse, name: str) -> None:
    async with house.work() as moment:
        agenda = await moment.uow.meetings.agenda(MEETING)
        assert agenda is not None
        await moment.uow.cases.leave_circle(agenda.items[0].case, MemberId(name), house.now)


async def entry(house: AgendaHouse, name: str) -> CalendarEntry | None:
    async with house.reading() as moment:
        return await moment.uow.calendar_entries.find(MEETING, MemberId(name))


async def told(house: AgendaHouse, name: str) -> CalendarView | None:
    async with house.sending_to(name) as reading:
        return await read_calendar(reading, MEETING)


async def is_refused(house: AgendaHouse, *, is_posted: bool) -> bool | None:
    """Whether the nurse may not have it; None when it is only overtaken."""
    notice = PrivateNotice(
        kind=MAIL, subject=THE_MEETING, business_key="a", member=MemberId("nurse")
    )
    async with house.sending_to("nurse") as reading:
        try:
            await require_recipient(reading, notice, is_posted=is_posted)
        except NotSentError as refused:
            return None if refused.is_superseded else True
    return False


async def test_only_who_is_needed_and_has_an_address_is_mailed_before_the_meeting(
    posted: AgendaHouse,
) -> None:
    [mail] = await mails(posted)
    assert isinstance(mail, PrivateNotice)
    assert (mail.member, mail.subject, mail.expires_at) == ("nurse", THE_MEETING, STARTS_AT)
    assert await posted.told(NoticeKind.OWN_TIMES) == ["agent", "nurse"]


async def test_a_calendar_is_told_when_and_where_and_nothing_of_a_case(
    posted: AgendaHouse,
) -> None:
    view = await told(posted, "nurse")
    assert view is not None
    (item,) = (await posted.agenda()).items
    assert view.entry.hours == ((item.starts_at, item.ends_at),)
    assert (view.entry.place, view.address) == ("Stadhuis, zaal 2", "nurse@partner.example")
    assert (view.house, view.entry.sequence) == ("Zorg- en Veiligheidshuis Rivierstad", 1)
    assert item.code not in repr(view)
    assert item.case not in repr(view)


async def test_a_calendar_hears_only_of_a_change_of_its_own_times_under_the_same_id(
    posted: AgendaHouse,
) -> None:
    first = await entry(posted, "nurse")
    assert first is not None
    await posted.send_all()
    await look(posted)
    assert len(await mails(posted)) == 1
    await move_case(posted, 15)
    await look(posted)
    assert len(await mails(posted)) == 2
    view = await told(posted, "nurse")
    assert view is not None
    (item,) = (await posted.agenda()).items
    assert view.entry.hours == ((item.starts_at, item.ends_at),)
    assert (view.entry.uid, view.entry.sequence) == (first.uid, 2)


async def test_changes_before_the_first_mail_left_are_one_mail_with_the_newest(
    posted: AgendaHouse,
) -> None:
    for minutes in (15, 15):
        await move_case(posted, minutes)
        await look(posted)
    assert len(await mails(posted)) == 1
    view = await told(posted, "nurse")
    assert view is not None
    assert view.entry.sequence == 3


async def test_who_left_the_circle_hears_that_it_ends_and_nothing_when_they_never_knew(
    posted: AgendaHouse,
) -> None:
    await posted.send_all()
    await leave(posted, "nurse")
    await look(posted)
    assert len(await mails(posted)) == 2
    view = await told(posted, "nurse")
    assert view is not None
    assert view.entry.hours == ()
    assert await is_refused(posted, is_posted=True) is False
    assert await is_refused(posted, is_posted=False) is True


async def test_a_cancelled_meeting_ends_in_every_calendar_once(posted: AgendaHouse) -> None:
    await posted.send_all()
    async with posted.work() as moment:
        await moment.uow.schedules.end_schedule(WEEKLY.id, moment.today)
    for _ in range(2):
        await posted.tick()
    assert len(await mails(posted)) == 2
    view = await told(posted, "nurse")
    assert view is not None
    assert (view.entry.hours, view.entry.sequence) == ((), 2)
    assert await is_refused(posted, is_posted=True) is False
    assert await is_refused(posted, is_posted=False) is None


async def test_who_lost_their_appointment_has_it_ended_and_learns_no_time(
    posted: AgendaHouse,
) -> None:
    await posted.send_all()
    async with posted.work() as moment:
        nurse = await moment.uow.people.member(MemberId("nurse"))
        await moment.uow.people.save_member(nurse.leave(moment.today))
    view = await told(posted, "nurse")
    assert view is not None
    assert view.entry.hours == ()
    assert await is_refused(posted, is_posted=False) is True


async def test_whose_organisation_left_has_it_ended_and_learns_no_time(
    posted: AgendaHouse,
) -> None:
    async with posted.work() as moment:
        await moment.uow.people.end_organisation(CARE, moment.today)
    view = await told(posted, "nurse")
    assert view is not None
    assert view.entry.hours == ()
    assert await is_refused(posted, is_posted=False) is True


async def test_who_is_needed_later_is_mailed_too_while_there_is_time(posted: AgendaHouse) -> None:
    await give_address(posted, "deputy")
    async with posted.work() as moment:
        agent = await moment.uow.people.member(MemberId("agent"))
        await moment.uow.people.save_member(agent.leave(moment.today))
    for item in (await posted.agenda()).items:
        if "police" in item.required:
            await posted.seat_member(item.case, "deputy")
    async with posted.work() as moment:
        await look_at_own_times(moment, THE_MEETING)
    await posted.tick()
    assert await posted.told(MAIL) == ["deputy", "nurse"]


async def test_when_the_house_takes_a_member_out_their_calendar_is_ended(
    posted: AgendaHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def now(_work: UnitOfWork) -> datetime:
        return posted.now

    monkeypatch.setattr(UnitOfWork, "now", now)
    await posted.send_all()
    left = tuple(one for one in HOUSE.members if one.id != "nurse")
    changed = replace(posted.house, members=left)
    operator = name_operator("bea")
    await load_house_file(posted.database, changed, operator, lambda _lines: True)
    await posted.tick()
    nurse = await entry(posted, "nurse")
    assert nurse is not None
    assert nurse.hours == ()
    assert len(await mails(posted)) == 2


async def test_once_the_meeting_began_calendars_are_left_alone(posted: AgendaHouse) -> None:
    await posted.send_all()
    await move_case(posted, 15)
    posted.now = STARTS_AT
    await look(posted)
    assert len(await mails(posted)) == 1


async def test_who_has_no_address_any_more_is_told_nothing(posted: AgendaHouse) -> None:
    await give_address(posted, "nurse", mail="")
    assert await told(posted, "nurse") is None


async def test_before_an_agenda_is_posted_no_calendar_knows_of_it(
    agenda_house: AgendaHouse,
) -> None:
    await give_address(agenda_house, "nurse")
    await agenda_house.add_case("KX7-Q42", Colour.RED, 30, (POLICE, CARE))
    await agenda_house.tick(CUT_OFF_AT)
    await look(agenda_house)
    assert (await agenda_house.agenda()).state is AgendaState.DRAFT
    assert await mails(agenda_house) == []
    assert await entry(agenda_house, "nurse") is None
