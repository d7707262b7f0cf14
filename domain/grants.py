"""The grants of the one read policy: who may see and do what. Default is no (product page §2,
principle 2).

A use case asks ``decide_access`` of ``domain/policy.py`` before it shows a member anything of the
house or lets them change it. What is not in the table of grants is refused.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from domain.access import SHIELDED, Action, CaseState, Grant, Involvement
from domain.member import OrganisationType, Role

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
_ASKED: Final = frozenset({Involvement.ASKED})
_CALLED: Final = frozenset({Involvement.INVITED, Involvement.CIRCLE, Involvement.REFERRER})

_BEFORE_PURPOSE_TEST: Final = frozenset({CaseState.SUBMITTED, CaseState.INCOMPLETE})
_BEFORE_WEIGHING: Final = _BEFORE_PURPOSE_TEST | {CaseState.PURPOSE_TESTED}
_ENQUIRED: Final = frozenset({CaseState.PURPOSE_TESTED})
_ADVISED: Final = frozenset({CaseState.ADVICE_OR_SIGNAL})
_ON_LIST: Final = frozenset({CaseState.TAKEN_UP})
# of these the term is days or months (BGS art. 1.16)
_SHORTLY_KEPT: Final = frozenset({
    CaseState.INCOMPLETE,
    CaseState.NOT_TAKEN_UP,
    CaseState.ADVICE_OR_SIGNAL,
    CaseState.WITHDRAWN,
    CaseState.REPORT_WITHDRAWN,
})  # fmt: skip
# off list and agenda; what was agreed goes on
_PAUSED: Final = frozenset({CaseState.PAUSED})
_SHARED: Final = _ON_LIST | {CaseState.PURPOSE_TESTED, CaseState.ADVICE_OR_SIGNAL}
_AGREED: Final = _SHARED | _PAUSED
# the outcome can be reacted to until it is destroyed (BGS art. 1.16(1)(b))
_GRACE: Final = frozenset({CaseState.NOT_TAKEN_UP, CaseState.WITHDRAWN})
_TAKEN_ON: Final = _ON_LIST | _PAUSED | {CaseState.ADVICE_OR_SIGNAL}
_IN_LINE_OR_ON_LIST: Final = _BEFORE_PURPOSE_TEST | _SHARED
# who reported a code may not learn from a case of their own that the code was none
_OF_COORDINATORS: Final = _IN_LINE_OR_ON_LIST | _PAUSED | {CaseState.UNIDENTIFIED}
# what was not taken up or was withdrawn can be read until it is destroyed (product page §3a)
_READ_BY_COORDINATORS: Final = _OF_COORDINATORS | {
    CaseState.NOT_TAKEN_UP,
    CaseState.WITHDRAWN,
    CaseState.REPORT_WITHDRAWN,
}
# during the grace of a refusal the referrer may still react (BGS art. 1.16(1)(b))
_OF_THE_REFERRER: Final = _IN_LINE_OR_ON_LIST | {CaseState.NOT_TAKEN_UP}
# what they withdrew they read until it is destroyed, and do nothing with it
_READ_BY_REFERRER: Final = _OF_THE_REFERRER | {CaseState.WITHDRAWN}
_IN_SESSION: Final = frozenset({CaseState.PURPOSE_TESTED, CaseState.TAKEN_UP})
# a drill goes through the acute lane, and nowhere else
_PRETENDED: Final = frozenset({CaseState.DRILL})
_IN_LANE: Final = _IN_SESSION | _PRETENDED
_CLOSED: Final = frozenset({CaseState.CLOSED})
_KEPT_LONGER: Final = _ON_LIST | _PAUSED | _CLOSED
# a session that outlives its case must still be closed by somebody
_AFTER_PURPOSE_TEST: Final = (
    frozenset(CaseState) - _BEFORE_PURPOSE_TEST - SHIELDED - {CaseState.UNIDENTIFIED}
)

# a decision to which the public participants agree was taken (WGS art. 2.31(2)-(4))
_AGREED_TO: Final = _AGREED | _BEFORE_PURPOSE_TEST | SHIELDED | {CaseState.NOT_TAKEN_UP}


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
    _of_case(_COORDINATORS, _READ_BY_COORDINATORS),
    _of_case(_PROFESSIONAL, _READ_BY_REFERRER, involvements=_REFERRER),
    _of_case(_PROFESSIONAL, _SHARED, involvements=_CIRCLE),
    _AT_TABLE,
)
# who referred hears what became of it; what goes on inside is for who is involved
_SEES_WITHIN: Final = (
    _of_case(_COORDINATORS, _OF_COORDINATORS),
    _of_case(_PROFESSIONAL, _SHARED, involvements=_CIRCLE),
    _AT_TABLE,
)
# who said that they know a subject tells what they choose to, and reads nothing else
_KNOWS: Final = replace(_of_case(_PROFESSIONAL, _ENQUIRED), as_supplier=True)
# who was at the table reads what was written of it, also without a place in the case
_SUPPLIES: Final = replace(_of_case(_PROFESSIONAL, _IN_SESSION), as_supplier=True)
_INVOLVED: Final = _of_case(_PROFESSIONAL, _IN_SESSION, involvements=_CIRCLE)
_WRITES_MINUTES: Final = (_of_case(_COORDINATORS, _IN_SESSION), _AT_TABLE)

GRANTS: Final[Mapping[Action, tuple[Grant, ...]]] = {
    Action.ASK_HELP: _of_house(frozenset(Role)),
    Action.REFER: _of_house(_PROFESSIONAL),
    Action.REPORT_ACUTE: _of_house(_PROFESSIONAL),
    # before there is a case: whose question it is, the consult itself knows
    Action.ASK_CONSULT: _of_house(_PROFESSIONAL),
    Action.ANSWER_CONSULT: _of_house(_COORDINATORS),
    # a signal names nobody; from which cases it came is asked of each of those
    Action.WRITE_SIGNAL: _of_house(_COORDINATORS),
    Action.SIGNAL_CASE: (_of_case(_COORDINATORS, _AGREED),),
    Action.READ_SIGNALS: (_of_case(_COORDINATORS, _READ_BY_COORDINATORS),),
    Action.ANSWER_SIGNAL: _of_house(_PROFESSIONAL),
    Action.HAND_OVER_SIGNAL: _of_house(_DIRECTOR),
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
    # facts can be added until it is weighed
    Action.EDIT_REFERRAL: (_of_case(_PROFESSIONAL, _BEFORE_WEIGHING, involvements=_REFERRER),),
    Action.WITHDRAW_REFERRAL: (_of_case(_PROFESSIONAL, _BEFORE_WEIGHING, involvements=_REFERRER),),
    # by who referred it, or a coordinator with them on the telephone; confirmed by the referrer
    Action.FILL_INTAKE: (
        _of_case(_COORDINATORS, _BEFORE_WEIGHING),
        _of_case(_PROFESSIONAL, _BEFORE_WEIGHING, involvements=_REFERRER),
    ),
    Action.CONFIRM_INTAKE: (_of_case(_PROFESSIONAL, _BEFORE_WEIGHING, involvements=_REFERRER),),
    # family and how to reach somebody safely: who is involved needs it, a note taker does not
    Action.READ_DIRECT_CIRCLE: (
        _of_case(_COORDINATORS, _READ_BY_COORDINATORS),
        _of_case(_PROFESSIONAL, _READ_BY_REFERRER, involvements=_REFERRER),
        _of_case(_PROFESSIONAL, _SHARED, involvements=_CIRCLE),
    ),
    # what came in as an acute report is explained afterwards
    Action.EXPLAIN_CRITERIA: (
        _of_case(_PROFESSIONAL, frozenset({CaseState.PURPOSE_TESTED}), involvements=_REFERRER),
    ),
    # who may see a case may see whom it is about; each look goes on record by itself
    Action.VIEW_CASE: _SEES_CASE,
    Action.REVEAL_IDENTITY: (
        *_SEES_CASE,
        _of_case(_DIRECTOR, _PRETENDED),
        _of_case(_PROFESSIONAL, _ENQUIRED | _ADVISED, involvements=_ASKED),
    ),
    # partners are asked after the purpose test and before the weighing (WGS art. 2.31(3))
    Action.ENQUIRE: (_of_case(_COORDINATORS, _ENQUIRED),),
    # whose enquiry it is, the enquiry itself knows
    Action.ANSWER_ENQUIRY: (_of_case(_PROFESSIONAL, _ENQUIRED, involvements=_ASKED),),
    # so is who takes a case on; by telephone a coordinator records it for them
    Action.TAKE_ON: (
        _of_case(_COORDINATORS, _ENQUIRED),
        _of_case(_PROFESSIONAL, _ENQUIRED, involvements=_ASKED),
    ),
    # and who says whether an organisation may be named to the referrer, who alone reads the answer
    Action.BE_NAMED: (
        _of_case(_COORDINATORS, _ADVISED),
        _of_case(_PROFESSIONAL, _ADVISED, involvements=_ASKED),
    ),
    Action.READ_INVOLVED_ANSWER: (
        _of_case(_COORDINATORS, _ADVISED),
        _of_case(_PROFESSIONAL, _ADVISED, involvements=_REFERRER),
    ),
    # whose agreement it is, the question itself knows; by code, whatever became of the case
    Action.CONFIRM_AGREEMENT: (
        _of_case(_PROFESSIONAL, _AGREED_TO, involvements=_ASKED, organisations=_PUBLIC),
    ),
    Action.NOTE_AGREEMENT: (_of_case(_DIRECTOR, _AGREED_TO),),
    Action.SETTLE_AGREEMENT: (_of_case(_DIRECTOR, _AGREED_TO, organisations=_PUBLIC),),
    # what each said, a refusal too, is for coordinators only (product page §3a)
    Action.READ_ENQUIRIES: (_of_case(_COORDINATORS, _OF_COORDINATORS),),
    # another house or partnership is asked once it is known to fit the purpose (WGS art. 2.28)
    Action.CHECK_KNOWN: (_of_case(_COORDINATORS, _IN_SESSION),),
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
    # who referred informs the subject, or says why not yet; coordinators see to it (BGS art. 1.3)
    Action.INFORM_SUBJECT: (
        _of_case(_COORDINATORS, _IN_LINE_OR_ON_LIST | _PAUSED),
        _of_case(_PROFESSIONAL, _IN_LINE_OR_ON_LIST | _PAUSED, involvements=_REFERRER),
    ),
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
    # the place of who left goes to a colleague in every phase in which somebody waits for it
    Action.GIVE_ORPHAN: (
        _of_case(_DIRECTOR, _BEFORE_PURPOSE_TEST | _AGREED, organisations=_PUBLIC),
    ),
    # codes, days and grounds: who answers to the subject, and who still can do something about it
    Action.VIEW_RETENTION: _of_house(_COORDINATORS | {Role.CONTACT_POINT}),
    # the page of a case, part by part (product page §3a)
    Action.READ_STORY: _SEES_CASE,
    Action.READ_OUTCOME: _SEES_CASE,
    # who weighed and who agreed is between the house and its public participants
    Action.READ_WEIGHING: (_of_case(_COORDINATORS, _READ_BY_COORDINATORS), _AT_TABLE),
    Action.READ_COLOUR: _SEES_WITHIN,
    Action.READ_CIRCLE: _SEES_WITHIN,
    # where somebody lives: who must find them, and who told it
    Action.READ_ADDRESS: (
        _of_case(_COORDINATORS, _READ_BY_COORDINATORS),
        _of_case(_PROFESSIONAL, _READ_BY_REFERRER, involvements=_REFERRER),
        replace(_of_case(_PROFESSIONAL, _SHARED, involvements=_SEATED), as_director=True),
        replace(_of_case(_PROFESSIONAL, _SHARED, involvements=_CIRCLE), as_told=True),
    ),
    # to whom else of the circle it is told
    Action.SHARE_ADDRESS: (
        _of_case(_COORDINATORS, _SHARED),
        replace(_of_case(_PROFESSIONAL, _SHARED, involvements=_SEATED), as_director=True),
    ),
    # that an address is secret says who told it or guards the case; read it do coordinators only
    Action.HIDE_ADDRESS: (
        _of_case(_COORDINATORS, _OF_COORDINATORS),
        _of_case(_PROFESSIONAL, _OF_THE_REFERRER, involvements=_REFERRER),
    ),
    Action.READ_HIDDEN_ADDRESS: (_of_case(_COORDINATORS, _OF_COORDINATORS),),
    # what a house gives priority to is decided for its public participants (WGS art. 2.32)
    Action.PRIORITISE: (_of_case(_DIRECTOR, _ON_LIST, organisations=_PUBLIC),),
    Action.READ_PRIORITY: _SEES_WITHIN,
    # a case may have to stay whatever became of it; of a drill nothing may
    Action.HOLD_CASE: (_of_case(_DIRECTOR, frozenset(CaseState) - _PRETENDED),),
    # whether it is still needed: of what ended early its term says so
    Action.REVIEW_RETENTION: (
        _of_case(_DIRECTOR, frozenset(CaseState) - _PRETENDED - _SHORTLY_KEPT),
    ),
    # for the public participants, and of what is kept for the longest term (BGS art. 1.16(2))
    Action.EXTEND_CASE: (_of_case(_DIRECTOR, _KEPT_LONGER, organisations=_PUBLIC),),
    # for whose organisation it is asked, the question itself knows
    Action.ANSWER_EXTENSION: (replace(_of_case(_PROFESSIONAL, _KEPT_LONGER), as_supplier=True),),
    # both cases must be theirs to link, or to see: the service asks it of each
    Action.LINK_CASE: (_of_case(_COORDINATORS, _IN_LINE_OR_ON_LIST | _PAUSED),),
    Action.READ_LINKS: (
        _of_case(_COORDINATORS, _OF_COORDINATORS),
        _of_case(_PROFESSIONAL, _SHARED, involvements=_CIRCLE),
        _AT_TABLE,
    ),
    # during the grace of an outcome its referrer reacts; what was weighed they ask to withdraw
    Action.REACT: (_of_case(_PROFESSIONAL, _GRACE, involvements=_REFERRER),),
    Action.ASK_TO_WITHDRAW: (_of_case(_PROFESSIONAL, _TAKEN_ON, involvements=_REFERRER),),
    # the public participants judge it anew, or that it ends
    Action.ANSWER_REACTION: (_of_case(_DIRECTOR, _GRACE | _TAKEN_ON, organisations=_PUBLIC),),
    # who supplied a statement corrects it, or says why it stands (BGS art. 1.7)
    Action.CORRECT_STATEMENT: (
        replace(_of_case(_PROFESSIONAL | _DIRECTOR, _OF_THE_REFERRER | _PAUSED), as_supplier=True),
    ),
    # that somebody does not answer, and to remind them
    Action.GUARD_CORRECTIONS: (_of_case(_COORDINATORS, _OF_THE_REFERRER | _PAUSED),),
    # whose case it is, is judged by the public participants; a second coordinator confirms it
    Action.MERGE_CASES: (
        _of_case(_DIRECTOR, _BEFORE_WEIGHING | _ON_LIST | _PAUSED, organisations=_PUBLIC),
    ),
    Action.CONFIRM_MERGE: (
        _of_case(_COORDINATORS, _BEFORE_WEIGHING | _ON_LIST | _PAUSED, organisations=_PUBLIC),
    ),
    # whoever has a place; a referrer adds to their referral itself until it is weighed
    Action.CONTRIBUTE: (
        _of_case(_PROFESSIONAL, _ENQUIRED, involvements=_CIRCLE),
        _of_case(_PROFESSIONAL, _ON_LIST | _PAUSED, involvements=_SEATED),
        _KNOWS,
    ),
    # what of each contribution shows, its conditions say (``domain/contribution_access.py``)
    Action.READ_CONTRIBUTIONS: (
        _of_case(_COORDINATORS, _READ_BY_COORDINATORS),
        _of_case(_PROFESSIONAL, _SHARED, involvements=_CIRCLE),
        _of_case(_PROFESSIONAL, _SHARED, involvements=_REFERRER),
        replace(_of_case(_NOTE_TAKER, _IN_SESSION), at_sitting=True),
    ),
    # whose contribution it is, the contribution itself knows; by telephone a coordinator does it
    Action.WITHDRAW_CONTRIBUTION: (
        _of_case(_COORDINATORS, _READ_BY_COORDINATORS),
        _of_case(_PROFESSIONAL, _AGREED, involvements=_SEATED),
        _KNOWS,
    ),
    # names of colleagues and days, nothing of a case; the manager hears when nobody is on duty
    Action.VIEW_ROTA: _of_house(_COORDINATORS | _MANAGER | _ADMINISTRATOR),
    # to whom, and what is asked of whom, the hand-over itself knows
    # whose screening or training has a gap (BGS art. 1.11 and 1.17); nothing of a case
    Action.VIEW_VETTING: _of_house(_ADMINISTRATOR),
    # what leaves for another system is beyond what we can take back: not for who only takes notes
    Action.EXPORT_CASE: (
        _of_case(_COORDINATORS, _IN_LINE_OR_ON_LIST | _PAUSED),
        _of_case(_PROFESSIONAL, _OF_THE_REFERRER, involvements=_REFERRER),
        _of_case(_PROFESSIONAL, _SHARED, involvements=_CIRCLE),
    ),
    # the public participants answer for it that a case was taken up, also before the bot came
    Action.IMPORT_CASES: (Grant(roles=_DIRECTOR, organisations=_PUBLIC),),
    Action.HAND_OVER: _of_house(_PROFESSIONAL | _COORDINATORS | _ADMINISTRATOR),
    # of somebody who left or is long ill: counts, no case content
    Action.HAND_OVER_FOR: _of_house(_COORDINATORS | _ADMINISTRATOR),
}
