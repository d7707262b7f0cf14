"""Cases, their referrals and their circles as rows; how a member stands to a case."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import (
    BindParameter,
    Column,
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    bindparam,
    case,
    literal,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.engine import RowMapping

from domain.access import CaseState, Involvement
from domain.acute_invitation import OPEN_INVITATION_STATES
from domain.case import Case, CirclePlace, CircleReason
from domain.errors import ConflictError, NotFoundError
from domain.identifiers import CaseCode, CaseId, MemberId
from domain.referral import Referral
from storage.acute_sessions import acute_invitation
from storage.fields import Fields
from storage.metadata import UtcDateTime, metadata
from storage.sealed import SealedColumn
from storage.transaction import Transaction
from storage.upsert import insert_once, insert_or_replace

cases = Table(
    "cases",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("code", String(8), nullable=False, unique=True),
    Column("state", String(20), nullable=False),
    Column("version", Integer(), nullable=False),
    Column("referrer", String(64), nullable=False),
    Column("referring_organisation", String(64), nullable=False),
    Column("received_at", UtcDateTime(), nullable=False),
    Column("promised_on", Date(), nullable=False),
    Column("changed_by", String(64), nullable=False),
    Column("changed_at", UtcDateTime(), nullable=False),
    Column("case_director", String(64), nullable=True),
    Index("ix_cases_state", "state"),
    Index("ix_cases_referrer", "referrer"),
)

referrals = Table(
    "referral",
    metadata,
    Column("case_id", String(64), ForeignKey("cases.id"), primary_key=True),
    Column("content", LargeBinary(), nullable=False),
)

circle = Table(
    "circle",
    metadata,
    Column("case_id", String(64), ForeignKey("cases.id"), primary_key=True),
    Column("member", String(64), primary_key=True),
    Column("organisation", String(64), nullable=False),
    Column("reason", String(20), nullable=False),
    Column("joined_at", UtcDateTime(), nullable=False),
    Column("left_at", UtcDateTime(), nullable=True),
    Index("ix_circle_member", "member"),
)

sealed_referral: Final = SealedColumn[Referral](referrals.c.content, Referral)


def _say(involvement: Involvement) -> ColumnElement[str]:
    return literal(involvement.value, String())


class CaseRows:
    """The cases of the house in one transaction."""

    def __init__(self, connection: Transaction, fields: Fields) -> None:
        self._connection = connection
        self._fields = fields

    async def reserve(self) -> CaseId:
        """Give out an id and make its key; the key is committed before this returns."""
        case_id = CaseId(uuid4().hex)
        await self._fields.make_case_key(case_id)
        return case_id

    async def add(self, case: Case, referral: Referral) -> None:
        """Keep a new case with its referral; ConflictError when its id or code is taken."""
        if not await insert_once(self._connection, cases, asdict(case)):
            raise ConflictError
        await self.save_referral(case.id, referral)

    async def get(self, case_id: CaseId) -> Case:
        """Find a case by its id; NotFoundError when there is none."""
        return await self._one(cases.c.id == case_id)

    async def by_code(self, code: CaseCode) -> Case:
        """Find a case by its code; NotFoundError when there is none."""
        return await self._one(cases.c.code == code)

    async def save(self, case: Case) -> Case:
        """Save a changed case and return it one version higher; ConflictError when the kept
        version is another.
        """
        saved = replace(case, version=case.version + 1)
        is_current = (cases.c.id == case.id) & (cases.c.version == case.version)
        result = await self._connection.execute(
            update(cases).where(is_current).values(asdict(saved))
        )
        if result.rowcount != 1:
            raise ConflictError
        return saved

    async def in_states(self, states: Collection[CaseState]) -> Sequence[Case]:
        """Cases in these states, oldest first."""
        query = select(cases).where(cases.c.state.in_(states))
        rows = await self._connection.execute(query.order_by(cases.c.received_at, cases.c.id))
        return [_case(row) for row in rows.mappings()]

    async def known(self, case_ids: Collection[CaseId]) -> Sequence[Case]:
        """Those of these cases that are kept, by code."""
        query = select(cases).where(cases.c.id.in_(case_ids)).order_by(cases.c.code)
        return [_case(row) for row in (await self._connection.execute(query)).mappings()]

    async def of_member(self, member: MemberId) -> Sequence[Case]:
        """Cases a member referred or is in the circle of, newest first."""
        has_place = (circle.c.member == member) & circle.c.left_at.is_(None)
        in_circle = cases.c.id.in_(select(circle.c.case_id).where(has_place))
        query = select(cases).where(or_(cases.c.referrer == member, in_circle))
        newest_first = query.order_by(cases.c.received_at.desc(), cases.c.id)
        rows = await self._connection.execute(newest_first)
        return [_case(row) for row in rows.mappings()]

    async def referral(self, case_id: CaseId) -> Referral:
        """The referral of a case, opened; NotFoundError when there is none."""
        query = select(referrals).where(referrals.c.case_id == case_id)
        row = (await self._connection.execute(query)).one_or_none()
        if row is None:
            raise NotFoundError
        return await sealed_referral.open(self._fields, case_id, case_id, row.content)

    async def save_referral(self, case_id: CaseId, referral: Referral) -> None:
        """Keep a referral, sealed under the key of its case."""
        content = await sealed_referral.seal(self._fields, case_id, case_id, referral)
        row = {"case_id": case_id, "content": content}
        await insert_or_replace(self._connection, referrals, row)

    async def circle(self, case_id: CaseId) -> Sequence[CirclePlace]:
        """Everybody now in the circle, by the moment they joined."""
        is_there = (circle.c.case_id == case_id) & circle.c.left_at.is_(None)
        query = select(circle).where(is_there).order_by(circle.c.joined_at, circle.c.member)
        return [_place(row) for row in (await self._connection.execute(query)).mappings()]

    async def join_circle(self, place: CirclePlace) -> None:
        """Give a member a place, also one who had left; nothing changes for one who has a place."""
        row = asdict(place)
        row["case_id"] = row.pop("case")
        if await insert_once(self._connection, circle, row):
            return
        had_left = _is_place(place.case, place.member) & circle.c.left_at.is_not(None)
        await self._connection.execute(update(circle).where(had_left).values(row))

    async def leave_circle(self, case_id: CaseId, member: MemberId, at: datetime) -> None:
        """End a member's place; nothing changes for one who left before."""
        is_there = _is_place(case_id, member) & circle.c.left_at.is_(None)
        await self._connection.execute(update(circle).where(is_there).values(left_at=at))

    async def involvement(self, case_id: CaseId, member: MemberId) -> Involvement:
        """How a member stands to a case; what gives most comes first."""
        return (await self.involvements([case_id], member))[case_id]

    async def involvements(
        self, case_ids: Collection[CaseId], member: MemberId
    ) -> Mapping[CaseId, Involvement]:
        """How a member stands to each of these cases, in one question."""
        given = {"cases": list(case_ids), "member": member, "open": OPEN_INVITATION_STATES}
        rows = (await self._connection.execute(_INVOLVEMENTS, given)).all() if case_ids else ()
        found = {(row.case_id, Involvement(row.involvement)) for row in rows}
        return {
            one: next((most for most in _GIVES_MOST if (one, most) in found), Involvement.NONE)
            for one in case_ids
        }

    async def _one(self, condition: ColumnElement[bool]) -> Case:
        row = (await self._connection.execute(select(cases).where(condition))).mappings()
        found = row.one_or_none()
        if found is None:
            raise NotFoundError
        return _case(found)


