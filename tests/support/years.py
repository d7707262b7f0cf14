"""What a house of years keeps beside what goes on now: cases that were settled, meetings that were
held, sessions that were closed, and a long log.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Table, insert
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.access import CaseState
from domain.agenda import AgendaState
from domain.identifiers import CaseCode, CaseId, MeetingId, MemberId
from storage.acute_checks import acute_check
from storage.acute_invitation_row import acute_invitation
from storage.acute_sessions import acute_session
from storage.agreed_actions import agreed_action
from storage.audit import audit
from storage.case_row import write_case
from storage.cases import cases
from storage.circle import circle
from storage.colours import colour
from storage.figures import meeting_figures, organisation_figures
from storage.meetings import agenda, agenda_item, meeting
from storage.minutes import minutes
from storage.rooms import room
from storage.written_rounds import round_answer, written_round
from tests.support.cases import a_case, a_standing_colour
from tests.support.meetings import a_meeting

CASES, MEETINGS, SESSIONS, ENTRIES, ROUNDS = 5_000, 1_000, 500, 10_000, 3_000
A_MONTH = timedelta(days=30)  # what was over by then is shown to nobody
SETTLED = (CaseState.NOT_TAKEN_UP, CaseState.ADVICE_OR_SIGNAL, CaseState.WITHDRAWN)
WEEK = timedelta(weeks=1)

Rows = Iterator[Mapping[str, Any]]


async def let_years_pass(engine: AsyncEngine, before: datetime) -> None:
    """Fill a house with all that."""
    parts: dict[Table, Rows] = {
        cases: _cases(),
        circle: _circles(before),
        colour: _colours(before),
        meeting: _meetings(before),
        meeting_figures: _figures(),
        organisation_figures: _figures(organisation="police"),
        agenda: _agendas(before),
        agenda_item: _items(before),
        acute_session: _sessions(before),
        acute_invitation: _invitations(before),
        room: _rooms(before),
        agreed_action: _actions(before),
        written_round: _rounds(before),
        round_answer: _answers(before),
        minutes: _minutes(before),
        acute_check: _checks(before),
        audit: _entries(before),
    }
    await fill(engine, parts)


async def fill(engine: AsyncEngine, parts: Mapping[Table, Rows]) -> None:
    """Put rows in tables, in this order."""
    async with engine.begin() as connection:
        for table, rows in parts.items():
            await connection.execute(insert(table), list(rows))


def _case_id(place: int) -> CaseId:
    return CaseId(f"old{place:029}")


def _rounds(before: datetime) -> Rows:
    for place in range(ROUNDS):
        yield {
            "id": f"round-{place}",
            "case_id": _case_id(place % CASES),
            "state": "continued",
            "version": 1,
            "coloured_at": before,
            "review_on": before.date(),
            "since_on": before.date(),
        }


def _answers(before: datetime) -> Rows:
    for place in range(ROUNDS):
        yield {
            "round": f"round-{place}",
            "member": _somebody(place),
            "organisation": "police",
            "told_on": before.date(),
            "stance": "no_objection",
        }


def _somebody(place: int) -> MemberId:
    return MemberId(f"somebody-{place % 50}")


def _cases() -> Rows:
    for place in range(CASES):
        settled = a_case(place, SETTLED[place % len(SETTLED)])
        yield write_case(
            replace(
                settled,
                id=_case_id(place),
                code=CaseCode(f"Y{place // 1000:02}-{place % 1000:03}"),
                referrer=_somebody(place),
                colour=a_standing_colour() if place % 2 else None,
            )
        )


def _circles(at: datetime) -> Rows:
    for place in range(CASES):
        yield {
            "case_id": _case_id(place),
            "member": _somebody(place),
            "organisation": "police",
            "reason": "referred",
            "joined_at": at,
            "left_at": None,
        }


def _colours(at: datetime) -> Rows:
    for place in range(CASES):
        yield {
            "case_id": _case_id(place),
            "number": 1,
            "colour": "red",
            "reason": b"sealed",
            "minutes": 30,
            "required": [],
            "turn": {},
            "set_by": "sanne",
            "set_at": at,
            "next_review_on": at.date(),
        }


def _meeting_id(place: int) -> MeetingId:
    return MeetingId(f"old:{place}")


def _meetings(before: datetime) -> Rows:
    for place in range(MEETINGS):
        held = a_meeting(before - WEEK * (place + 1))
        whole = {name: getattr(held, name) for name in meeting.columns.keys()}  # noqa: SIM118 - of columns
        yield {**whole, "id": _meeting_id(place)}


def _figures(**own: str) -> Rows:
    sums = {"planned": 300, "by_hand": 400, "everybody": 700}
    for place in range(MEETINGS):
        cases_then = {} if own else {"cases": 9}
        yield {"meeting": _meeting_id(place), **sums, **cases_then, **own}


def _agendas(before: datetime) -> Rows:
    for place in range(MEETINGS):
        yield {
            "meeting": _meeting_id(place),
            "state": AgendaState.POSTED,
            "drafted_at": before,
            "version": 3,
            "approved_by": "sanne",
            "approved_at": before,
            "posted_at": before,
            "presence_minutes": 60,
            "everybody_minutes": 90,
            "is_proven_best": True,
            "not_due": 0,
            "minutes_asked": 0,
            "minutes_given": 0,
            "partners": [],
        }


def _items(before: datetime) -> Rows:
    for place in range(MEETINGS * 5):
        yield {
            "meeting": _meeting_id(place // 5),
            "code": f"Y{place % 5:02}-000",
            "case": _case_id(place % CASES),
            "colour": "red",
            "minutes": 30,
            "starts_at": before,
            "required": [],
            "turn": {},
        }


def _sessions(before: datetime) -> Rows:
    for place in range(SESSIONS):
        yield {
            "id": f"old{place}",
            "case_id": _case_id(place),
            "state": "closed",
            "version": 4,
            "reported_by": "agent",
            "reported_at": before,
            "due_at": before,
            "told": "sanne",
            "changed_by": "sanne",
            "changed_at": before - A_MONTH,
            "report": b"sealed",
            "has_unsafe_number": False,
            "note_takers": [],
        }


def _invitations(before: datetime) -> Rows:
    for place in range(SESSIONS * 4):
        yield {
            "id": f"old{place}",
            "session_id": f"old{place // 4}",
            "case_id": _case_id(place // 4),
            "organisation": "police",
            "member": _somebody(place),
            "reason": "rule",
            "state": "ended",
            "version": 2,
            "invited_at": before,
            "position": place % 4,
        }


def _rooms(before: datetime) -> Rows:
    """Every session had a chat, which is its room no more."""
    for place in range(SESSIONS):
        yield {
            "session": f"old{place}",
            "state": "ended",
            "version": 5,
            "changed_at": before,
            "conversation": "",
            "service_url": "",
            "operation": "",
            "strangers": 0,
        }


def _actions(before: datetime) -> Rows:
    """One member did much in those years."""
    for place in range(CASES):
        yield {
            "id": f"old{place}",
            "case_id": _case_id(place),
            "owner": "agent",
            "organisation": "police",
            "due_on": before.date(),
            "source": "meeting",
            "said_in": _meeting_id(place // 5),
            "state": "done",
            "version": 2,
            "agreed_by": "sanne",
            "dated_on": before.date(),
            "changed_by": "agent",
            "changed_at": before,
            "reminders": 1,
            "what": b"sealed",
            "note": b"sealed",
        }


def _minutes(before: datetime) -> Rows:
    for place in range(CASES):
        yield {
            "id": f"old{place}",
            "case_id": _case_id(place),
            "source": "meeting",
            "said_in": _meeting_id(place // 5),
            "held_on": before.date(),
            "state": "shared",
            "version": 3,
            "waits_since": before.date(),
            "edition": 1,
            "shared_edition": 1,
            "suppliers": [["police", "agent"]],
            "shared_at": before - 2 * WEEK,  # no news any more
            "changed_at": before,
        }


def _checks(before: datetime) -> Rows:
    for place in range(2 * SESSIONS):
        yield {
            "id": f"old{place}",
            "session_id": f"old{place // 2}",
            "case_id": _case_id(place // 2),
            "number": place % 2 + 1,
            "closed_at": before,
            "version": 3,
            "taken": 1,
            "told": ["sanne"],
            "outcome": "well",
            "answered_by": "sanne",
            "answered_at": before,
        }


def _entries(before: datetime) -> Rows:
    """Half of them about the house, the rest about one case each."""
    for place in range(ENTRIES):
        chain = "house" if place % 2 else f"case:{_case_id(place)}"
        yield {
            "chain": chain,
            "sequence": 1_000 + place,
            "event": "seen",
            "at": before,
            "who": "sanne",
            "roles": "",
            "outcome": "done",
            "hash": bytes(32),
        }
