"""What goes on record: a closed vocabulary, entries without content, one chain per case and one for
the house (product page §1.6; NEN 7513).

A look is on record as the part that was seen and the ground on which it was allowed; a house file
that was loaded as each thing it changed, and the account that did it.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NewType

from domain.access import Ground
from domain.identifiers import CaseId, MemberId, OrganisationId
from domain.member import Role
from domain.sight import SeenPart

ChainName = NewType("ChainName", str)
HOUSE_CHAIN: Final = ChainName("house")
Operator = NewType("Operator", str)
_ID: Final = re.compile(r"[\w.:-]{1,80}", re.ASCII)
_NO_ID: Final = re.compile(r"[^\w.:-]", re.ASCII)


class AuditEvent(StrEnum):
    """What happened. Once a house runs no word is taken away: its old entries stay readable."""

    SEEN = "seen"
    ASKED = "asked"
    DECIDED = "decided"
    REFUSED = "refused"
    ACTED_AS = "acted_as"
    IDENTITY_REVEALED = "identity_revealed"
    PRINTED = "printed"
    EXPORTED = "exported"
    REFERRAL_SUBMITTED = "referral_submitted"
    REFERRAL_EDITED = "referral_edited"
    REFERRAL_WITHDRAWN = "referral_withdrawn"
    SUBJECT_RENAMED = "subject_renamed"
    SCREENED = "screened"
    WEIGHED = "weighed"
    COLOUR_SET = "colour_set"
    CIRCLE_JOINED = "circle_joined"
    CIRCLE_LEFT = "circle_left"
    AGENDA_DRAFTED = "agenda_drafted"
    AGENDA_ADJUSTED = "agenda_adjusted"
    ADJUSTMENT_TAKEN_BACK = "adjustment_taken_back"
    AGENDA_APPROVED = "agenda_approved"
    AGENDA_POSTED = "agenda_posted"
    AGENDA_CHANGED = "agenda_changed"
    AGENDA_CHANGE_PROPOSED = "agenda_change_proposed"
    AGENDA_CHANGE_DECLINED = "agenda_change_declined"
    CASE_DISCUSSED = "case_discussed"
    CASE_CARRIED_FORWARD = "case_carried_forward"
    DISCUSSION_ASKED = "discussion_asked"
    DISCUSSION_WITHDRAWN = "discussion_withdrawn"
    DISCUSSION_WRITTEN = "discussion_written"
    DUTY_OFFERED = "duty_offered"
    DUTY_TAKEN_OVER = "duty_taken_over"
    DUTY_DECLINED = "duty_declined"
    DUTY_OFFER_WITHDRAWN = "duty_offer_withdrawn"
    DUTY_OFFER_LAPSED = "duty_offer_lapsed"
    DUTY_SET = "duty_set"
    DUTY_TAKEN_AWAY = "duty_taken_away"
    DRILLS_JOINED = "drills_joined"
    DRILLS_LEFT = "drills_left"
    DRILL_STARTED = "drill_started"
    DRILL_ENDED = "drill_ended"
    DRILL_CLEARED = "drill_cleared"
    MINUTES_WRITTEN = "minutes_written"
    MINUTES_APPROVED = "minutes_approved"
    MINUTES_OBJECTED = "minutes_objected"
    MINUTES_OVERRULED = "minutes_overruled"
    MINUTES_SHARED = "minutes_shared"
    MEETING_CALLED_OFF = "meeting_called_off"
    MEETING_MOVED = "meeting_moved"
    MEETING_STARTED = "meeting_started"
    MEETING_ENDED = "meeting_ended"
    ACUTE_REPORTED = "acute_reported"
    ACUTE_ADDED_TO = "acute_added_to"
    ACUTE_WITHDRAWN = "acute_withdrawn"
    ACUTE_CHECKED = "acute_checked"
    SESSION_CALLED_OFF = "session_called_off"
    NOTE_TAKER_NAMED = "note_taker_named"
    NOTE_TAKER_LEFT = "note_taker_left"
    SESSION_OPENED = "session_opened"
    SESSION_CLOSED = "session_closed"
    INVITATION_SENT = "invitation_sent"
    INVITATION_ANSWERED = "invitation_answered"
    ANSWER_UNDONE = "answer_undone"
    ESCALATED = "escalated"
    ROOM_NAMED = "room_named"
    ROOM_OPENED = "room_opened"
    ROOM_JOINED = "room_joined"
    ROOM_LEFT = "room_left"
    ROOM_ENDED = "room_ended"
    ABSENCE_GIVEN = "absence_given"
    ABSENCE_WITHDRAWN = "absence_withdrawn"
    ATTENDANCE_ASKED = "attendance_asked"
    MEETING_KIND_CHOSEN = "meeting_kind_chosen"
    ATTENDANCE_ANSWERED = "attendance_answered"
    PLAN_WRITTEN = "plan_written"
    ACTION_AGREED = "action_agreed"
    ACTION_ANSWERED = "action_answered"
    ACTION_POSTPONED = "action_postponed"
    ACTION_ESCALATED = "action_escalated"
    CASE_DIRECTOR_CHOSEN = "case_director_chosen"
    CASE_DIRECTOR_ASKED = "case_director_asked"
    CASE_DIRECTOR_DECLINED = "case_director_declined"
    DEPARTURE_ASKED = "departure_asked"
    DEPARTURE_DECLINED = "departure_declined"
    ROUND_OPENED = "round_opened"
    ROUND_WRITTEN = "round_written"
    ROUND_ANSWERED = "round_answered"
    ROUND_COUNTED = "round_counted"
    ROUND_PROLONGED = "round_prolonged"
    ROUND_ENDED = "round_ended"
    ACTION_REASSIGNED = "action_reassigned"
    CASE_PAUSED = "case_paused"
    SUBJECT_INFORMED = "subject_informed"
    INFORMING_POSTPONED = "informing_postponed"
    CASE_RETURNED = "case_returned"
    CASE_CLOSED = "case_closed"
    CASE_TRANSFERRED = "case_transferred"
    REOPENING_ASKED = "reopening_asked"
    REOPENING_DECLINED = "reopening_declined"
    REOPENING_LAPSED = "reopening_lapsed"
    CASE_REOPENED = "case_reopened"
    DELIVERY_FAILED = "delivery_failed"
    DELIVERY_SETTLED = "delivery_settled"
    HOUSE_LOADED = "house_loaded"
    ORGANISATION_LOADED = "organisation_loaded"
    CHANNEL_LOADED = "channel_loaded"
    MEETING_KIND_LOADED = "meeting_kind_loaded"
    SCHEDULE_LOADED = "schedule_loaded"
    MEMBER_LOADED = "member_loaded"
    PLACE_LOADED = "place_loaded"
    ROTA_LOADED = "rota_loaded"
    WEIGHING_PLANNED = "weighing_planned"
    WEIGHING_CONFIRMED = "weighing_confirmed"
    WEIGHING_DECLINED = "weighing_declined"
    WEIGHING_LAPSED = "weighing_lapsed"
    CASE_HELD = "case_held"
    HOLD_ENDED = "hold_ended"
    CASE_EXTENDED = "case_extended"
    EXTENSION_ASKED = "extension_asked"
    EXTENSION_ANSWERED = "extension_answered"
    EXTENSION_LAPSED = "extension_lapsed"
    PARTS_DESTROYED = "parts_destroyed"
    CASES_LINKED = "cases_linked"
    CASES_UNLINKED = "cases_unlinked"
    ADDRESS_SHARED = "address_shared"
    ADDRESS_SHARE_ENDED = "address_share_ended"
    ADDRESS_HIDDEN = "address_hidden"
    MARKED_INCORRECT = "marked_incorrect"
    MARK_ANSWERED = "mark_answered"
    MERGE_ASKED = "merge_asked"
    MERGE_DECLINED = "merge_declined"
    MERGE_LAPSED = "merge_lapsed"
    CASES_MERGED = "cases_merged"
    CASE_DESTROYED = "case_destroyed"
    CASE_IMPORTED = "case_imported"
    ROWS_DESTROYED = "rows_destroyed"
    DEPUTY_NAMED = "deputy_named"
    DEPUTY_DECLINED = "deputy_declined"
    PRIORITISED = "prioritised"
    PRIORITY_CONFIRMED = "priority_confirmed"
    PRIORITY_ASKED = "priority_asked"
    PRIORITY_ENDED = "priority_ended"
    CONSULT_ASKED = "consult_asked"
    CONSULT_TAKEN = "consult_taken"
    CONSULT_ANSWERED = "consult_answered"
    CONSULT_CLOSED = "consult_closed"
    CONSULT_REFERRED = "consult_referred"
    CONSULT_LAPSED = "consult_lapsed"
    SIGNAL_ASKED = "signal_asked"
    # the same for each answer: the log does not tell who objected
    SIGNAL_ANSWERED = "signal_answered"
    SIGNAL_WITHDRAWN = "signal_withdrawn"
    SIGNAL_HANDED_OVER = "signal_handed_over"
    SIGNAL_LAPSED = "signal_lapsed"
    HAND_OVER_ASKED = "hand_over_asked"
    HAND_OVER_ACCEPTED = "hand_over_accepted"
    HAND_OVER_DECLINED = "hand_over_declined"
    HAND_OVER_WITHDRAWN = "hand_over_withdrawn"
    HAND_OVER_LAPSED = "hand_over_lapsed"
    HANDED_OVER = "handed_over"
    STILL_NEEDED = "still_needed"
    NOT_NEEDED = "not_needed"
    TAKEOVER_ASKED = "takeover_asked"
    TAKEOVER_ACCEPTED = "takeover_accepted"
    TAKEOVER_DECLINED = "takeover_declined"
    NAMING_ASKED = "naming_asked"
    NAMING_ANSWERED = "naming_answered"
    CONFIRMATION_ASKED = "confirmation_asked"
    AGREEMENT_CONFIRMED = "agreement_confirmed"
    AGREEMENT_CONTRADICTED = "agreement_contradicted"
    CONFIRMATION_UNDONE = "confirmation_undone"
    CONTRADICTION_SETTLED = "contradiction_settled"
    ENQUIRY_SENT = "enquiry_sent"
    # the same for each answer: the log does not tell who refused
    ENQUIRY_ANSWERED = "enquiry_answered"
    ENQUIRY_ANSWER_UNDONE = "enquiry_answer_undone"
    ENQUIRY_SENT_AGAIN = "enquiry_sent_again"
    ENQUIRY_MOVED = "enquiry_moved"
    ENQUIRY_WITHDRAWN = "enquiry_withdrawn"
    ENQUIRY_LAPSED = "enquiry_lapsed"
    REACTED = "reacted"
    REACTION_ANSWERED = "reaction_answered"
    TAKEN_UP_AGAIN = "taken_up_again"
    CONTRIBUTED = "contributed"
    CONTRIBUTION_CHANGED = "contribution_changed"
    CONTRIBUTION_WITHDRAWN = "contribution_withdrawn"
    KNOWN_CHECKED = "known_checked"
    SHARED_OUTSIDE = "shared_outside"
    # a coordinator wrote it down with the referrer on the telephone
    INTAKE_TAKEN = "intake_taken"
    INTAKE_CONFIRMED = "intake_confirmed"


class EntryChange(StrEnum):
    """What loading the house file does with one entry."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


