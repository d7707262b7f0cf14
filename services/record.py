"""Putting on record what a member did (NEN 7513): ids, codes and a time, never content."""

from domain.audit import AuditEntry, AuditEvent, AuditReason
from domain.identifiers import CaseId, MemberId, OrganisationId
from services.context import Context


async def record(
    ctx: Context,
    event: AuditEvent,
    case_id: CaseId | None = None,
    subject: str | None = None,
    *,
    reason: AuditReason | None = None,
    on_behalf_of: MemberId | OrganisationId | None = None,
) -> None:
    """Record what the actor did now: with a case, or with the session, meeting, invitation or
    member that ``subject`` names.
    """
    await ctx.uow.audit.append(
        AuditEntry(
            event=event,
            at=ctx.now,
            who=ctx.actor.id,
            organisation=ctx.actor.organisation.id,
            roles=ctx.actor.roles,
            on_behalf_of=on_behalf_of,
            case_id=case_id,
            subject=subject,
            reason=reason,
        )
    )
