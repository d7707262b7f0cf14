from dataclasses import replace
from datetime import timedelta

import pytest

from domain.access import Involvement
from domain.calendar import HouseCalendar
from domain.discussion import DiscussionText
from domain.identifiers import MemberId, OrganisationId
from domain.meeting_run import CaseAtTable, MeetingRun, OrganisationAtTable, Progress
from domain.minutes import (
    Minutes,
    MinutesState,
    NothingSaidError,
    NotWaitingError,
    Occasion,
    Supplier,
    WindowClosedError,
    approve,
    begin_minutes,
    end_window,
    find_present,
    is_supplier,
    lapse,
    note_objection,
    overdue_on,
    rewrite,
    share_despite,
)
from tests.support.meetings import RED, THE_MEETING, at_minute
from tests.support.minutes import (
    AT,
    CONTENT,
    HELD_ON,
    POLICE,
    UNTIL_ON,
    approved_minutes,
    signed,
    some_minutes,
)

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
AGENT, DEPUTY, CARE = MemberId("agent"), MemberId("deputy"), OrganisationId("mental-health")
AT_TABLE = (Supplier(organisation=POLICE),)
CALENDAR = HouseCalendar(time_zone="Europe/Amsterdam")
LAST_DAY = signed("agent", AT.replace(day=UNTIL_ON.day))
TOO_LATE = signed("agent", AT.replace(day=UNTIL_ON.day) + DAY)


class TestApproving:
    def test_who_was_at_the_table_may_object_until_a_day(self):
        approved, edition = approve(some_minutes(), CONTENT, AT_TABLE, UNTIL_ON, signed())
        assert (approved.state, approved.edition) == (MinutesState.OBJECTABLE, 1)
        assert (approved.suppliers, approved.until_on) == (AT_TABLE, UNTIL_ON)
        assert (edition.number, edition.approved_by, edition.content) == (1, "sanne", CONTENT)

    def test_when_nobody_was_at_the_table_it_is_shared_at_once(self):
        approved, _ = approve(some_minutes(), CONTENT, (), UNTIL_ON, signed())
        assert (approved.state, approved.shared_edition) == (MinutesState.SHARED, 1)
        assert approved.shared_at == AT

    def test_without_text_there_is_nothing_to_approve(self):
        empty = replace(CONTENT, text=DiscussionText())
        with pytest.raises(NothingSaidError):
            approve(some_minutes(), empty, AT_TABLE, UNTIL_ON, signed())

    @pytest.mark.parametrize("state", sorted(set(MinutesState) - {MinutesState.CONCEPT}))
    def test_what_was_approved_is_not_approved_again(self, state: MinutesState):
        with pytest.raises(NotWaitingError):
            approve(approved_minutes(state=state), CONTENT, AT_TABLE, UNTIL_ON, signed())

    def test_a_correction_after_sharing_is_a_new_edition_and_the_old_one_is_read_meanwhile(self):
        shared = approved_minutes(state=MinutesState.SHARED, shared_edition=1)
        mended = rewrite(shared, shared.settled, TOO_LATE)
        assert (mended.state, mended.shared_edition) == (MinutesState.CONCEPT, 1)
        assert mended.waits_since == TOO_LATE.on
        again, edition = approve(mended, CONTENT, AT_TABLE, UNTIL_ON + 9 * DAY, signed())
        assert (edition.number, again.edition, again.shared_edition) == (2, 2, 1)

    def test_mending_a_concept_does_not_make_it_wait_anew(self):
        assert rewrite(some_minutes(), some_minutes().settled, signed()).waits_since == HELD_ON


class TestObjecting:
    def test_on_the_last_day_it_still_stops_the_sharing(self):
        objected = note_objection(approved_minutes(), LAST_DAY)
        assert objected.state is MinutesState.OBJECTED
        assert objected.waits_since == UNTIL_ON
        assert end_window(objected, AT + 20 * DAY, UNTIL_ON + 9 * DAY) is objected

    def test_the_day_after_it_is_too_late(self):
        with pytest.raises(WindowClosedError):
            note_objection(approved_minutes(), TOO_LATE)

    @pytest.mark.parametrize("state", [MinutesState.CONCEPT, MinutesState.SHARED])
    def test_there_is_nothing_to_object_to_outside_the_window(self, state: MinutesState):
        with pytest.raises(WindowClosedError):
            note_objection(approved_minutes(state=state), LAST_DAY)

    def test_when_a_director_shares_all_the_same_the_others_keep_their_days(self):
        objected = approved_minutes(state=MinutesState.OBJECTED)
        assert share_despite(objected, LAST_DAY).state is MinutesState.OBJECTABLE
        late = share_despite(objected, TOO_LATE)
        assert (late.state, late.shared_edition) == (MinutesState.SHARED, 1)

    def test_without_an_objection_there_is_nothing_to_decide(self):
        with pytest.raises(NotWaitingError):
            share_despite(approved_minutes(), LAST_DAY)


