"""An invitation to an acute session as one row of its table, and back."""

from typing import Any, Final

from sqlalchemy.engine import RowMapping

from domain.acute_circle import InviteReason
from domain.acute_invitation import Invitation, InvitationAnswer, InvitationState
from domain.identifiers import CaseId, SessionId

_COPIED: Final = (
    "id",
    "organisation",
    "member",
    "version",
    "invited_at",
    "answered_at",
    "first_answered_at",
    "replaces",
)
_WORDS: Final = ("reason", "state", "answer")


def write_invitation_row(invitation: Invitation) -> dict[str, Any]:
    """Write one invitation, without its place in the order of asking."""
    row = {name: getattr(invitation, name) for name in (*_COPIED, *_WORDS)}
    return {"session_id": invitation.session, "case_id": invitation.case, **row}


def read_invitation_row(row: RowMapping | dict[str, Any]) -> Invitation:
    """Read one invitation."""
    return Invitation(
        **{name: row[name] for name in _COPIED},
        session=SessionId(row["session_id"]),
        case=CaseId(row["case_id"]),
        reason=InviteReason(row["reason"]),
        state=InvitationState(row["state"]),
        answer=InvitationAnswer(row["answer"]) if row["answer"] else None,
    )
