"""Who answers for an acute report as its reporter: a colleague takes that over while something has
to happen with it, and from then on completes it, withdraws it and hears what becomes of it.
"""

from collections.abc import Sequence
from dataclasses import replace

from domain.acute_session import Session
from domain.identifiers import MemberId, OrganisationId
from domain.notice import NoticeKind
from services.acute.escalation import announce_progress
from services.acute.notices import announce_board, list_receipt_cards
from services.moment import Moment
from services.standing_in import has_left


async def list_open_reports(
    moment: Moment, member: MemberId, organisation: OrganisationId
) -> Sequence[Session]:
    """List what a member reported for an organisation and is not over; no drill."""
    own = await moment.uow.sessions.reported_by(member, moment.now)
    return [
        one
        for one in own
        if one.is_open and not one.is_drill
        if await find_reporting_organisation(moment, one) == organisation
    ]


async def list_left_reports(moment: Moment, running: Sequence[Session]) -> Sequence[Session]:
    """List of what runs what was reported by somebody who left."""
    return [
        one
        for one in running
        if await has_left(moment, one.reported_by, await find_reporting_organisation(moment, one))
        if one.director != one.reported_by
    ]


async def find_reporting_organisation(moment: Moment, session: Session) -> OrganisationId:
    """For which organisation somebody reported: of a case that came in by it, the case knows."""
    case = await moment.uow.cases.get(session.case)
    if case.referrer == session.reported_by:
        return case.referring_organisation
    return (await moment.uow.people.member(session.reported_by)).organisation


async def take_over_report(moment: Moment, session: Session, receiver: MemberId) -> None:
    """Let a colleague be the reporter from now on: on every card, and on one of their own."""
    saved = await moment.uow.sessions.save(replace(session, reported_by=receiver))
    for card in list_receipt_cards(session):
        key = f"taken:{card}:{saved.version}"
        await moment.tell(NoticeKind.CARD_TAKEN, session.reported_by, session.case, key, card=card)
    chains = await moment.uow.escalations.of_session(session.id)
    await announce_progress(moment, saved, chains)
    await announce_board(moment, saved, f"reporter:{saved.version}")
