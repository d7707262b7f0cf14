"""A partner is added to a session that was convened already, with a reason; a third party is only
called, after it signed a statement (product page §6.2).
"""

from dataclasses import dataclass
from uuid import uuid4

from domain.access import Action
from domain.acute_circle import Addition, NoRepresentativeError, Partner, add_to_circle
from domain.acute_invitation import invite
from domain.acute_session import SessionState
from domain.errors import NotFoundError
from domain.identifiers import InvitationId, MemberId, SessionId
from domain.member import Speaker
from domain.sight import SeenPart
from services.acute.circle import list_partners
from services.acute.escalation import begin_invitation_chains
from services.acute.notices import announce_board, announce_invitation, record_invitation
from services.acute.passing_on import pass_on_of_absent
from services.acute.permits import SessionPermit, open_to_close
from services.acute.reach import keep_reachable_partners
from services.acute.report import moved_on
from services.moment import Context


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningCircle:
    """A session that was convened, every partner of the house, and who was asked to it."""

    running: SessionPermit
    partners: tuple[Partner, ...]
    asked: frozenset[MemberId]


async def open_circle(ctx: Context, session_id: SessionId) -> RunningCircle:
    """Take up the circle of a session, to add somebody; SessionMovedOnError once it is over."""
    running = await open_to_close(ctx, session_id)
    if running.session.state is not SessionState.CONVENED:
        raise await moved_on(ctx, running.session)
    invitations = await ctx.uow.sessions.invitations(session_id)
    return RunningCircle(
        running=running,
        partners=await keep_reachable_partners(ctx, session_id, await list_partners(ctx)),
        asked=frozenset(one.member for one in invitations),
    )


async def list_who_to_add(ctx: Context, circle: RunningCircle) -> tuple[Speaker, ...]:
    """List who speaks for a participant today and was not asked; who was asked can be told from
    who is missing, so it goes on record as the circle.
    """
    await ctx.record_seen(circle.running.sight(SeenPart.CIRCLE))
    speakers = await ctx.uow.people.speakers(ctx.today)
    return tuple(
        one
        for partner in circle.partners
        if not partner.is_third_party
        for one in speakers.get(partner.id, ())
        if one.id in partner.representatives and one.id not in circle.asked
    )


async def add_partner(ctx: Context, circle: RunningCircle, addition: Addition) -> None:
    """Add a partner to a session: a member is invited, anybody else gets a line on the board."""
    session, case = circle.running.session, circle.running.case
    circle.running.permit.case_for(ctx, Action.CLOSE_SESSION)
    partner = next((one for one in circle.partners if one.id == addition.organisation), None)
    decision = await ctx.uow.sessions.circle(session)
    if decision is None:
        raise NotFoundError
    if partner is None or addition.member in circle.asked:
        raise NoRepresentativeError
    grown = add_to_circle(decision, addition, partner)
    # two directors who add at once do not undo each other: the second is refused
    saved = await ctx.uow.sessions.save(session)
    await ctx.uow.sessions.keep_circle(saved, grown)
    if addition.member is not None:
        new = InvitationId(uuid4().hex)
        invitation = invite(grown.seats[-1], new, session.id, case.id, ctx.now)
        await ctx.uow.sessions.add_invitation(invitation)
        await record_invitation(ctx, case, invitation)
        await announce_invitation(ctx, invitation)
        await begin_invitation_chains(ctx, [invitation])
        await pass_on_of_absent(ctx, saved, [invitation])
    await announce_board(ctx, saved, f"added:{saved.version}")
