"""What is taken of a case to another system: all that its reader may read of it, but no address.
Each part is on record as exported.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import ClassVar

from domain.access import Action
from domain.audit import Operator
from domain.case import Case
from domain.errors import InvalidInputError
from domain.identifiers import CaseId, MemberId, OrganisationId
from services.access import Permit, find_case, require_case
from services.acute.session_record import SessionRecord, read_session_records
from services.case_leaves import CasePageView
from services.case_page import read_told_before, read_whole_page
from services.minutes_views import MinutesView, read_shared_minutes
from services.moment import Context
from services.partners import name_organisations


class NoExportReasonError(InvalidInputError):
    """Say why this case is exported."""

    text_key: ClassVar[str] = "case_export.no_reason"


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeCase:
    """All leaves of a case that somebody may read, whole; for whom, when and why they are taken;
    ``reason`` is empty for who copies it themselves. ``earlier`` is how the story was told before,
    ``minutes`` what was shared of them: all that is beside its page is only for who exports it.
    """

    case: Case
    pages: tuple[CasePageView, ...]
    reader: str
    organisation: str
    at: datetime
    received_on: date
    reason: str = ""
    earlier: tuple[CasePageView, ...] = ()
    minutes: tuple[MinutesView, ...] = ()
    sessions: tuple[SessionRecord, ...] = ()
    names: Mapping[MemberId, str] = field(default_factory=dict)
    organisations: Mapping[OrganisationId, str] = field(default_factory=dict)

    def name_organisation(self, known_as: OrganisationId) -> str:
        """The name of an organisation, also of one that left the house."""
        return self.organisations.get(known_as, known_as)


async def export_case(ctx: Context, code: str, reason: str, operator: Operator) -> WholeCase:
    """Export a case, by its code, for the actor and under the account that runs it.

    Raises NoExportReasonError; a case that was closed is not theirs to read any more.
    """
    permit = await find_case(ctx, Action.EXPORT_CASE, code)
    if not reason.strip():
        raise NoExportReasonError
    whole = await _read_beside(ctx, permit, await _read(ctx, permit, reason.strip()))
    await ctx.record_exported(operator)
    return whole


async def copy_case(ctx: Context, case_id: CaseId) -> WholeCase:
    """Show a case whole to who copies it into another register themselves."""
    case = await ctx.uow.cases.get(case_id)
    whole = await _read(ctx, await require_case(ctx, Action.EXPORT_CASE, case))
    await ctx.record_exported()
    return whole


async def _read_beside(ctx: Context, permit: Permit, whole: WholeCase) -> WholeCase:
    """Read what is kept of a case beside its page."""
    reading = await require_case(ctx, Action.VIEW_CASE, permit.case, standing=permit.standing)
    sessions = await read_session_records(ctx, permit)
    members = {one.member for record in sessions for one in record.invitations}
    members |= {record.session.reported_by for record in sessions}
    return replace(
        whole,
        earlier=await read_told_before(ctx, reading, whole.pages[0]),
        minutes=await read_shared_minutes(ctx, permit),
        sessions=sessions,
        names=await ctx.uow.people.names(members),
        organisations=await name_organisations(ctx),
    )


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
