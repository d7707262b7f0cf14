"""A room of their own for an acute session: who belongs in it, and nobody else (product page §6.5;
``teams.md`` §1.3).
"""

from collections.abc import Iterable
from typing import ClassVar

from domain.acute_invitation import Invitation
from domain.acute_session import Session, SessionState
from domain.errors import RuleBrokenError
from domain.identifiers import MemberId


class NotComingError(RuleBrokenError):
    """The room is for whom comes. Change your answer first."""

    text_key: ClassVar[str] = "room.not_coming"


def find_attendees(session: Session, invitations: Iterable[Invitation]) -> tuple[MemberId, ...]:
    """Who belongs in the room of a session now: its director and who comes, each once. Nobody
    before the circle is called together, and nobody any more when the session is closed.
    """
    if session.state is not SessionState.CONVENED or session.director is None:
        return ()
    coming = (one.member for one in invitations if one.is_coming)
    return tuple(dict.fromkeys((session.director, *coming)))
