"""What of a case somebody sees, and on which ground: each look goes on record as such a sight
(product page §3a).
"""

from dataclasses import dataclass
from enum import StrEnum

from domain.access import Ground
from domain.identifiers import CaseId


class SeenPart(StrEnum):
    """What was seen (product page §3a). The first ones are parts of a case; a list, inbox, agenda
    or overview shows its code, phase and colour word, with what that page adds.
    """

    PHASE = "phase"
    IDENTITY = "identity"
    STORY = "story"
    GAP = "gap"
    REPORT = "report"
    WEIGHING = "weighing"
    COLOUR = "colour"
    CIRCLE = "circle"
    SESSION = "session"
    INVITATION = "invitation"
    BOARD = "board"
    ROOM = "room"
    ACTIONS = "actions"
    PLAN = "plan"
    DISCUSSION = "discussion"
    ROUND = "round"
    MINUTES = "minutes"
    OBJECTION = "objection"
    PAUSE = "pause"
    CLOSING = "closing"
    INFORMING = "informing"
    OVERVIEW = "overview"
    INBOX = "inbox"
    LIST = "list"
    AGENDA = "agenda"
    ADDRESS = "address"
    SECRET_ADDRESS = "secret_address"  # noqa: S105 - a word, not a secret
    RETENTION = "retention"
    PRIORITY = "priority"
    # that it may be about the same person as another case
    ALIKE = "alike"
    LINK = "link"
    # what is called incorrect of a statement, and what its supplier answered
    INCORRECT = "incorrect"
    MERGING = "merging"
    # who was asked about somebody, why, and what they said
    ENQUIRY = "enquiry"
    INVOLVED_ANSWER = "involved_answer"
    # what a referrer said of what became of their referral, and what was answered
    REACTION = "reaction"
    CONTRIBUTIONS = "contributions"
    # which other house or partnership was asked, and what was shared
    KNOWN_CHECK = "known_check"
    # a question before a referral, and its answer: of no case
    CONSULT = "consult"
    # a finding without persons, and what suppliers of the case said of it
    SIGNAL = "signal"
    # what was told in full after the short referral; and of that who is close, and safe contact
    INTAKE = "intake"
    DIRECT_CIRCLE = "direct_circle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """A part that somebody sees, and on which ground they may; without a case when the page they
    look at shows none. ``subject`` is the id of the session, meeting or invitation it is about.
    """

    part: SeenPart
    ground: Ground
    case_id: CaseId | None = None
    subject: str | None = None
