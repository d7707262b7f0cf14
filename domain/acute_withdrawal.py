"""Withdrawing an acute report: before a session is convened that is its end; once one runs, only
its process director ends it (product page §6.0 and principle 3).
"""

from dataclasses import replace
from datetime import datetime
from typing import ClassVar

from domain.acute_report import AcuteReport
from domain.acute_session import NotInThisStepError, Session, SessionState
from domain.errors import InvalidInputError
from domain.identifiers import MemberId


class NoWithdrawalReasonError(InvalidInputError):
    """Say in a few words why."""

    text_key: ClassVar[str] = "acute_withdrawal.say_why"


def withdraw(session: Session, at: datetime) -> Session:
    """Note that a reporter withdraws the report: it ends when nobody was convened yet, else its
    session goes on until its director decides. NotInThisStepError for a second time, or too late.
    """
    if not session.is_open or session.withdrawn_at is not None:
        raise NotInThisStepError
    if session.state is SessionState.CONVENED:
        return replace(session, withdrawn_at=at)
    return replace(
        session,
        state=SessionState.WITHDRAWN,
        withdrawn_at=at,
        changed_by=session.reported_by,
        changed_at=at,
    )


def may_call_off(session: Session) -> bool:
    """Tell whether a session runs of which the report was withdrawn."""
    return session.state is SessionState.CONVENED and session.withdrawn_at is not None


def mark_called_off(session: Session, director: MemberId, at: datetime) -> Session:
    """End a session because its report was withdrawn; NotInThisStepError for any other."""
    if not may_call_off(session):
        raise NotInThisStepError
    return replace(session, state=SessionState.WITHDRAWN, changed_by=director, changed_at=at)


def explain_withdrawal(report: AcuteReport, why: str) -> AcuteReport:
    """Keep with a report why it was withdrawn; NoWithdrawalReasonError without a word."""
    return replace(report, why_withdrawn=_check_why(why))


def explain_calling_off(report: AcuteReport, why: str) -> AcuteReport:
    """Keep with a report why its session is called off; NoWithdrawalReasonError without a word."""
    return replace(report, why_called_off=_check_why(why))


def _check_why(why: str) -> str:
    if not why.strip():
        raise NoWithdrawalReasonError
    return why.strip()