class AuditOutcome(StrEnum):
    """How it ended."""

    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"


class AuditReason(StrEnum):
    """Why, as a code: every refusal of the read policy (``Refusal``), every reason to invite
    (``InviteReason``), every ground to destroy (``RetentionGround``; a part whose supplier did
    not agree that it stays), and how something was answered, sent or failed.
    """

    NOT_YOUR_ROLE = "not_your_role"
    NOT_INVOLVED = "not_involved"
    NOT_IN_THIS_STATE = "not_in_this_state"
    NOT_AT_THIS_HOUR = "not_at_this_hour"
    THIRD_PARTY = "third_party"
    NOT_PUBLIC = "not_public"
    NO_APPOINTMENT = "no_appointment"
    UNKNOWN_MEMBER = "unknown_member"
    BY_TELEPHONE = "by_telephone"
    ACUTE = "acute"
    DRILL = "drill"
    ON_SCHEDULE = "on_schedule"
    NO_ANSWER = "no_answer"
    UNDELIVERABLE = "undeliverable"
    OUTCOME_UNKNOWN = "outcome_unknown"
    RIGHT_LOST = "right_lost"
    LATE = "late"
    INVOLVED = "involved"
    RULE = "rule"
    CHOSEN = "chosen"
    STANDS_IN = "stands_in"
    AWAY = "away"
    AGREED = "agreed"
    OBJECTED = "objected"
    COLLEAGUE_SILENT = "colleague_silent"
    NOT_KNOWN = "not_known"
    APPOINTMENT_ENDED = "appointment_ended"
    MOVED_ON = "moved_on"
    BY_DIRECTOR = "by_director"
    BY_ORGANISATION = "by_organisation"
    SEAT_ENDED = "seat_ended"
    NOT_REQUIRED = "not_required"
    NOT_TAKEN_UP = "not_taken_up"
    WITHDRAWN = "withdrawn"
    NEVER_COMPLETED = "never_completed"
    ADVICE_GIVEN = "advice_given"
    LONGEST = "longest"
    CASE_CLOSED = "case_closed"
    STOOD_IN = "stood_in"
    HANDED_OVER = "handed_over"
    MERGED = "merged"
    NOT_NEEDED = "not_needed"
    NOT_AGREED = "not_agreed"


