"""The referrer of what came in as an acute report explains its criteria afterwards: asked in the
next digest after the session, reminded a few times; who weighs sees that it lacks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from domain import criteria_request as rules
from domain.access import Action, CaseState, Ground
from domain.case import Case
from domain.criteria_request import CriteriaNotAskedError, CriteriaRequest
from domain.identifiers import CaseCode, CaseId
from domain.member import Member
from domain.policy import may_ever
from domain.referral import ExplainedCriterion, Referral
from domain.sight import SeenPart
from domain.timer import TimerKind
from services.access import Permit, require_case
from services.added_facts import add_facts
from services.digest import tell_in_digest
from services.guarding import list_directors
from services.moment import Context, Moment, Reading
from services.morning_look import look_in_the_morning


@dataclass(frozen=True, slots=True, kw_only=True)
class CriteriaRow:
    """A case of which a referrer still has to explain the criteria, and by when it is weighed."""

    case: CaseId
    code: CaseCode
    promised_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class UnexplainedRow:
    """A case of which its referrer, by name, let every reminder go by."""

    case: CaseId
    code: CaseCode
    referrer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CriteriaGap:
    """What lacks when a case is weighed: who was asked, and when."""

    referrer: Member
    asked_at: datetime


async def ask_criteria(moment: Moment, case: Case) -> None:
    """Ask the referrer of a case that came in as an acute report, once its session is over."""
    is_new = case.state is CaseState.PURPOSE_TESTED
    if not is_new or not rules.lacks_criteria(await moment.uow.cases.referral(case.id)):
        return
    request = CriteriaRequest(case=case.id, member=case.referrer, asked_at=moment.now)
    await moment.uow.criteria_requests.keep(request)
    await _announce(moment, request)


async def look_at_criteria(moment: Moment, case_id: str) -> None:
    """Remind a referrer who did not explain yet, and then have process directors read it; its timer
    calls this.
    """
    request = await moment.uow.criteria_requests.find(CaseId(case_id))
    if request is None:
        return
    case = await moment.uow.cases.get(request.case)
    if not rules.is_asked(request, case.state):
        await moment.uow.criteria_requests.forget(request.case)
    elif request.reminders < rules.MOST_REMINDERS:
        reminded = rules.remind_of_criteria(request)
        await moment.uow.criteria_requests.keep(reminded)
        await _announce(moment, reminded)
    else:
        await _tell_directors(moment, request)
        await _look_later(moment, request)


async def _tell_directors(moment: Moment, request: CriteriaRequest) -> None:
    """Once, in their next digest, that the reminders went by."""
    if not request.is_silent:
        await moment.uow.criteria_requests.keep(rules.remind_of_criteria(request))
        await tell_in_digest(moment, *await list_directors(moment))


async def _announce(moment: Moment, request: CriteriaRequest) -> None:
    await tell_in_digest(moment, request.member)
    await _look_later(moment, request)


async def _look_later(moment: Moment, request: CriteriaRequest) -> None:
    on = rules.waits_until(moment.today, moment.calendar)
    await look_in_the_morning(moment, TimerKind.CRITERIA, request.case, on)


async def open_to_explain(ctx: Context, case_id: CaseId) -> Permit:
    """Find the actor's own case to explain its criteria; CriteriaNotAskedError when nobody asks."""
    case = await ctx.uow.cases.get(case_id)
    permit = await require_case(ctx, Action.EXPLAIN_CRITERIA, case)
    if await ctx.uow.criteria_requests.find(case_id) is None:
        raise CriteriaNotAskedError
    return permit


async def read_to_explain(ctx: Context, permit: Permit) -> Referral:
    """Give the referrer what they said of the criteria so far; on record as seen."""
    case = permit.case_for(ctx, Action.EXPLAIN_CRITERIA)
    await record_criteria_seen(ctx, permit)
    return await ctx.uow.cases.referral(case.id)


async def record_criteria_seen(ctx: Context, permit: Permit) -> None:
    """Put on record that a referrer sees their own explanation."""
    permit.case_for(ctx, Action.EXPLAIN_CRITERIA)
    await ctx.record_seen(permit.sight(SeenPart.STORY))


async def explain_criteria(
    ctx: Context, permit: Permit, criteria: Sequence[ExplainedCriterion]
) -> None:
    """Keep how the referrer explains the criteria; CriteriaLackingError when one lacks."""
    case = permit.case_for(ctx, Action.EXPLAIN_CRITERIA)
    before = await ctx.uow.cases.referral(case.id)
    await add_facts(ctx, case, before, rules.explain(before, criteria))
    await end_criteria_request(ctx, case.id)


async def end_criteria_request(moment: Moment, case_id: CaseId) -> None:
    """Ask nobody any more: it was answered, or the case is weighed."""
    await moment.uow.criteria_requests.forget(case_id)
    await moment.uow.timers.cancel(TimerKind.CRITERIA, case_id)


async def find_criteria_gap(ctx: Context, permit: Permit) -> CriteriaGap | None:
    """Find whether a referrer still has to explain the criteria of a case that is weighed."""
    case = permit.case_for(ctx, Action.WEIGH)
    request = await ctx.uow.criteria_requests.find(case.id)
    if request is None:
        return None
    await ctx.record_seen(permit.sight(SeenPart.GAP))
    referrer = await ctx.uow.people.member(request.member)
    return CriteriaGap(referrer=referrer, asked_at=request.asked_at)


async def list_own_criteria(ctx: Context) -> Sequence[CriteriaRow]:
    """List the cases of which the actor is asked to explain the criteria."""
    if not may_ever(Action.EXPLAIN_CRITERIA, ctx.actor):
        return ()
    found = await _list(ctx)
    await ctx.record_listed((one.case, Ground.REFERRER) for one in found)
    return found


async def read_own_criteria(reading: Reading) -> Sequence[CriteriaRow]:
    """Read which cases a member is asked to explain, for the digest."""
    return await _list(await reading.as_recipient())


async def _list(ctx: Context) -> Sequence[CriteriaRow]:
    asked = await ctx.uow.criteria_requests.of_member(ctx.actor.id)
    known = await ctx.uow.cases.known({one.case for one in asked}) if asked else ()
    return [
        CriteriaRow(case=one.id, code=one.code, promised_on=one.promised_on)
        for one in known
        if one.state is CaseState.PURPOSE_TESTED and one.referrer == ctx.actor.id
    ]


async def read_unexplained(reading: Reading) -> Sequence[UnexplainedRow]:
    """Read for the digest of who weighs which referrers let every reminder go by."""
    ctx = await reading.as_recipient()
    if not may_ever(Action.WEIGH, ctx.actor):
        return ()
    found = await ctx.uow.criteria_requests.reminded_more_than(rules.MOST_REMINDERS)
    silent = {one.case: one for one in found}
    known = await ctx.uow.cases.known(silent) if silent else ()
    names = await ctx.uow.people.names({one.member for one in found}) if silent else {}
    return [
        UnexplainedRow(case=one.id, code=one.code, referrer=names[silent[one.id].member])
        for one in known
        if rules.is_asked(silent[one.id], one.state)
    ]
