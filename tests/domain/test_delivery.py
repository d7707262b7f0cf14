from datetime import timedelta
from itertools import pairwise

import pytest

from domain.delivery import (
    FAILED_STATES,
    OPEN_DELIVERY_STATES,
    SETTLE_WITHIN,
    Attempt,
    AttemptResult,
    DeliveryState,
    NextState,
    state_after_edit,
    state_after_post,
    state_after_settling,
)
from domain.notice import NoticeKind, OnUnknown, Urgency, rule_for

S, R = DeliveryState, AttemptResult
SECOND = timedelta(seconds=1)
# that these are late themselves, nobody needs to hear
ALARMS = {NoticeKind.DELIVERY_LATE, NoticeKind.ACUTE_STALLED, NoticeKind.SENDING_LAGS}
ACUTE = {
    NoticeKind.ACUTE_REPORT,
    NoticeKind.ACUTE_RECEIPT,
    NoticeKind.ACUTE_WITHDRAWN,
    NoticeKind.SESSION_CALLED_OFF,
    NoticeKind.SESSION_NOTES,
    NoticeKind.ACUTE_WAITS,
    NoticeKind.ACUTE_UNJUDGED,
    NoticeKind.ACUTE_ALARM,
    NoticeKind.INVITATION,
    NoticeKind.INVITATION_SILENT,
    NoticeKind.SESSION_BOARD,
    NoticeKind.SESSION_CLOSED,
    NoticeKind.ROOM,
    NoticeKind.REPORT_MARKED,
    # that an acute message is late is as urgent as the message
    NoticeKind.DELIVERY_LATE,
    NoticeKind.ACUTE_STALLED,
    NoticeKind.SENDING_LAGS,
}


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (R.SENT, NextState(state=S.SENT)),
        (R.REFUSED, NextState(state=S.DEAD)),
        (R.NOT_SENT, NextState(state=S.PENDING, again_within=SECOND)),
        (R.UNKNOWN, NextState(state=S.UNKNOWN, again_within=SETTLE_WITHIN)),
    ],
)
def test_a_post_goes_where_its_outcome_sends_it(result: AttemptResult, expected: NextState):
    assert state_after_post(Attempt(result=result), 1) == expected


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (R.SENT, NextState(state=S.SENT)),
        (R.REFUSED, NextState(state=S.DEAD)),
        (R.NOT_SENT, NextState(state=S.PENDING, again_within=SECOND)),
        (R.UNKNOWN, NextState(state=S.PENDING, again_within=SECOND)),
    ],
)
def test_an_edit_of_unknown_outcome_is_simply_done_again(
    result: AttemptResult, expected: NextState
):
    assert state_after_edit(Attempt(result=result), 1) == expected


def test_a_post_settles_as_long_as_it_was_told():
    unknown = Attempt(result=R.UNKNOWN)
    assert state_after_post(unknown, 1, SECOND).again_within == SECOND


def test_each_pause_is_twice_the_one_before_up_to_five_minutes():
    not_sent = Attempt(result=R.NOT_SENT)
    pauses = [state_after_post(not_sent, tries).again_within for tries in range(1, 12)]
    assert pauses[:4] == [SECOND, 2 * SECOND, 4 * SECOND, 8 * SECOND]
    assert all(later == min(2 * sooner, 300 * SECOND) for sooner, later in pairwise(pauses))
    assert pauses[-1] == 300 * SECOND


@pytest.mark.parametrize(
    ("asked", "pause"), [(None, 4), (timedelta(0), 4), (timedelta(seconds=2), 4)]
)
def test_a_short_retry_after_does_not_shorten_the_pause(asked: timedelta | None, pause: int):
    throttled = Attempt(result=R.NOT_SENT, status=429, retry_after=asked)
    assert state_after_post(throttled, 3).again_within == pause * SECOND


@pytest.mark.parametrize(("asked", "kept"), [(10, 10), (15, 15), (60, 15)])
def test_a_long_retry_after_is_kept_up_to_a_quarter_of_an_hour(asked: int, kept: int):
    throttled = Attempt(result=R.NOT_SENT, status=429, retry_after=timedelta(minutes=asked))
    assert state_after_post(throttled, 1).again_within == timedelta(minutes=kept)


@pytest.mark.parametrize("tries", [12, 13, 1_000, 10_000_000])
def test_no_number_of_passing_errors_is_the_last(tries: int):
    again = NextState(state=S.PENDING, again_within=300 * SECOND)
    assert state_after_post(Attempt(result=R.NOT_SENT), tries) == again
    assert state_after_edit(Attempt(result=R.UNKNOWN), tries) == again


@pytest.mark.parametrize("kind", [None, *NoticeKind])
def test_every_message_has_an_end(kind: NoticeKind | None):
    assert timedelta(hours=12) <= rule_for(kind).lasts_within <= timedelta(days=7)


@pytest.mark.parametrize(
    ("on_unknown", "unknowns", "state"),
    [
        (OnUnknown.ONCE_MORE, 1, S.PENDING),
        (OnUnknown.ONCE_MORE, 2, S.ASKED),
        (OnUnknown.STUB_FIRST, 1, S.PENDING),
        (OnUnknown.STUB_FIRST, 11, S.PENDING),
        (OnUnknown.STUB_FIRST, 12, S.ASKED),
        (OnUnknown.ASK, 1, S.ASKED),
    ],
)
def test_what_stayed_unknown_is_settled_by_its_kind(
    on_unknown: OnUnknown, unknowns: int, state: DeliveryState
):
    assert state_after_settling(on_unknown, unknowns).state is state


def test_a_state_is_open_or_failed_or_well_ended():
    assert set(OPEN_DELIVERY_STATES) | set(FAILED_STATES) | {S.SENT, S.OBSOLETE} == set(S)
    assert not set(OPEN_DELIVERY_STATES) & set(FAILED_STATES)


OF_FAILURE = {
    NoticeKind.DELIVERY_FAILED,
    NoticeKind.DELIVERY_QUESTION,
    NoticeKind.REPLY_FAILED,
}


# a calendar shows one id with one number once, however often it comes
SHOWN_ONCE = {NoticeKind.OWN_TIMES_MAIL}
# while a meeting is going on a partner who hears nothing is worse than one who hears it twice
AT_THE_TABLE = {NoticeKind.CALLED_IN, NoticeKind.TIME_MOVED}


@pytest.mark.parametrize("kind", [None, *NoticeKind])
def test_only_what_is_worse_missed_than_heard_twice_may_come_twice(
    kind: NoticeKind | None,
):
    may_come_twice = kind in {*ACUTE, *OF_FAILURE, *SHOWN_ONCE, *AT_THE_TABLE, None}
    assert (rule_for(kind).on_unknown is OnUnknown.ONCE_MORE) == may_come_twice


@pytest.mark.parametrize("kind", [None, *NoticeKind])
def test_a_person_hears_of_an_acute_message_that_takes_longer_than_five_minutes(
    kind: NoticeKind | None,
):
    has_a_deadline = kind in ACUTE - ALARMS
    assert rule_for(kind).told_within == (timedelta(minutes=5) if has_a_deadline else None)


@pytest.mark.parametrize("kind", [None, *NoticeKind])
def test_only_acute_messages_go_before_everything(kind: NoticeKind | None):
    assert (rule_for(kind).urgency is Urgency.ACUTE) == (kind in ACUTE)


def test_an_agenda_is_posted_by_stub_first():
    assert rule_for(NoticeKind.AGENDA_POST).on_unknown is OnUnknown.STUB_FIRST
