"""What a house of years keeps of its duty: a turn for each day, and what became of it."""

from datetime import datetime, timedelta

from sqlalchemy import Table
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.drills import drill
from storage.duty_changes import duty_change
from storage.duty_gaps import duty_gap
from storage.duty_swaps import duty_swap
from storage.people import member, organisation
from storage.rota import duty_period
from tests.support.years import Rows, fill

DAY = timedelta(days=1)
TURNS = 3_000


async def let_rota_grow(engine: AsyncEngine, before: datetime) -> None:
    """Fill a house that holds nobody yet with a rota of years, and what became of it."""
    parts: dict[Table, Rows] = {
        organisation: _organisations(),
        member: _directors(),
        duty_period: _turns(before),
        drill: _drills(before),
        duty_gap: _gaps(before),
        duty_swap: _swaps(before),
        duty_change: _duty_changes(before),
    }
    await fill(engine, parts)


def _organisations() -> Rows:
    yield {
        "id": "house",
        "name": "House",
        "type": "public_participant",
        "telephone": "",
        "region": "",
    }


def _directors() -> Rows:
    yield {
        "id": "director",
        "tenant_id": "tenant",
        "object_id": "object",
        "name": "Director",
        "organisation": "house",
        "telephone": "",
        "language": "nl",
        "rank": 1,
        "is_guest": False,
        "mail": "",
        "sign_in": "",
    }


def _turns(before: datetime) -> Rows:
    for place in range(TURNS):
        on = before.date() + place * DAY
        yield {"from_on": on, "until_on": on, "member": "director", "deputy": None}


def _drills(before: datetime) -> Rows:
    for place in range(TURNS):
        yield {
            "id": f"drill.old{place}",
            "case_id": f"pretended{place}",
            "number": place + 1,
            "started_by": "sanne",
            "started_at": before,
            "lapses_at": before,
            "ended_at": before,
            "end": "closed",
            "is_cleared": True,
            "version": 3,
        }


def _gaps(before: datetime) -> Rows:
    for place in range(TURNS):
        yield {
            "id": f"gap-{place}",
            "starts_at": before,
            "ends_at": before,
            "found_at": before,
            "ended_at": before,
        }


def _swaps(before: datetime) -> Rows:
    for place in range(TURNS):
        yield {
            "id": f"swap-{place}",
            "member": "agent",
            "colleague": "director",
            "from_on": before.date(),
            "until_on": before.date(),
            "offered_at": before,
            "state": "accepted",
            "version": 2,
        }


def _duty_changes(before: datetime) -> Rows:
    for place in range(TURNS):
        yield {
            "id": f"change-{place}",
            "member": "agent",
            "from_on": before.date(),
            "until_on": before.date(),
            "part": "duty",
            "changed_at": before,
        }
