"""Taking back an answer to an invitation, for a quarter of an hour: it is as if nothing was said,
and what the answer set going goes back (product page §6.3).
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import ClassVar, Final

from domain.acute_circle import InviteReason
from domain.acute_invitation import Invitation, InvitationAnswer, InvitationState
from domain.errors import RuleBrokenError

UNDONE_WITHIN: Final = timedelta(minutes=15)


class UndoTooLateError(RuleBrokenError):
    """An answer can be undone for fifteen minutes. Call the process director."""

    text_key: ClassVar[str] = "acute_undo.too_late"


class DeputyAnsweredError(RuleBrokenError):
    """The colleague answered already. Settle it together, or call the process director."""

    text_key: ClassVar[str] = "acute_undo.deputy_answered"


def find_undo_until(invitation: Invitation) -> datetime | None:
    """Until when an answer can be undone; None without an answer, or when a closing or a colleague
    made an end to it.
    """
    if invitation.answer is None or invitation.answered_at is None:
        return None
    left_by_answer = {InvitationAnswer.DEPUTY, InvitationAnswer.NOT_KNOWN}
    if not invitation.is_open and invitation.answer not in left_by_answer:
        return None
    if invitation.state is InvitationState.ENDED:
        return None
    return invitation.answered_at + UNDONE_WITHIN


def may_undo(invitation: Invitation, at: datetime) -> bool:
    """Tell whether an answer can be undone at this moment."""
    until = find_undo_until(invitation)
    return until is not None and at < until


def undo_answer(invitation: Invitation, at: datetime) -> Invitation:
    """Take an answer back: the invitation is open again, without one. UndoTooLateError after a
    quarter of an hour, and for an invitation that was ended by something else.
    """
    if not may_undo(invitation, at):
        raise UndoTooLateError
    was_first = invitation.first_answered_at == invitation.answered_at
    return replace(
        invitation,
        answer=None,
        answered_at=None,
        first_answered_at=None if was_first else invitation.first_answered_at,
        state=InvitationState.QUEUED,
    )


def find_deputy(left: Invitation, invitations: Iterable[Invitation]) -> Invitation | None:
    """Find the invitation of who was named last to stand in for this member."""
    named = [
        one
        for one in invitations
        if one.replaces == left.id and one.reason is InviteReason.STANDS_IN
    ]
    return next((one for one in named if one.is_open), named[-1] if named else None)


def dismiss_deputies(place: Iterable[Invitation]) -> tuple[Invitation, ...]:
    """Take the place from a deputy, and from a colleague asked as well, who are not needed any
    more; DeputyAnsweredError once one of them answered.
    """
    asked = [one for one in place if one.is_open or one.answer is not None]
    if any(one.answer is not None for one in asked):
        raise DeputyAnsweredError
    return tuple(replace(one, state=InvitationState.REPLACED) for one in asked)


def let_return(undone: Invitation, place: Collection[Invitation]) -> tuple[Invitation, ...]:
    """Who of a place comes back because the answer that took it from them was taken back; nobody
    while an answer of a colleague still stands.
    """
    others = [one for one in place if one.id != undone.id]
    if any(one.answer not in {None, InvitationAnswer.CANNOT} for one in others):
        return ()
    left = (one for one in others if one.state is InvitationState.REPLACED)
    return tuple(replace(one, state=_state_of(one)) for one in left)


def _state_of(replaced: Invitation) -> InvitationState:
    return InvitationState.ANSWERED if replaced.answer else InvitationState.QUEUED
