"""What was said of a case in a meeting, over real storage: who may write it, what saving does."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from domain.access import Ground, Refusal
from domain.agreed_action import ActionSource, ActionWish
from domain.agreement import NobodyAgreedError
from domain.audit import AuditEntry, AuditEvent
from domain.case import Case
from domain.colour import ColourWish
from domain.discussion import (
    DiscussionText,
    NotADirectorError,
    NotAtTableError,
    ReviewNotAheadError,
    ReviewTooFarError,
)
from domain.identifiers import CaseCode, CaseId, MemberId
from domain.meeting_run_steps import MeetingOverError
from domain.rotation import Rotation
from domain.sight import SeenPart
from domain.stoplight import Colour
from services.access import RefusedError
from services.agreed_action import NotInvolvedOwnerError, list_open_actions
from services.discussion import (
    DiscussionOutcome,
    find_seats_at_table,
    list_takers,
    open_discussion,
    record_discussion_seen,
    save_discussion,
    view_background,
)
from services.meeting_run import close_meeting, go_on, note_present, pass_over
from tests.support.agenda_house import CARE, POLICE, AgendaHouse
from tests.support.agreed_actions import WHAT
from tests.support.canaries import CANARY
from tests.support.discussions import SAID
from tests.support.judging_house import AGREED
from tests.support.meeting_table import FIRST, SECOND, THIRD, post_agenda_of_three, step_at
from tests.support.meetings import STARTS_AT, THE_MEETING, at_minute

TODAY = STARTS_AT.date()
DAY, HOUR, WEEK = timedelta(days=1), timedelta(hours=1), timedelta(weeks=1)
DAAN = MemberId("daan")
SAYS = DiscussionOutcome(text=SAID)
ORANGE = ColourWish(
    colour=Colour.ORANGE, reason=f"{CANARY} is rustiger", minutes=15, required=(POLICE,)
)


@pytest.fixture
async def house(agenda_house: AgendaHouse) -> AgendaHouse:
    """The red case is at the table."""
    await post_agenda_of_three(agenda_house)
    await agenda_house.is_led(_begun)
    return agenda_house


async def _begun(agenda_house: AgendaHouse) -> None:
    await step_at(agenda_house, STARTS_AT)


async def case_of(house: AgendaHouse, code: str = FIRST) -> Case:
    async with house.reading() as moment:
        return await moment.uow.cases.by_code(CaseCode(code))


async def save(
    house: AgendaHouse, outcome: DiscussionOutcome = SAYS, name: str = "sanne", code: str = FIRST
) -> Case:
    case = await case_of(house, code)
    async with house.acting(name) as ctx:
        return await save_discussion(ctx, await open_discussion(ctx, THE_MEETING, case.id), outcome)


def promise(owner: str, due_on: date = TODAY + DAY) -> ActionWish:
    return ActionWish(what=WHAT, owner=MemberId(owner), due_on=due_on, source=ActionSource.MEETING)


async def opens(house: AgendaHouse, at: datetime, name: str, code: str = FIRST) -> None:
    case = await case_of(house, code)
    house.now = at
    async with house.acting(name) as ctx:
        await open_discussion(ctx, THE_MEETING, case.id)


class TestWhoMay:
    async def test_a_director_and_in_those_hours_a_note_taker(self, house: AgendaHouse):
        for name in ("sanne", "daan", "noor"):
            await opens(house, at_minute(180) + 24 * HOUR, name)

    async def test_a_note_taker_later_is_refused_and_a_director_hears_why(self, house: AgendaHouse):
        later = at_minute(180) + 24 * HOUR + timedelta(seconds=1)
        with pytest.raises(RefusedError) as refused:
            await opens(house, later, "noor")
        assert refused.value.access.refusal is Refusal.NOT_AT_THIS_HOUR
        with pytest.raises(MeetingOverError):
            await opens(house, later, "sanne")

    @pytest.mark.parametrize("name", ["iris", "nurse", "agent"])
    async def test_nobody_else(self, house: AgendaHouse, name: str):
        with pytest.raises(RefusedError):
            await opens(house, STARTS_AT, name)

    @pytest.mark.parametrize("name", ["sanne", "noor"])
    async def test_a_case_that_is_not_on_the_agenda_is_for_nobody(
        self, house: AgendaHouse, name: str
    ):
        await house.add_case("TR4-Z89", Colour.ORANGE, 15, (POLICE,))
        with pytest.raises(RefusedError):
            await opens(house, STARTS_AT, name, "TR4-Z89")

    async def test_a_case_that_was_not_at_the_table_was_not_discussed(self, house: AgendaHouse):
        with pytest.raises(NotAtTableError):
            await opens(house, STARTS_AT, "sanne", SECOND)
        await step_at(house, at_minute(10), pass_over, seen=1)
        with pytest.raises(NotAtTableError):
            await opens(house, at_minute(11), "sanne")

    async def test_a_case_that_was_discussed_can_still_be_typed(self, house: AgendaHouse):
        await step_at(house, at_minute(10), go_on, seen=1)
        await opens(house, at_minute(11), "noor")


class TestSaving:
    async def test_what_was_said_is_kept_and_the_review_moves_by_the_term(self, house: AgendaHouse):
        saved = await save(house, name="noor")
        assert saved.colour
        assert saved.colour.next_review_on == TODAY + WEEK
        assert saved.rotation == Rotation(discussed_on=TODAY)
        async with house.reading() as moment:
            kept = await moment.uow.discussions.newest(saved.id, THE_MEETING)
        assert kept
        assert (kept.text, kept.number, kept.written_by) == (SAID, 1, "noor")
        events = [one.event for one in await house.on_record(saved.id)]
        assert events[-2:] == [AuditEvent.DISCUSSION_WRITTEN, AuditEvent.CASE_DISCUSSED]

    async def test_a_review_on_a_day_off_is_on_the_next_working_day(self, house: AgendaHouse):
        saturday = TODAY + 9 * DAY
        saved = await save(house, replace(SAYS, review_on=saturday))
        assert saved.colour
        assert saved.colour.next_review_on == saturday + 2 * DAY

    @pytest.mark.parametrize(
        ("review_on", "error"),
        [(TODAY, ReviewNotAheadError), (TODAY + 3 * WEEK + DAY, ReviewTooFarError)],
    )
    async def test_a_review_that_cannot_be_saves_nothing(
        self, house: AgendaHouse, review_on: date, error: type[Exception]
    ):
        with pytest.raises(error):
            await save(house, replace(SAYS, review_on=review_on))
        case = await case_of(house)
        async with house.reading() as moment:
            assert await moment.uow.discussions.newest(case.id, THE_MEETING) is None

    async def test_three_terms_are_those_of_the_new_colour(self, house: AgendaHouse):
        outcome = replace(
            SAYS, colour=ORANGE, decided_by=MemberId("daan"), review_on=TODAY + 12 * WEEK
        )
        saved = await save(house, outcome)
        assert saved.colour
        assert (saved.colour.colour, saved.colour.next_review_on) == (
            Colour.ORANGE, TODAY + 12 * WEEK,
        )  # fmt: skip

    async def test_a_colour_that_is_typed_is_the_directors_and_the_record_says_who_typed(
        self, house: AgendaHouse
    ):
        outcome = replace(SAYS, colour=ORANGE, decided_by=MemberId("daan"))
        saved = await save(house, outcome, "noor")
        assert saved.colour
        assert (saved.colour.set_by, saved.colour.next_review_on) == ("daan", TODAY + 4 * WEEK)
        [entry] = [
            one for one in await house.on_record(saved.id) if one.event is AuditEvent.COLOUR_SET
        ]
        assert (entry.who, entry.on_behalf_of) == ("noor", "daan")

    @pytest.mark.parametrize("decider", [None, "noor", "iris", "agent"])
    async def test_nobody_but_a_director_decides_on_a_colour(
        self, house: AgendaHouse, decider: str | None
    ):
        decided_by = MemberId(decider) if decider else None
        with pytest.raises(NotADirectorError):
            await save(house, replace(SAYS, colour=ORANGE, decided_by=decided_by), "noor")

    async def test_what_is_agreed_is_an_action_of_this_meeting(self, house: AgendaHouse):
        saved = await save(house, replace(SAYS, actions=(promise("agent"), promise("nurse"))))
        async with house.reading() as moment:
            agreed = await list_open_actions(moment, saved.id)
        assert [(one.owner, one.source, one.said_in) for one in agreed] == [
            (one.owner, ActionSource.MEETING, THE_MEETING) for one in agreed
        ]
        assert {one.owner for one in agreed} == {"agent", "nurse"}

    async def test_who_is_present_because_asked_joins_with_what_they_take_on(
        self, house: AgendaHouse
    ):
        takes_on = replace(SAYS, actions=(promise("deputy"),), consent=AGREED)
        await save(house, takes_on)
        case = await case_of(house)
        async with house.reading() as moment:
            circle = {one.member for one in await moment.uow.cases.circle(case.id)}
            *_, joined = await moment.uow.cases.circle_history(case.id)
        assert "deputy" in circle
        assert joined.involving
        assert joined.involving.agreement.organisations == set(AGREED.agreed)

    @pytest.mark.parametrize(
        "outcome",
        [
            replace(SAYS, actions=(promise("deputy"),)),
            replace(SAYS, colour=replace(ORANGE, required=(POLICE, CARE)), decided_by=DAAN),
        ],
    )
    async def test_without_who_agreed_nobody_comes_in_and_nothing_is_saved(
        self, house: AgendaHouse, outcome: DiscussionOutcome
    ):
        await step_at(house, at_minute(30), go_on, seen=1)
        with pytest.raises(NobodyAgreedError):
            await save(house, outcome, code=SECOND)
        case = await case_of(house, SECOND)
        async with house.reading() as moment:
            assert await moment.uow.discussions.newest(case.id, THE_MEETING) is None

    async def test_public_participants_at_the_table_agreed_to_whom_a_colour_brings_in(
        self, house: AgendaHouse
    ):
        await step_at(house, at_minute(30), go_on, seen=1)
        case = await case_of(house, SECOND)
        async with house.acting("noor") as ctx:
            table = await find_seats_at_table(ctx, await open_discussion(ctx, THE_MEETING, case.id))
        assert table.judges == (POLICE,)
        assert CARE not in table.seated
        wish = replace(ORANGE, required=(POLICE, CARE))
        outcome = replace(SAYS, colour=wish, decided_by=DAAN, consent=AGREED)
        await save(house, outcome, "noor", SECOND)
        async with house.reading() as moment:
            *_, joined = await moment.uow.cases.circle_history(case.id)
        assert joined.place.organisation == CARE
        assert joined.involving
        assert joined.involving.agreement.organisations == set(AGREED.agreed)

    async def test_who_is_neither_involved_nor_present_takes_nothing_on(self, house: AgendaHouse):
        async with house.acting("sanne") as ctx:
            await note_present(ctx, THE_MEETING, POLICE, is_present=False)
        for owner in ("deputy", "iris", "noor"):
            with pytest.raises(NotInvolvedOwnerError):
                await save(house, replace(SAYS, actions=(promise(owner),)))

    async def test_who_is_present_for_another_case_takes_nothing_on(self, house: AgendaHouse):
        await step_at(house, at_minute(30), go_on, seen=1)
        async with house.acting("sanne") as ctx:
            await note_present(ctx, THE_MEETING, CARE, is_present=True)
        with pytest.raises(NotInvolvedOwnerError):
            await save(house, replace(SAYS, actions=(promise("nurse"),)), code=SECOND)


class TestTheEndOfTheMeeting:
    async def test_what_was_saved_keeps_the_day_that_was_agreed(self, house: AgendaHouse):
        await save(house, replace(SAYS, review_on=TODAY + 5 * DAY))
        await step_at(house, at_minute(30), close_meeting, seen=1)
        case = await case_of(house)
        assert case.colour
        assert case.colour.next_review_on == TODAY + 5 * DAY
        events = [one.event for one in await house.on_record(case.id)]
        assert events.count(AuditEvent.CASE_DISCUSSED) == 1

    async def test_without_the_page_a_case_is_discussed_all_the_same(self, house: AgendaHouse):
        await step_at(house, at_minute(30), close_meeting, seen=1)
        case = await case_of(house)
        assert case.colour
        assert case.colour.next_review_on == TODAY + WEEK
        assert case.rotation == Rotation(discussed_on=TODAY)

    async def test_what_was_not_reached_moves_on(self, house: AgendaHouse):
        await save(house)
        await step_at(house, at_minute(30), close_meeting, seen=1)
        assert (await case_of(house, THIRD)).rotation.carried_forward_on == TODAY


class TestWhatIsRead:
    async def test_each_part_that_is_shown_is_on_record(self, house: AgendaHouse):
        for name, ground in (("noor", Ground.NOTE_TAKER), ("daan", Ground.PROCESS_DIRECTOR)):
            case = await case_of(house)
            async with house.acting(name) as ctx:
                held = await open_discussion(ctx, THE_MEETING, case.id)
                await view_background(ctx, held)
                await list_takers(ctx, held)
                await record_discussion_seen(ctx, held)
            parts = (
                SeenPart.STORY, SeenPart.ACTIONS, SeenPart.COLOUR, SeenPart.PLAN,
                SeenPart.DISCUSSION, SeenPart.CIRCLE,
            )  # fmt: skip
            assert rows_of(await house.on_record(case.id), name) == {
                (part, ground) for part in parts
            }

    async def test_open_actions_come_first_and_the_decision_of_the_meeting_before(
        self, house: AgendaHouse
    ):
        await save(house, replace(SAYS, actions=(promise("agent"),)))
        case = await case_of(house)
        async with house.acting("noor") as ctx:
            view = await view_background(ctx, await open_discussion(ctx, THE_MEETING, case.id))
        assert [one.what for one in view.actions] == [WHAT]
        assert view.before is None
        assert view.newest
        assert view.newest.text == SAID


def rows_of(entries: list[AuditEntry], name: str) -> set[tuple[SeenPart | None, Ground | None]]:
    return {
        (one.part, one.ground)
        for one in entries
        if one.part and one.who == name and one.part is not SeenPart.AGENDA
    }


async def test_text_alone_may_be_empty(house: AgendaHouse):
    saved = await save(house, DiscussionOutcome(text=DiscussionText()))
    assert saved.rotation == Rotation(discussed_on=TODAY)
    assert CaseId(saved.id) == (await case_of(house)).id
