from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain.agenda import Agenda, AgendaFrozenError, AgendaItem, AgendaState, TimesDoNotAddUpError
from domain.agenda_steps import (
    AgendaApprovedError,
    AgendaChangedError,
    AgendaStep,
    MeetingBegunError,
    ask_redraft,
    decide_step,
    find_draft_due,
    find_step_due,
    mark_approved,
    move_agenda,
    needs_draft,
    post_agenda,
    settle_agenda,
)
from domain.identifiers import MemberId
from tests.support.meetings import (
    CUT_OFF_AT,
    ORANGE,
    POSTS_AT,
    RED,
    STARTS_AT,
    a_meeting,
    an_agenda,
    an_item,
    at_minute,
)

DIRECTOR = MemberId("director")
SECOND = timedelta(seconds=1)
SETTLED = [AgendaState.POSTED, AgendaState.EXPIRED, AgendaState.SKIPPED]


def an_approved_agenda(*items: AgendaItem) -> Agenda:
    return replace(
        an_agenda(*items),
        state=AgendaState.APPROVED,
        approved_by=DIRECTOR,
        approved_at=CUT_OFF_AT,
    )


class TestDrafting:
    def test_a_draft_is_due_at_the_cut_off_and_not_before(self):
        assert needs_draft(a_meeting(), None, CUT_OFF_AT)
        assert not needs_draft(a_meeting(), None, CUT_OFF_AT - SECOND)

    def test_the_draft_of_the_cut_off_is_made_once(self):
        assert not needs_draft(a_meeting(), an_agenda(), CUT_OFF_AT + SECOND)

    def test_an_early_draft_is_made_again_at_the_cut_off(self):
        early = an_agenda(drafted_at=CUT_OFF_AT - timedelta(days=1))
        assert needs_draft(a_meeting(), early, CUT_OFF_AT)

    @pytest.mark.parametrize("state", [AgendaState.APPROVED, *SETTLED])
    def test_an_early_draft_that_was_approved_stays(self, state: AgendaState):
        early = an_agenda(drafted_at=CUT_OFF_AT - timedelta(days=1), state=state)
        assert not needs_draft(a_meeting(), early, CUT_OFF_AT)

    def test_a_coordinator_may_ask_for_a_draft_before_the_cut_off(self):
        asked = ask_redraft(a_meeting(), None, CUT_OFF_AT - timedelta(days=2))
        assert needs_draft(asked, None, CUT_OFF_AT - timedelta(days=2))

    def test_asking_again_after_a_newer_draft_asks_for_that_one(self):
        asked = ask_redraft(a_meeting(), an_agenda(), CUT_OFF_AT)
        assert needs_draft(asked, an_agenda(), CUT_OFF_AT)
        assert not needs_draft(asked, replace(an_agenda(), version=2), CUT_OFF_AT)

    @pytest.mark.parametrize("state", sorted(set(AgendaState) - {AgendaState.DRAFT}))
    def test_nobody_asks_for_a_new_draft_after_approval(self, state: AgendaState):
        with pytest.raises(AgendaFrozenError):
            ask_redraft(a_meeting(), an_agenda(state=state), CUT_OFF_AT)

    def test_no_draft_is_made_or_asked_once_the_meeting_began(self):
        assert not needs_draft(a_meeting(), None, STARTS_AT)
        with pytest.raises(MeetingBegunError):
            ask_redraft(a_meeting(), None, STARTS_AT)

    def test_a_cancelled_meeting_gets_no_draft(self):
        cancelled = replace(a_meeting(), is_cancelled=True)
        assert not needs_draft(cancelled, None, CUT_OFF_AT)
        with pytest.raises(MeetingBegunError):
            ask_redraft(cancelled, None, CUT_OFF_AT)