# an identity that was revealed, and what left on paper or in a file, stand out by their name
_LOOKS: Final = frozenset(
    {AuditEvent.SEEN, AuditEvent.IDENTITY_REVEALED, AuditEvent.PRINTED, AuditEvent.EXPORTED}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One thing on record: ids, codes and a time, never content.

    ``who`` is None when the clock acted, somebody unknown was refused, or an ``operator`` (an
    account of the machine, no member) loaded the house; with both, an operator did it for a
    member. ``on_behalf_of`` is the member or organisation somebody spoke for; ``subject`` is the id
    of the session, meeting, invitation or member it was about. ``organisation`` and ``roles`` are
    those of who acted; of a place that was loaded they are the place. ``part`` and ``ground`` are
    of a look, ``change`` is of a load.
    Raises ValueError for text that is no id, for a moment that is not UTC, and for a look without
    its part and ground.
    """

    event: AuditEvent
    at: datetime
    who: MemberId | None = None
    organisation: OrganisationId | None = None
    roles: frozenset[Role] = frozenset()
    on_behalf_of: MemberId | OrganisationId | None = None
    case_id: CaseId | None = None
    subject: str | None = None
    outcome: AuditOutcome = AuditOutcome.DONE
    reason: AuditReason | None = None
    part: SeenPart | None = None
    ground: Ground | None = None
    change: EntryChange | None = None
    operator: Operator | None = None

    def __post_init__(self) -> None:
        """Refuse anything that could be content, and a look that does not say at what."""
        if self.at.utcoffset() != timedelta(0):
            raise ValueError("an audit entry is timed in UTC")
        who = (self.who, self.operator, self.organisation, self.on_behalf_of)
        ids = (*who, self.case_id, self.subject)
        if any(text is not None and not _ID.fullmatch(text) for text in ids):
            raise ValueError("an audit entry holds ids and codes only")
        is_look = self.event in _LOOKS
        if (self.part is not None, self.ground is not None) != (is_look, is_look):
            raise ValueError("a look, and nothing else, has a part and a ground")

    @property
    def chain(self) -> ChainName:
        """The chain it belongs to: its case's, else the house's."""
        return name_chain(self.case_id)


def name_operator(account: str) -> Operator:
    """Name an account of the machine as an id; what no id may hold becomes a low line."""
    return Operator(_NO_ID.sub("_", account)[:80] or "unknown")


def name_chain(case_id: CaseId | None) -> ChainName:
    """Name the chain of a case, or of the house for what is about no case."""
    return HOUSE_CHAIN if case_id is None else ChainName(f"case:{case_id}")


def name_look(part: SeenPart) -> AuditEvent:
    """Name as what a look at a part goes on record."""
    is_identity = part is SeenPart.IDENTITY
    return AuditEvent.IDENTITY_REVEALED if is_identity else AuditEvent.SEEN
