"""For what a house processes something of a case, as it follows from where that case is: it is
shown wherever somebody is asked to tell something (WGS art. 1.8(5), 2.25).
"""

from enum import StrEnum
from typing import assert_never

from domain.access import CaseState


class CasePurpose(StrEnum):
    """For what a house asks: to judge whether partners must work together, to advise or to signal,
    to coordinate what they do, or to conclude a case with care. CORRECT and KEEP, whatever the
    state: who is asked to correct something, or whether it may be kept longer, may not know that.
    """

    JUDGE = "judge"
    ADVISE = "advise"
    COORDINATE = "coordinate"
    CONCLUDE = "conclude"
    CORRECT = "correct"
    KEEP = "keep"


def find_purpose(state: CaseState) -> CasePurpose:
    """Find for what something of a case in this state is asked."""
    match state:
        case (
            CaseState.UNIDENTIFIED
            | CaseState.SUBMITTED
            | CaseState.INCOMPLETE
            | CaseState.PURPOSE_TESTED
            | CaseState.DRILL
        ):
            return CasePurpose.JUDGE
        case CaseState.ADVICE_OR_SIGNAL:
            return CasePurpose.ADVISE
        case CaseState.TAKEN_UP | CaseState.PAUSED:
            return CasePurpose.COORDINATE
        case (
            CaseState.NOT_TAKEN_UP
            | CaseState.WITHDRAWN
            | CaseState.REPORT_WITHDRAWN
            | CaseState.CLOSED
            | CaseState.TRANSFERRED
        ):
            return CasePurpose.CONCLUDE
        case never:
            assert_never(never)
