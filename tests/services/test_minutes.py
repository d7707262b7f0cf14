"""Minutes over real storage: from what is typed at the table until they are shared."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from domain.absence import AbsenceWish
from domain.access import Action, CaseState, Ground, Refusal
from domain.audit import AuditEvent
from domain.case import Case, CirclePlace, CircleReason
from domain.discussion import DiscussionText
from domain.identifiers import CaseCode, MemberId, OrganisationId
from domain.member import Role
from domain.minutes import (
    Minutes,
    MinutesState,
    NoObjectionReasonError,
    NothingSaidError,
    NotWaitingError,
    WindowClosedError,
)
from domain.notice import NoticeKind
from domain.sight import SeenPart
from domain.stoplight import Colour
from domain.timer import TimerKind
from services.absence import give_absence
from services.access import RefusedError
from services.discussion import DiscussionOutcome
from services.meeting_run import close_meeting, go_on, view_run
from services.minutes import (
    MinutesMovedOnError,
    approve_minutes,
    object_to_minutes,
    open_minutes,
    open_minutes_to_write,
    record_writing_seen,
    share_despite_objection,
    write_minutes,
)
from services.minutes_views import (
    MinutesTask,
    MinutesView,
    list_own_minutes,
    read_waiting_minutes,
    view_case_minutes,
    view_minutes,
)
from tests.services.test_discussion import SAYS, promise, save
from tests.support.agenda_house import CARE, CITY, POLICE, AgendaHouse, a_member
from tests.support.agreed_actions import WHAT
from tests.support.canaries import CANARY
from tests.support.discussions import SAID
from tests.support.meeting_table import FIRST, post_agenda_of_three, step_at
from tests.support.meetings import STARTS_AT, THE_MEETING, at_minute
from tests.support.notices import name_recipient

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
WHY = f"{CANARY} zei dat niet"
# Thursday the meeting; five working days after Friday the 13th is Friday the 20th
FRIDAY = STARTS_AT + DAY
LAST_DAY = FRIDAY + 7 * DAY
AFTER = FRIDAY + 10 * DAY


@pytest.fixture
async def house(agenda_house: AgendaHouse) -> AgendaHouse:
    """The red case was discussed with police and mental health at the table, and typed."""
    await post_agenda_of_three(agenda_house)
    await agenda_house.is_led(_discussed)
    return agenda_house


async def _discussed(agenda_house: AgendaHouse) -> None:
    await step_at(agenda_house, STARTS_AT)
    await save(agenda_house, name="noor")
    await step_at(agenda_house, at_minute(30), go_on, seen=1)


async def minutes_of(house: AgendaHouse, code: str = FIRST) -> Minutes:
    async with house.reading() as moment:
        case = await moment.uow.cases.by_code(CaseCode(code))
        found = await moment.uow.minutes.find(case.id, THE_MEETING)
    assert found
    return found


async def approve(
    house: AgendaHouse, at: datetime = FRIDAY, name: str = "sanne", version: int | None = None
) -> Minutes:
    house.now = at
    known = await minutes_of(house)
    async with house.acting(name) as ctx:
        held = await open_minutes(ctx, Action.APPROVE_MINUTES, known.id, version)
        return (await approve_minutes(ctx, held)).minutes


async def reads(house: AgendaHouse, name: str, at: datetime | None = None) -> MinutesView:
    house.now = at or house.now
    known = await minutes_of(house)
    async with house.acting(name) as ctx:
        return await view_minutes(ctx, known.id)


async def is_refused(house: AgendaHouse, name: str, at: datetime | None = None) -> bool:
    try:
        await reads(house, name, at)
    except RefusedError:
        return True
    return False


async def objects(house: AgendaHouse, name: str, at: datetime = FRIDAY, reason: str = WHY) -> None:
    house.now = at
    known = await minutes_of(house)
    async with house.acting(name) as ctx:
        held = await open_minutes(ctx, Action.OBJECT_TO_MINUTES, known.id)
        await object_to_minutes(ctx, held, reason)


async def shares_despite(house: AgendaHouse, at: datetime) -> Minutes:
    house.now = at
    known = await minutes_of(house)
    async with house.acting("daan") as ctx:
        held = await open_minutes(ctx, Action.APPROVE_MINUTES, known.id, known.version)
        return await share_despite_objection(ctx, held)


async def writes(house: AgendaHouse, name: str, text: DiscussionText) -> None:
    known = await minutes_of(house)
    async with house.acting(name) as ctx:
        held = await open_minutes_to_write(ctx, known.id)
        await record_writing_seen(ctx, held)
        await write_minutes(ctx, held, text)


async def waiting_for(house: AgendaHouse, name: str) -> Sequence[MinutesTask]:
    async with house.acting(name) as ctx:
        return [line.task for line in await list_own_minutes(ctx)]


async def digest_of(house: AgendaHouse, name: str) -> Sequence[MinutesTask]:
    async with house.sending_to(name) as reading:
        return [line.task for line in await read_waiting_minutes(reading)]


async def finds_minutes(house: AgendaHouse, name: str) -> bool:
    async with house.acting(name) as ctx:
        return (await view_run(ctx, THE_MEETING)).has_minutes


def away_until(last_on: date) -> AbsenceWish:
    return AbsenceWish(first_on=FRIDAY.date(), last_on=last_on)


async def change_case(house: AgendaHouse, state: CaseState) -> None:
    async with house.database.work() as uow:
        case: Case = await uow.cases.by_code(CaseCode(FIRST))
        await uow.cases.save(replace(case, state=state))


class TestTheConcept:
    async def test_it_begins_with_what_is_typed_and_not_without(self, house: AgendaHouse):
        assert (await minutes_of(house)).state is MinutesState.CONCEPT
        async with house.reading() as moment:
            assert len(await moment.uow.minutes.listed(house.now)) == 1

    async def test_nothing_typed_needs_no_minutes(self, agenda_house: AgendaHouse):
        await post_agenda_of_three(agenda_house)
        await step_at(agenda_house, STARTS_AT)
        agreed = DiscussionOutcome(text=DiscussionText(), actions=(promise("agent"),))
        await save(agenda_house, agreed)
        async with agenda_house.reading() as moment:
            assert await moment.uow.minutes.listed(agenda_house.now) == []
        assert await agenda_house.timers(TimerKind.MINUTES) == {}

    async def test_what_is_emptied_again_needs_none_either(self, house: AgendaHouse):
        await save(house, DiscussionOutcome(text=DiscussionText()))
        async with house.reading() as moment:
            assert await moment.uow.minutes.listed(house.now) == []
        await house.tick(FRIDAY + 30 * DAY)
        assert await house.timers(TimerKind.MINUTES) == {}

    @pytest.mark.parametrize("name", ["noor", "iris", "sanne", "daan"])
    async def test_the_coordinators_read_it_and_the_note_taker(self, house: AgendaHouse, name: str):
        view = await reads(house, name)
        assert view.edition is None
        assert view.content.text == SAID
        assert view.content.present == (CARE, POLICE)
        assert (Action.APPROVE_MINUTES in view.may) is (name in {"sanne", "daan"})
        assert Action.WRITE_MINUTES in view.may

    @pytest.mark.parametrize("name", ["agent", "nurse", "deputy"])
    async def test_who_was_there_does_not_read_it_yet(self, house: AgendaHouse, name: str):
        assert await is_refused(house, name)
        assert await waiting_for(house, name) == []

    async def test_a_day_after_the_meeting_the_note_taker_neither_reads_nor_writes(
        self, house: AgendaHouse
    ):
        closes = at_minute(180) + 24 * HOUR
        assert not await is_refused(house, "noor", closes)
        assert await is_refused(house, "noor", closes + timedelta(seconds=1))
        with pytest.raises(RefusedError) as refused:
            await writes(house, "noor", SAID)
        assert refused.value.access.refusal is Refusal.NOT_AT_THIS_HOUR

    async def test_what_a_coordinator_mends_is_what_the_next_page_shows(self, house: AgendaHouse):
        mended = replace(SAID, decision=f"{CANARY} anders")
        await writes(house, "iris", mended)
        assert (await reads(house, "sanne")).content.text == mended
        case = (await minutes_of(house)).case
        assert AuditEvent.MINUTES_WRITTEN in [one.event for one in await house.on_record(case)]
        with pytest.raises(NothingSaidError):
            await writes(house, "iris", DiscussionText(off_list=SAID.off_list))

    async def test_from_a_table_that_closed_who_may_approve_finds_it(self, house: AgendaHouse):
        assert not await finds_minutes(house, "sanne")
        await step_at(house, at_minute(60), close_meeting, seen=2)
        assert await finds_minutes(house, "sanne")
        assert not await finds_minutes(house, "noor")


class TestApproving:
    async def test_who_was_there_reads_it_in_the_next_digest_and_the_circle_not_yet(
        self, house: AgendaHouse
    ):
        await join(house, "wim", CITY)
        approved = await approve(house)
        assert (approved.state, approved.until_on) == (MinutesState.OBJECTABLE, LAST_DAY.date())
        assert await house.timers(TimerKind.MINUTES) == {
            approved.id: LAST_DAY.replace(hour=23, minute=0)
        }
        assert await digests(house) == {"agent", "nurse"}
        for name in ("agent", "nurse"):
            assert await digest_of(house, name) == [MinutesTask.LOOK]
            view = await reads(house, name)
            assert view.content.text == SAID
            assert view.may == {Action.OBJECT_TO_MINUTES}
        assert await is_refused(house, "wim")
        assert await is_refused(house, "deputy")

    async def test_of_two_directors_the_second_reads_who_was_first(self, house: AgendaHouse):
        seen = (await reads(house, "daan", FRIDAY)).minutes.version
        await approve(house, version=seen)
        with pytest.raises(MinutesMovedOnError) as moved:
            await approve(house, name="daan", version=seen)
        assert moved.value.parameters["name"] == "Sanne"

    async def test_a_page_from_before_a_change_approves_nothing(self, house: AgendaHouse):
        seen = (await reads(house, "daan", FRIDAY)).minutes.version
        await writes(house, "iris", replace(SAID, picture=f"{CANARY} anders"))
        with pytest.raises(MinutesMovedOnError):
            await approve(house, name="daan", version=seen)

    @pytest.mark.parametrize("name", ["iris", "noor", "agent"])
    async def test_nobody_but_a_director_approves(self, house: AgendaHouse, name: str):
        with pytest.raises(RefusedError):
            await approve(house, at_minute(60), name)

    async def test_what_was_approved_stays_as_it_was(self, house: AgendaHouse):
        await save(house, replace(SAYS, actions=(promise("agent"),)))
        await approve(house)
        await house.set_colour((await minutes_of(house)).case, Colour.GREEN, 0)
        content = (await reads(house, "agent")).content
        assert [one.what for one in content.agreed] == [WHAT]
        assert content.colour is Colour.RED

    async def test_who_does_not_approve_is_reminded_after_two_working_days_and_not_before(
        self, house: AgendaHouse
    ):
        monday = (STARTS_AT + 4 * DAY).replace(hour=7, minute=25)
        await house.tick(monday - timedelta(minutes=1))
        assert await digests(house) == set()
        await house.tick(monday)
        assert await digests(house) == {"sanne", "daan"}
        assert await digest_of(house, "daan") == [MinutesTask.APPROVE]
        assert await is_refused(house, "agent", AFTER + 60 * DAY)
        for name in ("sanne", "iris"):
            assert await waiting_for(house, name) == [MinutesTask.APPROVE]

    async def test_the_director_hears_of_whom_nobody_reads_it_in_time(self, house: AgendaHouse):
        house.now = FRIDAY
        async with house.acting("nurse") as ctx:
            await give_absence(ctx, away_until(LAST_DAY.date()))
        known = await minutes_of(house)
        async with house.acting("sanne") as ctx:
            held = await open_minutes(ctx, Action.APPROVE_MINUTES, known.id)
            approved = await approve_minutes(ctx, held)
        assert approved.unreached == (CARE,)

    async def test_who_is_back_on_the_last_day_is_in_time(self, house: AgendaHouse):
        house.now = FRIDAY
        async with house.acting("nurse") as ctx:
            await give_absence(ctx, away_until(LAST_DAY.date() - DAY))
        known = await minutes_of(house)
        async with house.acting("sanne") as ctx:
            held = await open_minutes(ctx, Action.APPROVE_MINUTES, known.id)
            approved = await approve_minutes(ctx, held)
        assert approved.unreached == ()


class TestSilence:
    async def test_after_the_last_day_the_circle_reads_it(self, house: AgendaHouse):
        await join(house, "wim", CITY)
        await approve(house)
        await house.tick(LAST_DAY)
        assert await is_refused(house, "wim")
        await house.tick(AFTER)
        for name in ("wim", "nurse", "agent"):
            assert (await reads(house, name)).content.text == SAID
            assert await waiting_for(house, name) == [MinutesTask.SHARED]
            assert await digest_of(house, name) == []
        assert await waiting_for(house, "sanne") == []
        events = [one.event for one in await house.on_record((await minutes_of(house)).case)]
        assert events.count(AuditEvent.MINUTES_SHARED) == 1

    async def test_a_bot_that_was_down_shares_it_when_it_is_back(self, house: AgendaHouse):
        await approve(house)
        with pytest.raises(WindowClosedError):
            await objects(house, "agent", AFTER)
        assert (await minutes_of(house)).state is MinutesState.OBJECTABLE
        await house.tick(AFTER)
        assert (await minutes_of(house)).state is MinutesState.SHARED

    async def test_who_left_the_circle_or_has_no_appointment_does_not_read_it(
        self, house: AgendaHouse
    ):
        await approve(house)
        await house.tick(AFTER)
        case = (await minutes_of(house)).case
        async with house.database.work() as uow:
            await uow.cases.leave_circle(case, MemberId("nurse"), house.now)
            gone = a_member("Agent", POLICE, Role.PROFESSIONAL, until=AFTER.date() - DAY)
            await uow.people.save_member(gone)
        for name in ("nurse", "agent"):
            assert await is_refused(house, name)
        assert await waiting_for(house, "nurse") == []

    async def test_who_referred_reads_it_a_week_and_who_is_involved_as_long_as_they_are(
        self, house: AgendaHouse
    ):
        await approve(house)
        await house.tick(AFTER)
        assert not await is_refused(house, "agent", AFTER + 7 * DAY)
        assert await is_refused(house, "agent", AFTER + 7 * DAY + HOUR)
        assert not await is_refused(house, "nurse", AFTER + 70 * DAY)
        async with house.acting("nurse") as ctx:
            view = await view_case_minutes(ctx, (await minutes_of(house)).case)
        assert view.shown
        assert view.shown.content.text == SAID

    async def test_of_a_case_that_left_meanwhile_nothing_is_shared(self, house: AgendaHouse):
        await approve(house)
        await change_case(house, CaseState.NOT_TAKEN_UP)
        for name in ("agent", "nurse", "sanne"):
            assert await waiting_for(house, name) == []
            assert await is_refused(house, name)
        await house.tick(AFTER)
        await change_case(house, CaseState.TAKEN_UP)
        kept = await minutes_of(house)
        assert (kept.state, kept.shared_edition) == (MinutesState.CONCEPT, 0)
        assert await is_refused(house, "nurse")
        assert await waiting_for(house, "sanne") == [MinutesTask.APPROVE]


class TestAnObjection:
    async def test_it_stops_the_sharing_and_only_a_director_reads_why(self, house: AgendaHouse):
        await approve(house)
        await objects(house, "agent")
        assert await digest_of(house, "daan") == [MinutesTask.DECIDE]
        assert await waiting_for(house, "iris") == []
        [said] = (await reads(house, "daan")).objections
        assert (said.member, said.reason) == ("agent", WHY)
        for name in ("iris", "nurse", "agent"):
            assert (await reads(house, name)).objections == ()
        await house.tick(AFTER + 30 * DAY)
        assert (await minutes_of(house)).state is MinutesState.OBJECTED
        async with house.reading() as moment:
            parts = {
                (one.entry.who, one.entry.part)
                for one in await moment.uow.audit.chain((await minutes_of(house)).case)
            }
        assert ("daan", SeenPart.OBJECTION) in parts
        assert ("iris", SeenPart.OBJECTION) not in parts

    async def test_mended_it_is_approved_anew_with_days_of_its_own(self, house: AgendaHouse):
        await approve(house)
        await objects(house, "agent")
        mended = replace(SAID, judgement=f"{CANARY} anders")
        await writes(house, "daan", mended)
        assert await is_refused(house, "agent")
        again = await approve(house, FRIDAY + 3 * DAY, "daan")
        assert (again.edition, again.until_on) == (2, LAST_DAY.date() + 3 * DAY)
        await house.tick(LAST_DAY + 4 * DAY)
        view = await reads(house, "nurse")
        assert (view.content.text, view.noted) == (mended, 0)

    async def test_shared_all_the_same_it_says_that_somebody_objected_and_not_who(
        self, house: AgendaHouse
    ):
        await approve(house)
        await objects(house, "agent")
        # the others keep their days
        decided = await shares_despite(house, FRIDAY + DAY)
        assert decided.state is MinutesState.OBJECTABLE
        await house.tick(AFTER)
        view = await reads(house, "nurse")
        assert (view.noted, view.objections) == (1, ())
        assert (await minutes_of(house)).state is MinutesState.SHARED

    async def test_after_the_last_day_it_is_shared_at_the_decision(self, house: AgendaHouse):
        await approve(house)
        await objects(house, "agent", LAST_DAY)
        await house.tick(AFTER)
        assert (await shares_despite(house, AFTER)).state is MinutesState.SHARED

    async def test_who_was_not_there_has_nothing_to_object_to(self, house: AgendaHouse):
        await join(house, "wim", CITY)
        await approve(house)
        for name in ("wim", "deputy", "sanne", "iris"):
            with pytest.raises(RefusedError):
                await objects(house, name)
        with pytest.raises(NoObjectionReasonError):
            await objects(house, "agent", reason=" \n")

    async def test_nobody_decides_about_what_nobody_objects_to(self, house: AgendaHouse):
        await approve(house)
        with pytest.raises(NotWaitingError):
            await shares_despite(house, FRIDAY)

    async def test_a_correction_after_sharing_goes_the_same_way(self, house: AgendaHouse):
        await approve(house)
        await house.tick(AFTER)
        mended = replace(SAID, picture=f"{CANARY} beter")
        await writes(house, "iris", mended)
        # until it is approved and shared, the circle reads what was shared
        assert (await reads(house, "nurse")).content.text == SAID
        await approve(house, AFTER, "daan")
        await house.tick(AFTER + 9 * DAY)
        assert (await reads(house, "nurse")).content.text == mended


async def test_each_look_is_on_record_with_its_ground(house: AgendaHouse):
    await approve(house)
    case = (await minutes_of(house)).case
    for name, ground in (
        ("sanne", Ground.PROCESS_DIRECTOR),
        ("nurse", Ground.CIRCLE),
        ("agent", Ground.SUPPLIER),
    ):
        await reads(house, name)
        entries = await house.on_record(case)
        assert {
            (one.ground, one.subject)
            for one in entries
            if one.part is SeenPart.MINUTES and one.who == name
        } == {(ground, (await minutes_of(house)).id)}


async def join(house: AgendaHouse, name: str, organisation: OrganisationId) -> None:
    """Somebody who is involved in the case, and whose organisation was not at the table."""
    member = a_member(name.title(), organisation, Role.PROFESSIONAL)
    async with house.database.work() as uow:
        await uow.people.save_member(member)
        place = CirclePlace(
            case=(await uow.cases.by_code(CaseCode(FIRST))).id,
            member=member.id,
            organisation=organisation,
            reason=CircleReason.INVOLVED_PARTNER,
            joined_at=house.now,
        )
        await uow.cases.join_circle(place)


async def digests(house: AgendaHouse) -> set[str]:
    """Who has a digest after the meeting."""
    notices = await house.notices(NoticeKind.DIGEST)
    late = [one for one in notices if one.due_at and one.due_at > STARTS_AT + 12 * HOUR]
    return {name_recipient(one) for one in late}
