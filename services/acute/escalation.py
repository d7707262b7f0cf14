"""An acute step that waits goes from one to the next until somebody answers: begin a chain, look at
it when it is due, go on at once when whom it waits for cannot be reached, end it (product page §6).
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Final

from domain.acute_invitation import Invitation
from domain.acute_session import Session, SessionState
from domain.audit import AuditEvent, AuditReason
from domain.escalation import (
    Chain,
    ChainId,
    ChainKind,
    Rung,
    Whom,
    chain_invitation,
    chain_judgement,
    chain_report,
    climb,
    go_past,
    identify_chain,
    pass_chain,
    resume,
    tell_also,
)
from domain.identifiers import InvitationId, MemberId, SessionId
from domain.member import Role
from domain.notice import NoticeKind
from domain.timer import Timer, TimerKind
from services.acute.duty import find_duty_director, list_duty_directors, open_duty
from services.acute.notices import (
    announce_receipt,
    announce_unanswered,
    announce_waiting,
    list_report_cards,
)
from services.acute.reach import keep_reachable
from services.acute.silence import is_silent, tell_silence
from services.moment import Context, Moment
from services.ports.deliveries import Delivery

_OF_A_REPORT: Final = (ChainKind.REPORT, ChainKind.JUDGEMENT)


async def begin_report_chain(moment: Moment, session: Session) -> None:
    """Let a report find somebody: at once in duty hours, else from its duty moment on."""
    chain = chain_report(session.id, session.due_at, moment.house.terms.escalation)
    await _keep_new(moment, await _climb_due(moment, chain, session))


async def begin_judgement_chain(moment: Moment, session: Session) -> None:
    """See to it that a report that was taken is judged."""
    chain = chain_judgement(session.id, moment.now, moment.house.terms.escalation)
    await _keep_new(moment, chain)


async def begin_invitation_chains(moment: Moment, invitations: Sequence[Invitation]) -> None:
    """See to it that each of these invitations, just made, is answered."""
    times = moment.house.terms.escalation
    chains = [
        climb(chain_invitation(one.id, one.session, moment.now, times), [one.member], moment.now)
        for one in invitations
    ]
    await _keep_new(moment, *chains)


async def begin_chain_again(moment: Moment, invitation: Invitation) -> None:
    """Begin the chain of an invitation anew, that ended when its member was dismissed."""
    times = moment.house.terms.escalation
    begun = chain_invitation(invitation.id, invitation.session, moment.now, times)
    await _keep_again(moment, climb(begun, [invitation.member], moment.now))


async def pass_chain_on(moment: Moment, waiting: Chain, taken: Invitation) -> None:
    """Let the chain of a place that waits go on with who takes the place, at the times it has."""
    await _keep_again(moment, pass_chain(waiting, taken.id, taken.member, moment.now))


async def go_on_past(moment: Moment, invitation: Invitation, session: Session) -> None:
    """Go on at once with a place that waits, for its member left and nobody takes it."""
    place = invitation.asked_beside or invitation.id
    chain = await moment.uow.escalations.find(identify_chain(ChainKind.INVITATION, place))
    if chain is not None:
        passed = go_past(resume(chain, moment.now), invitation.member, moment.now)
        await _keep(moment, await _climb_due(moment, passed, session))


async def resume_chain(moment: Moment, chain_id: ChainId) -> None:
    """Let a chain go on that an answer ended, because that was taken back."""
    chain = await moment.uow.escalations.find(chain_id)
    if chain is not None and not chain.is_open:
        await _keep(moment, resume(chain, moment.now))


async def end_chains(moment: Moment, session: Session) -> Sequence[Chain]:
    """End every chain of a session; all of them, with whom they came to."""
    return await moment.uow.escalations.end_all(session.id, moment.now)


async def announce_progress(moment: Moment, session: Session, chains: Sequence[Chain]) -> None:
    """Bring every card up to date on which somebody was told of a report, and the reporter's."""
    for card in list_report_cards(session, chains):
        key = f"{card.name}:{session.version}"
        await moment.tell(card.kind, card.member, session.id, key, card=card.name)
    await announce_receipt(moment, session)
    reports = [chain for chain in chains if chain.kind is ChainKind.REPORT]
    if any(chain.told_by(Whom.EVERY_DIRECTOR) for chain in reports):
        await announce_unanswered(moment, session)


async def list_told(ctx: Context) -> Collection[SessionId]:
    """The reports that the actor was told of, because nobody before them took it."""
    return {
        one.chain.session
        for one in await ctx.uow.escalations.open_ones()
        if ctx.actor.id in {told.member for told in one.chain.told}
    }


async def look_at_chain(moment: Moment, chain_id: str) -> None:
    """Tell whoever must be told by now, and say when to look again. Its timer calls this."""
    chain = await moment.uow.escalations.find(ChainId(chain_id))
    if chain is None or not chain.is_open:
        return
    session = await moment.uow.sessions.get(chain.session)
    if not await _still_waits(moment, chain, session):
        await moment.uow.escalations.end(chain.id, moment.now)
        return
    await _keep(moment, await _climb_due(moment, chain, session))


async def go_on_without(moment: Moment, delivery: Delivery, *, is_withheld: bool) -> None:
    """Go on at once, because a message did not reach whom a chain waits for; what came to nobody
    because duty changed comes to who has it now.
    """
    if delivery.member is None:
        return
    for chain in await _chains_of(moment, delivery):
        session = await moment.uow.sessions.get(chain.session)
        if not await _still_waits(moment, chain, session):
            continue
        handed = await _hand_over(moment, chain, session) if is_withheld else None
        passed = handed or go_past(chain, delivery.member, moment.now)
        await _keep(moment, await _climb_due(moment, passed, session))


