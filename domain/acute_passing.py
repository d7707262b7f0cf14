"""A place in an acute session passes to a colleague of the same organisation, without an answer of
who had it: they are away, they left, or they hand over their work.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from domain.absence import Span
from domain.acute_invitation import (
    Invitation,
    InvitationAnswer,
    InvitationState,
    form_deputation,
    leave_to_colleague,
    name_again,
    share_place,
)
from domain.identifiers import InvitationId, MemberId

_GOES_ALONG = frozenset({None, InvitationAnswer.COMES})


@dataclass(frozen=True, slots=True, kw_only=True)
class PassedPlace:
    """The invitation of who leaves the session, and of who is asked instead: None when they were
    asked already. ``is_again`` when they were before, and are not any more.
    """

    left: Invitation
    taken: Invitation | None = None
    is_again: bool = False


def goes_along(invitation: Invitation) -> bool:
    """Tell whether a place needs a colleague when its member goes: who said no needs none."""
    return invitation.is_open and invitation.answer in _GOES_ALONG


def is_missed(invitation: Invitation, away: Span, starts_at: datetime) -> bool:
    """Tell whether somebody who is away now cannot do what they are asked: to answer, or to come
    as they said.
    """
    is_away_then = away.starts_at <= starts_at < away.ends_at
    return goes_along(invitation) and (invitation.answer is None or is_away_then)


def may_take_place(member: MemberId, invitations: Collection[Invitation]) -> bool:
    """Tell whether a member can be asked to this session, or is: who gave their own place away or
    does not know the subject is not asked again.
    """
    return all(one.is_open or _was_released(one) for one in invitations if one.member == member)


def pass_place(
    invitation: Invitation,
    receiver: MemberId,
    invitations: Collection[Invitation],
    new: InvitationId,
    at: datetime,
) -> PassedPlace:
    """Give the place of a member to a colleague. A member has one invitation to a session: who was
    asked beside keeps theirs, who was sent away gets it back.
    """
    theirs = next((one for one in invitations if one.member == receiver), None)
    if theirs is not None and not _was_released(theirs):
        place = share_place(invitation, invitations)
        if theirs in place and theirs.answer is None:
            return PassedPlace(left=replace(invitation, state=InvitationState.REPLACED))
        return PassedPlace(left=leave_to_colleague(invitation, at))
    given = form_deputation(invitation, receiver, (receiver,), new, at)
    if theirs is None:
        return PassedPlace(left=given.left, taken=given.deputy)
    again = name_again(given, theirs)
    return PassedPlace(left=again.left, taken=again.deputy, is_again=True)


def ask_place_anew(invitation: Invitation) -> Invitation:
    """The place of somebody who left is without an answer again, whatever they said."""
    return replace(invitation, answer=None, answered_at=None, state=InvitationState.QUEUED)


def _was_released(invitation: Invitation) -> bool:
    return invitation.state is InvitationState.REPLACED and invitation.answer is None
