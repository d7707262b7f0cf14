from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.acute_circle import InviteReason, Seat
from domain.acute_invitation import (
    AnswerEffect,
    Invitation,
    InvitationAnswer,
    InvitationOverError,
    InvitationState,
    KnowsSubjectError,
    NoDeputyError,
    apply_answer,
    check_not_known,
    count_quorum,
    end_invitation,
    form_deputation,
    invite,
    places_after,
    possible_deputies,
)
from domain.case import CirclePlace, CircleReason
from domain.identifiers import CaseId, InvitationId, MemberId, OrganisationId, SessionId

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
COLLEAGUES = tuple(MemberId(name) for name in ("anna", "bob", "cas"))


def a_seat(member: str | None = "anna", reason: InviteReason = InviteReason.RULE) -> Seat:
    return Seat(
        organisation=OrganisationId("police"), member=member and MemberId(member), reason=reason
    )


def an_invitation(member: str = "anna", **changes: object) -> Invitation:
    invitation = invite(
        a_seat(member), InvitationId(f"i-{member}"), SessionId("s1"), CaseId("c1"), NOW
    )
    return replace(invitation, **changes)


def test_a_new_invitation_waits_for_an_answer_and_keeps_its_reason():
    invitation = an_invitation()

    assert (invitation.state, invitation.answer) == (InvitationState.QUEUED, None)
    assert invitation.reason is InviteReason.RULE
    assert invitation.is_open


def test_who_can_only_be_called_cannot_be_invited():
    with pytest.raises(InvitationOverError):
        invite(a_seat(None), InvitationId("i"), SessionId("s1"), CaseId("c1"), NOW)


def test_i_come():
    answered = apply_answer(an_invitation(), InvitationAnswer.COMES, NOW)

    assert answered.effect is AnswerEffect.FIRST
    assert answered.invitation.is_coming
    assert answered.invitation.answered_at == NOW


@pytest.mark.parametrize("no", [InvitationAnswer.CANNOT, InvitationAnswer.CANNOT_SAY])
def test_who_cannot_come_or_cannot_say_keeps_the_way_back(no: InvitationAnswer):
    declined = apply_answer(an_invitation(), no, NOW).invitation
    assert declined.is_open
    assert not declined.is_coming
    back = apply_answer(declined, InvitationAnswer.COMES, NOW)

    assert back.effect is AnswerEffect.CHANGED
    assert back.invitation.is_coming


def test_who_cannot_say_is_still_needed_and_not_silent():
    cannot_say = apply_answer(an_invitation(), InvitationAnswer.CANNOT_SAY, NOW).invitation
    quorum = count_quorum([cannot_say, an_invitation("bob")])

    assert (quorum.coming, quorum.needed, quorum.silent) == (0, 2, 1)


@pytest.mark.parametrize(
    ("answer", "shows"),
    [
        (None, True),
        (InvitationAnswer.COMES, True),
        (InvitationAnswer.CANNOT, False),
        (InvitationAnswer.CANNOT_SAY, False),
        (InvitationAnswer.NOT_KNOWN, False),
    ],
)
def test_who_it_is_about_is_read_before_answering_and_by_who_comes(
    answer: InvitationAnswer | None, shows: bool
):
    asked = an_invitation()
    answered = apply_answer(asked, answer, NOW).invitation if answer else asked

    assert answered.shows_subject is shows


def test_the_same_answer_twice_changes_nothing():
    once = apply_answer(an_invitation(), InvitationAnswer.COMES, NOW).invitation
    twice = apply_answer(once, InvitationAnswer.COMES, NOW.replace(hour=11))

    assert twice.effect is AnswerEffect.UNCHANGED
    assert twice.invitation == once


def test_not_known_drops_out_and_opens_nothing_any_more():
    dropped = apply_answer(an_invitation(), InvitationAnswer.NOT_KNOWN, NOW).invitation

    assert dropped.state is InvitationState.DROPPED
    assert not dropped.is_open


CLOSED_STATES = (InvitationState.REPLACED, InvitationState.DROPPED, InvitationState.ENDED)


@pytest.mark.parametrize("state", CLOSED_STATES)
@pytest.mark.parametrize("answer", list(InvitationAnswer))
def test_who_lost_the_session_answers_no_more(state: InvitationState, answer: InvitationAnswer):
    with pytest.raises(InvitationOverError):
        apply_answer(an_invitation(state=state), answer, NOW)


def test_a_deputy_is_named_and_not_just_announced():
    with pytest.raises(InvitationOverError):
        apply_answer(an_invitation(), InvitationAnswer.DEPUTY, NOW)


@pytest.mark.parametrize(
    ("reason", "is_refused"),
    [
        (CircleReason.REFERRED, True),
        (CircleReason.CASE_DIRECTOR, True),
        (CircleReason.INVOLVED_PARTNER, False),
        (CircleReason.ACUTE_RULE, False),
    ],
)
def test_who_referred_or_directs_the_case_knows_the_subject(reason: CircleReason, is_refused: bool):
    place = CirclePlace(
        case=CaseId("c1"),
        member=MemberId("anna"),
        organisation=OrganisationId("police"),
        reason=reason,
        joined_at=NOW,
    )
    check_not_known([place], MemberId("bob"))
    if is_refused:
        with pytest.raises(KnowsSubjectError):
            check_not_known([place], MemberId("anna"))
    else:
        check_not_known([place], MemberId("anna"))


