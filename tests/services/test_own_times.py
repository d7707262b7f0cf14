"""What is announced when an agenda is posted: once, in time, and on record."""

from datetime import timedelta

import pytest

from domain.audit import AuditEvent, AuditReason
from domain.identifiers import MeetingId
from domain.notice import Notice, NoticeKind
from domain.stoplight import Colour
from services.agenda.approval import approve_agenda
from services.agenda.notices import look_at_own_times
from tests.support.agenda_house import CARE, POLICE, AgendaHouse
from tests.support.meetings import CUT_OFF_AT, POSTS_AT, STARTS_AT, THE_MEETING

MINUTE = timedelta(minutes=1)


@pytest.fixture
async def posted(agenda_house: AgendaHouse) -> AgendaHouse:
    """An agenda that was approved, and posted at its hour."""
    await agenda_house.add_case("KX7-Q42", Colour.RED, 30, (POLICE, CARE))
    await agenda_house.tick(CUT_OFF_AT)
    async with agenda_house.acting("sanne") as ctx:
        await approve_agenda(ctx, MeetingId(THE_MEETING), (await agenda_house.agenda()).version)
    await agenda_house.tick(POSTS_AT)
    return agenda_house


async def of_the_meeting(house: AgendaHouse, kind: NoticeKind) -> list[Notice]:
    return [one for one in await house.notices(kind) if one.subject == THE_MEETING]


async def look_again(house: AgendaHouse) -> None:
    async with house.work() as moment:
        await look_at_own_times(moment, THE_MEETING)


async def test_own_times_come_before_the_meeting_or_not_at_all(posted: AgendaHouse) -> None:
    told = await of_the_meeting(posted, NoticeKind.OWN_TIMES)
    assert [(one.due_at, one.expires_at) for one in told] == [(None, STARTS_AT)] * 2


async def test_a_post_waits_for_its_hour_and_ends_with_the_start(posted: AgendaHouse) -> None:
    [post] = await of_the_meeting(posted, NoticeKind.AGENDA_POST)
    assert (post.due_at, post.expires_at) == (POSTS_AT, STARTS_AT)


async def test_who_was_told_is_not_told_again_and_who_is_needed_later_is_while_there_is_time(
    posted: AgendaHouse,
) -> None:
    posted.now += MINUTE
    await look_again(posted)
    assert await posted.told(NoticeKind.OWN_TIMES) == ["agent", "nurse"]
    assert len(await of_the_meeting(posted, NoticeKind.OWN_TIMES)) == 2
    async with posted.work() as moment:
        agent = await moment.uow.people.member("agent")
        await moment.uow.people.save_member(agent.leave(moment.today))
    posted.now = STARTS_AT
    await look_again(posted)
    assert await posted.told(NoticeKind.OWN_TIMES) == ["agent", "nurse"]
    posted.now = STARTS_AT - MINUTE
    await look_again(posted)
    # who speaks for the organisation now has no place in the case
    assert await posted.told(NoticeKind.OWN_TIMES) == ["agent", "nurse"]
    for item in (await posted.agenda()).items:
        await posted.seat_member(item.case, "deputy")
    await look_again(posted)
    assert await posted.told(NoticeKind.OWN_TIMES) == ["agent", "deputy", "nurse"]


async def test_each_coordinator_has_one_card_of_an_agenda_whatever_happens_to_it(
    posted: AgendaHouse,
) -> None:
    drafts = await of_the_meeting(posted, NoticeKind.AGENDA_DRAFT)
    assert len(drafts) == 3  # none was taken yet, so each shows all that happened
    assert {one.card for one in drafts} == {
        f"agenda:{THE_MEETING}:draft:{name}" for name in ("daan", "iris", "sanne")
    }


async def test_drafting_approving_and_posting_are_on_record_with_who_or_the_clock(
    posted: AgendaHouse,
) -> None:
    async with posted.database.reading() as uow:
        entries = [one.entry for one in await uow.audit.chain(None)]
    steps = (AuditEvent.AGENDA_DRAFTED, AuditEvent.AGENDA_APPROVED, AuditEvent.AGENDA_POSTED)
    found = [(e.event, e.who, e.subject, e.reason) for e in entries if e.event in steps]
    assert found == [
        (AuditEvent.AGENDA_DRAFTED, None, THE_MEETING, AuditReason.ON_SCHEDULE),
        (AuditEvent.AGENDA_APPROVED, "sanne", THE_MEETING, None),
        (AuditEvent.AGENDA_POSTED, None, THE_MEETING, AuditReason.ON_SCHEDULE),
    ]