_GIVES_MOST: Final = (
    Involvement.REFERRER,
    Involvement.CIRCLE,
    Involvement.INVITED,
    Involvement.FORMER,
)
# made once: every decision about a case asks it
_CASES: Final[BindParameter[Any]] = bindparam("cases", expanding=True)
_MEMBER: Final = bindparam("member", type_=String())
_INVOLVEMENTS: Final = union_all(
    select(cases.c.id.label("case_id"), _say(Involvement.REFERRER).label("involvement")).where(
        cases.c.id.in_(_CASES), cases.c.referrer == _MEMBER
    ),
    select(
        circle.c.case_id,
        case(
            (circle.c.left_at.is_(None), _say(Involvement.CIRCLE)),
            else_=_say(Involvement.FORMER),
        ),
    ).where(circle.c.case_id.in_(_CASES), circle.c.member == _MEMBER),
    select(
        acute_invitation.c.case_id,
        case(
            (
                acute_invitation.c.state.in_(bindparam("open", expanding=True)),
                _say(Involvement.INVITED),
            ),
            else_=_say(Involvement.FORMER),
        ),
    ).where(acute_invitation.c.case_id.in_(_CASES), acute_invitation.c.member == _MEMBER),
)


def _is_place(case_id: CaseId, member: MemberId) -> ColumnElement[bool]:
    return (circle.c.case_id == case_id) & (circle.c.member == member)


def _case(row: RowMapping) -> Case:
    return Case(**{**row, "state": CaseState(row["state"])})


def _place(row: RowMapping) -> CirclePlace:
    content = {**row}
    case_id, reason = CaseId(content.pop("case_id")), CircleReason(row["reason"])
    return CirclePlace(**{**content, "case": case_id, "reason": reason})