def test_deputies_are_colleagues_who_were_not_asked_yet():
    asked = [an_invitation("anna"), an_invitation("bob")]

    assert possible_deputies(asked[0], COLLEAGUES, asked) == ("cas",)


def test_an_invitation_to_another_session_does_not_count_as_asked():
    elsewhere = an_invitation("bob", session=SessionId("s2"))

    assert possible_deputies(an_invitation(), COLLEAGUES, [an_invitation(), elsewhere]) == (
        "bob",
        "cas",
    )


def test_a_deputy_takes_the_place_and_the_first_one_leaves_at_once():
    deputation = form_deputation(
        an_invitation(), COLLEAGUES[1], COLLEAGUES, InvitationId("i2"), NOW
    )

    assert deputation.left.state is InvitationState.REPLACED
    assert deputation.left.answer is InvitationAnswer.DEPUTY
    assert not deputation.left.is_open
    assert deputation.deputy.member == "bob"
    assert deputation.deputy.reason is InviteReason.STANDS_IN
    assert deputation.deputy.replaces == "i-anna"
    assert deputation.deputy.is_open


def test_a_deputy_from_outside_the_list_is_refused():
    with pytest.raises(NoDeputyError):
        form_deputation(an_invitation(), MemberId("zoe"), COLLEAGUES, InvitationId("i2"), NOW)


@pytest.mark.parametrize("state", CLOSED_STATES)
def test_who_lost_the_session_names_no_deputy(state: InvitationState):
    with pytest.raises(InvitationOverError):
        form_deputation(
            an_invitation(state=state), COLLEAGUES[1], COLLEAGUES, InvitationId("i2"), NOW
        )


def test_the_quorum_counts_who_is_still_needed():
    invitations = [
        an_invitation("a", answer=InvitationAnswer.COMES, state=InvitationState.ANSWERED),
        an_invitation("b", answer=InvitationAnswer.CANNOT, state=InvitationState.ANSWERED),
        an_invitation("c"),
        an_invitation("d", answer=InvitationAnswer.NOT_KNOWN, state=InvitationState.DROPPED),
        an_invitation("e", answer=InvitationAnswer.DEPUTY, state=InvitationState.REPLACED),
    ]
    quorum = count_quorum(invitations)

    assert (quorum.coming, quorum.needed, quorum.silent) == (1, 3, 1)
    assert not quorum.is_complete
    assert count_quorum(invitations[:1]).is_complete


def test_closing_ends_what_was_open_and_leaves_the_rest_as_it_was():
    dropped = an_invitation(state=InvitationState.DROPPED)

    assert end_invitation(an_invitation()).state is InvitationState.ENDED
    assert end_invitation(dropped) == dropped


def test_who_came_and_has_something_to_do_keeps_a_place_in_the_case():
    came = {"answer": InvitationAnswer.COMES, "state": InvitationState.ANSWERED}
    invitations = [
        an_invitation("anna", **came),
        an_invitation("bob", **came, reason=InviteReason.STANDS_IN),
        an_invitation("cas", **came),
        an_invitation("dirk"),
    ]
    owners = {MemberId("anna"), MemberId("bob"), MemberId("dirk")}

    assert [(p.member, p.reason) for p in places_after(invitations, owners, NOW)] == [
        ("anna", CircleReason.ACUTE_RULE),
        ("bob", CircleReason.STANDS_IN),
    ]


STEPS = st.lists(
    st.tuples(st.integers(0, 5), st.sampled_from(InvitationAnswer), st.sampled_from(COLLEAGUES)),
    max_size=12,
)


@given(st.sets(st.sampled_from(COLLEAGUES), min_size=1), STEPS)
def test_whatever_is_answered_only_the_confirmed_and_their_deputies_are_ever_invited(
    seats: set[MemberId], steps: list[tuple[int, InvitationAnswer, MemberId]]
):
    invitations = [an_invitation(member) for member in sorted(seats)]
    for place, answer, colleague in steps:
        invitations = _take(invitations, place % len(invitations), answer, colleague)

    ids = {i.id for i in invitations}
    members = [i.member for i in invitations]
    assert all(i.member in seats or i.replaces in ids for i in invitations)
    assert len(members) == len(set(members))
    assert all(i.is_open or not i.is_coming for i in invitations)


def _take(invitations: list[Invitation], place: int, answer: InvitationAnswer, colleague: MemberId):
    chosen = invitations[place]
    try:
        if answer is InvitationAnswer.DEPUTY:
            among = possible_deputies(chosen, COLLEAGUES, invitations)
            new = InvitationId(f"n{len(invitations)}")
            deputation = form_deputation(chosen, colleague, among, new, NOW)
            rest = [i for i in invitations if i is not chosen]
            return [*rest, deputation.left, deputation.deputy]
        answered = apply_answer(chosen, answer, NOW).invitation
    except (InvitationOverError, NoDeputyError):
        return invitations
    return [answered if i is chosen else i for i in invitations]
