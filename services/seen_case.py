"""A case as a member saw it: whoever decides on it later must still see the same version."""

from dataclasses import dataclass
from typing import ClassVar

from domain.access import Action, CaseState
from domain.case import Case
from domain.errors import AlreadyDoneError
from domain.identifiers import CaseId
from domain.policy import decide_access
from services.access import Permit, require_case, require_role, standing_of
from services.calendar import write_moment
from services.moment import Context


class CaseChangedError(AlreadyDoneError):
    """Somebody was before you: this case has changed since."""

    text_key: ClassVar[str] = "judging.case_changed"


class ChangedByYouError(CaseChangedError):
    """You changed this case yourself since you saw it."""

    text_key: ClassVar[str] = "judging.changed_by_you"


class CaseGoneError(CaseChangedError):
    """Somebody was before you, and nothing is left for you to do here."""

    text_key: ClassVar[str] = "judging.case_gone"


class CaseWithdrawnError(CaseChangedError):
    """The referrer withdrew this case since you saw it: nothing is left for you to do here."""

    text_key: ClassVar[str] = "judging.case_withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenCase:
    """A case as a judge saw it; without a version it is looked at for the first time."""

    id: CaseId
    version: int | None = None


def see(case: Case) -> SeenCase:
    """A case as it is now."""
    return SeenCase(id=case.id, version=case.version)


async def take_case(ctx: Context, action: Action, seen: SeenCase) -> Permit:
    """Take up a case as the judge saw it; CaseChangedError with who and when when it changed."""
    require_role(ctx, action)
    case = await ctx.uow.cases.get(seen.id)
    if seen.version not in {None, case.version}:
        raise await _changed(ctx, case)
    return await require_case(ctx, action, case)


async def _changed(ctx: Context, case: Case) -> CaseChangedError:
    changer = await ctx.uow.people.member(case.changed_by)
    error = await _find_change(ctx, case)
    return error(name=changer.name, at=write_moment(ctx.house, case.changed_at))


async def _find_change(ctx: Context, case: Case) -> type[CaseChangedError]:
    """What happened to a case, and whether this member can go on with it."""
    if case.state in {CaseState.WITHDRAWN, CaseState.REPORT_WITHDRAWN}:
        return CaseWithdrawnError
    if case.changed_by == ctx.actor.id:
        return ChangedByYouError
    standing = await standing_of(ctx, case)
    may_see = decide_access(Action.VIEW_CASE, ctx.actor, standing).is_allowed
    return CaseChangedError if may_see else CaseGoneError
