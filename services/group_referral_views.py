"""A group on one page: for coordinators every case of it, for who referred it their own. Whoever is
involved in one of its cases alone reads nothing of a group.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from domain.access import Action, CaseState, Ground, Involvement, Standing
from domain.case import Case
from domain.enquiry import TELLS, Enquiry
from domain.group_referral import FEWEST_IN_GROUP, GroupMark, NothingLeftInGroupError
from domain.identifiers import CaseId
from domain.member import Actor
from domain.policy import decide_access
from domain.promise import awaits_promise
from domain.sight import SeenPart, Sight
from services.access import Permit, find_grounds_of, not_involved, require_case, require_role
from services.group_standing import find_group_cases
from services.moment import Context, Moment, Reading
from services.paging import Pages, turn_to
from services.takeover_asking import find_waiting_for_yes

GROUP_ROWS_ON_A_PAGE: Final = 10
_COORDINATES: Final = frozenset({Ground.INFORMATION_COORDINATOR, Ground.PROCESS_DIRECTOR})
# what can be done with one case from the page of its group
_OFFERED: Final = (Action.SCREEN, Action.WEIGH, Action.EDIT_REFERRAL, Action.WITHDRAW_REFERRAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenGroup:
    """The cases of a group that this member may read as such, each with how they stand to it."""

    mark: GroupMark
    cases: Mapping[Case, Ground]
    stands: Mapping[CaseId, Involvement]

    @property
    def is_coordinated(self) -> bool:
        """Tell whether its reader coordinates it, and did not only refer it."""
        return any(ground in _COORDINATES for ground in self.cases.values())

    def standing(self, case: Case, actor: Actor) -> Standing:
        """How the actor stands to one of the cases."""
        return Standing(
            involvement=self.stands[case.id],
            state=case.state,
            is_director=case.case_director == actor.id,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRow:
    """One case of a group: of how many partners that were asked how many know the person, and what
    this reader may do with it. ``waits_for_yes`` of an organisation that is asked to take it on,
    for coordinators.
    """

    case: Case
    may: frozenset[Action]
    reads_outcome: bool = False
    asked: int = 0
    know: int = 0
    waits_for_yes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupView:
    """A page of a group, and how many of all of it wait for a decision."""

    mark: GroupMark
    rows: Pages[GroupRow]
    is_coordinated: bool
    waiting: int
    promised_on: date
    may: frozenset[Action] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupNews:
    """Where a group stands, for who referred it: codes and outcomes open in a window."""

    mark: GroupMark
    people: int
    answered: int
    promised_on: date
    is_over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivedGroup:
    """What a coordinator hears of a group: how many of it wait, who referred it, until when."""

    mark: GroupMark
    people: int
    referred_by: str
    promised_on: date


async def open_group(ctx: Context, mark: GroupMark) -> OpenGroup:
    """Open a group; one that is not there and one of others are refused alike."""
    group = await _open(ctx, mark, ctx.actor)
    if not group.cases:
        raise not_involved(Action.VIEW_CASE, None)
    return group


async def _open(moment: Moment, mark: GroupMark, actor: Actor) -> OpenGroup:
    cases = await find_group_cases(moment, mark)
    stands = await moment.uow.cases.involvements([one.id for one in cases], actor.id)
    grounds = find_grounds_of(actor, Action.VIEW_CASE, {one: stands[one.id] for one in cases})
    # one case alone is no group to who referred it
    own = [one for one in cases if one.referrer == actor.id]
    referred = set(own) if len(own) >= FEWEST_IN_GROUP else set()
    return OpenGroup(
        mark=mark,
        cases={
            case: ground
            for case, ground in grounds.items()
            if ground in _COORDINATES or case in referred
        },
        stands=stands,
    )


async def view_group(ctx: Context, mark: GroupMark, number: int = 1) -> GroupView:
    """Show a page of a group; each case on it goes on record as seen."""
    group = await open_group(ctx, mark)
    cases = list(group.cases)
    page = turn_to(cases, number, GROUP_ROWS_ON_A_PAGE)
    asked = await _find_asked(ctx, group, page.items)
    waits = await _find_waits_for_yes(ctx, group, page.items)
    rows = tuple(
        _form_row(ctx, group, one, asked.get(one.id, ()), waits_for_yes=one.id in waits)
        for one in page.items
    )
    await _record_seen(ctx, group, page.items, SeenPart.PHASE)
    return GroupView(
        mark=mark,
        rows=Pages(items=rows, number=page.number, total=page.total, length=page.length),
        is_coordinated=group.is_coordinated,
        waiting=sum(awaits_promise(one) for one in cases),
        promised_on=max(one.promised_on for one in cases),
        may=frozenset(act for one in cases for act in _find_what_may(ctx, group, one)),
    )


def _form_row(
    ctx: Context, group: OpenGroup, case: Case, asked: Sequence[Enquiry], *, waits_for_yes: bool
) -> GroupRow:
    return GroupRow(
        case=case,
        may=_find_what_may(ctx, group, case),
        reads_outcome=case.referrer == ctx.actor.id,
        asked=len(asked),
        know=sum(one.answer in TELLS for one in asked),
        waits_for_yes=waits_for_yes,
    )


def _find_what_may(ctx: Context, group: OpenGroup, case: Case) -> frozenset[Action]:
    standing = group.standing(case, ctx.actor)
    return frozenset(
        one
        for one in (*_OFFERED, Action.ENQUIRE)
        if decide_access(one, ctx.actor, standing).is_allowed
    )


async def _find_asked(
    ctx: Context, group: OpenGroup, cases: Sequence[Case]
) -> Mapping[CaseId, Sequence[Enquiry]]:
    """What partners were asked about cases of a group; for coordinators, on record as seen."""
    readable = [one for one in cases if _reads_enquiries(ctx, group, one)]
    kept = await ctx.uow.enquiries.of_cases([one.id for one in readable]) if readable else {}
    found = {one: [asked for asked in kept[one] if asked.end is None] for one in kept}
    shown = [one for one in readable if found.get(one.id)]
    await _record_seen(ctx, group, shown, SeenPart.ENQUIRY)
    return found


async def _find_waits_for_yes(
    ctx: Context, group: OpenGroup, cases: Sequence[Case]
) -> Collection[CaseId]:
    """A referrer hears nothing of it before an organisation said yes."""
    coordinated = [one for one in cases if group.cases[one] in _COORDINATES]
    return await find_waiting_for_yes(ctx, coordinated)


def _reads_enquiries(ctx: Context, group: OpenGroup, case: Case) -> bool:
    standing = group.standing(case, ctx.actor)
    return decide_access(Action.READ_ENQUIRIES, ctx.actor, standing).is_allowed


async def _record_seen(
    ctx: Context, group: OpenGroup, cases: Sequence[Case], part: SeenPart
) -> None:
    await ctx.record_seen(
        *(Sight(part=part, ground=group.cases[one], case_id=one.id) for one in cases)
    )


async def permit_in_group(ctx: Context, mark: GroupMark, action: Action) -> tuple[Permit, ...]:
    """Permits for those cases of a group with which the actor may do this now.

    Raises NothingLeftInGroupError when there is none any more.
    """
    require_role(ctx, action)
    group = await open_group(ctx, mark)
    may = [one for one in group.cases if action in _find_what_may(ctx, group, one)]
    if not may:
        raise NothingLeftInGroupError
    return tuple(
        [
            await require_case(ctx, action, one, standing=group.standing(one, ctx.actor))
            for one in may
        ]
    )


async def read_own_group(reading: Reading, mark: GroupMark) -> GroupNews | None:
    """Read where a group stands, for who referred it; None when that is nobody's group any more."""
    actor = await reading.form_actor(reading.recipient)
    group = await _open(reading, mark, actor)
    own = [one for one in group.cases if one.referrer == actor.id]
    if len(own) < FEWEST_IN_GROUP:
        return None
    promised_on = max(one.promised_on for one in own)
    return GroupNews(
        mark=mark,
        people=len(own),
        answered=sum(not awaits_promise(one) for one in own),
        promised_on=promised_on,
        is_over=reading.today >= promised_on,
    )


async def read_arrived_group(reading: Reading, mark: GroupMark) -> ArrivedGroup | None:
    """What a coordinator hears of a new group; None when nobody of it waits for a first look."""
    group = await _open(reading, mark, await reading.form_actor(reading.recipient))
    waiting = [one for one in group.cases if one.state is CaseState.SUBMITTED]
    if not waiting or not group.is_coordinated:
        return None
    first = waiting[0]
    referring = await reading.uow.people.organisation(first.referring_organisation)
    return ArrivedGroup(
        mark=mark,
        people=len(waiting),
        referred_by=referring.name,
        promised_on=first.promised_on,
    )
