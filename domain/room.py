"""A room of their own for an acute session: who belongs in it and nobody else, the chat that a
director names or the bot makes for it, and what went wrong with that (product page §6.5;
``teams.md`` §1.3).
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Final, assert_never

from domain.acute_invitation import Invitation
from domain.acute_session import Session, SessionState
from domain.delivery import Attempt, AttemptResult
from domain.errors import AlreadyDoneError, RuleBrokenError
from domain.identifiers import MemberId, SessionId


class RoomState(StrEnum):
    """Where a room is. NAMED: a director named a chat, and who is in it is not known yet. ASKED:
    Teams was asked for a chat, and whether it is there is not known. MADE: it is there, without
    the bot. LOST: there is no room, for what its trouble says.
    """

    NAMED = "named"
    ASKED = "asked"
    MADE = "made"
    OPEN = "open"
    LOST = "lost"
    ENDED = "ended"


class RoomTrouble(StrEnum):
    """Why a room is not as it should be. UNCERTAIN: nobody knows whether Teams made the chat.
    HALF_DONE: somebody could not be brought in or taken out.
    """

    STRANGERS = "strangers"
    UNREADABLE = "unreadable"
    NO_CONSENT = "no_consent"
    GONE = "gone"
    REFUSED = "refused"
    BUSY = "busy"
    AWAY = "away"
    UNCERTAIN = "uncertain"
    HALF_DONE = "half_done"


class RoomStep(StrEnum):
    """What is done for a chat that the bot makes itself. SEAT: bring in who comes and take out who
    does not; EMPTY: take everybody out.
    """

    REST = "rest"
    ASK = "ask"
    FOLLOW = "follow"
    GIVE_UP = "give_up"
    INSTALL = "install"
    SEAT = "seat"
    EMPTY = "empty"


class NotComingError(RuleBrokenError):
    """The room is for whom comes. Change your answer first."""

    text_key: ClassVar[str] = "room.not_coming"


class RoomThereError(AlreadyDoneError):
    """This session has a chat already."""

    text_key: ClassVar[str] = "room.is_there"


class NoSessionForRoomError(RuleBrokenError):
    """There is no session now that this chat could be the room of."""

    text_key: ClassVar[str] = "room.no_session"


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """The chat of one session. ``service_url`` is where Teams is reached for a chat that a director
    named; the bot's own has none. ``operation`` is what Teams is still busy with. ``strangers``
    counts who was in it and does not belong there.
    """

    session: SessionId
    state: RoomState
    version: int
    changed_at: datetime
    conversation: str = ""
    service_url: str = ""
    operation: str = ""
    trouble: RoomTrouble | None = None
    strangers: int = 0

    @property
    def is_named(self) -> bool:
        """Tell whether a director named this chat; the bot can bring nobody in or out of it."""
        return bool(self.service_url)

    @property
    def is_there(self) -> bool:
        """Tell whether people can talk in it."""
        return self.state is RoomState.OPEN


_PASSING: Final = frozenset({RoomTrouble.BUSY, RoomTrouble.AWAY})
_OWN_STATES: Final = frozenset({RoomState.ASKED, RoomState.MADE, RoomState.OPEN})
_NO_CONSENT: Final = frozenset({401, 403})
_GONE: Final = 404
_CONFLICT: Final = 409
_BUSY: Final = 429
_FEWEST: Final = 2  # a director alone needs no chat


def find_attendees(session: Session, invitations: Iterable[Invitation]) -> tuple[MemberId, ...]:
    """Who belongs in the room of a session now: its director, who comes and who takes notes, each
    once. Nobody before the circle is called together, and nobody when the session is closed.
    """
    if session.state is not SessionState.CONVENED or session.director is None:
        return ()
    coming = (one.member for one in invitations if one.is_coming)
    notes = (session.note_taker,) if session.note_taker else ()
    return tuple(dict.fromkeys((session.director, *coming, *notes)))


def name_chat(
    session: SessionId, before: Room | None, conversation: str, service_url: str, at: datetime
) -> Room:
    """Take a chat for the room of a session, to see first who is in it.

    Raises RoomThereError while the bot's own chat is there, or may be.
    """
    if before is not None and not before.is_named and before.state in _OWN_STATES:
        raise RoomThereError
    return Room(
        session=session,
        state=RoomState.NAMED,
        version=before.version if before else 0,
        changed_at=at,
        conversation=conversation,
        service_url=service_url,
    )


def judge_named(room: Room, present: Iterable[str], allowed: Collection[str], at: datetime) -> Room:
    """Open a named chat when nobody is in it but who belongs there, else let it go. Both are
    object ids; who has none is a stranger.
    """
    strangers = sum(one not in allowed for one in present)
    if strangers:
        return lose(replace(room, strangers=strangers), RoomTrouble.STRANGERS, at)
    return replace(room, state=RoomState.OPEN, trouble=None, strangers=0, changed_at=at)


def lose(room: Room, trouble: RoomTrouble, at: datetime) -> Room:
    """Give a room up; the chat is nothing to this session any more."""
    return replace(
        room,
        state=RoomState.LOST,
        trouble=trouble,
        conversation="",
        service_url="",
        operation="",
        changed_at=at,
    )


def end_room(room: Room, at: datetime) -> Room:
    """End a room with its session."""
    ended = lose(room, RoomTrouble.GONE, at)
    return replace(ended, state=RoomState.ENDED, trouble=None, strangers=0)


def ask_chat(session: SessionId, before: Room | None, at: datetime) -> Room:
    """Remember that Teams is asked for a chat, before it is: who finds it so later knows that one
    may be there.
    """
    version = before.version if before else 0
    return Room(session=session, state=RoomState.ASKED, version=version, changed_at=at)


def note_asked(room: Room, attempt: Attempt, at: datetime) -> Room:
    """Note what became of asking. A chat that may be there is not asked for again: two would be
    worse than none, and a person can look.
    """
    if attempt.result is AttemptResult.SENT and attempt.conversation_id:
        state = RoomState.ASKED if attempt.remote_id else RoomState.MADE
        return replace(
            room,
            state=state,
            conversation=attempt.conversation_id,
            operation=attempt.remote_id,
            changed_at=at,
        )
    if attempt.result in {AttemptResult.SENT, AttemptResult.UNKNOWN}:
        return lose(room, RoomTrouble.UNCERTAIN, at)
    return lose(room, trouble_of(attempt) or RoomTrouble.UNCERTAIN, at)


def note_followed(room: Room, attempt: Attempt, at: datetime) -> Room:
    """Note how far Teams is with making the chat."""
    if attempt.result is AttemptResult.SENT:
        return replace(room, state=RoomState.MADE, operation="", trouble=None, changed_at=at)
    if attempt.result is AttemptResult.REFUSED:
        return lose(room, RoomTrouble.REFUSED, at)
    return room


def note_installed(room: Room, attempt: Attempt, at: datetime) -> Room:
    """Note whether the bot is in the chat. Without it, it can bring nobody in or out."""
    trouble = trouble_of(attempt)
    if trouble is None or attempt.status == _CONFLICT:
        return replace(room, state=RoomState.OPEN, trouble=None, changed_at=at)
    if is_passing(trouble):
        return replace(room, trouble=trouble)
    return lose(room, RoomTrouble.HALF_DONE, at)


def note_seated(room: Room, troubles: Sequence[RoomTrouble], strangers: int, at: datetime) -> Room:
    """Note whether exactly who belongs there is in the chat, and how many were taken out who were
    never invited.
    """
    if RoomTrouble.GONE in troubles:
        return lose(room, RoomTrouble.GONE, at)
    lasting = next((RoomTrouble.HALF_DONE for one in troubles if not is_passing(one)), None)
    trouble = lasting or next(iter(troubles), None)
    noted = replace(room, trouble=trouble, strangers=strangers)
    return noted if noted == room else replace(noted, changed_at=at)


def next_step(room: Room | None, attendees: int, *, is_convened: bool) -> RoomStep:
    """What the bot does next for the chat it makes itself."""
    if room is None or (room.state is RoomState.LOST and is_passing(room.trouble)):
        return RoomStep.ASK if is_convened and attendees >= _FEWEST else RoomStep.REST
    match room.state:
        case RoomState.ASKED:
            return RoomStep.FOLLOW if room.operation else RoomStep.GIVE_UP
        case RoomState.MADE:
            return RoomStep.INSTALL
        case RoomState.OPEN:
            return RoomStep.SEAT if is_convened else RoomStep.EMPTY
        case RoomState.LOST | RoomState.ENDED | RoomState.NAMED:
            return RoomStep.REST
        case never:
            assert_never(never)


def is_news(before: Room | None, after: Room) -> bool:
    """Tell whether a director must hear of it at once; all else can be read on the board."""
    if before is not None and (before.state, before.trouble, before.strangers) == (
        after.state,
        after.trouble,
        after.strangers,
    ):
        return False
    if after.state is RoomState.OPEN and after.is_named:
        return before is None or before.state is not RoomState.OPEN
    return after.strangers > 0 or (after.trouble is not None and not is_passing(after.trouble))


def trouble_of(attempt: Attempt) -> RoomTrouble | None:
    """What keeps a call to Teams from having done what it asked; None when it did."""
    if attempt.result is AttemptResult.SENT:
        return None
    if attempt.result is not AttemptResult.REFUSED:
        return RoomTrouble.BUSY if attempt.status == _BUSY else RoomTrouble.AWAY
    if attempt.status in _NO_CONSENT:
        return RoomTrouble.NO_CONSENT
    return RoomTrouble.GONE if attempt.status == _GONE else RoomTrouble.REFUSED


def is_passing(trouble: RoomTrouble | None) -> bool:
    """Tell whether trying again may help."""
    return trouble in _PASSING
