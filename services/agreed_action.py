"""What was agreed about a case: put down for its owner, answered by the owner or on their behalf,
given a new date or brought to a manager (product page §7).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar
from uuid import uuid4

from domain import agreed_action as actions
from domain.access import Action
from domain.agreed_action import ActionState, ActionWish, AgreedAction, StandingAction
from domain.audit import AuditEvent
from domain.case import Case
from domain.errors import AlreadyDoneError, InvalidInputError, RuleBrokenError
from domain.identifiers import ActionId, CaseCode, CaseId, MemberId, OrganisationId
from domain.member import Member, Organisation, Role
from domain.notice import NoticeKind
from domain.policy import decide_access
from domain.sight import SeenPart
from services.access import Permit, WrongPermitError, not_involved, require_case
from services.action_reminders import ask_director, has_owner, open_office, set_next_look
from services.calendar import write_moment
from services.digest import announce_digest
from services.moment import Context, Moment
from services.standing_in import stands_in


class ActionMovedOnError(AlreadyDoneError):
    """Somebody was before you with this agreement."""

    text_key: ClassVar[str] = "agreed_action.moved_on"


class NoManagerError(RuleBrokenError):
    """This house has no manager now."""

    text_key: ClassVar[str] = "agreed_action.no_manager"


class NotInvolvedOwnerError(InvalidInputError):
    """Only somebody who is involved in the case can take on something about it."""

    text_key: ClassVar[str] = "agreed_action.not_involved_owner"


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionPermit:
    """What a permit allows holds for this action on its case; ``is_theirs`` when the actor answers
    it themselves, as owner or as who stands in for the owner.
    """

    permit: Permit
    agreed: AgreedAction
    is_theirs: bool = False

    def __post_init__(self) -> None:
        """Refuse an action on another case."""
        if self.agreed.case != self.permit.case.id:
            raise WrongPermitError

    @property
    def case(self) -> Case:
        """The case of the action."""
        return self.permit.case


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionView:
    """An action as this member may see it, without its text: ``may`` is what they can do with it
    now. ``has_owner`` is False when its owner may not open the case any more.
    """

    action: StandingAction
    code: CaseCode
    owner: Member
    organisation: Organisation
    is_own: bool
    has_owner: bool
    changed_by: str
    may: frozenset[Action]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseActionsView:
    """All that was agreed about a case: open ones first, the earliest due before others. ``may`` is
    what this reader can do about each that is open.
    """

    case: Case
    actions: tuple[AgreedAction, ...]
    owners: Mapping[MemberId, str]
    may: frozenset[Action]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionText:
    """An action with its text, for a window only; ``may`` is what this reader decides about it."""

    action: AgreedAction
    code: CaseCode
    owner: str
    is_own: bool = False
    may: frozenset[Action] = frozenset()


async def agree_action(ctx: Context, case: Case, wish: ActionWish) -> AgreedAction:
    """Put down what somebody promised about a case; its owner is reminded of it by the clock."""
    owner = await ctx.uow.people.member(wish.owner)
    new = actions.form_action(
        ActionId(uuid4().hex), case.id, owner.organisation, wish, ctx.sign(), ctx.calendar
    )
    await ctx.uow.agreed_actions.add(new)
    await ctx.record(AuditEvent.ACTION_AGREED, case.id, new.id, on_behalf_of=new.owner)
    await set_next_look(ctx, new)
    return new


async def open_to_agree(ctx: Context, case_id: CaseId) -> Permit:
    """Find a case to agree something about it, under its plan."""
    return await require_case(ctx, Action.AGREE_ACTION, await ctx.uow.cases.get(case_id))


async def list_owners(ctx: Context, permit: Permit) -> Sequence[Member]:
    """List who can take on something about a case: who is involved in it today, and the actor."""
    permit.case_for(ctx, Action.AGREE_ACTION)
    return await _find_owners(ctx, permit)


async def list_new_owners(ctx: Context, held: ActionPermit) -> Sequence[Member]:
    """List who can take over an action: whoever can take on something about its case, but for who
    has it for the same organisation.
    """
    held.permit.case_for(ctx, Action.GUARD_ACTION)
    has_it = (held.agreed.owner, held.agreed.organisation)
    owners = await _find_owners(ctx, held.permit)
    return [one for one in owners if (one.id, one.organisation) != has_it]


async def _find_owners(ctx: Context, permit: Permit) -> Sequence[Member]:
    await ctx.record_seen(permit.sight(SeenPart.CIRCLE))
    places = {place.member for place in await ctx.uow.cases.circle(permit.case.id)}
    members = (await ctx.uow.people.by_ids(sorted(places | {ctx.actor.id}))).values()
    return sorted(
        (one for one in members if one.roles(ctx.today)), key=lambda one: (one.name, one.id)
    )


async def agree_under_plan(ctx: Context, permit: Permit, wish: ActionWish) -> AgreedAction:
    """Put down what somebody who is involved takes on; NotInvolvedOwnerError for anybody else."""
    case = permit.case_for(ctx, Action.AGREE_ACTION)
    if wish.owner not in {one.id for one in await list_owners(ctx, permit)}:
        raise NotInvolvedOwnerError
    return await agree_action(ctx, case, wish)


async def list_open_actions(moment: Moment, case_id: CaseId) -> Sequence[AgreedAction]:
    """List what is still open of what was agreed about a case, the earliest due first."""
    return [one for one in await moment.uow.agreed_actions.of_case(case_id) if one.is_open]


async def open_own_action(
    ctx: Context, known_as: ActionId, version: int | None = None
) -> ActionPermit:
    """Find the actor's own action, or that of whom they stand in for, to answer it: the action
    decides whose it is.
    """
    agreed = await ctx.uow.agreed_actions.get(known_as)
    if not await answers_for(ctx, agreed):
        raise not_involved(Action.ANSWER_ACTION, agreed.case)
    return await _take(ctx, Action.ANSWER_ACTION, agreed, version)


async def answers_for(ctx: Context, agreed: StandingAction) -> bool:
    """Tell whether an action is the actor's own, or that of a colleague they stand in for now."""
    return agreed.owner == ctx.actor.id or await stands_in(ctx, ctx.actor.id, agreed.owner)


