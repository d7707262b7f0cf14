"""The words of the one read policy: what can be asked, how somebody stands to a case, what a grant
holds and how a refusal reads. The grants are in ``domain/grants.py``, the decision in
``domain/policy.py``.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.member import OrganisationType, Role
from domain.sitting import Sitting


class Action(StrEnum):
    """All that can be asked of the bot."""

    ASK_HELP = "ask_help"
    REFER = "refer"
    EDIT_REFERRAL = "edit_referral"
    WITHDRAW_REFERRAL = "withdraw_referral"
    VIEW_OWN = "view_own"
    VIEW_CASE = "view_case"
    REVEAL_IDENTITY = "reveal_identity"
    OPEN_INBOX = "open_inbox"
    SCREEN = "screen"
    EXPLAIN_CRITERIA = "explain_criteria"
    WEIGH = "weigh"
    CONFIRM_WEIGHING = "confirm_weighing"
    SET_COLOUR = "set_colour"
    ASK_DISCUSSION = "ask_discussion"
    VIEW_LIST = "view_list"
    PREPARE_AGENDA = "prepare_agenda"
    APPROVE_AGENDA = "approve_agenda"
    RUN_MEETING = "run_meeting"
    DISCUSS_CASE = "discuss_case"
    PRINT_CASE = "print_case"
    REPORT_ACUTE = "report_acute"
    OPEN_SESSION = "open_session"
    VIEW_SESSION = "view_session"
    ANSWER_INVITATION = "answer_invitation"
    CLOSE_SESSION = "close_session"
    NOTE_SESSION = "note_session"
    SETTLE_DELIVERY = "settle_delivery"
    GIVE_ABSENCE = "give_absence"
    ENTER_ABSENCE = "enter_absence"
    ANSWER_ATTENDANCE = "answer_attendance"
    VIEW_ACTIONS = "view_actions"
    AGREE_ACTION = "agree_action"
    WRITE_PLAN = "write_plan"
    ANSWER_ACTION = "answer_action"
    ANSWER_FOR_OWNER = "answer_for_owner"
    GUARD_ACTION = "guard_action"
    HEAR_ESCALATION = "hear_escalation"
    VIEW_FIGURES = "view_figures"
    ANSWER_ROUND = "answer_round"
    GUARD_ROUND = "guard_round"
    VIEW_MINUTES = "view_minutes"
    WRITE_MINUTES = "write_minutes"
    APPROVE_MINUTES = "approve_minutes"
    OBJECT_TO_MINUTES = "object_to_minutes"
    HEAR_ALARM = "hear_alarm"
    VIEW_ROTA = "view_rota"
    SWAP_DUTY = "swap_duty"
    SET_ROTA = "set_rota"
    JOIN_DRILLS = "join_drills"
    RUN_DRILL = "run_drill"
    PAUSE_CASE = "pause_case"
    RETURN_CASE = "return_case"
    HEAR_PAUSE = "hear_pause"
    INFORM_SUBJECT = "inform_subject"
    CHANGE_CIRCLE = "change_circle"
    GIVE_ORPHAN = "give_orphan"
    VIEW_RETENTION = "view_retention"
    CLOSE_CASE = "close_case"
    REOPEN_CASE = "reopen_case"
    CONFIRM_REOPENING = "confirm_reopening"
    DIRECT_CASE = "direct_case"
    READ_STORY = "read_story"
    READ_OUTCOME = "read_outcome"
    READ_WEIGHING = "read_weighing"
    READ_COLOUR = "read_colour"
    READ_CIRCLE = "read_circle"
    ASK_TO_LEAVE = "ask_to_leave"
    READ_ADDRESS = "read_address"
    EXPORT_CASE = "export_case"
    IMPORT_CASES = "import_cases"
    HOLD_CASE = "hold_case"
    EXTEND_CASE = "extend_case"
    ANSWER_EXTENSION = "answer_extension"
    LINK_CASE = "link_case"
    READ_LINKS = "read_links"
    PRIORITISE = "prioritise"
    READ_PRIORITY = "read_priority"
    HAND_OVER = "hand_over"
    CORRECT_STATEMENT = "correct_statement"
    GUARD_CORRECTIONS = "guard_corrections"
    VIEW_VETTING = "view_vetting"
    HAND_OVER_FOR = "hand_over_for"
    SHARE_ADDRESS = "share_address"
    HIDE_ADDRESS = "hide_address"
    READ_HIDDEN_ADDRESS = "read_hidden_address"
    MERGE_CASES = "merge_cases"
    CONFIRM_MERGE = "confirm_merge"
    REVIEW_RETENTION = "review_retention"
    ENQUIRE = "enquire"
    ANSWER_ENQUIRY = "answer_enquiry"
    READ_ENQUIRIES = "read_enquiries"
    REACT = "react"
    ASK_TO_WITHDRAW = "ask_to_withdraw"
    ANSWER_REACTION = "answer_reaction"
    CONTRIBUTE = "contribute"
    READ_CONTRIBUTIONS = "read_contributions"
    WITHDRAW_CONTRIBUTION = "withdraw_contribution"
    TAKE_ON = "take_on"
    BE_NAMED = "be_named"
    READ_INVOLVED_ANSWER = "read_involved_answer"
    CONFIRM_AGREEMENT = "confirm_agreement"
    NOTE_AGREEMENT = "note_agreement"
    SETTLE_AGREEMENT = "settle_agreement"
    ASK_CONSULT = "ask_consult"
    ANSWER_CONSULT = "answer_consult"
    CHECK_KNOWN = "check_known"
    WRITE_SIGNAL = "write_signal"
    SIGNAL_CASE = "signal_case"
    READ_SIGNALS = "read_signals"
    ANSWER_SIGNAL = "answer_signal"
    HAND_OVER_SIGNAL = "hand_over_signal"
    FILL_INTAKE = "fill_intake"
    CONFIRM_INTAKE = "confirm_intake"
    READ_DIRECT_CIRCLE = "read_direct_circle"


class Involvement(StrEnum):
    """How a member stands to one case. ASKED: in an enquiry, to take a case on, to be named, or
    whether they agreed to a decision, and did not say no.
    """

    NONE = "none"
    REFERRER = "referrer"
    CIRCLE = "circle"
    REFERRER_IN_CIRCLE = "referrer_in_circle"
    INVITED = "invited"
    ASKED = "asked"
    FORMER = "former"

    @property
    def ways(self) -> tuple["Involvement", ...]:
        """Each way in which they stand to it: who referred a case and is in its circle besides may
        do what either may.
        """
        if self is Involvement.REFERRER_IN_CIRCLE:
            return (Involvement.REFERRER, Involvement.CIRCLE)
        return (self,)


class Ground(StrEnum):
    """On what something was allowed: a role of the house, or how a member stands to the case."""

    PROFESSIONAL = "professional"
    INFORMATION_COORDINATOR = "information_coordinator"
    PROCESS_DIRECTOR = "process_director"
    NOTE_TAKER = "note_taker"
    MANAGER = "manager"
    CONTACT_POINT = "contact_point"
    PRIVACY_OFFICER = "privacy_officer"
    ADMINISTRATOR = "administrator"
    REFERRER = "referrer"
    CIRCLE = "circle"
    INVITED = "invited"
    ASKED = "asked"
    SUPPLIER = "supplier"


class CaseState(StrEnum):
    """Where a case is (product page §3). UNIDENTIFIED: an acute report named a code of no
    open case, and no process director judged it yet; REPORT_WITHDRAWN: nor will one, for who
    reported it withdrew that. DRILL: about nobody, and in no line.
    """

    UNIDENTIFIED = "unidentified"
    SUBMITTED = "submitted"
    INCOMPLETE = "incomplete"
    PURPOSE_TESTED = "purpose_tested"
    NOT_TAKEN_UP = "not_taken_up"
    ADVICE_OR_SIGNAL = "advice_or_signal"
    TAKEN_UP = "taken_up"
    WITHDRAWN = "withdrawn"
    REPORT_WITHDRAWN = "report_withdrawn"
    DRILL = "drill"
    PAUSED = "paused"
    CLOSED = "closed"
    TRANSFERRED = "transferred"


# what left the house is read by nobody until it is reopened (WGS art. 2.31(8))
SHIELDED: Final = frozenset({CaseState.CLOSED, CaseState.TRANSFERRED})


class Refusal(StrEnum):
    """Why something is refused.

    A member hears NOT_IN_THIS_STATE as such when they may see the case. All other refusals read
    the same to them: it does not exist, or it is not for you (product page §1, principle 2).
    """

    NOT_YOUR_ROLE = "not_your_role"
    NOT_INVOLVED = "not_involved"
    NOT_IN_THIS_STATE = "not_in_this_state"
    NOT_AT_THIS_HOUR = "not_at_this_hour"
    THIRD_PARTY = "third_party"
    NOT_PUBLIC = "not_public"
    NO_APPOINTMENT = "no_appointment"
    UNKNOWN_MEMBER = "unknown_member"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What an actor is to one case, and the state that case is in. ``sitting`` is the meeting it is
    discussed in around now; None when there is none, or it gives this actor nothing.
    ``is_supplier`` when they speak for an organisation that was at the table for the minutes that
    are asked for, answer for a statement that is called incorrect or for what their organisation
    told, or said in an enquiry that they know its subject; ``is_director`` when they direct the
    content of the case, ``is_told`` when they are told its address.
    """

    involvement: Involvement
    state: CaseState
    sitting: Sitting | None = None
    is_supplier: bool = False
    is_director: bool = False
    is_told: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """The answer of the policy: a ``ground`` when it is allowed, else a ``refusal``."""

    action: Action
    refusal: Refusal | None = None
    ground: Ground | None = None

    @property
    def is_allowed(self) -> bool:
        """Tell whether the action may go on."""
        return self.refusal is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """One way to be allowed: every part must hold.

    ``involvements`` None: the role alone is the ground. ``states`` None: touches no case.
    ``at_sitting``: only around a meeting that is held. ``as_supplier``: only who speaks for an
    organisation that was at the table, or answers for the statement. ``as_director``: only who
    directs the content of the case. ``as_told``: only who is told its address.
    """

    roles: frozenset[Role]
    organisations: frozenset[OrganisationType]
    involvements: frozenset[Involvement] | None = None
    states: frozenset[CaseState] | None = None
    at_sitting: bool = False
    as_supplier: bool = False
    as_director: bool = False
    as_told: bool = False
