"""Who a room of an acute session is for, and what who comes is shown of it (product page §6.5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.access import Action
from domain.acute_invitation import Invitation
from domain.acute_session import Session, SessionState
from domain.audit import AuditEvent
from domain.case import Case
from domain.errors import NotFoundError
from domain.identifiers import CaseCode, InvitationId, SessionId
from domain.member import Member, Role
from domain.room import NoSessionForRoomError, NotComingError, Room, find_attendees, name_chat
from domain.sight import SeenPart, Sight
from services.access import read_code, require_case
from services.acute.notices import wake_room
from services.acute.permits import SessionPermit, open_own_invitation, open_to_close
from services.moment import Context, Moment, Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    """Somebody who comes; ``address`` is what Teams knows them by, empty when that is unknown."""

    name: str
    organisation: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomView:
    """What somebody who comes needs to talk with the others who do; ``others`` without the reader.
    ``tenant_id`` is where the director has an account, and so the room; ``chat`` is the chat that
    is the room, empty while there is none.
    """

    code: CaseCode
    tenant_id: str
    starts_at: datetime
    others: tuple[Attendee, ...]
    chat: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomNews:
    """What became of the chat of a session, for its director; ``is_over`` when that is closed."""

    session: SessionId
    code: CaseCode
    room: Room
    is_over: bool = False


async def view_room(ctx: Context, session_id: SessionId) -> RoomView:
    """Show whoever runs a session how to talk with exactly who comes."""
    permit = await open_to_close(ctx, session_id)
    return await _show(ctx, permit.session, permit.case, permit.sight(SeenPart.ROOM))


async def view_room_invited_to(ctx: Context, invitation_id: InvitationId) -> RoomView:
    """Show somebody who comes how to talk with the others who do; NotComingError before that."""
    asked = await open_own_invitation(ctx, invitation_id)
    if not asked.invitation.is_coming:
        raise NotComingError
    sight = asked.permit.sight(SeenPart.ROOM, invitation_id)
    return await _show(ctx, asked.session, asked.case, sight)


async def find_session_for_room(ctx: Context, code: str) -> SessionPermit:
    """Find the session that a chat is to be the room of: the one that runs on this case, or without
    a code the only one that the actor directs now. NoSessionForRoomError when there is none, or
    more than one.
    """
    found = [one for one in await _candidates(ctx, code) if one.state is SessionState.CONVENED]
    if len(found) != 1:
        raise NoSessionForRoomError
    return await open_to_close(ctx, found[0].id)


async def _candidates(ctx: Context, code: str) -> Sequence[Session]:
    if code:
        case = await ctx.uow.cases.by_code(read_code(code))
        permit = await require_case(ctx, Action.CLOSE_SESSION, case)
        return await ctx.uow.sessions.of_case(permit.case.id)
    running = await ctx.uow.sessions.open_sessions()
    return [one for one in running if one.director == ctx.actor.id]


async def name_room(ctx: Context, permit: SessionPermit, conversation: str, url: str) -> CaseCode:
    """Take the chat that was spoken in for the room of a session; who is in it is seen next.

    RoomThereError while the bot's own chat is there, or may be.
    """
    permit.permit.case_for(ctx, Action.CLOSE_SESSION)
    session = permit.session.id
    before = await ctx.uow.rooms.of_session(session)
    await ctx.uow.rooms.save(name_chat(session, before, conversation, url, ctx.now))
    await ctx.record(AuditEvent.ROOM_NAMED, permit.case.id, session)
    await wake_room(ctx, session)
    return permit.case.code


async def note_presence(moment: Moment, conversation: str) -> None:
    """Have a room looked at when somebody came into its chat or left it."""
    found = await moment.uow.rooms.in_chat(conversation)
    if found is not None:
        await wake_room(moment, found.session)


async def read_room_news(reading: Reading, session_id: SessionId) -> RoomNews | None:
    """Read what a director is sent of the chat of a session; None when there is no room."""
    session = await reading.uow.sessions.get(session_id)
    room = await reading.uow.rooms.of_session(session_id)
    if room is None:
        return None
    code = (await reading.uow.cases.get(session.case)).code
    return RoomNews(session=session_id, code=code, room=room, is_over=not session.is_open)


async def list_attendees(moment: Moment, session: Session) -> tuple[Member, ...]:
    """Who belongs in the room of a session now, the director first: of who comes only whom still
    has an appointment, and still works for whom they were invited.
    """
    invitations = await moment.uow.sessions.invitations(session.id)
    members = await moment.uow.people.by_ids(find_attendees(session, invitations))
    return tuple(
        [one for one in members.values() if await _still_may(moment, one, session, invitations)]
    )


async def _still_may(
    moment: Moment, member: Member, session: Session, invitations: Sequence[Invitation]
) -> bool:
    actor = await moment.form_actor(member)
    if member.id == session.note_taker and Role.NOTE_TAKER in actor.roles:
        return True
    invited_for = {one.organisation for one in invitations if one.member == member.id}
    is_of_whom_asked = member.id == session.director or member.organisation in invited_for
    return bool(actor.roles) and is_of_whom_asked


async def _show(ctx: Context, session: Session, case: Case, sight: Sight) -> RoomView:
    if session.gathering is None or session.director is None:
        raise NotFoundError
    attending = await list_attendees(ctx, session)
    room = await ctx.uow.rooms.of_session(session.id)
    await ctx.record_seen(sight)
    return RoomView(
        code=case.code,
        tenant_id=(await ctx.uow.people.member(session.director)).tenant_id,
        starts_at=session.gathering.starts_at,
        others=tuple([await _name(ctx, one) for one in attending if one.id != ctx.actor.id]),
        chat=room.conversation if room and room.is_there else "",
    )


async def _name(moment: Moment, member: Member) -> Attendee:
    organisation = await moment.uow.people.organisation(member.organisation)
    return Attendee(name=member.name, organisation=organisation.name, address=member.sign_in)
