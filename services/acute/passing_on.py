"""Places in sessions that run pass to a colleague of the same organisation at once: of who hands
over, is away with a deputy, or left. The old card ends, the board shows who is asked now, and the
chain of a place that waits goes on at the times it has.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from domain.absence import Span
from domain.acute_invitation import Invitation
from domain.acute_passing import (
    ask_place_anew,
    goes_along,
    is_missed,
    may_take_place,
    pass_place,
)
from domain.acute_session import Session, SessionState
from domain.audit import AuditEvent, AuditReason
from domain.case import Case
from domain.drill import is_drill
from domain.escalation import Chain, ChainKind, identify_chain
from domain.identifiers import InvitationId, MemberId, OrganisationId
from services.acute.duty import list_away
from services.acute.escalation import (
    begin_chain_again,
    begin_invitation_chains,
    go_on_past,
    pass_chain_on,
)
from services.acute.notices import (
    announce_board,
    announce_invitation,
    announce_nudge,
    record_invitation,
    wake_room,
)
from services.acute.silence import end_silence
from services.moment import Moment
from services.standing_in import find_who_stands_in, has_left


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldPlace:
    """A place in a session that needs a colleague when its member goes."""

    invitation: Invitation
    session: Session


async def find_held_places(
    moment: Moment, member: MemberId, organisation: OrganisationId
) -> tuple[HeldPlace, ...]:
    """Find what a member is asked in sessions that run, for an organisation, and did not refuse."""
    return tuple(
        [
            HeldPlace(invitation=one, session=await moment.uow.sessions.get(one.session))
            for one in await moment.uow.sessions.open_invitations_of(member)
            if one.organisation == organisation and not is_drill(one.session) and goes_along(one)
        ]
    )


async def pass_on(
    moment: Moment,
    places: Sequence[HeldPlace],
    receiver: MemberId,
    reason: AuditReason | None = None,
) -> None:
    """Give places to a colleague as if their members had named them."""
    for place in places:
        given = place.invitation
        await _pass_on(moment, place, receiver)
        await moment.record(
            AuditEvent.HANDED_OVER,
            given.case,
            given.member,
            reason=reason,
            on_behalf_of=receiver,
        )


async def pass_on_to_deputy(moment: Moment, member: MemberId, away: Span) -> None:
    """Give what a member is asked and cannot do while they are away to who stands in for them now;
    nothing where nobody does.
    """
    organisation = (await moment.uow.people.member(member)).organisation
    for one in await find_held_places(moment, member, organisation):
        if is_missed(one.invitation, away, _starts_at(moment, one)):
            await _give_to_deputy(moment, one)


async def pass_on_of_absent(
    moment: Moment, session: Session, invited: Sequence[Invitation]
) -> None:
    """Ask who stands in for whoever of these was just invited and is away."""
    away = await list_away(moment, moment.now)
    for one in invited:
        if one.member in away and not session.is_drill:
            await _give_to_deputy(moment, HeldPlace(invitation=one, session=session))


async def _give_to_deputy(moment: Moment, place: HeldPlace) -> None:
    deputy = await find_who_stands_in(moment, place.invitation.member)
    invitations = await moment.uow.sessions.invitations(place.session.id)
    if deputy and deputy != place.session.director and may_take_place(deputy, invitations):
        await pass_on(moment, [place], deputy, AuditReason.STANDS_IN)


def _starts_at(moment: Moment, place: HeldPlace) -> datetime:
    gathering = place.session.gathering
    return gathering.starts_at if gathering else moment.now


async def pass_on_of_leavers(moment: Moment, running: Sequence[Session]) -> None:
    """Give what who left had in these sessions to a colleague who is there; where nobody is, who
    runs the session hears it at once.
    """
    for session in running:
        if session.state is not SessionState.CONVENED:
            continue
        for one in await moment.uow.sessions.invitations(session.id):
            if goes_along(one) and await has_left(moment, one.member, one.organisation):
                await _replace_leaver(moment, HeldPlace(invitation=one, session=session))


async def _replace_leaver(moment: Moment, place: HeldPlace) -> None:
    colleague = await _find_colleague(moment, place)
    if colleague:
        await pass_on(moment, [place], colleague, AuditReason.APPOINTMENT_ENDED)
    else:
        await _leave_to_director(moment, place)


async def _find_colleague(moment: Moment, place: HeldPlace) -> MemberId | None:
    invitations = await moment.uow.sessions.invitations(place.session.id)
    away = await list_away(moment, moment.now)
    speakers = await moment.uow.people.speakers(moment.today)
    there = [
        one.id
        for one in speakers.get(place.invitation.organisation, ())
        if one.id not in {*away, place.session.director, place.invitation.member}
        if may_take_place(one.id, invitations)
    ]
    return next(iter(there), None)


async def _leave_to_director(moment: Moment, place: HeldPlace) -> None:
    """Who said to come does not: the place is without an answer again, and that is told."""
    waiting = place.invitation
    if waiting.answer is not None:
        waiting = await moment.uow.sessions.save_invitation(ask_place_anew(waiting))
        await show_on_board(moment, place.session, waiting)
    await go_on_past(moment, waiting, place.session)


async def _pass_on(moment: Moment, place: HeldPlace, receiver: MemberId) -> None:
    session, given = place.session, place.invitation
    # whom an earlier place of the same member went to stands in it by now
    invitations = await moment.uow.sessions.invitations(session.id)
    waiting = await _find_chain(moment, given)
    passed = pass_place(given, receiver, invitations, InvitationId(uuid4().hex), moment.now)
    left = await leave_session(moment, session, passed.left)
    if passed.taken:
        case = await moment.uow.cases.get(given.case)
        is_again = passed.is_again
        await ask_instead(moment, case, passed.taken, is_again=is_again, waiting=waiting)
    await show_on_board(moment, session, left)


async def _find_chain(moment: Moment, invitation: Invitation) -> Chain | None:
    place = invitation.asked_beside or invitation.id
    chain = await moment.uow.escalations.find(identify_chain(ChainKind.INVITATION, place))
    return chain if chain and chain.is_open else None


async def leave_session(moment: Moment, session: Session, left: Invitation) -> Invitation:
    """Take a place from a member: their card says so, and nobody waits for their answer."""
    saved = await moment.uow.sessions.save_invitation(left)
    await announce_invitation(moment, saved)
    await end_silence(moment, session, saved)
    return saved


async def ask_instead(
    moment: Moment,
    case: Case,
    deputy: Invitation,
    *,
    is_again: bool,
    waiting: Chain | None = None,
) -> None:
    """Invite who takes a place; ``waiting`` is the chain of that place, when it had no answer."""
    await record_invitation(moment, case, deputy)
    taken = await (_save_again if is_again else _add)(moment, deputy)
    await announce_invitation(moment, taken)
    if is_again:
        # who was not nudged yet hears it too
        await announce_nudge(moment, taken)
    if waiting:
        await pass_chain_on(moment, waiting, taken)
    elif is_again:
        await begin_chain_again(moment, taken)
    else:
        await begin_invitation_chains(moment, [taken])


async def _add(moment: Moment, deputy: Invitation) -> Invitation:
    await moment.uow.sessions.add_invitation(deputy)
    return deputy


async def _save_again(moment: Moment, deputy: Invitation) -> Invitation:
    return await moment.uow.sessions.save_invitation(deputy)


async def show_on_board(moment: Moment, session: Session, left: Invitation) -> None:
    """Show who is asked now to who runs the session."""
    await announce_board(moment, session, f"{left.id}:{left.version}")
    await wake_room(moment, session.id)