class TestWhenToLookNext:
    @pytest.mark.parametrize("agenda", [None, an_agenda(), an_approved_agenda()])
    @pytest.mark.parametrize(
        ("now", "next_at"),
        [
            (CUT_OFF_AT, POSTS_AT),
            (POSTS_AT - SECOND, POSTS_AT),
            (POSTS_AT, STARTS_AT),
            (STARTS_AT - SECOND, STARTS_AT),
            (STARTS_AT, None),
        ],
    )
    def test_an_open_agenda_is_looked_at_at_its_hour_and_when_the_meeting_begins(
        self, agenda: Agenda | None, now: datetime, next_at: datetime | None
    ):
        assert find_step_due(a_meeting(), agenda, now) == next_at

    @pytest.mark.parametrize("state", SETTLED)
    def test_a_settled_agenda_is_not_looked_at_again(self, state: AgendaState):
        assert find_step_due(a_meeting(), an_agenda(state=state), CUT_OFF_AT) is None

    def test_a_cancelled_meeting_is_not_looked_at_again(self):
        cancelled = replace(a_meeting(), is_cancelled=True)
        assert find_step_due(cancelled, None, CUT_OFF_AT) is None

    def test_before_the_cut_off_a_draft_is_due_then(self):
        early = an_agenda(drafted_at=CUT_OFF_AT - timedelta(days=1))
        for agenda in (None, early):
            assert find_draft_due(a_meeting(), agenda, CUT_OFF_AT - SECOND) == CUT_OFF_AT

    def test_a_draft_asked_for_is_due_now(self):
        asked = ask_redraft(a_meeting(), an_agenda(), CUT_OFF_AT)
        assert find_draft_due(asked, an_agenda(), CUT_OFF_AT + SECOND) == CUT_OFF_AT + SECOND

    def test_after_the_draft_of_the_cut_off_none_is_to_come(self):
        assert find_draft_due(a_meeting(), an_agenda(), CUT_OFF_AT) is None


class TestApproving:
    def test_approval_names_who_and_when(self):
        approved = mark_approved(a_meeting(), an_agenda(), 1, DIRECTOR, CUT_OFF_AT)
        assert (approved.state, approved.approved_by, approved.approved_at) == (
            AgendaState.APPROVED,
            DIRECTOR,
            CUT_OFF_AT,
        )

    def test_the_second_director_hears_it_was_approved_already(self):
        with pytest.raises(AgendaApprovedError):
            mark_approved(a_meeting(), an_approved_agenda(), 1, DIRECTOR, CUT_OFF_AT)

    def test_nobody_approves_a_draft_they_did_not_see(self):
        newer = replace(an_agenda(), version=4, plan_version=3)
        for seen in (None, 2, 5):
            with pytest.raises(AgendaChangedError):
                mark_approved(a_meeting(), newer, seen, DIRECTOR, CUT_OFF_AT)

    def test_who_saw_an_earlier_draft_of_the_same_plan_approves_it(self):
        newer = replace(an_agenda(), version=4, plan_version=3)
        for seen in (3, 4):
            approved = mark_approved(a_meeting(), newer, seen, DIRECTOR, CUT_OFF_AT)
            assert approved.approved_by == DIRECTOR

    def test_a_draft_whose_meeting_moved_is_another_plan(self):
        later = a_meeting(STARTS_AT + timedelta(hours=1))
        moved = move_agenda(replace(an_agenda(), version=3), a_meeting(), later)
        assert moved.plan_version == 4

    def test_an_agenda_may_be_approved_until_the_meeting_begins(self):
        assert mark_approved(a_meeting(), an_agenda(), 1, DIRECTOR, STARTS_AT - SECOND)
        with pytest.raises(MeetingBegunError):
            mark_approved(a_meeting(), an_agenda(), 1, DIRECTOR, STARTS_AT)

    def test_a_skipped_agenda_cannot_be_approved(self):
        skipped = an_agenda(state=AgendaState.SKIPPED)
        with pytest.raises(MeetingBegunError):
            mark_approved(a_meeting(), skipped, 1, DIRECTOR, CUT_OFF_AT)

    def test_an_agenda_that_no_longer_fits_its_meeting_is_not_approved(self):
        with pytest.raises(TimesDoNotAddUpError):
            mark_approved(a_meeting(minutes=30), an_agenda(), 1, DIRECTOR, CUT_OFF_AT)


