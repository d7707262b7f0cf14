"""The plan of action of a case: written by a process director, version after version, and read by
who is involved, together with what was agreed under it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from domain.access import Action
from domain.audit import AuditEvent
from domain.case import Case
from domain.errors import AlreadyDoneError
from domain.identifiers import CaseId, MemberId, OrganisationId
from domain.plan_of_action import PlanOfAction, PlanText, PlanVersion, form_plan
from domain.policy import decide_access
from domain.sight import SeenPart
from services.access import Permit, require_case
from services.calendar import write_moment
from services.moment import Context
from services.partners import find_participants, name_organisations


class PlanChangedError(AlreadyDoneError):
    """Somebody wrote another version of this plan since you saw it."""

    text_key: ClassVar[str] = "plan_of_action.changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanToWrite:
    """The plan of a case as its writer found it; None when there is none yet."""

    permit: Permit
    plan: PlanOfAction | None

    @property
    def number(self) -> int:
        """The number of the version that was found; 0 when there is none."""
        return self.plan.version.number if self.plan else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanView:
    """The plan of a case with who wrote it when; ``may`` is what this reader can do there."""

    case: Case
    plan: PlanOfAction | None
    versions: tuple[PlanVersion, ...]
    writers: Mapping[MemberId, str]
    organisations: Mapping[OrganisationId, str]
    may: frozenset[Action]


async def view_plan(ctx: Context, case_id: CaseId) -> PlanView:
    """Show the plan of a case to who is involved; that it was seen goes on record."""
    permit = await require_case(ctx, Action.VIEW_ACTIONS, await ctx.uow.cases.get(case_id))
    await ctx.record_seen(permit.sight(SeenPart.PLAN))
    versions = await ctx.uow.plans_of_action.versions(case_id)
    offered = (Action.WRITE_PLAN, Action.AGREE_ACTION)
    standing = permit.standing
    return PlanView(
        case=permit.case,
        plan=await ctx.uow.plans_of_action.newest(case_id),
        versions=tuple(versions),
        writers=await ctx.uow.people.names({one.written_by for one in versions}),
        organisations=await name_organisations(ctx),
        may=frozenset(o for o in offered if decide_access(o, ctx.actor, standing).is_allowed),
    )


async def open_plan(ctx: Context, case_id: CaseId, number: int | None = None) -> PlanToWrite:
    """Find the plan of a case to write its next version; ``number`` is the version that was seen.
    PlanChangedError with who and when once there is another.
    """
    permit = await require_case(ctx, Action.WRITE_PLAN, await ctx.uow.cases.get(case_id))
    found = PlanToWrite(permit=permit, plan=await ctx.uow.plans_of_action.newest(case_id))
    if number not in {None, found.number} and found.plan is not None:
        version = found.plan.version
        writer = await ctx.uow.people.member(version.written_by)
        at = write_moment(ctx.house, version.written_at)
        raise PlanChangedError(name=writer.name, at=at)
    return found


async def record_plan_seen(ctx: Context, found: PlanToWrite) -> None:
    """Put on record that the plan of a case is seen by who writes its next version."""
    found.permit.case_for(ctx, Action.WRITE_PLAN)
    await ctx.record_seen(found.permit.sight(SeenPart.PLAN))


async def write_next_plan(ctx: Context, found: PlanToWrite, text: PlanText) -> PlanOfAction:
    """Write the next version of a plan; those before it are kept."""
    case = found.permit.case_for(ctx, Action.WRITE_PLAN)
    participants = await find_participants(ctx)
    plan = form_plan(case.id, text, found.number + 1, participants, ctx.sign())
    await ctx.uow.plans_of_action.add(plan)
    await ctx.record(AuditEvent.PLAN_WRITTEN, case.id)
    return plan
