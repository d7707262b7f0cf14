"""What each kind of message asks of its recipient at the moment it is sent: which action, and
what it is about (product page, principle 10). A kind that is not in the table is not sent.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.access import Action
from domain.notice import NoticeKind


class Concerning(StrEnum):
    """What the subject of a message names, and so how its recipient must stand to it.

    REPORT goes to the process director of duty or who took it, ESCALATION to whom its chain came,
    SESSION to who directs it, SILENCE to who directs the session of a silent partner, ATTENDANCE to
    who came to the session, CALLING_OFF to who was invited to one that was called off, NOTES to
    who takes notes in one, or did. CALENDAR is what a member's own calendar says of a meeting:
    whoever has it there hears that it ends, whatever else they lost. TAKEN_CARD is in the place of
    a card that is theirs no more, and goes nowhere else.
    """

    HOUSE = "house"
    CASE = "case"
    MEETING = "meeting"
    CALENDAR = "calendar"
    REPORT = "report"
    RECEIPT = "receipt"
    INVITATION = "invitation"
    ESCALATION = "escalation"
    SILENCE = "silence"
    SESSION = "session"
    ATTENDANCE = "attendance"
    CALLING_OFF = "calling_off"
    NOTES = "notes"
    ATTENDANCE_REQUEST = "attendance_request"
    DUTY_GAP = "duty_gap"
    DUTY_SWAP = "duty_swap"
    CHECK = "check"
    DUTY_CHANGE = "duty_change"
    STAND_IN = "stand_in"
    TAKEN_CARD = "taken_card"
    ENQUIRIES = "enquiries"
    TAKEOVER = "takeover"
    CONSULT = "consult"
    MARK = "mark"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clearance:
    """The right a recipient must still have when a message is sent."""

    action: Action
    concerning: Concerning


# what is posted in a channel has no recipient: it holds only what everybody there may read
CHANNEL_KINDS: Final = frozenset(
    {NoticeKind.AGENDA_POST, NoticeKind.MEETING_NOW, NoticeKind.ACUTE_LINE}
)


def _for(action: Action, concerning: Concerning) -> Clearance:
    return Clearance(action=action, concerning=concerning)


CLEARANCES: Final[Mapping[NoticeKind, Clearance]] = {
    NoticeKind.REFERRAL_RECEIVED: _for(Action.VIEW_CASE, Concerning.CASE),
    NoticeKind.REFERRAL_ARRIVED: _for(Action.OPEN_INBOX, Concerning.HOUSE),
    NoticeKind.GROUP_ARRIVED: _for(Action.OPEN_INBOX, Concerning.HOUSE),
    # it counts, and says nothing of a case
    NoticeKind.GROUP_NEWS: _for(Action.VIEW_OWN, Concerning.HOUSE),
    NoticeKind.REFERRAL_INCOMPLETE: _for(Action.EDIT_REFERRAL, Concerning.CASE),
    NoticeKind.REFERRAL_WEIGHED: _for(Action.VIEW_CASE, Concerning.CASE),
    NoticeKind.CIRCLE_JOINED: _for(Action.VIEW_CASE, Concerning.CASE),
    NoticeKind.CARD_TAKEN: _for(Action.VIEW_OWN, Concerning.TAKEN_CARD),
    # both coordinators prepare the agenda; its buttons are for who may approve it
    NoticeKind.AGENDA_DRAFT: _for(Action.VIEW_LIST, Concerning.HOUSE),
    NoticeKind.AGENDA_NOT_APPROVED: _for(Action.VIEW_LIST, Concerning.HOUSE),
    NoticeKind.AGENDA_PROPOSAL: _for(Action.VIEW_LIST, Concerning.HOUSE),
    NoticeKind.ATTENDANCE_REQUEST: _for(Action.ANSWER_ATTENDANCE, Concerning.ATTENDANCE_REQUEST),
    NoticeKind.ATTENDANCE_REMINDER: _for(Action.ANSWER_ATTENDANCE, Concerning.ATTENDANCE_REQUEST),
    NoticeKind.PARTNER_AWAY: _for(Action.VIEW_LIST, Concerning.HOUSE),
    NoticeKind.OWN_TIMES: _for(Action.VIEW_OWN, Concerning.MEETING),
    # it says nothing of a case, and whether it is still so when it is made
    NoticeKind.NOT_NEEDED: _for(Action.VIEW_OWN, Concerning.HOUSE),
    NoticeKind.OWN_TIMES_MAIL: _for(Action.VIEW_OWN, Concerning.CALENDAR),
    NoticeKind.CALLED_IN: _for(Action.VIEW_OWN, Concerning.MEETING),
    NoticeKind.TIME_MOVED: _for(Action.VIEW_OWN, Concerning.MEETING),
    NoticeKind.ACUTE_REPORT: _for(Action.OPEN_SESSION, Concerning.REPORT),
    NoticeKind.ACUTE_RECEIPT: _for(Action.REPORT_ACUTE, Concerning.RECEIPT),
    NoticeKind.ACUTE_WAITS: _for(Action.HEAR_ESCALATION, Concerning.ESCALATION),
    NoticeKind.ACUTE_UNJUDGED: _for(Action.OPEN_SESSION, Concerning.REPORT),
    NoticeKind.ACUTE_ALARM: _for(Action.HEAR_ALARM, Concerning.ESCALATION),
    NoticeKind.INVITATION_SILENT: _for(Action.CLOSE_SESSION, Concerning.SILENCE),
    NoticeKind.INVITATION: _for(Action.ANSWER_INVITATION, Concerning.INVITATION),
    NoticeKind.SESSION_BOARD: _for(Action.CLOSE_SESSION, Concerning.SESSION),
    NoticeKind.SESSION_CLOSED: _for(Action.VIEW_SESSION, Concerning.ATTENDANCE),
    # a code, and that it is over
    NoticeKind.ACUTE_WITHDRAWN: _for(Action.HEAR_ALARM, Concerning.HOUSE),
    NoticeKind.SESSION_CALLED_OFF: _for(Action.VIEW_OWN, Concerning.CALLING_OFF),
    # a code, a time and a place: what is said opens around the session only
    NoticeKind.SESSION_NOTES: _for(Action.VIEW_OWN, Concerning.NOTES),
    NoticeKind.ACUTE_CHECK: _for(Action.CLOSE_SESSION, Concerning.CHECK),
    NoticeKind.ACUTE_UNCHECKED: _for(Action.HEAR_ESCALATION, Concerning.CHECK),
    NoticeKind.ROOM: _for(Action.CLOSE_SESSION, Concerning.SESSION),
    # it lists only what its recipient may open when it is sent
    NoticeKind.DIGEST: _for(Action.VIEW_OWN, Concerning.HOUSE),
    NoticeKind.ACTION_ESCALATED: _for(Action.HEAR_ESCALATION, Concerning.HOUSE),
    NoticeKind.DELIVERY_QUESTION: _for(Action.SETTLE_DELIVERY, Concerning.HOUSE),
    NoticeKind.DELIVERY_LATE: _for(Action.SETTLE_DELIVERY, Concerning.HOUSE),
    NoticeKind.DELIVERY_FAILED: _for(Action.SETTLE_DELIVERY, Concerning.HOUSE),
    NoticeKind.ACUTE_STALLED: _for(Action.HEAR_ALARM, Concerning.HOUSE),
    NoticeKind.SENDING_LAGS: _for(Action.HEAR_ALARM, Concerning.HOUSE),
    NoticeKind.DUTY_GAP: _for(Action.VIEW_ROTA, Concerning.DUTY_GAP),
    NoticeKind.DUTY_SWAP: _for(Action.SWAP_DUTY, Concerning.DUTY_SWAP),
    NoticeKind.DUTY_CHANGE: _for(Action.VIEW_ROTA, Concerning.DUTY_CHANGE),
    NoticeKind.DRILL_RESULT: _for(Action.RUN_DRILL, Concerning.HOUSE),
    # it counts, and says nothing of a case
    NoticeKind.HAND_OVER: _for(Action.HAND_OVER, Concerning.HOUSE),
    NoticeKind.REPLY_FAILED: _for(Action.ASK_HELP, Concerning.HOUSE),
    NoticeKind.CONSULT: _for(Action.ASK_CONSULT, Concerning.CONSULT),
    # its reporter and its director, as long as the session runs and nobody answered
    NoticeKind.REPORT_MARKED: _for(Action.VIEW_OWN, Concerning.MARK),
    # it lists only what its recipient is asked when it is sent
    NoticeKind.ENQUIRIES: _for(Action.VIEW_OWN, Concerning.ENQUIRIES),
    NoticeKind.TAKEOVER: _for(Action.VIEW_OWN, Concerning.TAKEOVER),
    NoticeKind.AGREEMENT_CONTESTED: _for(Action.SETTLE_AGREEMENT, Concerning.CASE),
    NoticeKind.DEPUTY_NAMED: _for(Action.VIEW_OWN, Concerning.STAND_IN),
}
