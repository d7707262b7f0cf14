"""Who a room of an acute session is for, and what who comes is shown of it (product page §6.5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.acute_invitation import Invitation
from domain.acute_session import Session
from domain.audit import SeenPart, Sight
from domain.case import Case
from domain.errors import NotFoundError
from domain.identifiers import CaseCode, InvitationId, SessionId
from domain.member import Member
from domain.room import NotComingError, find_attendees
from services.acute.permits import open_own_invitation, open_to_close
from services.moment import Context, Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    """Somebody who comes; ``address`` is what Teams knows them by, empty when that is unknown."""

    name: str
    organisation: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomView:
    """What somebody who comes needs to talk with the others who do; ``others`` without the reader.
    ``tenant_id`` is where the director has an account, and so the room.
    """

    code: CaseCode
    tenant_id: str
    starts_at: datetime
    others: tuple[Attendee, ...]


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
    invited_for = {one.organisation for one in invitations if one.member == member.id}
    is_of_whom_asked = member.id == session.director or member.organisation in invited_for
    return bool(actor.roles) and is_of_whom_asked


async def _show(ctx: Context, session: Session, case: Case, sight: Sight) -> RoomView:
    if session.gathering is None or session.director is None:
        raise NotFoundError
    attending = await list_attendees(ctx, session)
    await ctx.record_seen(sight)
    return RoomView(
        code=case.code,
        tenant_id=(await ctx.uow.people.member(session.director)).tenant_id,
        starts_at=session.gathering.starts_at,
        others=tuple([await _name(ctx, one) for one in attending if one.id != ctx.actor.id]),
    )


async def _name(moment: Moment, member: Member) -> Attendee:
    organisation = await moment.uow.people.organisation(member.organisation)
    return Attendee(name=member.name, organisation=organisation.name, address=member.sign_in)