async def _chains_of(moment: Moment, delivery: Delivery) -> Sequence[Chain]:
    """The open chains that a message was part of; an invitation that reached its member by another
    card has nothing to go on from.
    """
    if delivery.kind is not NoticeKind.INVITATION:
        found = await moment.uow.escalations.of_session(SessionId(delivery.subject))
        return [one for one in found if one.is_open and one.kind in _OF_A_REPORT]
    missed = await moment.uow.deliveries.undelivered(
        NoticeKind.INVITATION, [delivery.subject], moment.now
    )
    if not missed:
        return ()
    invitation = await moment.uow.sessions.invitation(InvitationId(delivery.subject))
    place = invitation.asked_beside or invitation.id
    chain = await moment.uow.escalations.find(identify_chain(ChainKind.INVITATION, place))
    return [chain] if chain and chain.is_open else ()


async def _still_waits(moment: Moment, chain: Chain, session: Session) -> bool:
    """The newest state decides, whatever the chain was kept for."""
    match chain.kind:
        case ChainKind.REPORT:
            return session.state is SessionState.REPORTED and session.director is None
        case ChainKind.JUDGEMENT:
            return session.state is SessionState.REPORTED and session.director is not None
        case ChainKind.INVITATION:
            return await is_silent(moment, session, InvitationId(chain.subject))


async def _climb_due(moment: Moment, chain: Chain, session: Session) -> Chain:
    while chain.is_due(moment.now) and (rung := chain.next_rung):
        members = await _tell(moment, chain, rung, session)
        if chain.climbed > 0:
            reason = AuditReason.NO_ANSWER
            await moment.record(AuditEvent.ESCALATED, session.case, chain.subject, reason=reason)
        chain = climb(chain, members, moment.now)
    if chain.is_exhausted and chain.next_at:
        # nobody hears at night that a report of the day is still not taken
        return replace(chain, next_at=open_duty(moment, chain.next_at))
    return chain


async def _tell(moment: Moment, chain: Chain, rung: Rung, session: Session) -> Sequence[MemberId]:
    if chain.kind is ChainKind.INVITATION:
        return await tell_silence(moment, chain, rung, session)
    if rung.whom is Whom.DUTY_DIRECTOR:
        session = await _hand_to_duty(moment, session)
    found = await _find_whom(moment, chain, rung, session)
    members = await keep_reachable(moment, session.id, found)
    for number, member in enumerate(members, start=len(chain.told)):
        await announce_waiting(moment, session, chain, rung, member, number)
    if rung.whom is Whom.EVERY_DIRECTOR and chain.kind is ChainKind.REPORT:
        await announce_unanswered(moment, session)
    elif chain.climbed > 0:
        await announce_receipt(moment, session, f"{chain.id}:{chain.version}:{chain.climbed}")
    return members


async def _find_whom(
    moment: Moment, chain: Chain, rung: Rung, session: Session
) -> Sequence[MemberId]:
    people, today = moment.uow.people, moment.today
    match rung.whom:
        case Whom.DUTY_DIRECTOR:
            return (await list_duty_directors(moment, session))[:1]
        case Whom.TAKER:
            directors = await people.role_holders([Role.PROCESS_DIRECTOR], today)
            return [one for one in directors if one == session.director]
        case Whom.DEPUTY:
            return await _find_deputy(moment, chain, session)
        case Whom.MANAGER:
            return await people.role_holders([Role.MANAGER], today)
        case _:
            return await people.role_holders([Role.PROCESS_DIRECTOR], today)


async def _find_deputy(moment: Moment, chain: Chain, session: Session) -> Sequence[MemberId]:
    """The first whom the rota names that knows nothing of it yet."""
    knows = {session.director, *(one.member for one in chain.told)}
    named = await list_duty_directors(moment, session)
    return [one for one in named if one not in knows][:1]


async def _hand_to_duty(moment: Moment, session: Session) -> Session:
    """The rota may have changed since the report; the reporter reads who hears of it instead."""
    on_duty = (await find_duty_director(moment, session)).id
    if session.told == on_duty:
        return session
    saved = await moment.uow.sessions.save(replace(session, told=on_duty))
    await announce_receipt(moment, saved)
    return saved


async def _hand_over(moment: Moment, chain: Chain, session: Session) -> Chain | None:
    """A report that was withheld comes to who is on duty by now, on the same rung; None when they
    know of it, or of anything but a report.
    """
    if chain.kind is not ChainKind.REPORT:
        return None
    handed = await _hand_to_duty(moment, session)
    if handed.told in {one.member for one in chain.told}:
        return None
    rung = chain.rungs[max(chain.climbed - 1, 0)]
    await announce_waiting(moment, handed, chain, rung, handed.told, len(chain.told))
    return tell_also(chain, handed.told, moment.now)


async def _keep_new(moment: Moment, *chains: Chain) -> None:
    await moment.uow.escalations.add(chains)
    await _set_timers(moment, *chains)


async def _keep_again(moment: Moment, chain: Chain) -> None:
    """Keep a chain that begins, in the place of one there was of the same step."""
    before = await moment.uow.escalations.find(chain.id)
    if before is None:
        await _keep_new(moment, chain)
    else:
        await _keep(moment, replace(chain, version=before.version))


async def _keep(moment: Moment, chain: Chain) -> None:
    await _set_timers(moment, await moment.uow.escalations.save(chain))


async def _set_timers(moment: Moment, *chains: Chain) -> None:
    timers = [
        Timer(kind=TimerKind.ESCALATION, subject=one.id, due_at=one.next_at)
        for one in chains
        if one.next_at is not None
    ]
    if timers:
        await moment.uow.timers.set(*timers)
