"""Who takes notes in an acute session sees what its director sees then, and nothing before or after
(product page §2 and §3a).
"""

from dataclasses import replace
from datetime import datetime
from typing import ClassVar

from domain.acute_session import NotInThisStepError, Session, SessionState
from domain.errors import RuleBrokenError
from domain.identifiers import MemberId
from domain.sitting import Sitting


class NoNoteTakerError(RuleBrokenError):
    """There is nobody who takes notes. Ask the administrator to appoint somebody."""

    text_key: ClassVar[str] = "acute_notes.nobody_there"


def name_note_taker(
    session: Session, member: MemberId | None, by: MemberId, at: datetime
) -> Session:
    """Let a member take notes in a session, in the place of who did; None lets nobody. The same
    session when it is so already, NotInThisStepError unless it runs and is no drill.
    """
    if session.state is not SessionState.CONVENED or session.is_drill:
        raise NotInThisStepError
    if session.note_taker == member:
        return session
    named = (member,) if member else ()
    return replace(
        session,
        note_taker=member,
        note_takers=(*session.note_takers, *named),
        changed_by=by,
        changed_at=at,
    )


def find_session_sitting(session: Session, member: MemberId, at: datetime) -> Sitting | None:
    """The hours of a session for who takes notes in it; None for anybody else, and of a session
    that was called off. One that runs has no end yet.
    """
    if member != session.note_taker or session.gathering is None:
        return None
    starts_at = session.gathering.starts_at
    if session.state is SessionState.CONVENED:
        return Sitting(starts_at=starts_at, ends_at=max(starts_at, at), at=at)
    if session.state is SessionState.CLOSED:
        return Sitting(starts_at=starts_at, ends_at=session.changed_at, at=at)
    return None