async def open_for_owner(
    ctx: Context, known_as: ActionId, version: int | None = None
) -> ActionPermit:
    """Find an action to note what its owner said by telephone."""
    agreed = await ctx.uow.agreed_actions.get(known_as)
    return await _take(ctx, Action.ANSWER_FOR_OWNER, agreed, version)


async def open_to_guard(
    ctx: Context, known_as: ActionId, version: int | None = None
) -> ActionPermit:
    """Find an action to decide how it goes on."""
    agreed = await ctx.uow.agreed_actions.get(known_as)
    return await _take(ctx, Action.GUARD_ACTION, agreed, version)


async def _take(
    ctx: Context, action: Action, agreed: AgreedAction, version: int | None
) -> ActionPermit:
    permit = await require_case(ctx, action, await ctx.uow.cases.get(agreed.case))
    if agreed.is_over or version not in {None, agreed.version}:
        changer = await ctx.uow.people.member(agreed.changed_by)
        at = write_moment(ctx.house, agreed.changed_at)
        raise ActionMovedOnError(name=changer.name, at=at)
    return ActionPermit(permit=permit, agreed=agreed)


async def record_text_seen(ctx: Context, held: ActionPermit) -> None:
    """Put on record that the text of an action is seen by who answers it or decides about it."""
    held.permit.case_for(ctx, Action.ANSWER_ACTION, Action.ANSWER_FOR_OWNER, Action.GUARD_ACTION)
    await ctx.record_seen(held.permit.sight(SeenPart.ACTIONS, held.agreed.id))


async def answer_action(
    ctx: Context, held: ActionPermit, state: ActionState, note: str = ""
) -> AgreedAction:
    """Note what came of an action, by its owner or by telephone on their behalf; of what was not
    done a process director hears.
    """
    case = held.permit.case_for(ctx, Action.ANSWER_ACTION, Action.ANSWER_FOR_OWNER)
    answered = actions.note_outcome(held.agreed, state, note, ctx.sign())
    if state is ActionState.NOT_DONE and Role.PROCESS_DIRECTOR not in ctx.actor.roles:
        answered = replace(answered, asked=await ask_director(ctx, answered, _next_day(ctx)))
    saved = await ctx.uow.agreed_actions.save(answered)
    is_own = saved.owner == ctx.actor.id
    is_deputy = not is_own and await stands_in(ctx, ctx.actor.id, saved.owner)
    await ctx.record_said(
        AuditEvent.ACTION_ANSWERED,
        case.id,
        saved.id,
        spoken_for=None if is_own else saved.owner,
        is_deputy=is_deputy,
    )
    await set_next_look(ctx, saved)
    return saved


def _next_day(ctx: Context) -> date:
    return ctx.calendar.add_working_days(ctx.today, 1)


async def postpone_action(ctx: Context, held: ActionPermit, due_on: date) -> AgreedAction:
    """Give an action a new date; its owner is reminded anew."""
    case = held.permit.case_for(ctx, Action.GUARD_ACTION)
    postponed = actions.move_due_date(held.agreed, due_on, ctx.sign(), ctx.calendar)
    saved = await ctx.uow.agreed_actions.save(postponed)
    await ctx.record(AuditEvent.ACTION_POSTPONED, case.id, saved.id)
    await set_next_look(ctx, saved)
    return saved


