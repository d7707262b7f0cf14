"""The door of the read policy: every use case comes through here before it shows or changes."""

from typing import ClassVar

from domain.access import Access, Action, Refusal, Standing, decide_access, may_ever
from domain.case import Case
from domain.errors import NotAllowedError, NotFoundError
from domain.identifiers import CaseCode, CaseId, MemberId, read_case_code
from services.moment import Context


class RefusedError(NotAllowedError):
    """That does not exist, or it is not for you."""

    text_key: ClassVar[str] = "error.not_for_you"

    def __init__(self, access: Access, case: CaseId | None = None) -> None:
        super().__init__()
        self.access = access
        self.case = case


class NotNowError(RefusedError):
    """This case is not ready for that now, or past it."""

    text_key: ClassVar[str] = "error.not_now"

    def __init__(self, access: Access, case: Case) -> None:
        super().__init__(access, case.id)
        self.parameters = {"code": case.code}


def require(ctx: Context, action: Action) -> None:
    """Refuse an action that touches no case when the actor's role does not hold it."""
    access = decide_access(action, ctx.actor, None)
    if not access.is_allowed:
        raise RefusedError(access)


def require_role(ctx: Context, action: Action) -> None:
    """Refuse a command that this actor's roles could never hold, whatever the case."""
    if not may_ever(action, ctx.actor):
        raise RefusedError(decide_access(action, ctx.actor, None))


async def require_case(ctx: Context, action: Action, case: Case) -> Case:
    """Refuse an action on a case that is not this actor's to take.

    NotNowError when it is only too early or too late, for who may see where the case stands.
    """
    standing = await standing_of(ctx, case)
    access = decide_access(action, ctx.actor, standing)
    if access.is_allowed:
        return case
    may_see = decide_access(Action.VIEW_CASE, ctx.actor, standing).is_allowed
    if may_see and access.refusal is Refusal.NOT_IN_THIS_STATE:
        raise NotNowError(access, case)
    raise RefusedError(access, case.id)


def not_involved(action: Action, case: CaseId | None) -> RefusedError:
    """The refusal of what is another member's own: an invitation, a draft."""
    return RefusedError(Access(action=action, refusal=Refusal.NOT_INVOLVED), case)


async def standing_of(ctx: Context, case: Case, member: MemberId | None = None) -> Standing:
    """How the actor (or another member) stands to a case now."""
    involvement = await ctx.uow.cases.involvement(case.id, member or ctx.actor.id)
    return Standing(involvement=involvement, state=case.state)


async def find_case(ctx: Context, action: Action, typed: str) -> Case:
    """Find the case behind a typed code; absent and forbidden read the same."""
    return await require_case(ctx, action, await ctx.uow.cases.by_code(read_code(typed)))


def read_code(typed: str) -> CaseCode:
    """Read a typed code; NotFoundError when it is none."""
    code = read_case_code(typed)
    if code is None:
        raise NotFoundError
    return code
