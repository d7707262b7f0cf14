"""What a journey leaves behind, with everything unsealed, so that two journeys can be compared:
ids, codes and moments are different each time, and are named by their place instead.
"""

import json
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from enum import Enum
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import select

from domain.access import CaseState
from domain.case import Case
from storage.acute_sessions import acute_session
from storage.audit import audit
from storage.crypto import HouseKeys
from storage.database import Database
from storage.drafts import draft
from storage.fields import Fields
from storage.key_store import KeyStore
from storage.notices import outbox
from storage.unit_of_work import UnitOfWork
from tests.support.teams import Post

_CHANGING = re.compile(
    r"\b[A-Z0-9]{3}-[A-Z0-9]{3}\b|\b[0-9a-f]{16,32}\b|\d{2}:\d{2}(:\d{2})?|\"press\": \"[^\"]+\""
)
_DIALOG = "Vragen van Stoplicht"
_WHEN = re.compile(r"_at$|^(id|case|case_id|code|session|changed_by|version|replaces|said_in)$")


@dataclass(frozen=True, slots=True)
class Left:
    """The state of the house after a journey, comparable with that of another one."""

    cases: list[Any]
    drafts: list[Any]
    notices: list[Any]
    on_record: list[Any]


@asynccontextmanager
async def open_house(database_url: str, directory: Path) -> AsyncIterator[Database]:
    """Open the house beside the bot, with its keys."""
    keys = HouseKeys.load(directory / "keys.json")
    store = KeyStore(f"sqlite+aiosqlite:///{directory / 'case-keys.db'}", keys.house)
    database = Database(database_url, Fields(keys, store))
    yield database
    await database.close()
    await store.close()


async def read_left(database_url: str, directory: Path) -> Left:
    """Read everything that a journey left behind."""
    async with open_house(database_url, directory) as house, house.reading() as uow:
        cases = await uow.cases.in_states(frozenset(CaseState))
        return Left(
            cases=[await _describe_case(uow, case) for case in cases],
            drafts=await _rows(uow, draft.c.member, draft.c.dialog, draft.c.end),
            notices=await _notices(uow),
            on_record=await _read_record(uow),
        )


async def _describe_case(uow: UnitOfWork, case: Case) -> Any:
    of_case = select(acute_session.c.id).where(acute_session.c.case_id == case.id)
    newest_first = of_case.order_by(acute_session.c.reported_at.desc(), acute_session.c.id.desc())
    sessions = [await uow.sessions.get(one) for one in await uow._connection.scalars(newest_first)]
    return _plain(
        {
            "case": asdict(case),
            "referral": asdict(await uow.cases.referral(case.id)),
            "circle": [asdict(place) for place in await uow.cases.circle(case.id)],
            "screening": await uow.weighings.last_screening(case.id),
            "weighing": await uow.weighings.get(case.id),
            "plan": await uow.plans_of_action.newest(case.id),
            "colours": list(await uow.colours.history(case.id)),
            "actions": sorted(
                (_plain(asdict(one)) for one in await uow.agreed_actions.of_case(case.id)), key=str
            ),
            "sessions": [await _describe_session(uow, one) for one in sessions],
        }
    )


async def _describe_session(uow: UnitOfWork, session: Any) -> Any:
    return {
        "session": session,
        "report": await uow.sessions.report(session),
        "test": await uow.sessions.test(session),
        "circle": await uow.sessions.circle(session),
        "invitations": sorted(
            (_plain(asdict(one)) for one in await uow.sessions.invitations(session.id)), key=str
        ),
    }


async def _notices(uow: UnitOfWork) -> list[Any]:
    told = select(outbox.c.kind, outbox.c.member, outbox.c.state, outbox.c.card)
    found = (await uow._connection.execute(told.where(outbox.c.kind.is_not(None)))).all()
    return sorted(_plain([kind, member, state, bool(card)]) for kind, member, state, card in found)


async def _read_record(uow: UnitOfWork) -> list[Any]:
    """All that is on record; what somebody saw once, however often a page was drawn."""
    columns = (audit.c.event, audit.c.who, audit.c.on_behalf_of, audit.c.outcome)
    seen = await _rows(uow, *columns)
    return [row for number, row in enumerate(seen) if row[0] != "seen" or row not in seen[:number]]


async def _rows(uow: UnitOfWork, *columns: Any) -> list[Any]:
    found = (await uow._connection.execute(select(*columns))).all()
    return sorted((_plain(list(row)) for row in found), key=str)


def _plain(value: Any) -> Any:
    """The value without what is new in every journey, as something that can be compared."""
    if hasattr(value, "__dataclass_fields__"):
        return _plain(asdict(value))
    if isinstance(value, dict):
        kept = {name: item for name, item in value.items() if not _WHEN.search(str(name))}
        return {str(name): _plain(item) for name, item in kept.items()}
    if isinstance(value, set | frozenset):
        return sorted(str(_plain(item)) for item in value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value.value if isinstance(value, Enum) else str(value)


def read_messages(posts: list[Post], pressed: set[str]) -> dict[str, list[str]]:
    """What people can read in every chat, but for dialogs and the cards that were ``pressed``:
    those are what the frame makes of them.
    """
    told: dict[str, list[str]] = {}
    for post in posts:
        if post.id not in pressed and post.activity.get("summary") != _DIALOG:
            chat = post.conversation_id.partition(";")[0]
            told.setdefault(chat, []).append(_mask(post.activity))
    return {chat: sorted(messages) for chat, messages in told.items()}


def _mask(activity: dict[str, Any]) -> str:
    numbers: dict[str, int] = {}
    places: Iterator[int] = count(1)

    def name(found: re.Match[str]) -> str:
        return f"<{numbers.setdefault(found[0], next(places))}>"

    readable = [text for text in _readable(activity) if text]
    return _CHANGING.sub(name, json.dumps(readable, ensure_ascii=False))


def _readable(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _readable(item)
    if isinstance(value, dict):
        yield from (value[key] for key in ("summary", "text", "title", "fallbackText", "value")
                    if isinstance(value.get(key), str))  # fmt: skip
        for key, item in value.items():
            if key != "fallback":
                yield from _readable(item)
