"""The line of a case as one table: product page §3."""

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import product

import pytest

from domain.access import CaseState
from domain.agreement import Signature
from domain.grants import GRANTS
from domain.identifiers import MemberId, OrganisationId
from domain.lifecycle import (
    ENDED,
    STEPS,
    CaseStep,
    NoSuchStepError,
    find_case_step,
    leave_list,
    move_on,
)
from domain.rotation import Rotation
from tests.support.cases import a_case

S = CaseState
AT = datetime(2026, 12, 1, 9, tzinfo=UTC)
SIGNED = Signature(
    by=MemberId("sanne"), organisation=OrganisationId("city"), at=AT, on=date(2026, 12, 1)
)
# written by hand: from where to where, and nothing else
LINE = {
    (S.UNIDENTIFIED, S.SUBMITTED),
    (S.UNIDENTIFIED, S.PURPOSE_TESTED),
    (S.UNIDENTIFIED, S.REPORT_WITHDRAWN),
    (S.SUBMITTED, S.INCOMPLETE),
    (S.SUBMITTED, S.PURPOSE_TESTED),
    (S.SUBMITTED, S.NOT_TAKEN_UP),
    (S.SUBMITTED, S.WITHDRAWN),
    (S.INCOMPLETE, S.SUBMITTED),
    (S.INCOMPLETE, S.PURPOSE_TESTED),
    (S.INCOMPLETE, S.NOT_TAKEN_UP),
    (S.INCOMPLETE, S.WITHDRAWN),
    (S.PURPOSE_TESTED, S.TAKEN_UP),
    (S.PURPOSE_TESTED, S.ADVICE_OR_SIGNAL),
    (S.PURPOSE_TESTED, S.NOT_TAKEN_UP),
    (S.PURPOSE_TESTED, S.WITHDRAWN),
    (S.TAKEN_UP, S.PAUSED),
    (S.PAUSED, S.PAUSED),
    (S.PAUSED, S.TAKEN_UP),
    (S.TAKEN_UP, S.CLOSED),
    (S.PAUSED, S.CLOSED),
    (S.CLOSED, S.TAKEN_UP),
    (S.TAKEN_UP, S.TRANSFERRED),
    (S.PAUSED, S.TRANSFERRED),
    # a referrer reacted
    (S.NOT_TAKEN_UP, S.PURPOSE_TESTED),
    (S.NOT_TAKEN_UP, S.SUBMITTED),
    (S.WITHDRAWN, S.PURPOSE_TESTED),
    (S.WITHDRAWN, S.SUBMITTED),
    (S.ADVICE_OR_SIGNAL, S.WITHDRAWN),
}
# about nobody, and in no line
OUTSIDE = {S.DRILL}


def test_a_case_goes_only_where_the_line_leads():
    led = {(a, b) for a, b in product(CaseState, CaseState) if find_case_step(a, b)}
    assert led == LINE


@pytest.mark.parametrize("state", set(CaseState) - OUTSIDE)
def test_every_state_has_a_way_out_or_an_end_of_its_own(state: CaseState):
    assert (state in ENDED) != any(a is state and b is not state for a, b in LINE)


@pytest.mark.parametrize("step", CaseStep)
def test_a_step_begins_only_where_its_right_is_granted(step: CaseStep):
    rule = STEPS[step]
    states = {one for grant in GRANTS[rule.action] for one in grant.states or set(CaseState)}
    # about a code of no case a report is tested as for a case that was submitted
    assert rule.begins_in - {S.UNIDENTIFIED} <= states


@pytest.mark.parametrize(("begins_in", "leads_to"), sorted(LINE))
def test_who_moves_a_case_has_changed_it(begins_in: CaseState, leads_to: CaseState):
    moved = move_on(a_case(state=begins_in), leads_to, SIGNED)
    assert (moved.state, moved.changed_by, moved.changed_at) == (leads_to, "sanne", AT)


def test_a_case_goes_nowhere_else():
    with pytest.raises(NoSuchStepError):
        move_on(a_case(state=S.WITHDRAWN), S.TAKEN_UP, SIGNED)


def test_nobody_calls_for_a_case_that_leaves_the_list():
    called = Rotation(carried_forward_on=AT.date(), asked_for_on=AT.date(), discussed_on=AT.date())
    left = leave_list(replace(a_case(), rotation=called), S.PAUSED, SIGNED)
    assert left.rotation == Rotation(discussed_on=AT.date())
