"""An invited partner who does not answer: the same card again, a colleague as well, then who runs
the session (product page §6.4). The first keeps the place until somebody answers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from domain.acute_invitation import (
    Invitation,
    ask_beside,
    is_place_silent,
    leave_place,
    share_place,
)
from domain.acute_session import Session, SessionState
from domain.escalation import Chain, ChainKind, Rung, Whom, identify_chain
from domain.identifiers import InvitationId, MemberId
from domain.notice import NoticeKind
from services.acute.notices import (
    announce_board,
    announce_invitation,
    announce_nudge,
    announce_silence,
    record_invitation,
)
from services.acute.reach import keep_reachable
from services.moment import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class NextRung:
    """Whom a chain comes to next, and when."""

    whom: Whom
    at: datetime


async def is_silent(moment: Moment, session: Session, invitation_id: InvitationId) -> bool:
    """Tell whether the organisation of an invitation still owes an answer."""
    if session.state is not SessionState.CONVENED:
        return False
    return is_place_silent(await _place_of(moment, session, invitation_id))


async def tell_silence(
    moment: Moment, chain: Chain, rung: Rung, session: Session
) -> Sequence[MemberId]:
    """Do what a rung asks about a silent partner, and show the next moment on the board; whom it
    came to.
    """
    invitations = await moment.uow.sessions.invitations(session.id)
    first = next(one for one in invitations if one.id == chain.subject)
    told = await _tell(moment, rung, session, first)
    await announce_board(moment, session, f"{chain.id}:{chain.version}:{chain.climbed}")
    return told


async def end_silence(moment: Moment, session: Session, answered: Invitation) -> None:
    """End what the answer of a partner makes needless: the chain of its place, the second card of
    who was asked again, and the place of a colleague who was asked as well.
    """
    # a colleague who is asked as well is of the same partner
    of_partner = await moment.uow.sessions.invitations_of(session.id, answered.organisation)
    place = share_place(answered, of_partner)
    first = answered.asked_beside or answered.id
    if is_place_silent(place):
        return
    known_as = identify_chain(ChainKind.INVITATION, first)
    chain = await moment.uow.escalations.end(known_as, moment.now)
    for one in leave_place(answered, place):
        await announce_invitation(moment, await moment.uow.sessions.save_invitation(one))
    chain = chain or await moment.uow.escalations.find(known_as)
    await refresh_nudges(moment, [chain] if chain else [])


async def find_next_rungs(moment: Moment, session: Session) -> Mapping[str, NextRung]:
    """What the house does next about each silent invitation, and when."""
    chains = await moment.uow.escalations.of_session(session.id)
    return {
        one.subject: NextRung(whom=one.next_rung.whom, at=one.next_at)
        for one in chains
        if one.kind is ChainKind.INVITATION and one.next_rung and one.next_at
    }


async def refresh_nudges(moment: Moment, chains: Sequence[Chain]) -> None:
    """Bring the second cards up to date of who was asked again."""
    for chain in chains:
        if chain.told_by(Whom.INVITEE_AGAIN):
            newest = await moment.uow.sessions.invitation(InvitationId(chain.subject))
            await announce_nudge(moment, newest)


async def _place_of(
    moment: Moment, session: Session, invitation_id: InvitationId
) -> Sequence[Invitation]:
    invitations = await moment.uow.sessions.invitations(session.id)
    first = next(one for one in invitations if one.id == invitation_id)
    return share_place(first, invitations)


async def _tell(
    moment: Moment, rung: Rung, session: Session, first: Invitation
) -> Sequence[MemberId]:
    match rung.whom:
        case Whom.INVITEE_AGAIN:
            return await _nudge(moment, first)
        case Whom.COLLEAGUE:
            return await _ask_colleague(moment, session, first)
        case _:
            await announce_silence(moment, session, first)
            return [session.director] if session.director else []


async def _nudge(moment: Moment, first: Invitation) -> Sequence[MemberId]:
    """A second card does not help whom the first did not reach."""
    kind = NoticeKind.INVITATION
    if await moment.uow.deliveries.undelivered(kind, [first.id], moment.now):
        return []
    await announce_nudge(moment, first)
    return [first.member]


async def _ask_colleague(moment: Moment, session: Session, first: Invitation) -> Sequence[MemberId]:
    invitations = await moment.uow.sessions.invitations(session.id)
    asked = {session.director, *(one.member for one in invitations)}
    speakers = (await moment.uow.people.speakers(moment.today)).get(first.organisation, ())
    others = [one.id for one in speakers if one.id not in asked]
    colleague = next(iter(await keep_reachable(moment, session.id, others)), None)
    if colleague is None:
        return []
    new = ask_beside(first, colleague, InvitationId(uuid4().hex), moment.now)
    await moment.uow.sessions.add_invitation(new)
    await record_invitation(moment, await moment.uow.cases.get(first.case), new)
    await announce_invitation(moment, new)
    return [colleague]
