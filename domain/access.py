"""The one read policy: who may see and do what. Default is no (product page §2, principle 2).

Every command, button, search, export and job asks ``decide_access``.
"""

from dataclasses import dataclass
from enum import StrEnum


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
    WEIGH = "weigh"
    SET_COLOUR = "set_colour"
    VIEW_LIST = "view_list"
    PREPARE_AGENDA = "prepare_agenda"
    REPORT_ACUTE = "report_acute"
    OPEN_SESSION = "open_session"
    VIEW_SESSION = "view_session"
    ANSWER_INVITATION = "answer_invitation"
    CLOSE_SESSION = "close_session"
    SETTLE_DELIVERY = "settle_delivery"


class Involvement(StrEnum):
    """How a member stands to one case."""

    NONE = "none"
    REFERRER = "referrer"
    CIRCLE = "circle"
    INVITED = "invited"
    FORMER = "former"


class CaseState(StrEnum):
    """Where a case is (product page §3)."""

    SUBMITTED = "submitted"
    INCOMPLETE = "incomplete"
    PURPOSE_TESTED = "purpose_tested"
    NOT_TAKEN_UP = "not_taken_up"
    ADVICE_OR_SIGNAL = "advice_or_signal"
    TAKEN_UP = "taken_up"
    WITHDRAWN = "withdrawn"


class Refusal(StrEnum):
    """Why something is refused; only the first may be told apart by the person refused."""

    NOT_YOUR_ROLE = "not_your_role"
    NOT_INVOLVED = "not_involved"
    NOT_IN_THIS_STATE = "not_in_this_state"
    THIRD_PARTY = "third_party"
    NO_APPOINTMENT = "no_appointment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What an actor is to one case, and the state that case is in."""

    involvement: Involvement
    state: CaseState


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """The answer of the policy; ``refusal`` is None when allowed."""

    action: Action
    refusal: Refusal | None = None

    @property
    def is_allowed(self) -> bool:
        """Tell whether the action may go on."""
        return self.refusal is None
