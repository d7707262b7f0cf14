"""Which parts of *mijn* there may be anything in, by one statement: each is looked for by what the
part itself would ask.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import SelectBase, or_, select

from domain.identifiers import MemberId
from services.ports.own_parts import OwnPart
from storage.acute_sessions import LISTED_INVITATIONS_OF, OPEN_SESSIONS, REPORTED_BY
from storage.agreed_actions import ACTIONS_CONCERNING
from storage.cases import PAUSED
from storage.confirmations import CONFIRMATIONS_UNSETTLED
from storage.consults import CONSULTS_OF, CONSULTS_WAITING
from storage.criteria_requests import ASKED_OF
from storage.departures import DEPARTING
from storage.deputies import OF_DEPUTY
from storage.director_requests import DIRECTING_ASKED
from storage.drafts import WAITING
from storage.enquiries import ENQUIRED_OF, ENQUIRY_WAITS
from storage.extensions import EXTENSIONS_ASKED
from storage.hand_overs import HANDED_TO
from storage.incorrect_marks import OPEN_MARKS
from storage.informing import DUE
from storage.intake_confirmations import CONFIRMATIONS_ASKED, CONFIRMATIONS_UNANSWERED
from storage.involved_answers import INVOLVED_ASKED
from storage.meetings import POSTED
from storage.merged_cases import MERGE_WISHES, MERGED_OF_REFERRER
from storage.minutes import LISTED
from storage.orphans import ORPHANED
from storage.reactions import OPEN_REACTIONS
from storage.reopenings import REOPENINGS
from storage.retention_holds import HELD
from storage.retention_reviews import REVIEWED
from storage.retention_warnings import WARNED
from storage.second_members import UNCONFIRMED
from storage.signals import SIGNALS_KEPT, SIGNALS_TO_WRITE
from storage.takeovers import TAKEOVERS_ASKED
from storage.transaction import Transaction
from storage.written_rounds import ROUNDS_CONCERNING

_PARTS: Final[Mapping[OwnPart, tuple[SelectBase, ...]]] = {
    OwnPart.DRAFTS: (WAITING,),
    OwnPart.ACUTE: (OPEN_SESSIONS, LISTED_INVITATIONS_OF),
    OwnPart.REPORTS: (REPORTED_BY,),
    OwnPart.CRITERIA: (ASKED_OF,),
    OwnPart.UNCONFIRMED: (UNCONFIRMED,),
    OwnPart.DIRECTING: (DIRECTING_ASKED,),
    OwnPart.DEPARTURES: (DEPARTING,),
    OwnPart.ACTIONS: (ACTIONS_CONCERNING,),
    OwnPart.ROUNDS: (ROUNDS_CONCERNING,),
    OwnPart.TIMES: (POSTED,),
    OwnPart.MINUTES: (LISTED,),
    OwnPart.PAUSES: (PAUSED,),
    OwnPart.REOPENINGS: (REOPENINGS,),
    OwnPart.INFORMING: (DUE,),
    OwnPart.HAND_OVERS: (HANDED_TO,),
    OwnPart.INCORRECT: (OPEN_MARKS,),
    OwnPart.OF_ABSENT: (OF_DEPUTY,),
    OwnPart.ORPHANS: (ORPHANED, OPEN_SESSIONS),
    OwnPart.MERGES: (MERGE_WISHES,),
    OwnPart.MERGED: (MERGED_OF_REFERRER,),
    OwnPart.RETENTION: (HELD, WARNED),
    OwnPart.REVIEWS: (REVIEWED,),
    OwnPart.EXTENSIONS: (EXTENSIONS_ASKED,),
    OwnPart.ENQUIRIES: (ENQUIRED_OF, OF_DEPUTY, ENQUIRY_WAITS),
    OwnPart.REACTIONS: (OPEN_REACTIONS,),
    OwnPart.TAKEOVERS: (TAKEOVERS_ASKED,),
    OwnPart.NAMINGS: (INVOLVED_ASKED,),
    OwnPart.CONSULTS: (CONSULTS_OF, CONSULTS_WAITING),
    OwnPart.CONFIRMATIONS: (CONFIRMATIONS_UNSETTLED,),
    OwnPart.SIGNALS: (SIGNALS_KEPT, SIGNALS_TO_WRITE),
    OwnPart.INTAKES: (CONFIRMATIONS_ASKED, CONFIRMATIONS_UNANSWERED),
}
_LOOK: Final = select(
    *(or_(*(one.exists() for one in asked)).label(part) for part, asked in _PARTS.items())
)


class OwnPartRows:
    """What there may be of a member's own, on one connection."""

    def __init__(self, connection: Transaction) -> None:
        self._connection = connection

    async def of_member(
        self, member: MemberId, now: datetime, news_since: datetime, today: date
    ) -> frozenset[OwnPart]:
        """The parts that may hold something for a member."""
        given: dict[str, Any] = {
            "member": member,
            "ends_after": now,
            "since": news_since,
            "today": today,
        }
        found = (await self._connection.execute(_LOOK, given)).one()
        return frozenset(part for part, is_there in zip(_PARTS, found, strict=True) if is_there)
