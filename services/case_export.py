"""What is taken of a case to another system: what its reader may read on the page of the case, no
address and nothing that only a meeting or a session holds. Each part is on record as exported.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from domain.access import Action
from domain.audit import Operator
from domain.case import Case
from domain.errors import InvalidInputError
from domain.identifiers import CaseId
from services.access import Permit, find_case, require_case
from services.case_page import CasePageView, read_whole_page
from services.moment import Context


class NoExportReasonError(InvalidInputError):
    """Say why this case is exported."""

    text_key: ClassVar[str] = "case_export.no_reason"


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeCase:
    """All leaves of a case that somebody may read, whole; for whom, when and why they are taken;
    ``reason`` is empty for who copies it themselves.
    """

    case: Case
    pages: tuple[CasePageView, ...]
    reader: str
    organisation: str
    at: datetime
    received_on: date
    reason: str = ""


async def export_case(ctx: Context, code: str, reason: str, operator: Operator) -> WholeCase:
    """Export a case, by its code, for the actor and under the account that runs it.

    Raises NoExportReasonError; a case that was closed is not theirs to read any more.
    """
    permit = await find_case(ctx, Action.EXPORT_CASE, code)
    if not reason.strip():
        raise NoExportReasonError
    whole = await _read(ctx, permit, reason.strip())
    await ctx.record_exported(operator)
    return whole


async def copy_case(ctx: Context, case_id: CaseId) -> WholeCase:
    """Show a case whole to who copies it into another register themselves."""
    case = await ctx.uow.cases.get(case_id)
    whole = await _read(ctx, await require_case(ctx, Action.EXPORT_CASE, case))
    await ctx.record_exported()
    return whole


async def _read(ctx: Context, permit: Permit, reason: str = "") -> WholeCase:
    case = permit.case_for(ctx, Action.EXPORT_CASE)
    reading = await require_case(ctx, Action.VIEW_CASE, case, standing=permit.standing)
    return WholeCase(
        case=case,
        pages=await read_whole_page(ctx, reading),
        reader=ctx.actor.member.name,
        organisation=ctx.actor.organisation.name,
        at=ctx.now,
        received_on=ctx.day_of(case.received_at),
        reason=reason,
    )