class TestTheEndOfTheWindow:
    def test_silence_shares_after_the_last_day_and_not_on_it(self):
        minutes = approved_minutes()
        assert end_window(minutes, AT, UNTIL_ON) is minutes
        shared = end_window(minutes, AT + 8 * DAY, UNTIL_ON + DAY)
        assert (shared.state, shared.shared_edition) == (MinutesState.SHARED, 1)
        assert (shared.shared_at, shared.changed_by) == (AT + 8 * DAY, None)

    def test_what_was_approved_of_a_case_that_left_is_a_concept_again(self):
        lapsed = lapse(approved_minutes(), AT, UNTIL_ON)
        assert (lapsed.state, lapsed.shared_edition) == (MinutesState.CONCEPT, 0)

    def test_who_does_not_approve_is_reminded_after_two_working_days(self):
        assert HELD_ON.strftime("%A") == "Thursday"
        assert overdue_on(some_minutes(), CALENDAR) == HELD_ON + 4 * DAY


class TestWhoWasThere:
    @pytest.mark.parametrize(
        ("member", "organisation", "stands", "expected"),
        [
            (AGENT, POLICE, Involvement.CIRCLE, True),
            (AGENT, POLICE, Involvement.REFERRER, True),
            # who was called speaks for it without a place in the case
            (DEPUTY, POLICE, Involvement.NONE, True),
            (AGENT, POLICE, Involvement.NONE, False),
            (AGENT, POLICE, Involvement.INVITED, False),
            # who gave a place up, or works elsewhere by now, takes nothing along
            (DEPUTY, POLICE, Involvement.FORMER, False),
            (DEPUTY, CARE, Involvement.NONE, False),
            (AGENT, CARE, Involvement.CIRCLE, False),
        ],
    )
    def test_a_place_or_being_called_counts(
        self, member: MemberId, organisation: OrganisationId, stands: Involvement, expected: bool
    ):
        assert is_supplier(approved_minutes(), member, organisation, stands) is expected

    def test_only_who_was_there_while_the_case_was_discussed_was_there(self):
        held = CaseAtTable(
            case=RED.case,
            progress=Progress.DISCUSSED,
            started_at=at_minute(10),
            ended_at=at_minute(40),
        )
        spans = {
            "left-before": (0, 10),
            "left-halfway": (0, 20),
            "came-halfway": (20, None),
            "came-after": (41, None),
        }
        run = MeetingRun(
            meeting=THE_MEETING,
            cases=(held,),
            presences=tuple(_seat(name, *span) for name, span in spans.items()),
        )
        assert find_present(run, RED, at_minute(90)) == ("came-halfway", "left-halfway")

    def test_of_a_meeting_that_was_noted_afterwards_it_is_who_was_asked(self):
        noted = CaseAtTable(case=RED.case, progress=Progress.DISCUSSED)
        run = MeetingRun(meeting=THE_MEETING, cases=(noted,))
        assert find_present(run, RED, at_minute(90)) == ("mental-health", "police")


def _seat(name: str, since: int, until: int | None) -> OrganisationAtTable:
    return OrganisationAtTable(
        organisation=OrganisationId(name),
        from_at=at_minute(since),
        until_at=None if until is None else at_minute(until),
    )


def test_a_concept_begins_on_the_day_of_the_meeting():
    kept = some_minutes()
    begun: Minutes = begin_minutes(
        kept.id,
        kept.case,
        Occasion(source=kept.source, said_in=kept.said_in, held_on=kept.held_on),
        kept.settled,
        signed("noor"),
    )
    assert (begun.state, begun.waits_since, begun.version) == (MinutesState.CONCEPT, HELD_ON, 1)
