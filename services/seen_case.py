"""A case as a member saw it: whoever decides on it later must still see the same version."""

from dataclasses import dataclass
from typing import ClassVar

from domain.access import Action
from domain.case import Case
from domain.errors import AlreadyDoneError
from domain.identifiers import CaseId
from services.access import Permit, require_case, require_role
from services.calendar import write_moment
from services.moment import Context


class CaseChangedError(AlreadyDoneError):
    """Somebody was before you: this case has changed since."""

    text_key: ClassVar[str] = "judging.case_changed"


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
    return CaseChangedError(name=changer.name, at=write_moment(ctx.house, case.changed_at))
