from dataclasses import replace

import pytest

from domain.acute_invitation import InvitationAnswer, InvitationState, apply_answer, end_invitation
from domain.acute_session import SessionState
from domain.identifiers import MemberId
from domain.room import find_attendees
from tests.support.acute import GATHERING, NOW, a_session, an_invitation

CONVENED = a_session(SessionState.CONVENED, director=MemberId("director"), gathering=GATHERING)
SAYS_SOMETHING_ELSE = [one for one in InvitationAnswer if one is not InvitationAnswer.COMES]


def coming(member: str):
    return apply_answer(an_invitation(member), InvitationAnswer.COMES, NOW).invitation


def test_the_room_is_for_the_director_and_who_comes():
    invitations = [coming("agent"), an_invitation("silent"), coming("nurse")]
    assert find_attendees(CONVENED, invitations) == ("director", "agent", "nurse")


@pytest.mark.parametrize("answer", SAYS_SOMETHING_ELSE)
def test_who_answers_anything_else_is_not_in_the_room(answer: InvitationAnswer):
    said = replace(coming("agent"), answer=answer)
    assert find_attendees(CONVENED, [said]) == ("director",)


def test_who_came_and_whose_invitation_ended_is_not_in_the_room():
    ended = end_invitation(coming("agent"))
    assert ended.state is InvitationState.ENDED
    assert find_attendees(CONVENED, [ended]) == ("director",)


def test_who_directs_a_session_and_is_invited_to_it_is_there_once():
    assert find_attendees(CONVENED, [coming("director")]) == ("director",)


@pytest.mark.parametrize("state", set(SessionState) - {SessionState.CONVENED})
def test_before_the_circle_and_after_the_closing_nobody_is_in_a_room(state: SessionState):
    session = replace(CONVENED, state=state)
    assert find_attendees(session, [coming("agent")]) == ()
