from datetime import timedelta

import pytest

from domain.acute_session import NotInThisStepError, SessionState
from domain.acute_withdrawal import (
    NoWithdrawalReasonError,
    explain_calling_off,
    explain_withdrawal,
    mark_called_off,
    may_call_off,
    withdraw,
)
from domain.identifiers import MemberId
from tests.support.acute import GATHERING, NOW, REPORT, a_session

LATER = NOW + timedelta(minutes=5)
DIRECTOR = MemberId("director")


@pytest.mark.parametrize("director", [None, DIRECTOR])
def test_a_report_that_waits_or_was_taken_ends_when_its_reporter_withdraws_it(
    director: MemberId | None,
):
    ended = withdraw(a_session(director=director), LATER)
    assert (ended.state, ended.withdrawn_at) == (SessionState.WITHDRAWN, LATER)
    assert (ended.changed_by, ended.changed_at) == (ended.reported_by, LATER)
    assert not ended.is_open


def test_a_session_that_runs_goes_on_until_its_director_decides():
    running = a_session(SessionState.CONVENED, director=DIRECTOR, gathering=GATHERING)
    assert not may_call_off(running)
    with pytest.raises(NotInThisStepError):
        mark_called_off(running, DIRECTOR, LATER)
    withdrawn = withdraw(running, LATER)
    assert (withdrawn.state, withdrawn.withdrawn_at) == (SessionState.CONVENED, LATER)
    assert withdrawn.changed_by == running.changed_by
    ended = mark_called_off(withdrawn, DIRECTOR, LATER)
    assert (ended.state, ended.changed_by) == (SessionState.WITHDRAWN, DIRECTOR)


@pytest.mark.parametrize(
    "state", [SessionState.NOT_ACUTE, SessionState.CLOSED, SessionState.WITHDRAWN]
)
def test_what_is_over_cannot_be_withdrawn_or_called_off(state: SessionState):
    with pytest.raises(NotInThisStepError):
        withdraw(a_session(state), LATER)
    with pytest.raises(NotInThisStepError):
        mark_called_off(a_session(state, withdrawn_at=NOW), DIRECTOR, LATER)


def test_nobody_withdraws_a_report_twice():
    with pytest.raises(NotInThisStepError):
        withdraw(a_session(SessionState.CONVENED, withdrawn_at=NOW), LATER)


def test_why_is_kept_with_the_report_and_may_not_be_empty():
    assert explain_withdrawal(REPORT, " vergissing ").why_withdrawn == "vergissing"
    assert explain_calling_off(REPORT, " voorbij ").why_called_off == "voorbij"
    for explain in (explain_withdrawal, explain_calling_off):
        with pytest.raises(NoWithdrawalReasonError):
            explain(REPORT, " \n")
