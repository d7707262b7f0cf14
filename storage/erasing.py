"""Everything that is kept of one case, and how it goes: rows, messages, the cards in Teams.

A table says by the names of its columns that it holds something of a case, so that one to come is
not forgotten: ``case``, ``case_id`` or a name that ends so for its id, ``code`` for its code,
``session_id`` or a foreign key for the row that it hangs on.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    Column,
    ColumnElement,
    Delete,
    Executable,
    Row,
    String,
    Table,
    bindparam,
    cast,
    delete,
    or_,
    select,
    union,
    update,
)

from domain.delivery import DeliveryState
from domain.errors import ConflictError
from domain.identifiers import CaseCode, CaseId
from domain.notice import rule_for
from domain.timer import TimerKind
from services.ports.outbox import Operation
from storage.acute_sessions import acute_session
from storage.addresses import posted_card
from storage.agenda_pictures import plan_picture
from storage.agenda_proposals import agenda_proposal
from storage.attendance_requests import attendance_request
from storage.cases import cases
from storage.drafts import draft
from storage.inbox import inbox
from storage.later import business_time_after
from storage.meetings import agenda, agenda_item, agenda_left_out
from storage.metadata import metadata
from storage.notices import has_state, insert_message, is_open, outbox
from storage.timers import timer
from storage.transaction import Transaction

# the proof that it went, and the log that outlives it (NEN 7513: ids and times, no content)
OUTLIVES: Final = frozenset({"audit", "destruction"})
_GONE: Final = bindparam("gone", type_=String())
_ITS_CODE: Final = bindparam("its_code", type_=String())
_IDS: Final[Any] = bindparam("ids", expanding=True)


def is_of_case(column: Column[Any]) -> bool:
    """Tell whether a column holds the id of a case."""
    return column.name in {"case", "case_id"} or column.name.endswith(("_case", "_case_id"))


@cache
def list_deletions() -> Mapping[str, Delete]:
    """Make the deletion of each table that holds something of a case; what hangs on another row
    goes before it.
    """
    tables = [one for one in reversed(metadata.sorted_tables) if one.name not in OUTLIVES]
    conditions = {one: [*_find_own(one), *_find_hanging(one)] for one in tables}
    last = sorted((one for one in tables if conditions[one]), key=lambda one: bool(_find_own(one)))
    return {one.name: delete(one).where(or_(*conditions[one])) for one in last}


@cache
def _list_ids() -> tuple[Any, ...]:
    """Ask each table for the ids by which others speak of what it holds of a case; a number says
    nothing by itself.
    """
    return tuple(
        select(table.c.id).where(or_(*own))
        for table in metadata.sorted_tables
        if (own := _find_own(table)) and _has_names(table) and table.name not in OUTLIVES
    )


def _has_names(table: Table) -> bool:
    return "id" in table.c and isinstance(table.c.id.type, String)


def _find_own(table: Table) -> list[ColumnElement[bool]]:
    own = [column == _GONE for column in table.columns if is_of_case(column)]
    if table is cases:
        own.append(table.c.id == _GONE)
    elif "code" in table.c:
        own.append(table.c.code == _ITS_CODE)
    return own


def _find_hanging(table: Table) -> Iterator[ColumnElement[bool]]:
    if "session_id" in table.c:
        sessions = select(acute_session.c.id).where(acute_session.c.case_id == _GONE)
        yield table.c.session_id.in_(sessions)
    for column in table.columns:
        for key in column.foreign_keys:
            owners = [one for one in key.column.table.columns if is_of_case(one)]
            if owners:
                of_case = or_(*(one == _GONE for one in owners))
                yield column.in_(select(key.column).where(of_case))


# agendas that held it: who changes one at this moment is told so, and draws it without
_AGENDAS: Final = union(
    *(select(part.c.meeting).where(part.c.case == _GONE) for part in (agenda_item, agenda_left_out))
)
_NEW_VERSION: Final = (
    update(agenda).where(agenda.c.meeting.in_(_AGENDAS)).values(version=agenda.c.version + 1)
)
_PICTURES: Final = delete(plan_picture).where(plan_picture.c.meeting.in_(_AGENDAS))
_PROPOSALS: Final = delete(agenda_proposal).where(
    or_(
        *(
            cast(agenda_proposal.c[name], String()).contains(_GONE)
            for name in ("late", "was", "parts")
        )
    )
)
_REQUESTS: Final = select(attendance_request.c.id, attendance_request.c.cases).where(
    cast(attendance_request.c.cases, String()).contains(_GONE)
)
_THIS_REQUEST: Final = attendance_request.c.id == bindparam("request")
_ASKED_FOR_LESS: Final = (
    update(attendance_request).where(_THIS_REQUEST).values(cases=bindparam("left_over"))
)
_NOT_ASKED: Final = delete(attendance_request).where(_THIS_REQUEST)

_ANSWERS: Final = update(inbox).where(inbox.c.body.is_not(None)).values(body=None)
# of a reply nobody knows which case it is about: who waits for one hears that it did not come
_IS_UNSENT: Final = outbox.c.content.is_not(None) & ~has_state(DeliveryState.SENDING)
_LATE_REPLIES: Final = (
    update(outbox)
    .where(is_open(), _IS_UNSENT)
    .values(state=DeliveryState.EXPIRED, content=None, lease_until=None)
)
_KEPT_REPLIES: Final = update(outbox).where(~is_open(), _IS_UNSENT).values(content=None)
_IN_THE_AIR: Final = select(outbox.c.id).where(
    outbox.c.subject.in_(_IDS), is_open(), has_state(DeliveryState.SENDING)
)
# an answer that may still be waited for stays, and names nothing
_UNNAMED_REPLIES: Final = (
    update(outbox)
    .where(outbox.c.subject.in_(_IDS), outbox.c.kind.is_(None))
    .values(subject="", card=None)
)
_MESSAGES: Final = delete(outbox).where(outbox.c.subject.in_(_IDS), outbox.c.kind.is_not(None))
_CARDS: Final = select(posted_card).where(
    or_(posted_card.c.case_id == bindparam("gone"), posted_card.c.case_id.is_(None))
)
_FORGET_CARD: Final = delete(posted_card).where(posted_card.c.card == bindparam("this_card"))
_TAKE_AWAY: Final = insert_message(
    subject="", operation=Operation.DELETE, expires_at=business_time_after("lasts_within")
)
_TIMERS: Final = select(timer.c.kind, timer.c.subject).where(timer.c.kind != TimerKind.DESTRUCTION)
_CANCEL: Final = delete(timer).where(
    timer.c.kind == bindparam("this_kind"), timer.c.subject == bindparam("this_subject")
)
_DRAFTS: Final = select(draft.c.id, draft.c.subject)
_FORGET_DRAFT: Final = delete(draft).where(draft.c.id == bindparam("this_draft"))


# what an agenda made of it, while the agenda still says that it held it
_BEFORE: Final = {"plan_picture": _PICTURES, "agenda_proposal": _PROPOSALS}
_NONE: Final[Mapping[str, Any]] = {}


class Erasure:
    """Takes away what is kept of one case, in one transaction; a second time there is nothing left.
    Raises ConflictError while a message about it is on its way.
    """

    def __init__(self, connection: Transaction, case: CaseId, code: CaseCode | None) -> None:
        self._connection = connection
        self._case = case
        self._given = {"gone": case, "its_code": code}
        self._counted: dict[str, int] = {}

    async def run(self) -> Mapping[str, int]:
        """Erase it; how much of each kind there was."""
        erased = await self.take_apart()
        await self.forget_replies()
        return erased

    async def forget_replies(self) -> None:
        """Forget what was and will be answered: of none it is known which case it is about."""
        for changed in (_ANSWERS, _LATE_REPLIES, _KEPT_REPLIES):
            await self._connection.execute(changed)

    async def take_apart(self) -> Mapping[str, int]:
        """Erase it, and leave what waits for members as a reply; how much of each kind there
        was.
        """
        await self.forget_spoken_of(await self._find_ids())
        for name, gone in _BEFORE.items():
            await self._erase(name, gone)
        await self._ask_for_less()
        await self._connection.execute(_NEW_VERSION, self._given)
        for name, gone in list_deletions().items():
            await self._erase(name, gone)
        return self.counted

    @property
    def counted(self) -> Mapping[str, int]:
        """How much of each kind there was so far."""
        return {name: many for name, many in self._counted.items() if many}

    def count(self, kind: str, number: int) -> None:
        """Count what somebody else erased of a kind."""
        self._counted[kind] = self._counted.get(kind, 0) + number

    async def forget_spoken_of(self, ids: frozenset[str]) -> None:
        """Take away each card, message, timer and draft that names one of these ids."""
        if (await self._connection.execute(_IN_THE_AIR, {"ids": list(ids)})).first():
            raise ConflictError
        await self._take_away_cards(ids)
        await self._erase_spoken_of(ids)

    async def _erase(self, kind: str, gone: Executable, given: Mapping[str, Any] = _NONE) -> None:
        erased = await self._connection.execute(gone, {**self._given, **given})
        self.count(kind, erased.rowcount)

    async def _find_ids(self) -> frozenset[str]:
        """The ids of the case and of all that is of it: messages and timers hold nothing else."""
        ids: set[str] = {self._case}
        for of_table in _list_ids():
            ids.update((await self._connection.execute(of_table, self._given)).scalars())
        return frozenset(ids)

    async def _take_away_cards(self, ids: frozenset[str]) -> None:
        """Have each card about it deleted in Teams, while it is known where it stands."""
        for card in (await self._connection.execute(_CARDS, self._given)).all():
            if _speaks_of(card.card, ids):
                await self._connection.execute(_TAKE_AWAY, _take_away(card))
                await self._erase("posted_card", _FORGET_CARD, {"this_card": card.card})

    async def _erase_spoken_of(self, ids: frozenset[str]) -> None:
        await self._erase("outbox", _MESSAGES, {"ids": list(ids)})
        await self._connection.execute(_UNNAMED_REPLIES, {"ids": list(ids)})
        for kind, subject in (await self._connection.execute(_TIMERS)).all():
            if _speaks_of(subject, ids):
                given = {"this_kind": kind, "this_subject": subject}
                await self._erase("timer", _CANCEL, given)
        for draft_id, subject in (await self._connection.execute(_DRAFTS)).all():
            if _speaks_of(subject, ids):
                await self._erase("draft", _FORGET_DRAFT, {"this_draft": draft_id})

    async def _ask_for_less(self) -> None:
        """Take it out of what a partner was asked for, with other cases or alone."""
        for request, asked in (await self._connection.execute(_REQUESTS, self._given)).all():
            left_over = [one for one in asked if one != self._case]
            changed = _ASKED_FOR_LESS if left_over else _NOT_ASKED
            given = {"request": request} | ({"left_over": left_over} if left_over else {})
            await self._erase("attendance_request", changed, given)


def _speaks_of(name: str, ids: frozenset[str]) -> bool:
    """Whether a name made of parts names something of the case."""
    return name in ids or not ids.isdisjoint(name.split(":"))


def _take_away(card: Row[Any]) -> dict[str, Any]:
    rule = rule_for(None)
    return {
        "business_key": f"destroyed:{card.activity}:{card.conversation}",
        "target": f"conversation:{card.conversation}",
        "service_url": card.service_url,
        "conversation": card.conversation,
        "activity": card.activity,
        "urgency": rule.urgency,
        "lasts_within": rule.lasts_within,
    }
