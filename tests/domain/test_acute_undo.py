from dataclasses import replace
from datetime import timedelta

import pytest

from domain.acute_circle import InviteReason
from domain.acute_invitation import (
    Invitation,
    InvitationAnswer,
    InvitationState,
    apply_answer,
    ask_beside,
    end_invitation,
    form_deputation,
    leave_place,
)
from domain.acute_undo import (
    DeputyAnsweredError,
    UndoTooLateError,
    dismiss_deputies,
    find_deputy,
    find_undo_until,
    let_return,
    undo_answer,
)
from domain.escalation import Chain, EscalationTimes, chain_invitation, climb, resume
from domain.identifiers import InvitationId, MemberId, SessionId
from tests.support.acute import NOW, an_invitation

A = InvitationAnswer
MINUTE = timedelta(minutes=1)
SAID = (A.COMES, A.CANNOT, A.CANNOT_SAY, A.NOT_KNOWN)
BOB = MemberId("bob")


def answered(said: InvitationAnswer = A.COMES, **changes: object) -> Invitation:
    return apply_answer(an_invitation(**changes), said, NOW).invitation


@pytest.mark.parametrize("said", SAID)
def test_an_answer_can_be_undone_for_a_quarter_of_an_hour_and_no_longer(said: InvitationAnswer):
    given = answered(said)
    assert find_undo_until(given) == NOW + 15 * MINUTE
    assert undo_answer(given, NOW + 15 * MINUTE - timedelta(seconds=1)) == an_invitation()
    with pytest.raises(UndoTooLateError):
        undo_answer(given, NOW + 15 * MINUTE)


def test_a_changed_answer_is_undone_from_when_it_was_changed_and_the_first_time_stays():
    changed = apply_answer(answered(), A.CANNOT, NOW + 40 * MINUTE).invitation
    undone = undo_answer(changed, NOW + 50 * MINUTE)
    assert (undone.answer, undone.answered_at) == (None, None)
    assert undone.first_answered_at == NOW


def test_what_was_never_said_or_is_over_cannot_be_undone():
    ended = end_invitation(answered())
    replaced = replace(answered(A.CANNOT), state=InvitationState.REPLACED)
    for invitation in (an_invitation(), ended, replaced):
        assert find_undo_until(invitation) is None
        with pytest.raises(UndoTooLateError):
            undo_answer(invitation, NOW)


def test_who_named_a_deputy_gets_the_place_back_while_the_deputy_is_silent():
    new = InvitationId("i-bob")
    deputation = form_deputation(an_invitation(), BOB, [BOB], new, NOW)
    beside = ask_beside(deputation.deputy, MemberId("cas"), InvitationId("i-cas"), NOW)
    assert undo_answer(deputation.left, NOW + MINUTE).is_open
    assert find_deputy(deputation.left, [deputation.left, deputation.deputy]) == deputation.deputy
    assert find_deputy(deputation.left, [deputation.left]) is None
    gone = dismiss_deputies([deputation.deputy, beside])
    assert [one.state for one in gone] == [InvitationState.REPLACED] * 2
    for said in SAID:
        with pytest.raises(DeputyAnsweredError):
            dismiss_deputies([apply_answer(deputation.deputy, said, NOW).invitation, beside])


def test_who_left_because_a_colleague_answered_returns_with_the_own_no():
    first = an_invitation()
    colleague = ask_beside(first, BOB, InvitationId("i-bob"), NOW)
    comes = apply_answer(colleague, A.COMES, NOW).invitation
    for was in (first, answered(A.CANNOT)):
        (left,) = leave_place(comes, [was, comes])
        assert let_return(undo_answer(comes, NOW), [left, colleague]) == (was,)


def test_nobody_returns_while_the_answer_of_another_colleague_stands():
    first = replace(an_invitation(), state=InvitationState.REPLACED)
    undone = ask_beside(first, BOB, InvitationId("i-bob"), NOW)
    third = answered(A.COMES, member="cas")
    third = replace(third, reason=InviteReason.COLLEAGUE_SILENT, replaces=first.id)
    assert let_return(undone, [first, undone, third]) == ()


def a_chain(climbed: int) -> Chain:
    chain = chain_invitation(InvitationId("i"), SessionId("s"), NOW, EscalationTimes())
    for number in range(climbed):
        chain = climb(chain, [BOB], NOW + chain.rungs[number].after)
    return chain


def test_a_chain_goes_on_with_its_rungs_later_by_as_long_as_it_lay_still():
    chain = a_chain(1)
    ended = replace(chain, ended_at=NOW + 2 * MINUTE, next_at=None)
    resumed = resume(ended, NOW + 12 * MINUTE)
    assert resumed.is_open
    # the nudge came 5 minutes after the beginning: of those 3 are left
    assert resumed.next_at == NOW + 15 * MINUTE
    assert resume(chain, NOW + 12 * MINUTE) == chain


def test_a_chain_that_told_everybody_has_nobody_left_to_tell():
    ended = replace(a_chain(4), ended_at=NOW + 20 * MINUTE, next_at=None)
    resumed = resume(ended, NOW + 21 * MINUTE)
    assert resumed.is_exhausted
    assert resumed.next_at is None
