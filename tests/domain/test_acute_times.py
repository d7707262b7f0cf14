from dataclasses import replace
from datetime import timedelta

from domain.acute_invitation import (
    InvitationAnswer,
    apply_answer,
    ask_beside,
    form_deputation,
    group_places,
)
from domain.acute_session import SessionState
from domain.acute_times import time_partners, time_session
from domain.identifiers import InvitationId, MemberId, OrganisationId
from tests.support.acute import CARE, GATHERING, NOW, POLICE, a_session, an_invitation

MINUTE = timedelta(minutes=1)
PIET = an_invitation("piet")
GIJS = an_invitation("gijs", organisation=CARE, invited_at=NOW + MINUTE)


def test_an_organisation_is_timed_by_what_its_first_member_did():
    petra = ask_beside(PIET, MemberId("petra"), InvitationId("i-petra"), NOW + 10 * MINUTE)
    answered = apply_answer(petra, InvitationAnswer.COMES, NOW + 12 * MINUTE).invitation
    delivered = {PIET.id: NOW + MINUTE, petra.id: NOW + 11 * MINUTE}
    police, care = time_partners([PIET, GIJS, answered], delivered)

    assert (police.organisation, care.organisation) == (POLICE, CARE)
    assert (police.asked_at, police.delivered_at) == (NOW, NOW + MINUTE)
    assert police.answered_at == NOW + 12 * MINUTE
    assert (care.asked_at, care.delivered_at, care.answered_at) == (NOW + MINUTE, None, None)


def test_an_answer_that_changes_does_not_change_when_the_first_was():
    first = apply_answer(PIET, InvitationAnswer.COMES, NOW + MINUTE).invitation
    later = apply_answer(first, InvitationAnswer.CANNOT, NOW + 30 * MINUTE).invitation
    (police,) = time_partners([later], {})

    assert (later.answered_at, police.answered_at) == (NOW + 30 * MINUTE, NOW + MINUTE)


def test_naming_a_deputy_is_an_answer():
    petra = MemberId("petra")
    sent = form_deputation(PIET, petra, [petra], InvitationId("i-petra"), NOW + MINUTE)
    (police,) = time_partners([sent.left, sent.deputy], {})

    assert police.answered_at == NOW + MINUTE


def test_only_a_session_that_is_closed_has_times():
    planned = replace(GATHERING, starts_at=NOW + 40 * MINUTE)
    running = a_session(SessionState.CONVENED, gathering=planned)
    closed = replace(running, state=SessionState.CLOSED, changed_at=NOW + 90 * MINUTE)
    times = time_session(closed)

    assert time_session(running) is None
    assert times is not None
    assert (times.started_within, times.closed_at) == (40 * MINUTE, NOW + 90 * MINUTE)


def test_what_was_closed_before_its_start_is_not_said_to_have_begun():
    planned = replace(GATHERING, starts_at=NOW + 40 * MINUTE)
    early = a_session(SessionState.CLOSED, gathering=planned, changed_at=NOW + 39 * MINUTE)
    times = time_session(early)

    assert times is not None
    assert times.started_within is None


def test_the_places_of_one_organisation_stand_together_each_with_whom_was_asked_beside():
    petra = ask_beside(PIET, MemberId("petra"), InvitationId("i-petra"), NOW)
    peter = an_invitation("peter", organisation=OrganisationId("police"))

    assert group_places([PIET, GIJS, peter, petra]) == ((PIET, petra), (peter,), (GIJS,))
