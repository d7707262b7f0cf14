"""Where a case can go from where it is (product page §3): who moves it, and what goes on record.

A step that is not in the table does not exist. What a step needs besides (a reason, a date, who
agreed, a second member) is asked where it is decided: ``pause``, ``closing``, ``reopening``.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import ClassVar, Final

from domain.access import Action, CaseState
from domain.agreement import Signature
from domain.audit import AuditEvent
from domain.case import Case
from domain.errors import RuleBrokenError
from domain.rotation import Rotation


class CaseStep(StrEnum):
    """What moves a case on in its line; in words of what somebody does."""

    NAME_SUBJECT = "name_subject"
    SEND_AGAIN = "send_again"
    GIVE_BACK = "give_back"
    FIT_PURPOSE = "fit_purpose"
    NOT_FIT_PURPOSE = "not_fit_purpose"
    TAKE_UP = "take_up"
    ADVISE = "advise"
    NOT_TAKE_UP = "not_take_up"
    WITHDRAW = "withdraw"
    WITHDRAW_REPORT = "withdraw_report"
    PAUSE = "pause"
    RETURN = "return"
    CLOSE = "close"
    TRANSFER = "transfer"
    REOPEN = "reopen"
    WEIGH_ANEW = "weigh_anew"
    SCREEN_ANEW = "screen_anew"
    WITHDRAW_ADVICE = "withdraw_advice"


class NoSuchStepError(RuleBrokenError):
    """A case cannot go there from where it is."""

    text_key: ClassVar[str] = "error.no_such_step"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRule:
    """From which states a step leads where, the right it takes and what goes on record."""

    begins_in: frozenset[CaseState]
    leads_to: CaseState
    action: Action
    event: AuditEvent


_WITH_REFERRER: Final = frozenset({CaseState.SUBMITTED, CaseState.INCOMPLETE})
_WEIGHED: Final = frozenset({CaseState.PURPOSE_TESTED})
_IN_DIRECTION: Final = frozenset({CaseState.TAKEN_UP})
_PAUSED: Final = frozenset({CaseState.PAUSED})
# its referrer may react to it until it is destroyed
_IN_GRACE: Final = frozenset({CaseState.NOT_TAKEN_UP, CaseState.WITHDRAWN})
# after these nothing follows but destruction, in a term of its own (BGS art. 1.16)
ENDED: Final = frozenset({CaseState.REPORT_WITHDRAWN, CaseState.TRANSFERRED})


def _rule(
    begins_in: Collection[CaseState], leads_to: CaseState, action: Action, event: AuditEvent
) -> StepRule:
    return StepRule(begins_in=frozenset(begins_in), leads_to=leads_to, action=action, event=event)


STEPS: Final[Mapping[CaseStep, StepRule]] = {
    CaseStep.NAME_SUBJECT: _rule(
        {CaseState.UNIDENTIFIED}, CaseState.SUBMITTED, Action.OPEN_SESSION, AuditEvent.DECIDED
    ),
    CaseStep.SEND_AGAIN: _rule(
        {CaseState.INCOMPLETE},
        CaseState.SUBMITTED,
        Action.EDIT_REFERRAL,
        AuditEvent.REFERRAL_EDITED,
    ),
    CaseStep.GIVE_BACK: _rule(
        {CaseState.SUBMITTED}, CaseState.INCOMPLETE, Action.SCREEN, AuditEvent.SCREENED
    ),
    # an acute report is tested by who opens its session, also about a code of no case
    CaseStep.FIT_PURPOSE: _rule(
        _WITH_REFERRER | {CaseState.UNIDENTIFIED},
        CaseState.PURPOSE_TESTED,
        Action.SCREEN,
        AuditEvent.SCREENED,
    ),
    CaseStep.NOT_FIT_PURPOSE: _rule(
        _WITH_REFERRER, CaseState.NOT_TAKEN_UP, Action.SCREEN, AuditEvent.SCREENED
    ),
    CaseStep.TAKE_UP: _rule(_WEIGHED, CaseState.TAKEN_UP, Action.WEIGH, AuditEvent.WEIGHED),
    CaseStep.ADVISE: _rule(_WEIGHED, CaseState.ADVICE_OR_SIGNAL, Action.WEIGH, AuditEvent.WEIGHED),
    CaseStep.NOT_TAKE_UP: _rule(_WEIGHED, CaseState.NOT_TAKEN_UP, Action.WEIGH, AuditEvent.WEIGHED),
    CaseStep.WITHDRAW: _rule(
        _WITH_REFERRER | _WEIGHED,
        CaseState.WITHDRAWN,
        Action.WITHDRAW_REFERRAL,
        AuditEvent.REFERRAL_WITHDRAWN,
    ),
    CaseStep.WITHDRAW_REPORT: _rule(
        {CaseState.UNIDENTIFIED},
        CaseState.REPORT_WITHDRAWN,
        Action.REPORT_ACUTE,
        AuditEvent.ACUTE_WITHDRAWN,
    ),
    # a pause can be made longer, with a reason of its own
    CaseStep.PAUSE: _rule(
        _IN_DIRECTION | _PAUSED, CaseState.PAUSED, Action.PAUSE_CASE, AuditEvent.CASE_PAUSED
    ),
    CaseStep.RETURN: _rule(
        _PAUSED, CaseState.TAKEN_UP, Action.RETURN_CASE, AuditEvent.CASE_RETURNED
    ),
    CaseStep.CLOSE: _rule(
        _IN_DIRECTION | _PAUSED, CaseState.CLOSED, Action.CLOSE_CASE, AuditEvent.CASE_CLOSED
    ),
    CaseStep.TRANSFER: _rule(
        _IN_DIRECTION | _PAUSED,
        CaseState.TRANSFERRED,
        Action.CLOSE_CASE,
        AuditEvent.CASE_TRANSFERRED,
    ),
    CaseStep.REOPEN: _rule(
        {CaseState.CLOSED}, CaseState.TAKEN_UP, Action.REOPEN_CASE, AuditEvent.CASE_REOPENED
    ),
    # a referrer reacted: it is judged anew, and no term begins anew
    CaseStep.WEIGH_ANEW: _rule(
        _IN_GRACE, CaseState.PURPOSE_TESTED, Action.ANSWER_REACTION, AuditEvent.TAKEN_UP_AGAIN
    ),
    CaseStep.SCREEN_ANEW: _rule(
        _IN_GRACE, CaseState.SUBMITTED, Action.ANSWER_REACTION, AuditEvent.TAKEN_UP_AGAIN
    ),
    # asked by its referrer; what was taken up is closed
    CaseStep.WITHDRAW_ADVICE: _rule(
        {CaseState.ADVICE_OR_SIGNAL},
        CaseState.WITHDRAWN,
        Action.ANSWER_REACTION,
        AuditEvent.REFERRAL_WITHDRAWN,
    ),
}


def find_case_step(begins_in: CaseState, leads_to: CaseState) -> CaseStep | None:
    """Find the step that leads from one state to another; None when there is none."""
    return next(
        (
            step
            for step, rule in STEPS.items()
            if begins_in in rule.begins_in and rule.leads_to is leads_to
        ),
        None,
    )


def move_on(case: Case, state: CaseState, signed: Signature) -> Case:
    """A case in another state, changed by who signed; one that stays where it is only by that.
    NoSuchStepError when no step leads there.
    """
    if state is not case.state and find_case_step(case.state, state) is None:
        raise NoSuchStepError
    return replace(case, state=state, changed_by=signed.by, changed_at=signed.at)


def leave_list(case: Case, state: CaseState, signed: Signature) -> Case:
    """A case that leaves the list and the agenda: nobody calls for it there any more. The list of
    prioritised cases it leaves the same day (WGS art. 2.32).
    """
    moved = move_on(case, state, signed)
    rotation = Rotation(discussed_on=case.rotation.discussed_on)
    return replace(moved, rotation=rotation, prioritised_on=None)
