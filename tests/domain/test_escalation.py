"""Whom a step that waits comes to, and when: the rungs of the acute lane."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.escalation import (
    Chain,
    EscalationTimes,
    Whom,
    chain_invitation,
    chain_judgement,
    chain_report,
    climb,
    go_past,
    tell_also,
)
from domain.identifiers import InvitationId, MemberId, SessionId
from domain.notice import NoticeKind

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
SESSION = SessionId("s1")
TIMES = EscalationTimes()
CORA, DIRK, KAREL = MemberId("cora"), MemberId("dirk"), MemberId("karel")
MINUTE = timedelta(minutes=1)


def a_report() -> Chain:
    return chain_report(SESSION, NOW, TIMES)


def an_invitation() -> Chain:
    return climb(chain_invitation(InvitationId("i1"), SESSION, NOW, TIMES), [CORA], NOW)


def minutes_of(chain: Chain) -> list[tuple[str, int]]:
    return [(rung.whom, rung.after // MINUTE) for rung in chain.rungs]


def test_a_report_goes_from_the_duty_director_to_the_deputy_the_manager_and_everybody():
    assert minutes_of(a_report()) == [
        ("duty_director", 0), ("deputy", 10), ("manager", 20), ("every_director", 30),
    ]  # fmt: skip


def test_what_was_taken_and_not_judged_is_asked_again_and_then_goes_the_same_way():
    assert minutes_of(chain_judgement(SESSION, NOW, TIMES)) == [
        ("taker", 15), ("deputy", 25), ("manager", 35), ("every_director", 45),
    ]  # fmt: skip


def test_an_invitation_is_shown_again_then_a_colleague_is_asked_then_the_director_hears_it():
    assert minutes_of(an_invitation()) == [
        ("invitee", 0), ("invitee_again", 5), ("colleague", 10), ("session_director", 15),
    ]  # fmt: skip


def test_a_manager_is_told_by_the_message_that_holds_code_and_times_only():
    for chain in (a_report(), chain_judgement(SESSION, NOW, TIMES)):
        told = [rung.tells for rung in chain.rungs if rung.whom is Whom.MANAGER]
        assert told == [NoticeKind.ACUTE_WAITS]


def test_each_rung_waits_from_the_beginning_of_the_chain():
    told = climb(a_report(), [CORA], NOW + 3 * MINUTE)
    assert (told.next_at, told.is_exhausted) == (NOW + 13 * MINUTE, False)
    told = climb(told, [DIRK], NOW + 14 * MINUTE)
    assert told.next_at == NOW + 23 * MINUTE


def test_a_rung_without_anybody_is_climbed_at_once():
    told = climb(climb(a_report(), [CORA], NOW), [], NOW + 10 * MINUTE)
    assert (told.next_at, told.climbed) == (NOW + 10 * MINUTE, 2)
    assert [one.member for one in told.told] == [CORA]


def test_after_lost_time_the_rungs_follow_at_once_but_who_is_told_last_gets_their_time():
    chain, now = climb(a_report(), [CORA], NOW), NOW + 40 * MINUTE
    chain = climb(chain, [DIRK], now)
    assert chain.next_at == now
    chain = climb(chain, [KAREL], now)
    assert chain.next_at == now + 10 * MINUTE


def test_who_cannot_be_reached_is_passed_over_at_once():
    chain = go_past(climb(a_report(), [CORA], NOW), CORA, NOW + MINUTE)
    assert (chain.next_at, chain.next_rung) == (NOW + MINUTE, a_report().rungs[1])


def test_a_chain_that_waits_for_another_by_now_is_not_hurried():
    chain = climb(climb(a_report(), [CORA], NOW), [DIRK], NOW + 10 * MINUTE)
    assert go_past(chain, CORA, NOW + 11 * MINUTE) == chain
    ended = replace(chain, ended_at=NOW + 11 * MINUTE)
    assert go_past(ended, DIRK, NOW + 12 * MINUTE) == ended


def test_an_invitation_that_did_not_arrive_is_not_shown_again_but_goes_to_a_colleague():
    chain = go_past(an_invitation(), CORA, NOW + MINUTE)
    assert chain.next_rung is not None
    assert chain.next_rung.whom is Whom.COLLEAGUE


def test_a_report_that_nobody_takes_is_told_again_and_an_invitation_is_not():
    report, invitation = a_report(), an_invitation()
    for member in (CORA, DIRK, KAREL, CORA):
        report = climb(report, [member], NOW)
    for _ in range(3):
        invitation = climb(invitation, [CORA], NOW)
    assert (report.is_exhausted, report.next_at) == (True, NOW + 30 * MINUTE)
    again = climb(report, [CORA], NOW + 30 * MINUTE)
    assert (again.climbed, again.next_at) == (4, NOW + 60 * MINUTE)
    assert (invitation.is_exhausted, invitation.next_at) == (True, None)


def test_who_has_duty_by_now_is_told_on_the_rung_that_was_climbed():
    chain = tell_also(climb(a_report(), [CORA], NOW), DIRK, NOW + MINUTE)
    assert chain.told_by(Whom.DUTY_DIRECTOR) == (CORA, DIRK)
    assert chain.next_at == NOW + 10 * MINUTE


EVENTS = st.lists(
    st.tuples(
        st.sampled_from(["look", "unreachable", "down", "nobody", "duty"]),
        st.integers(min_value=0, max_value=45),
    ),
    max_size=30,
)
CHAINS = st.sampled_from([
    a_report(), chain_judgement(SESSION, NOW, TIMES), an_invitation(),
])  # fmt: skip


@given(begun=CHAINS, events=EVENTS)
def test_whatever_happens_an_open_step_has_a_next_moment_or_everybody_was_told(
    begun: Chain, events: list[tuple[str, int]]
):
    chain, now, number = begun, NOW, 0
    for what, minutes in events:
        now += minutes * MINUTE
        if what == "unreachable" and chain.told:
            chain = go_past(chain, chain.told[-1].member, now)
        if what == "duty":
            chain = tell_also(chain, MemberId("new"), now) if chain.told else chain
        while what != "down" and chain.is_due(now):
            members = [] if what == "nobody" else [MemberId(f"m{number}")]
            number, before = number + 1, chain
            chain = climb(chain, members, now)
            assert chain.climbed > before.climbed or before.is_exhausted
            if before.is_exhausted:
                break
        check(chain, now, is_looked_at=what != "down")


def check(chain: Chain, now: datetime, *, is_looked_at: bool) -> None:
    longest = max(rung.after for rung in chain.rungs)
    if chain.next_at is None:
        assert chain.is_exhausted
        assert chain.rungs[-1].again_every is None
        return
    assert chain.next_at <= max(now, chain.begins_at) + longest
    if is_looked_at and not chain.is_exhausted:
        assert chain.next_at > now or not chain.is_due(now)


@pytest.mark.parametrize("chain", [a_report(), chain_judgement(SESSION, NOW, TIMES)])
def test_when_nobody_at_all_can_be_told_the_last_rung_comes_at_once(chain: Chain):
    now = NOW + 15 * MINUTE
    while not chain.is_exhausted:
        assert chain.is_due(now)
        chain = climb(chain, [], now)
    assert chain.told == ()
