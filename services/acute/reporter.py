"""Who answers for an acute report as its reporter: a colleague takes that over while something has
to happen with it, and from then on completes it, withdraws it and hears what becomes of it.
"""

from collections.abc import Sequence
from dataclasses import replace

from domain.acute_session import Session
from domain.identifiers import MemberId
from domain.notice import NoticeKind
from services.acute.escalation import announce_progress
from services.acute.notices import announce_board, list_receipt_cards
from services.moment import Moment


async def list_open_reports(moment: Moment, member: MemberId) -> Sequence[Session]:
    """List what a member reported and is not over; no drill."""
    own = await moment.uow.sessions.reported_by(member, moment.now)
    return [one for one in own if one.is_open and not one.is_drill]


async def take_over_report(moment: Moment, session: Session, receiver: MemberId) -> None:
    """Let a colleague be the reporter from now on: on every card, and on one of their own."""
    saved = await moment.uow.sessions.save(replace(session, reported_by=receiver))
    for card in list_receipt_cards(session):
        key = f"taken:{card}:{saved.version}"
        await moment.tell(NoticeKind.CARD_TAKEN, session.reported_by, session.case, key, card=card)
    chains = await moment.uow.escalations.of_session(session.id)
    await announce_progress(moment, saved, chains)
    await announce_board(moment, saved, f"reporter:{saved.version}")
