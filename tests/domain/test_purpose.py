"""For what something of a case is asked follows from where it is."""

import pytest

from domain.access import CaseState
from domain.purpose import CasePurpose, find_purpose

S, P = CaseState, CasePurpose
EXPECTED = {
    **dict.fromkeys((S.UNIDENTIFIED, S.SUBMITTED, S.INCOMPLETE, S.PURPOSE_TESTED), P.JUDGE),
    S.DRILL: P.JUDGE,
    S.ADVICE_OR_SIGNAL: P.ADVISE,
    S.TAKEN_UP: P.COORDINATE,
    S.PAUSED: P.COORDINATE,
    **dict.fromkeys((S.NOT_TAKEN_UP, S.WITHDRAWN, S.REPORT_WITHDRAWN), P.CONCLUDE),
    **dict.fromkeys((S.CLOSED, S.TRANSFERRED), P.CONCLUDE),
}


@pytest.mark.parametrize("state", list(CaseState))
def test_each_case_has_a_purpose_in_every_state(state: CaseState):
    assert find_purpose(state) is EXPECTED[state]