async def reassign_action(ctx: Context, held: ActionPermit, owner: MemberId) -> AgreedAction:
    """Give an action to another who is involved in its case, who reads it in the next digest.

    Raises NotInvolvedOwnerError.
    """
    held.permit.case_for(ctx, Action.GUARD_ACTION)
    chosen = next((one for one in await list_new_owners(ctx, held) if one.id == owner), None)
    if chosen is None:
        raise NotInvolvedOwnerError
    saved = await hand_action(ctx, held.agreed, chosen.id, chosen.organisation)
    if saved.owner != ctx.actor.id:
        await announce_digest(ctx, saved.owner, _next_day(ctx))
    return saved


async def hand_action(
    ctx: Context, agreed: AgreedAction, owner: MemberId, organisation: OrganisationId
) -> AgreedAction:
    """Give an action another owner, who is reminded of it as if it were agreed now."""
    handed = actions.hand_over(agreed, owner, organisation, ctx.sign())
    saved = await ctx.uow.agreed_actions.save(handed)
    await ctx.record(AuditEvent.ACTION_REASSIGNED, saved.case, saved.id, on_behalf_of=owner)
    await set_next_look(ctx, saved)
    return saved


async def escalate_action(ctx: Context, held: ActionPermit) -> AgreedAction:
    """Bring an action that nobody answers to the manager of the house, who hears its code and date
    and no more. Raises NoManagerError.
    """
    case = held.permit.case_for(ctx, Action.GUARD_ACTION)
    managers = await ctx.uow.people.role_holders([Role.MANAGER], ctx.today)
    if not managers:
        raise NoManagerError
    escalated = actions.escalate(held.agreed, managers[0], ctx.sign())
    saved = await ctx.uow.agreed_actions.save(escalated)
    await ctx.record(AuditEvent.ACTION_ESCALATED, case.id, saved.id)
    await ctx.tell(
        NoticeKind.ACTION_ESCALATED,
        managers[0],
        saved.id,
        f"action:{saved.id}:{saved.due_on}:escalated",
        window=open_office(ctx),
    )
    return saved


async def view_case_actions(ctx: Context, case_id: CaseId) -> CaseActionsView:
    """Show all that was agreed about a case to who is involved in it: for a window only."""
    permit = await require_case(ctx, Action.VIEW_ACTIONS, await ctx.uow.cases.get(case_id))
    await ctx.record_seen(permit.sight(SeenPart.ACTIONS))
    found = await ctx.uow.agreed_actions.of_case(case_id)
    return CaseActionsView(
        case=permit.case,
        actions=tuple(found),
        owners=await ctx.uow.people.names({one.owner for one in found}),
        may=_find_allowed(ctx, permit, Action.ANSWER_FOR_OWNER, Action.GUARD_ACTION),
    )


async def view_action(ctx: Context, known_as: ActionId) -> ActionView:
    """Show an action without its text, to its owner or to who may see all of its case."""
    return await _view(ctx, await _open_to_read(ctx, known_as))


async def read_action(ctx: Context, known_as: ActionId) -> ActionText:
    """Read what was agreed and answered: for a window only."""
    held = await _open_to_read(ctx, known_as)
    owner = await ctx.uow.people.member(held.agreed.owner)
    return ActionText(
        action=held.agreed,
        code=held.case.code,
        owner=owner.name,
        is_own=owner.id == ctx.actor.id,
        may=_may(ctx, held),
    )


async def _open_to_read(ctx: Context, known_as: ActionId) -> ActionPermit:
    agreed = await ctx.uow.agreed_actions.get(known_as)
    is_theirs = await answers_for(ctx, agreed)
    action = Action.ANSWER_ACTION if is_theirs else Action.VIEW_ACTIONS
    permit = await require_case(ctx, action, await ctx.uow.cases.get(agreed.case))
    await ctx.record_seen(permit.sight(SeenPart.ACTIONS, agreed.id))
    return ActionPermit(permit=permit, agreed=agreed, is_theirs=is_theirs)


async def _view(ctx: Context, held: ActionPermit) -> ActionView:
    agreed, people = held.agreed, ctx.uow.people
    return ActionView(
        action=agreed,
        code=held.case.code,
        owner=await people.member(agreed.owner),
        organisation=await people.organisation(agreed.organisation),
        is_own=agreed.owner == ctx.actor.id,
        has_owner=await has_owner(ctx, agreed, held.case),
        changed_by=(await people.member(agreed.changed_by)).name,
        may=_may(ctx, held),
    )


def _may(ctx: Context, held: ActionPermit) -> frozenset[Action]:
    if held.agreed.is_over:
        return frozenset()
    answering = Action.ANSWER_ACTION if held.is_theirs else Action.ANSWER_FOR_OWNER
    return _find_allowed(ctx, held.permit, answering, Action.GUARD_ACTION)


def _find_allowed(ctx: Context, permit: Permit, *asked: Action) -> frozenset[Action]:
    decided = (decide_access(one, ctx.actor, permit.standing) for one in asked)
    return frozenset(one.action for one in decided if one.is_allowed)
