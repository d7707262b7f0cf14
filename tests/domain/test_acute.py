from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.acute_report import AcuteReport, NeededBy, NothingHappensError, check_report
from domain.acute_session import (
    AcuteTestNotMetError,
    InThePastError,
    NobodyAgreedToItError,
    NoTeamsLinkError,
    NoTestReasonError,
    NotInThisStepError,
    Place,
    Session,
    SessionState,
    choose_gathering,
    convene,
    fail_acute_test,
    mark_closed,
    mark_taken,
    pass_acute_test,
    record_test,
)
from domain.agreement import Agreement, Mandate
from domain.house import CircleSignal
from domain.identifiers import CaseId, MemberId, SessionId
from domain.referral import Criterion

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
DIRECTOR = MemberId("director")
MANDATE = Agreement(mandate=Mandate(number="M-1", given_on=date(2026, 1, 1)))
TEAMS = "https://teams.microsoft.com/l/meetup-join/19%3ameeting/0"
ALL_MET = tuple(Criterion)


def a_session(state: SessionState = SessionState.REPORTED, **changes: object) -> Session:
    session = Session(
        id=SessionId("s1"),
        case=CaseId("c1"),
        state=state,
        version=1,
        reported_by=MemberId("reporter"),
        reported_at=NOW,
        due_at=NOW,
        told=MemberId("director"),
        changed_by=MemberId("reporter"),
        changed_at=NOW,
    )
    return replace(session, **changes)


def a_report(*signals: CircleSignal, happening: str = "Het mes ligt klaar") -> AcuteReport:
    return AcuteReport(signals=frozenset(signals), happening=happening, needed_by=NeededBy.TODAY)


def test_a_report_says_what_is_happening():
    assert check_report(a_report(CircleSignal.MINOR)) == a_report(CircleSignal.MINOR)


def test_a_report_without_a_story_is_asked_again():
    with pytest.raises(NothingHappensError):
        check_report(a_report(CircleSignal.MINOR, happening=" \n"))


def test_a_report_may_have_no_signal_from_the_list():
    assert check_report(a_report()).signals == frozenset()


def test_a_report_is_taken_by_one_director():
    taken = mark_taken(a_session(), DIRECTOR, NOW)

    assert (taken.director, taken.changed_by) == (DIRECTOR, DIRECTOR)
    with pytest.raises(NotInThisStepError):
        mark_taken(taken, MemberId("other"), NOW)


@pytest.mark.parametrize("state", set(SessionState) - {SessionState.REPORTED})
def test_only_a_new_report_can_be_taken(state: SessionState):
    with pytest.raises(NotInThisStepError):
        mark_taken(a_session(state), DIRECTOR, NOW)


@pytest.mark.parametrize("missing", list(Criterion))
def test_an_acute_judgement_needs_all_four_criteria(missing: Criterion):
    with pytest.raises(AcuteTestNotMetError):
        pass_acute_test(set(Criterion) - {missing}, "reden", MANDATE)


def test_not_acute_needs_no_criterion_but_a_reason():
    assert fail_acute_test([], "toezicht is al verscherpt").is_acute is False
    with pytest.raises(NoTestReasonError):
        fail_acute_test([], "  ")


def test_acute_needs_a_reason():
    with pytest.raises(NoTestReasonError):
        pass_acute_test(ALL_MET, "", MANDATE)


def test_a_positive_test_opens_the_way_to_a_session():
    tested = record_test(a_session(), pass_acute_test(ALL_MET, "reden", MANDATE), DIRECTOR, NOW)

    assert tested.state is SessionState.PURPOSE_TESTED
    assert tested.director == DIRECTOR
    assert tested.is_open


def test_what_is_not_acute_ends_the_session():
    tested = record_test(a_session(), fail_acute_test([], "reden"), DIRECTOR, NOW)

    assert tested.state is SessionState.NOT_ACUTE
    assert not tested.is_open


@pytest.mark.parametrize("state", set(SessionState) - {SessionState.REPORTED})
def test_a_session_is_tested_once(state: SessionState):
    with pytest.raises(NotInThisStepError):
        record_test(a_session(state), fail_acute_test([], "reden"), DIRECTOR, NOW)


def test_a_session_at_the_house_keeps_no_link():
    gathering = choose_gathering(NOW, Place.AT_THE_HOUSE, TEAMS, NOW)

    assert gathering.link == ""


@pytest.mark.parametrize(
    "link",
    [
        "",
        "https://evil.example/teams.microsoft.com",
        "http://teams.microsoft.com/l/meetup-join/1",
        "https://teams.microsoft.com.evil.example/",
        "https://teams.microsoft.com@evil.example/",
        "https://teams.microsoft.com/l Lindestraat 4",
        "javascript:alert(1)",
        "https://[teams.microsoft.com",
    ],
)
def test_an_online_session_takes_only_the_link_of_a_teams_meeting(link: str):
    with pytest.raises(NoTeamsLinkError):
        choose_gathering(NOW, Place.ONLINE, link, NOW)


def test_an_online_session_has_its_link():
    assert choose_gathering(NOW, Place.ONLINE, f" {TEAMS} ", NOW).link == TEAMS


def test_now_may_be_typed_a_quarter_before_it_is_sent():
    start = NOW - timedelta(minutes=15)

    assert choose_gathering(start, Place.BY_TELEPHONE, "", NOW).starts_at == start
    with pytest.raises(InThePastError):
        choose_gathering(start - timedelta(seconds=1), Place.BY_TELEPHONE, "", NOW)


def test_only_a_tested_session_is_convened():
    gathering = choose_gathering(NOW, Place.AT_THE_HOUSE, "", NOW)
    convened = convene(a_session(SessionState.PURPOSE_TESTED), gathering, DIRECTOR, NOW)

    assert (convened.state, convened.gathering) == (SessionState.CONVENED, gathering)
    for state in set(SessionState) - {SessionState.PURPOSE_TESTED}:
        with pytest.raises(NotInThisStepError):
            convene(a_session(state), gathering, DIRECTOR, NOW)


def test_a_session_closes_with_agreements_of_who_is_there():
    closed = mark_closed(a_session(SessionState.CONVENED), [DIRECTOR], [DIRECTOR], NOW)

    assert closed.state is SessionState.CLOSED
    assert not closed.is_open


def test_nobody_agrees_for_who_is_absent():
    with pytest.raises(NobodyAgreedToItError):
        mark_closed(a_session(SessionState.CONVENED), [MemberId("absent")], [DIRECTOR], NOW)


@pytest.mark.parametrize("state", set(SessionState) - {SessionState.CONVENED})
def test_only_a_convened_session_can_be_closed(state: SessionState):
    with pytest.raises(NotInThisStepError):
        mark_closed(a_session(state), [], [DIRECTOR], NOW)
