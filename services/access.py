"""The door of the read policy: every use case comes through here before it shows or changes.

A permit is what the policy said: whoever holds one needs not ask again, and a service that acts on
a case takes a permit in place of the case.
"""

from collections.abc import Iterable, Mapping
from dataclasses import InitVar, dataclass, field, replace
from typing import ClassVar, Final

from domain.access import Access, Action, CaseState, Ground, Involvement, Refusal, Standing
from domain.audit import AuditEvent, AuditOutcome, AuditReason
from domain.case import Case
from domain.errors import NotAllowedError, NotFoundError, RuleBrokenError, StoplichtError
from domain.identifiers import CaseCode, CaseId, MemberId, read_case_code
from domain.member import Actor, Role
from domain.merging import FormerCase
from domain.policy import decide_access, may_ever
from domain.sight import SeenPart, Sight
from domain.sitting import CLOSES_AFTER_WITHIN, OPENS_BEFORE_WITHIN, Sitting
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


class PausedCaseError(RefusedError):
    """This case rests: until when is all that who keeps a place in it hears."""

    text_key: ClassVar[str] = "pause.rests"

    def __init__(self, access: Access, case: Case) -> None:
        super().__init__(access, case.id)
        on = case.paused_until
        self.parameters = {"code": case.code, "on": f"{on:%d-%m-%Y}" if on else ""}


class RenamedError(RuleBrokenError):
    """This case was merged with another, and has its code now."""

    text_key: ClassVar[str] = "merging.renamed"


class FormerCodeError(NotFoundError):
    """This does not exist, or it is not for you: to who may not know which case it became."""

    def __init__(self, former: FormerCase) -> None:
        super().__init__()
        self.former = former


class WrongPermitError(Exception):
    """A service was given a permit that is not for this action, this turn or this case."""


_SIGNED: Final = object()


