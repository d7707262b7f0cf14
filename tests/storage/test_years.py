"""What is asked of cases, meetings and the log reads what goes on now, on both databases."""

from datetime import timedelta
from typing import Any

from domain.access import CaseState
from domain.acute_invitation import OPEN_INVITATION_STATES
from storage import (
    acute_checks,
    acute_sessions,
    agreed_actions,
    audit,
    cases,
    circle,
    colours,
    criteria_requests,
    departures,
    deputies,
    destructions,
    director_requests,
    discussions,
    drafts,
    drills,
    duty_changes,
    duty_gaps,
    duty_swaps,
    figures,
    hand_overs,
    incorrect_marks,
    informing,
    linked_cases,
    meetings,
    minutes,
    plans_of_action,
    priorities,
    retention_holds,
    retention_warnings,
    rooms,
    rota,
    same_persons,
    second_members,
    written_rounds,
)
from tests.support.databases import Database
from tests.support.outbox import LONG_AGO
from tests.support.rota_years import let_rota_grow
from tests.support.work import Asked, count_work, settle
from tests.support.years import ENTRIES, let_years_pass

NOW = LONG_AGO + timedelta(days=1)
YEARS = timedelta(days=3650)
QUARTER = {"from_at": NOW, "until_at": NOW + timedelta(days=90)}
WAITING = [CaseState.SUBMITTED, CaseState.PURPOSE_TESTED, CaseState.INCOMPLETE]
# nothing of it goes on now, so that hardly a row is looked at
A_FEW: dict[str, tuple[Asked, dict[str, Any]]] = {
    "a case by its code": (cases._BY_CODE, {"code": "KX7-Q42"}),
    "a case by its id": (cases._BY_ID, {"case": "now"}),
    "the cases of a member": (cases._OF_MEMBER, {"member": "agent", "now": NOW}),
    "how a member stands to a case": (
        cases._INVOLVEMENTS,
        {"cases": ["now"], "member": "agent", "open": list(OPEN_INVITATION_STATES), "now": NOW},
    ),
    "the inbox": (cases._IN_STATES, {"states": WAITING}),
    "a page of the list": (cases._LISTED, {"skip": 0, "limit": 30}),
    "the counts of the list": (cases._COUNT_LISTED, {"on": NOW.date()}),
    "cases that grew old": (destructions._OLD, {"received_until": NOW - YEARS}),
    "what was told of ends": (retention_warnings._SINCE, {"on": NOW.date()}),
    "holds that end": (retention_holds._UNTIL, {"on": NOW.date()}),
    "the links of a case": (linked_cases._OPEN_OF, {"of_case": "now"}),
    "why two cases are linked": (linked_cases._WHY, {"this": "now"}),
    "the list of prioritised cases": (priorities._STANDING, {}),
    "whom other criteria are asked of": (priorities._TO_ASK, {"version": "2026-B"}),
    "the priority of a case": (priorities._HISTORY, {"of_case": "now"}),
    "the hold of a case": (retention_holds._FIND, {"held": "now"}),
    "cases that ended early": (
        destructions._ENDED,
        {"ended_as": CaseState.WITHDRAWN, "ended_until": NOW - YEARS},
    ),
    "what is asked of informing subjects": (informing.DUE, {"today": NOW.date()}),
    "whether a subject was informed": (informing._FIND, {"case": "now"}),
    "a circle": (circle.IN_CIRCLE, {"case": "now", "now": NOW}),
    "places that are over": (circle.OVER, {"case": "now", "now": NOW}),
    "every place of a case": (circle.HISTORY, {"case": "now"}),
    "the places of a member": (circle.PLACES_OF, {"member": "agent", "now": NOW}),
    "what a member joined": (circle.JOINED, {"member": "agent", "since": NOW, "now": NOW}),
    "who has the places of a member": (circle.STANDING_IN, {"member": "agent", "since": NOW}),
    "who stands in for a member": (deputies.OF_MEMBER, {"member": "agent", "ends_after": NOW}),
    "for whom a member stands in": (deputies.OF_DEPUTY, {"member": "agent", "ends_after": NOW}),
    "who declined to stand in": (deputies.DECLINED, {"since": NOW}),
    "the history of a colour": (colours._HISTORY, {"case_id": "now"}),
    "a member's open actions": (agreed_actions.ACTIONS_CONCERNING, {"member": "agent"}),
    "the actions of a case": (agreed_actions._OF_CASE, {"case": "now"}),
    "what was agreed in a session": (agreed_actions._SAID_IN, {"known_as": "now"}),
    "an action for its timer": (agreed_actions._STANDING_BY_ID, {"this": "now"}),
    "the open rounds": (written_rounds.ROUNDS_CONCERNING, {"member": "agent"}),
    "the open round of a case": (written_rounds._OPEN_OF, {"case": "now"}),
    "the rounds of a case": (written_rounds._OF_CASES, {"cases": ["now"]}),
    "the answers in a round": (written_rounds._ANSWERS, {"held": "now"}),
    "the plan of a case": (plans_of_action._NEWEST, {"case_id": "now"}),
    "who wrote a plan": (plans_of_action._VERSIONS, {"case_id": "now"}),
    "what was said in a meeting": (
        discussions._NEWEST,
        {"case_id": "now", "said_in": "now"},
    ),
    "what was said before": (discussions._BEFORE, {"case_id": "now", "said_in": "now"}),
    "what was written in a meeting": (discussions._WRITTEN_IN, {"said_in": "now"}),
    "minutes that wait, and those of this week": (minutes.LISTED, {"since": NOW}),
    "the minutes of a case": (minutes._OF_CASE, {"case_id": "now"}),
    "the minutes of a case in a meeting": (
        minutes._FIND,
        {"case_id": "now", "said_in": "now"},
    ),
    "an edition of minutes": (minutes._EDITION, {"minutes_id": "now", "number": 1}),
    "what was objected": (minutes._OBJECTIONS, {"minutes_id": "now", "number": 1}),
    "meetings to come": (meetings._UPCOMING, {"ends_after": NOW}),
    "meetings with an agenda posted": (meetings.POSTED, {"ends_after": NOW}),
    "meetings whose agenda is to come": (meetings._UNSETTLED, {"ends_after": NOW}),
    "known meetings": (meetings._KNOWN, {"ids": ["weekly:1", "weekly:2"]}),
    "the sums of meetings": (figures._OF_MEETINGS, QUARTER),
    "the sums of organisations": (figures._OF_ORGANISATIONS, QUARTER),
    "whether there are sums before": (figures._ARE_BEFORE, {"until_at": NOW}),
    "what came of agreements": (
        agreed_actions._COUNT_DUE,
        {"from_on": NOW.date() + YEARS, "until_on": NOW.date() + 2 * YEARS},
    ),
    "what a referrer must explain": (criteria_requests.ASKED_OF, {"member": "agent"}),
    "what is called incorrect": (incorrect_marks.OPEN_MARKS, {}),
    "what is called incorrect of a case": (incorrect_marks._OF_CASE, {"case": "now"}),
    "what became of what a member called incorrect": (
        incorrect_marks._ANSWERED_OF,
        {"whose": "agent", "since": NOW},
    ),
    "who asks to leave": (departures.DEPARTING, {}),
    "what a member asks to leave": (departures._ONE, {"in_case": "now", "whose": "agent"}),
    "where a member is asked to stay": (departures._DECLINED, {"whose": "agent"}),
    "what a member is asked to take over": (hand_overs.HANDED_TO, {"member": "agent"}),
    "what was handed over lately": (hand_overs._ENDED, {"since": NOW}),
    "what a member hands over": (hand_overs._OF_GIVER, {"whose": "agent"}),
    "what a member referred": (cases.REFERRED_BY, {"member": "agent", "for": "police"}),
    "who is asked to direct a case": (director_requests._OF_CASE, {"case": "now"}),
    "why somebody does not direct": (director_requests._WHY, {"case": "now"}),
    "what a member is asked to direct": (
        director_requests.DIRECTING_ASKED,
        {"member": "agent"},
    ),
    "cases about the same person": (same_persons.ALIKE, {"marks": [b"none"], "but": "now"}),
    "the weighings to confirm": (second_members.UNCONFIRMED, {}),
    "a weighing to confirm": (second_members._OF_CASE, {"case": "now"}),
    "what is asked after sessions": (acute_checks._OPEN_ONES, {}),
    "what is asked after one session": (acute_checks._OF_SESSION, {"ids": ["now:1", "now:2"]}),
    "what is asked after sessions, with its timer": (acute_checks._WATCHED, {}),
    "what is asked about a case": (acute_checks._OPEN_OF, {"of_case": "now"}),
    "a question after a session": (acute_checks._BY_ID, {"this": "now:1"}),
    "the dialogs a member has not finished": (drafts.WAITING, {"member": "agent"}),
    "reports and sessions that are open": (acute_sessions.OPEN_SESSIONS, {}),
    "the invitations of a member": (acute_sessions.OPEN_INVITATIONS_OF, {"member": "agent"}),
    "what a member reported": (acute_sessions.REPORTED_BY, {"member": "agent", "since": NOW}),
    "the room of a session": (rooms._OF_SESSION, {"this": "now"}),
    "whose room a chat is": (rooms._IN_CHAT, {"chat": "19:acuut@thread.v2"}),
    "who is on duty on a day": (rota._BEGUN, {"on": NOW.date() + YEARS}),
    "the turns to come": (rota._COMING, {"on": NOW.date() + YEARS}),
    "the drill that runs": (drills._RUNNING, {}),
    "a drill": (drills._BY_ID, {"this": "drill.now"}),
    "when nobody is on duty": (duty_gaps._OPEN, {}),
    "the open offers of the house": (duty_swaps._OPEN, {"today": NOW.date()}),
    "the open offers of duty": (duty_swaps._OPEN_OF, {"who": "agent", "today": NOW.date()}),
    "whose duty changed": (duty_changes._SINCE, {"who": "agent", "since": NOW}),
    "the newest entry": (audit._NEWEST, {}),
    "new entries": (audit._HEADS, {"after": ENTRIES, "up_to": ENTRIES + 10}),
}
TABLES = (
    "cases",
    "circle",
    "colour",
    "meeting",
    "meeting_figures",
    "organisation_figures",
    "agenda",
    "acute_session",
    "acute_invitation",
    "audit",
    "agreed_action",
    "written_round",
    "round_answer",
    "minutes",
    "minutes_edition",
    "minutes_objection",
    "room",
    "duty_period",
    "drill",
    "duty_gap",
    "duty_swap",
    "duty_change",
    "acute_check",
)
MOST = {"sqlite": 50, "postgresql": 10}  # steps, rows


async def test_years_are_not_read(database: Database):
    await let_years_pass(database.engine, LONG_AGO)
    await let_rota_grow(database.engine, LONG_AGO)
    await settle(database, *TABLES)
    work = {name: await count_work(database, *asked) for name, asked in A_FEW.items()}
    assert {name: most for name, most in work.items() if most > MOST[database.kind]} == {}