class TestTheClock:
    @pytest.mark.parametrize(
        ("agenda", "now", "step"),
        [
            (None, CUT_OFF_AT, AgendaStep.REST),
            (None, POSTS_AT - SECOND, AgendaStep.REST),
            (None, POSTS_AT, AgendaStep.ASK_APPROVAL),
            (an_agenda(), POSTS_AT - SECOND, AgendaStep.REST),
            (an_agenda(), POSTS_AT, AgendaStep.ASK_APPROVAL),
            (an_agenda(), STARTS_AT - SECOND, AgendaStep.ASK_APPROVAL),
            (an_agenda(), STARTS_AT, AgendaStep.SETTLE),
            (None, STARTS_AT, AgendaStep.SETTLE),
            (an_approved_agenda(), POSTS_AT - SECOND, AgendaStep.REST),
            (an_approved_agenda(), POSTS_AT, AgendaStep.POST),
            (an_approved_agenda(), STARTS_AT - SECOND, AgendaStep.POST),
            (an_approved_agenda(), STARTS_AT, AgendaStep.SETTLE),
        ],
    )
    def test_what_the_clock_asks(self, agenda: Agenda | None, now: datetime, step: AgendaStep):
        assert decide_step(a_meeting(), agenda, now) is step

    @pytest.mark.parametrize("state", SETTLED)
    def test_a_settled_agenda_rests(self, state: AgendaState):
        assert decide_step(a_meeting(), an_agenda(state=state), STARTS_AT) is AgendaStep.REST

    @pytest.mark.parametrize("agenda", [an_agenda(), an_approved_agenda()])
    def test_the_agenda_of_a_cancelled_meeting_is_skipped_at_once(self, agenda: Agenda):
        cancelled = replace(a_meeting(), is_cancelled=True)
        assert decide_step(cancelled, agenda, CUT_OFF_AT) is AgendaStep.SETTLE

    def test_a_cancelled_meeting_without_an_agenda_asks_nothing(self):
        cancelled = replace(a_meeting(), is_cancelled=True)
        assert decide_step(cancelled, None, STARTS_AT) is AgendaStep.REST


class TestPosting:
    def test_a_posted_agenda_keeps_its_moment(self):
        posted = post_agenda(a_meeting(), an_approved_agenda(), POSTS_AT)
        assert (posted.state, posted.posted_at) == (AgendaState.POSTED, POSTS_AT)

    def test_nonsense_is_never_posted(self):
        outside = an_approved_agenda(an_item("KX7-Q42", RED.colour, 30, 170))
        with pytest.raises(TimesDoNotAddUpError):
            post_agenda(a_meeting(), outside, POSTS_AT)


class TestSettling:
    def test_a_meeting_that_never_had_a_draft_gets_an_empty_agenda(self):
        settled = settle_agenda(a_meeting(), None, STARTS_AT)
        assert (settled.state, settled.items) == (AgendaState.SKIPPED, ())

    def test_a_draft_nobody_approved_was_skipped(self):
        assert settle_agenda(a_meeting(), an_agenda(), STARTS_AT).state is AgendaState.SKIPPED

    def test_an_approved_agenda_expired_and_keeps_what_was_planned(self):
        settled = settle_agenda(a_meeting(), an_approved_agenda(), STARTS_AT)
        assert (settled.state, settled.items) == (AgendaState.EXPIRED, (RED, ORANGE))

    def test_an_approved_agenda_of_a_cancelled_meeting_was_skipped(self):
        cancelled = replace(a_meeting(), is_cancelled=True)
        settled = settle_agenda(cancelled, an_approved_agenda(), CUT_OFF_AT)
        assert settled.state is AgendaState.SKIPPED


class TestMoving:
    DAY = timedelta(days=1)

    def test_times_follow_a_meeting_that_moves_and_approval_stays(self):
        moved = move_agenda(an_approved_agenda(), a_meeting(), a_meeting(STARTS_AT + self.DAY))
        assert [item.starts_at for item in moved.items] == [
            at_minute(0) + self.DAY,
            at_minute(30) + self.DAY,
        ]
        assert moved.state is AgendaState.APPROVED

    def test_approval_ends_when_the_meeting_gets_another_length(self):
        moved = move_agenda(an_approved_agenda(), a_meeting(), a_meeting(minutes=120))
        assert (moved.state, moved.approved_by) == (AgendaState.DRAFT, None)

    def test_what_was_posted_moves_no_more(self):
        posted = an_agenda(state=AgendaState.POSTED)
        assert move_agenda(posted, a_meeting(), a_meeting(STARTS_AT + self.DAY)) == posted

    @pytest.mark.parametrize("state", [AgendaState.EXPIRED, AgendaState.SKIPPED])
    def test_a_meeting_held_after_all_gets_its_agenda_back_as_a_draft(self, state: AgendaState):
        gone_by = replace(an_approved_agenda(), state=state)
        moved = move_agenda(gone_by, a_meeting(), a_meeting(STARTS_AT + self.DAY))
        assert (moved.state, moved.approved_by) == (AgendaState.DRAFT, None)
