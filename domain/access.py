"""The grants of the one read policy: who may see and do what. Default is no (product page §2,
principle 2).

A use case asks ``decide_access`` of ``domain/policy.py`` before it shows a member anything of the
house or lets them change it. What is not in the table of grants is refused.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
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
    HOLD_CASE = "hold_case"


class Involvement(StrEnum):
    """How a member stands to one case."""

    NONE = "none"
    REFERRER = "referrer"
    CIRCLE = "circle"
    INVITED = "invited"
    FORMER = "former"


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
    SUPPLIER = "supplier"


class CaseState(StrEnum):
    """Where a case is (product page §3). UNIDENTIFIED: an acute report named a code of no
    open case, and no process director judged it yet. DRILL: about nobody, and in no line.
    """

    UNIDENTIFIED = "unidentified"
    SUBMITTED = "submitted"
    INCOMPLETE = "incomplete"
    PURPOSE_TESTED = "purpose_tested"
    NOT_TAKEN_UP = "not_taken_up"
    ADVICE_OR_SIGNAL = "advice_or_signal"
    TAKEN_UP = "taken_up"
    WITHDRAWN = "withdrawn"
    DRILL = "drill"
    PAUSED = "paused"
    CLOSED = "closed"
    TRANSFERRED = "transferred"


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
    are asked for, ``is_director`` when they direct the content of the case.
    """

    involvement: Involvement
    state: CaseState
    sitting: Sitting | None = None
    is_supplier: bool = False
    is_director: bool = False


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
    organisation that was at the table. ``as_director``: only who directs the content of the case.
    """

    roles: frozenset[Role]
    organisations: frozenset[OrganisationType]
    involvements: frozenset[Involvement] | None = None
    states: frozenset[CaseState] | None = None
    at_sitting: bool = False
    as_supplier: bool = False
    as_director: bool = False


# purpose and involvement are judged by the public participants (WGS art. 2.31(2) and (4))
_PUBLIC: Final = frozenset({OrganisationType.PUBLIC_PARTICIPANT})
_PARTICIPANTS: Final = _PUBLIC | {OrganisationType.PRIVATE_PARTICIPANT}

_PROFESSIONAL: Final = frozenset({Role.PROFESSIONAL})
_DIRECTOR: Final = frozenset({Role.PROCESS_DIRECTOR})
_MANAGER: Final = frozenset({Role.MANAGER})
_COORDINATORS: Final = frozenset({Role.INFORMATION_COORDINATOR, Role.PROCESS_DIRECTOR})
_ADMINISTRATOR: Final = frozenset({Role.ADMINISTRATOR})
_OFFICE: Final = _MANAGER | _ADMINISTRATOR | {Role.CONTACT_POINT, Role.PRIVACY_OFFICER}
_NOTE_TAKER: Final = frozenset({Role.NOTE_TAKER})

_REFERRER: Final = frozenset({Involvement.REFERRER})
_CIRCLE: Final = frozenset({Involvement.CIRCLE})
_SEATED: Final = _REFERRER | _CIRCLE
_CALLED: Final = frozenset({Involvement.INVITED, Involvement.CIRCLE, Involvement.REFERRER})

_BEFORE_PURPOSE_TEST: Final = frozenset({CaseState.SUBMITTED, CaseState.INCOMPLETE})
_BEFORE_WEIGHING: Final = _BEFORE_PURPOSE_TEST | {CaseState.PURPOSE_TESTED}
_ON_LIST: Final = frozenset({CaseState.TAKEN_UP})
# off list and agenda; what was agreed goes on
_PAUSED: Final = frozenset({CaseState.PAUSED})
_SHARED: Final = _ON_LIST | {CaseState.PURPOSE_TESTED, CaseState.ADVICE_OR_SIGNAL}
_AGREED: Final = _SHARED | _PAUSED
_IN_LINE_OR_ON_LIST: Final = _BEFORE_PURPOSE_TEST | _SHARED
# who reported a code may not learn from a case of their own that the code was none
_OF_COORDINATORS: Final = _IN_LINE_OR_ON_LIST | _PAUSED | {CaseState.UNIDENTIFIED}
# during the grace of a refusal the referrer may still react (BGS art. 1.16(1)(b))
_OF_THE_REFERRER: Final = _IN_LINE_OR_ON_LIST | {CaseState.NOT_TAKEN_UP}
_IN_SESSION: Final = frozenset({CaseState.PURPOSE_TESTED, CaseState.TAKEN_UP})
# a drill goes through the acute lane, and nowhere else
_PRETENDED: Final = frozenset({CaseState.DRILL})
_IN_LANE: Final = _IN_SESSION | _PRETENDED
_CLOSED: Final = frozenset({CaseState.CLOSED})
# what left the house is read by nobody until it is reopened (WGS art. 2.31(8))
SHIELDED: Final = frozenset({CaseState.CLOSED, CaseState.TRANSFERRED})
# a session that outlives its case must still be closed by somebody
_AFTER_PURPOSE_TEST: Final = (
    frozenset(CaseState) - _BEFORE_PURPOSE_TEST - SHIELDED - {CaseState.UNIDENTIFIED}
)


def _of_case(
    roles: frozenset[Role],
    states: frozenset[CaseState],
    *,
    involvements: frozenset[Involvement] | None = None,
    organisations: frozenset[OrganisationType] = _PARTICIPANTS,
) -> Grant:
    return Grant(roles=roles, organisations=organisations, involvements=involvements, states=states)


def _of_house(roles: frozenset[Role]) -> tuple[Grant, ...]:
    return (Grant(roles=roles, organisations=_PARTICIPANTS),)


_AT_TABLE: Final = replace(_of_case(_NOTE_TAKER, _ON_LIST), at_sitting=True)
_SEES_CASE: Final = (
    _of_case(_COORDINATORS, _OF_COORDINATORS),
    _of_case(_PROFESSIONAL, _OF_THE_REFERRER, involvements=_REFERRER),
    _of_case(_PROFESSIONAL, _SHARED, involvements=_CIRCLE),
    _AT_TABLE,
)
# who referred hears what became of it; what goes on inside is for who is involved
_SEES_WITHIN: Final = (
    _of_case(_COORDINATORS, _OF_COORDINATORS),
    _of_case(_PROFESSIONAL, _SHARED, involvements=_CIRCLE),
    _AT_TABLE,
)
# who was at the table reads what was written of it, also without a place in the case
_SUPPLIES: Final = replace(_of_case(_PROFESSIONAL, _IN_SESSION), as_supplier=True)
_INVOLVED: Final = _of_case(_PROFESSIONAL, _IN_SESSION, involvements=_CIRCLE)
_WRITES_MINUTES: Final = (_of_case(_COORDINATORS, _IN_SESSION), _AT_TABLE)

GRANTS: Final[Mapping[Action, tuple[Grant, ...]]] = {
    Action.ASK_HELP: _of_house(frozenset(Role)),
    Action.REFER: _of_house(_PROFESSIONAL),
    Action.REPORT_ACUTE: _of_house(_PROFESSIONAL),
    Action.VIEW_OWN: _of_house(frozenset(Role)),
    Action.GIVE_ABSENCE: _of_house(frozenset(Role)),
    Action.ENTER_ABSENCE: _of_house(_COORDINATORS),
    Action.ANSWER_ATTENDANCE: _of_house(_PROFESSIONAL),
    Action.OPEN_INBOX: _of_house(_COORDINATORS),
    Action.VIEW_LIST: _of_house(_COORDINATORS),
    Action.SETTLE_DELIVERY: _of_house(_COORDINATORS),
    Action.PREPARE_AGENDA: _of_house(_COORDINATORS),
    Action.APPROVE_AGENDA: _of_house(_DIRECTOR),
    Action.RUN_MEETING: (
        *_of_house(_DIRECTOR),
        Grant(roles=_NOTE_TAKER, organisations=_PARTICIPANTS, at_sitting=True),
    ),
    # what the table needs of a case, and what it decides: for who chairs, and who types for them
    Action.DISCUSS_CASE: (_of_case(_DIRECTOR, _ON_LIST), _AT_TABLE),
    Action.EDIT_REFERRAL: (_of_case(_PROFESSIONAL, _BEFORE_PURPOSE_TEST, involvements=_REFERRER),),
    Action.WITHDRAW_REFERRAL: (_of_case(_PROFESSIONAL, _BEFORE_WEIGHING, involvements=_REFERRER),),
    # what came in as an acute report is explained afterwards
    Action.EXPLAIN_CRITERIA: (
        _of_case(_PROFESSIONAL, frozenset({CaseState.PURPOSE_TESTED}), involvements=_REFERRER),
    ),
    # who may see a case may see whom it is about; each look goes on record by itself
    Action.VIEW_CASE: _SEES_CASE,
    Action.REVEAL_IDENTITY: (*_SEES_CASE, _of_case(_DIRECTOR, _PRETENDED)),
    Action.SCREEN: (_of_case(_COORDINATORS, _BEFORE_PURPOSE_TEST, organisations=_PUBLIC),),
    Action.WEIGH: (
        _of_case(_DIRECTOR, frozenset({CaseState.PURPOSE_TESTED}), organisations=_PUBLIC),
    ),
    # whose weighing it is, the weighing itself knows: never their own
    Action.CONFIRM_WEIGHING: (
        _of_case(_COORDINATORS, frozenset({CaseState.PURPOSE_TESTED}), organisations=_PUBLIC),
    ),
    # paper is beyond what we can take back: for the director who holds the discussion
    Action.PRINT_CASE: (_of_case(_DIRECTOR, _IN_LINE_OR_ON_LIST),),
    Action.SET_COLOUR: (_of_case(_DIRECTOR, _ON_LIST),),
    # whoever has a place in a case, the referrer too, may want it discussed before its turn
    Action.ASK_DISCUSSION: (_of_case(_PROFESSIONAL, _ON_LIST, involvements=_SEATED),),
    Action.OPEN_SESSION: (_of_case(_DIRECTOR, _IN_LANE, organisations=_PUBLIC),),
    Action.CLOSE_SESSION: (_of_case(_DIRECTOR, _AFTER_PURPOSE_TEST),),
    # what is said in a session, for who directs it, and who types for them
    Action.NOTE_SESSION: (
        _of_case(_DIRECTOR, _AFTER_PURPOSE_TEST),
        replace(_of_case(_NOTE_TAKER, _IN_SESSION), at_sitting=True),
    ),
    Action.VIEW_SESSION: (
        _of_case(_COORDINATORS, _AFTER_PURPOSE_TEST),
        _of_case(_PROFESSIONAL, _IN_LANE, involvements=_CALLED),
    ),
    Action.ANSWER_INVITATION: (
        _of_case(_COORDINATORS, _IN_LANE),
        _of_case(_PROFESSIONAL, _IN_LANE, involvements=_CALLED),
    ),
    Action.AGREE_ACTION: (_of_case(_DIRECTOR, _SHARED),),
    Action.WRITE_PLAN: (_of_case(_DIRECTOR, _ON_LIST),),
    # the plan and all that was agreed about a case; a referrer sees what is their own
    Action.VIEW_ACTIONS: (
        _of_case(_COORDINATORS, _AGREED),
        _of_case(_PROFESSIONAL, _SHARED, involvements=_CIRCLE),
        _AT_TABLE,
    ),
    # whose action it is, the action itself knows
    Action.ANSWER_ACTION: (
        _of_case(_COORDINATORS, _AGREED),
        _of_case(_PROFESSIONAL, _AGREED, involvements=_SEATED),
    ),
    Action.ANSWER_FOR_OWNER: (_of_case(_COORDINATORS, _AGREED),),
    Action.GUARD_ACTION: (_of_case(_DIRECTOR, _AGREED),),
    Action.HEAR_ESCALATION: _of_house(_MANAGER),
    # sums without a case or a person; the coordinators hold each agenda they are made of
    Action.VIEW_FIGURES: _of_house(_OFFICE | _COORDINATORS),
    # who writes a round and who is asked in it, the round itself knows
    Action.ANSWER_ROUND: (_of_case(_PROFESSIONAL, _ON_LIST, involvements=_SEATED),),
    Action.GUARD_ROUND: (_of_case(_COORDINATORS, _ON_LIST),),
    # which edition of the minutes this reader may see, the minutes themselves know
    Action.VIEW_MINUTES: (*_WRITES_MINUTES, _INVOLVED, _SUPPLIES),
    Action.WRITE_MINUTES: _WRITES_MINUTES,
    Action.APPROVE_MINUTES: (_of_case(_DIRECTOR, _IN_SESSION),),
    Action.OBJECT_TO_MINUTES: (_SUPPLIES,),
    # a code and that nobody answers: every director may do something about it
    Action.HEAR_ALARM: _of_house(_DIRECTOR),
    # whose days they are, the rota knows, and to whom they are offered, the offer
    Action.SWAP_DUTY: _of_house(_DIRECTOR),
    Action.SET_ROTA: _of_house(_DIRECTOR | _ADMINISTRATOR),
    # who may be reached in the acute lane, and who may open a session
    Action.JOIN_DRILLS: _of_house(_PROFESSIONAL | _DIRECTOR),
    Action.RUN_DRILL: (Grant(roles=_DIRECTOR, organisations=_PUBLIC),),
    Action.PAUSE_CASE: (_of_case(_DIRECTOR, _ON_LIST | _PAUSED),),
    # the coordinators answer for it that a subject hears, or why not yet (BGS art. 1.3)
    Action.INFORM_SUBJECT: (_of_case(_COORDINATORS, _IN_LINE_OR_ON_LIST | _PAUSED),),
    Action.RETURN_CASE: (_of_case(_DIRECTOR, _PAUSED),),
    # the public participants judge that a case leaves, as they judge that it is taken up
    Action.CLOSE_CASE: (_of_case(_DIRECTOR, _ON_LIST | _PAUSED, organisations=_PUBLIC),),
    # a second coordinator confirms it: whose wish it is, the wish itself knows
    Action.REOPEN_CASE: (_of_case(_DIRECTOR, _CLOSED, organisations=_PUBLIC),),
    Action.CONFIRM_REOPENING: (_of_case(_COORDINATORS, _CLOSED, organisations=_PUBLIC),),
    # who keeps a place in a case that rests reads until when, and no more
    Action.HEAR_PAUSE: (_of_case(_PROFESSIONAL, _PAUSED, involvements=_SEATED),),
    # who was asked to, the question itself knows
    Action.DIRECT_CASE: (_of_case(_PROFESSIONAL, _ON_LIST, involvements=_SEATED),),
    # who referred a case stays who told of it
    Action.ASK_TO_LEAVE: (_of_case(_PROFESSIONAL, _ON_LIST, involvements=_CIRCLE),),
    # who is involved is judged by the public participants (WGS art. 2.31(4))
    Action.CHANGE_CIRCLE: (_of_case(_DIRECTOR, _ON_LIST, organisations=_PUBLIC),),
    # codes, days and grounds: who answers to the subject, and who still can do something about it
    Action.VIEW_RETENTION: _of_house(_COORDINATORS | {Role.CONTACT_POINT}),
    # the page of a case, part by part (product page §3a)
    Action.READ_STORY: _SEES_CASE,
    Action.READ_OUTCOME: _SEES_CASE,
    # who weighed and who agreed is between the house and its public participants
    Action.READ_WEIGHING: (_of_case(_COORDINATORS, _OF_COORDINATORS), _AT_TABLE),
    Action.READ_COLOUR: _SEES_WITHIN,
    Action.READ_CIRCLE: _SEES_WITHIN,
    # where somebody lives: who must find them, and who told it
    Action.READ_ADDRESS: (
        _of_case(_COORDINATORS, _OF_COORDINATORS),
        _of_case(_PROFESSIONAL, _OF_THE_REFERRER, involvements=_REFERRER),
        replace(_of_case(_PROFESSIONAL, _SHARED, involvements=_SEATED), as_director=True),
    ),
    # a case may have to stay whatever became of it; of a drill nothing may
    Action.HOLD_CASE: (_of_case(_DIRECTOR, frozenset(CaseState) - _PRETENDED),),
    # names of colleagues and days, nothing of a case; the manager hears when nobody is on duty
    Action.VIEW_ROTA: _of_house(_COORDINATORS | _MANAGER | _ADMINISTRATOR),
}