@dataclass(frozen=True, slots=True, kw_only=True)
class HousePermit:
    """The actor of a turn may take an action that touches no case, on this ground. Only
    ``require`` gives one.
    """

    action: Action
    ground: Ground
    ctx: Context = field(repr=False, compare=False)
    signed: InitVar[object]

    def __post_init__(self, signed: object) -> None:
        """Refuse a permit that the policy did not give."""
        _check_signed(signed)

    def check(self, ctx: Context, action: Action) -> None:
        """Raise WrongPermitError when this is no permit for the action in this turn."""
        if self.ctx is not ctx or self.action is not action:
            raise WrongPermitError(action)

    def sights(
        self, part: SeenPart, cases: Iterable[CaseId], subject: str | None = None
    ) -> tuple[Sight, ...]:
        """What a page shows of these cases, for the record; without one that it was looked at."""
        shown = tuple(dict.fromkeys(cases)) or (None,)
        return tuple(
            Sight(part=part, ground=self.ground, case_id=case, subject=subject) for case in shown
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit:
    """The actor of a turn may take an action on a case, as this turn loaded that case; one load
    and one decision, with what the decision stood on. Only ``require_case`` gives one.
    """

    action: Action
    case: Case
    standing: Standing
    ground: Ground
    ctx: Context = field(repr=False, compare=False)
    signed: InitVar[object]

    def __post_init__(self, signed: object) -> None:
        """Refuse a permit that the policy did not give."""
        _check_signed(signed)

    def case_for(self, ctx: Context, *actions: Action) -> Case:
        """The case; WrongPermitError when this is no permit for one of the actions in this turn."""
        if self.ctx is not ctx or self.action not in actions:
            raise WrongPermitError(*actions)
        return self.case

    def sight(self, part: SeenPart, subject: str | None = None) -> Sight:
        """A part of the case that is shown on this permit, for the record."""
        return Sight(part=part, ground=self.ground, case_id=self.case.id, subject=subject)


def _check_signed(signed: object) -> None:
    # the mark is not kept in the permit, so that no copy can be made for another case or action
    if signed is not _SIGNED:
        raise WrongPermitError


def require(ctx: Context, action: Action, sitting: Sitting | None = None) -> HousePermit:
    """Refuse an action that touches no case when the actor's role does not hold it, or not around
    the meeting it is done in.
    """
    access = decide_access(action, ctx.actor, None, sitting)
    if access.ground is None:
        raise RefusedError(access)
    return HousePermit(action=action, ground=access.ground, ctx=ctx, signed=_SIGNED)


def require_role(ctx: Context, action: Action) -> None:
    """Refuse a command that this actor's roles could never hold, whatever the case."""
    if not may_ever(action, ctx.actor):
        raise RefusedError(decide_access(action, ctx.actor, None))


async def require_case(
    ctx: Context,
    action: Action,
    case: Case,
    state: CaseState | None = None,
    standing: Standing | None = None,
) -> Permit:
    """Refuse an action on a case that is not this actor's to take; ``state`` when the policy is
    asked about another state than the case is in, ``standing`` when it is known already how the
    actor stands to it.

    NotNowError when it is only too early or too late, for who may see where the case stands;
    PausedCaseError for who keeps a place in one that rests.
    """
    standing = standing or await standing_of(ctx, case)
    asked = replace(standing, state=state) if state else standing
    access = decide_access(action, ctx.actor, asked)
    if access.ground is not None:
        return Permit(
            action=action,
            case=case,
            standing=standing,
            ground=access.ground,
            ctx=ctx,
            signed=_SIGNED,
        )
    may_see = decide_access(Action.VIEW_CASE, ctx.actor, asked).is_allowed
    if may_see and access.refusal is Refusal.NOT_IN_THIS_STATE:
        raise NotNowError(access, case)
    if decide_access(Action.HEAR_PAUSE, ctx.actor, asked).is_allowed:
        raise PausedCaseError(access, case)
    raise RefusedError(access, case.id)


def find_grounds(
    ctx: Context, action: Action, cases: Mapping[Case, Involvement]
) -> Mapping[Case, Ground]:
    """Those of these cases with which the actor, who stands to each so, may do this, each with the
    ground.
    """
    return find_grounds_of(ctx.actor, action, cases)


def find_grounds_of(
    actor: Actor, action: Action, cases: Mapping[Case, Involvement]
) -> Mapping[Case, Ground]:
    """The same, for an actor to whom a message is sent."""

    def find_ground(case: Case, involvement: Involvement) -> Ground | None:
        standing = Standing(involvement=involvement, state=case.state)
        return decide_access(action, actor, standing).ground

    return {case: ground for case, so in cases.items() if (ground := find_ground(case, so))}


def not_involved(action: Action, case: CaseId | None) -> RefusedError:
    """The refusal of what is another member's own: an invitation, a draft."""
    return RefusedError(Access(action=action, refusal=Refusal.NOT_INVOLVED), case)


async def standing_of(ctx: Context, case: Case, member: MemberId | None = None) -> Standing:
    """How the actor (or another member) stands to a case now."""
    involvement = await ctx.uow.cases.involvement(case.id, member or ctx.actor.id)
    sitting = None if member else await _find_sitting(ctx, case)
    return Standing(
        involvement=involvement,
        state=case.state,
        sitting=sitting,
        is_director=case.case_director == (member or ctx.actor.id),
    )


async def _find_sitting(ctx: Context, case: Case) -> Sitting | None:
    """The meeting around now in which a note taker takes notes of a case."""
    if Role.NOTE_TAKER not in ctx.actor.roles:
        return None
    begins_by, ends_after = ctx.now + OPENS_BEFORE_WITHIN, ctx.now - CLOSES_AFTER_WITHIN
    meeting = await ctx.uow.meeting_runs.discussing(case.id, begins_by, ends_after)
    if meeting is None:
        return None
    return Sitting(starts_at=meeting.starts_at, ends_at=meeting.ends_at, at=ctx.now)


async def find_case(ctx: Context, action: Action, typed: str) -> Permit:
    """Find the case behind a typed code; absent and forbidden read the same. RenamedError for who
    may see the case that it was merged into.
    """
    code = read_code(typed)
    try:
        case = await ctx.uow.cases.by_code(code)
    except NotFoundError as missing:
        former = await ctx.uow.merges.named(code)
        raise await _find_what_became(ctx, former) if former else missing from None
    return await require_case(ctx, action, case)


async def _find_what_became(ctx: Context, former: FormerCase) -> StoplichtError:
    case = await ctx.uow.cases.get(former.case)
    standing = await standing_of(ctx, case)
    if may_know_both(ctx, former, standing):
        return RenamedError(old=former.code, code=case.code)
    return FormerCodeError(former)


def may_know_both(ctx: Context, former: FormerCase, standing: Standing) -> bool:
    """Tell whether the actor, who stands to a case so, may know that another was merged into it:
    who only referred it, when they referred that one too.
    """
    ground = decide_access(Action.VIEW_CASE, ctx.actor, standing).ground
    if ground is Ground.REFERRER and standing.involvement is Involvement.REFERRER:
        return former.referrer == ctx.actor.id
    return ground is not None


async def record_refusal(ctx: Context, error: StoplichtError) -> None:
    """The policy's refusals of a member go on record, other errors do not."""
    if not isinstance(error, RefusedError) or error.access.refusal is None:
        return
    reason = AuditReason(error.access.refusal)
    await ctx.record(
        AuditEvent.REFUSED,
        error.case,
        error.access.action,
        outcome=AuditOutcome.REFUSED,
        reason=reason,
    )


def read_code(typed: str) -> CaseCode:
    """Read a typed code; NotFoundError when it is none."""
    code = read_case_code(typed)
    if code is None:
        raise NotFoundError
    return code
