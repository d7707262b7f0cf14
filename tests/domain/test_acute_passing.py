"""What becomes of a place in a session whose member goes, and of the chain that waits for it."""

from datetime import timedelta

import pytest

from domain.absence import Span
from domain.acute_circle import InviteReason
from domain.acute_invitation import Invitation, InvitationAnswer, InvitationState
from domain.acute_passing import goes_along, is_missed, may_take_place, pass_place
from domain.escalation import Chain, EscalationTimes, Whom, chain_invitation, climb, pass_chain
from domain.identifiers import InvitationId, MemberId, SessionId
from tests.support.acute import NOW, an_invitation

HOUR = timedelta(hours=1)
NEW, DEPUTY = InvitationId("new"), MemberId("deputy")
A = InvitationAnswer


def at(minutes: float):
    return NOW + timedelta(minutes=minutes)


def climbed(rungs: int) -> Chain:
    """The chain of the agent, from whom and others nothing was heard."""
    times = EscalationTimes()
    chain = chain_invitation(InvitationId("old"), SessionId("session-1"), NOW, times)
    for number in range(rungs):
        chain = climb(chain, [MemberId(f"told-{number}")], NOW + chain.rungs[number].after)
    return chain


@pytest.mark.parametrize(
    ("answer", "goes"),
    [(None, True), (A.COMES, True), (A.CANNOT, False), (A.CANNOT_SAY, False)],
)
def test_who_said_no_needs_no_colleague(answer: InvitationAnswer | None, goes: bool):
    assert goes_along(an_invitation(answer=answer)) is goes


def test_a_place_that_is_gone_does_not_go_along():
    assert not goes_along(an_invitation(state=InvitationState.REPLACED))


@pytest.mark.parametrize(
    ("answer", "hours", "missed"),
    [(None, 3, True), (A.COMES, 1, True), (A.COMES, 2, False), (A.COMES, -1, False)],
)
def test_who_comes_is_missed_only_when_they_are_away_then(
    answer: InvitationAnswer | None, hours: int, missed: bool
):
    away = Span(starts_at=NOW, ends_at=NOW + 2 * HOUR)
    assert is_missed(an_invitation(answer=answer), away, NOW + hours * HOUR) is missed


def test_a_place_goes_to_a_colleague_who_was_not_asked():
    given = an_invitation()
    passed = pass_place(given, DEPUTY, [given], NEW, NOW)
    assert passed.taken is not None
    assert (passed.taken.member, passed.taken.replaces) == (DEPUTY, given.id)
    assert passed.left.state is InvitationState.REPLACED
    assert not passed.is_again


def beside(given: Invitation, **changes: object) -> Invitation:
    reason = InviteReason.COLLEAGUE_SILENT
    return an_invitation("deputy", reason=reason, replaces=given.id, **changes)


def test_who_was_asked_beside_keeps_the_place_and_the_house_still_waits():
    given = an_invitation()
    passed = pass_place(given, DEPUTY, [given, beside(given)], NEW, NOW)
    assert passed.taken is None
    assert (passed.left.state, passed.left.answer) == (InvitationState.REPLACED, None)


def test_who_was_sent_away_unanswered_is_asked_again():
    given = an_invitation(answer=A.COMES)
    sent_away = beside(given, state=InvitationState.REPLACED, version=4)
    passed = pass_place(given, DEPUTY, [given, sent_away], NEW, NOW)
    assert passed.taken is not None
    assert (passed.taken.id, passed.taken.version) == (sent_away.id, 4)
    assert passed.is_again


def test_who_has_a_place_of_their_own_takes_no_second():
    given, own = an_invitation(), an_invitation("deputy")
    passed = pass_place(given, DEPUTY, [given, own], NEW, NOW)
    assert passed.taken is None
    assert passed.left.answer is A.DEPUTY


@pytest.mark.parametrize(
    ("state", "answer", "may"),
    [
        (InvitationState.QUEUED, None, True),
        (InvitationState.REPLACED, None, True),
        (InvitationState.REPLACED, A.DEPUTY, False),
        (InvitationState.DROPPED, A.NOT_KNOWN, False),
    ],
)
def test_who_gave_their_place_away_or_does_not_know_the_subject_is_not_asked(
    state: InvitationState, answer: InvitationAnswer | None, may: bool
):
    assert may_take_place(DEPUTY, [an_invitation("deputy", state=state, answer=answer)]) is may


@pytest.mark.parametrize(
    ("rungs", "now", "whom", "next_at"),
    [
        (1, 2, Whom.INVITEE_AGAIN, 5),
        (2, 7, Whom.COLLEAGUE, 10),
        (2, 12, Whom.COLLEAGUE, 12),
        (3, 9, Whom.SESSION_DIRECTOR, 15),
        (3, 14, Whom.SESSION_DIRECTOR, 19),
        (4, 20, Whom.SESSION_DIRECTOR, 25),
    ],
)
def test_a_chain_is_passed_on_with_what_is_still_to_come_at_the_times_it_has(
    rungs: int, now: float, whom: Whom, next_at: float
):
    passed = pass_chain(climbed(rungs), NEW, DEPUTY, at(now))
    assert passed.begins_at == NOW
    assert passed.next_rung is not None
    assert (passed.next_rung.whom, passed.next_at) == (whom, at(next_at))
    assert passed.told_by(Whom.INVITEE) == (DEPUTY,)
    assert not passed.is_exhausted
