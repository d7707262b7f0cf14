"""The list of prioritised cases: a process director puts a case on it, confirms it and takes it
off, each with a reason. When a house publishes other criteria each case on it is asked again;
nothing leaves it by itself.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from domain import priority as rules
from domain.access import Action
from domain.audit import AuditEvent, AuditReason
from domain.case import Case
from domain.case_director import told_weekly_on
from domain.house import PrioritisedList
from domain.identifiers import CaseCode, CaseId, MemberId, OrganisationId, PriorityCriterionId
from domain.mandate import AgreedDecision
from domain.policy import decide_access, may_ever
from domain.priority import ListedPlace, PriorityDecision, PriorityStep
from domain.sight import SeenPart
from domain.timer import Timer, TimerKind
from services.access import Permit, require
from services.confirmation_asking import ask_to_confirm
from services.consent import Consent, agree
from services.digest import tell_in_digest
from services.guarding import list_directors
from services.moment import Context, Moment, Reading
from services.morning_look import look_in_the_morning
from services.paging import Pages, turn_to
from services.partners import name_organisations

_HOUSE: Final = "house"
# a window must stay small, with the longest texts too
STEPS_ON_A_PAGE: Final = 5
_WEEK: Final = timedelta(weeks=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorityWish:
    """Why a case comes on the list or stays on it, which criteria it meets, and who agreed."""

    reason: str
    met: tuple[PriorityCriterionId, ...]
    consent: Consent


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorityView:
    """Why a case is on the list, and every step before, newest first. ``is_outdated`` when the
    house publishes other criteria since.
    """

    case: Case
    decisions: Pages[PriorityDecision]
    names: Mapping[MemberId, str]
    organisations: Mapping[OrganisationId, str]
    may_decide: bool
    is_outdated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FullList:
    """There is no room on the list: how many are on it, and who is on it longest."""

    cases: int
    size: int
    longest: CaseCode
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorityRow:
    """A case on the list of which it is asked whether it meets the criteria of today."""

    case: CaseId
    code: CaseCode
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class UnconfirmedPlaces:
    """How many cases on the list are asked again, and which of them for a month already."""

    cases: int = 0
    late: tuple[CaseCode, ...] = ()


async def view_priority(ctx: Context, permit: Permit, number: int = 1) -> PriorityView:
    """Show why a case is on the list, to who is involved; that it was seen goes on record."""
    case = permit.case_for(ctx, Action.READ_PRIORITY)
    await ctx.record_seen(permit.sight(SeenPart.PRIORITY))
    history = await ctx.uow.priorities.history(case.id)
    decisions = turn_to(history, number, STEPS_ON_A_PAGE)
    published = ctx.house.prioritised_list
    version = published.criteria_version if published else None
    return PriorityView(
        case=case,
        decisions=decisions,
        names=await ctx.uow.people.names({one.signed.by for one in decisions.items}),
        organisations=await name_organisations(ctx),
        may_decide=decide_access(Action.PRIORITISE, ctx.actor, permit.standing).is_allowed,
        is_outdated=case.prioritised_on is not None and history[0].criteria_version != version,
    )


def find_published(ctx: Context) -> PrioritisedList:
    """Find what the house published about its list; NoCriteriaError before it did."""
    if ctx.house.prioritised_list is None:
        raise rules.NoCriteriaError
    return ctx.house.prioritised_list


async def find_full_list(ctx: Context, permit: Permit) -> FullList | None:
    """Find who is longest on a list without room for one more; None when there is room, or the
    case is on it already. Nobody is taken off for it.
    """
    case = permit.case_for(ctx, Action.PRIORITISE)
    published = find_published(ctx)
    places = await ctx.uow.priorities.standing() if case.prioritised_on is None else ()
    if len(places) < published.size or not places:
        return None
    longest = places[0]
    await ctx.record_seen(*require(ctx, Action.VIEW_LIST).sights(SeenPart.LIST, [longest.case]))
    return FullList(
        cases=len(places), size=published.size, longest=longest.code, since=longest.since
    )


async def find_last_priority(ctx: Context, permit: Permit) -> PriorityDecision | None:
    """Find why a case is on the list now; on record as seen."""
    case = permit.case_for(ctx, Action.PRIORITISE)
    if case.prioritised_on is None:
        return None
    await ctx.record_seen(permit.sight(SeenPart.PRIORITY))
    return (await ctx.uow.priorities.history(case.id))[0]


async def prioritise_case(ctx: Context, permit: Permit, wish: PriorityWish) -> PriorityDecision:
    """Put a case on the list, or confirm that it stays on it by the criteria of today. Raises
    NoCriteriaError, NoCriterionMetError and NoPriorityReasonError.
    """
    case = permit.case_for(ctx, Action.PRIORITISE)
    agreement = await agree(ctx, wish.consent, AgreedDecision.PRIORITY)
    decision = rules.decide_priority(
        case, ctx.house.prioritised_list, wish.met, wish.reason, agreement, ctx.sign()
    )
    await ctx.uow.priorities.add(decision)
    await ctx.uow.cases.save(rules.apply_priority(case, decision))
    is_new = decision.step is PriorityStep.PLACED
    await ctx.record(AuditEvent.PRIORITISED if is_new else AuditEvent.PRIORITY_CONFIRMED, case.id)
    await ask_to_confirm(ctx, case, AgreedDecision.PRIORITY, agreement)
    return decision


async def end_priority(ctx: Context, permit: Permit, reason: str) -> None:
    """Take a case off the list, at once. Raises NotPrioritisedError and NoPriorityReasonError."""
    case = permit.case_for(ctx, Action.PRIORITISE)
    decision = rules.decide_removal(case, reason, ctx.sign())
    await ctx.uow.priorities.add(decision)
    await ctx.uow.cases.save(rules.apply_priority(case, decision))
    await ctx.record(AuditEvent.PRIORITY_ENDED, case.id, reason=AuditReason.BY_DIRECTOR)


async def leave_prioritised(ctx: Context, case: Case) -> None:
    """Take a case off the list in the transaction in which it leaves process direction."""
    decision = rules.leave_with_case(case, ctx.sign())
    if decision is None:
        return
    await ctx.uow.priorities.add(decision)
    await ctx.record(AuditEvent.PRIORITY_ENDED, case.id)


async def watch_priority(moment: Moment) -> None:
    """Have it looked at as soon as the clock comes round whether the criteria are others."""
    timer = Timer(kind=TimerKind.PRIORITY, subject=_HOUSE, due_at=moment.now)
    await moment.uow.timers.set(timer)


async def look_at_priority(moment: Moment, _house: str) -> None:
    """Ask of each case on the list whether it meets the criteria of today: process directors read
    it in the digest at once and then weekly, until each is confirmed or taken off. Other criteria
    come with a start of the bot; its timer calls this.
    """
    if not await _find_unconfirmed(moment):
        return
    published = moment.house.prioritised_list
    version = published.criteria_version if published else ""
    asked = await moment.uow.priorities.ask(version, moment.today)
    for case_id in asked:
        await moment.record(AuditEvent.PRIORITY_ASKED, case_id)
    if asked or moment.today == told_weekly_on(moment.today, moment.calendar):
        await tell_in_digest(moment, *await list_directors(moment))
    due_on = told_weekly_on(moment.today + _WEEK, moment.calendar)
    await look_in_the_morning(moment, TimerKind.PRIORITY, _HOUSE, due_on)


async def _find_unconfirmed(moment: Moment) -> Sequence[ListedPlace]:
    places = await moment.uow.priorities.standing()
    return rules.find_unconfirmed(places, moment.house.prioritised_list)


async def read_unconfirmed(reading: Reading) -> Sequence[PriorityRow]:
    """Read which cases on the list are asked again, for who may decide that."""
    actor = await reading.form_actor(reading.recipient)
    if not may_ever(Action.PRIORITISE, actor):
        return ()
    found = await _find_unconfirmed(reading)
    return [PriorityRow(case=one.case, code=one.code, since=one.since) for one in found]


async def count_unconfirmed(moment: Moment) -> UnconfirmedPlaces:
    """Count which cases on the list are asked again; late is what is not answered in time."""
    found: Collection[ListedPlace] = await _find_unconfirmed(moment)
    late = [
        one.code for one in found if rules.is_confirmed_late(one, moment.today, moment.calendar)
    ]
    return UnconfirmedPlaces(cases=len(found), late=tuple(late))
