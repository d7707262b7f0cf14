"""Whether cases are still needed: asked each year of every process director, in the digest and in
*mijn* until one answers. Who answers to the subject hears that nobody did.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from domain import retention_review as rules
from domain.access import SHIELDED, Action
from domain.audit import AuditEvent
from domain.case import Case
from domain.identifiers import CaseCode, CaseId, MemberId
from domain.member import Role
from domain.policy import may_ever
from domain.retention import find_retention_end
from domain.retention_review import RetentionReview, ReviewAnsweredError
from domain.sight import SeenPart
from services.access import Permit, require
from services.digest import tell_in_digest
from services.guarding import list_directors
from services.moment import Context, Moment, Reading
from services.seen_case import SeenCase, take_case


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRow:
    """A case of which it is asked whether it is needed, or that goes because nobody does: code,
    phase and days. ``may_answer`` who is asked; others hear that nobody answered.
    """

    case: CaseId
    code: CaseCode
    is_closed: bool
    since: date
    asked_on: date | None
    goes_on: date | None
    may_answer: bool


async def look_at_reviews(
    moment: Moment, old: Iterable[Case], kept: Mapping[CaseId, RetentionReview]
) -> None:
    """Ask about those of these cases of which another year is over, and remind of what was not
    answered; ``kept`` is what was asked before.
    """
    changed = list[RetentionReview]()
    for case in old:
        before = kept.get(case.id)
        now = rules.ask_review(case, before, moment.today, moment.calendar)
        if now != before and (before or now.asked_on):
            await moment.uow.retention_reviews.keep(now)
            changed.append(now)
    await tell_in_digest(moment, *await _find_told(moment, changed))


async def _find_told(moment: Moment, changed: Iterable[RetentionReview]) -> Sequence[MemberId]:
    asked = [one for one in changed if one.asked_on]
    roles = [Role.PROCESS_DIRECTOR] if asked else []
    roles += [Role.CONTACT_POINT] if any(one.is_named for one in asked) else []
    return await moment.uow.people.role_holders(roles, moment.today) if roles else ()


async def list_reviews(ctx: Context) -> Sequence[ReviewRow]:
    """List what the actor is asked, or hears that nobody answered; on record as seen."""
    rows = await _find_rows(ctx)
    if rows:
        permit = require(ctx, Action.VIEW_RETENTION)
        await ctx.record_seen(*permit.sights(SeenPart.RETENTION, (one.case for one in rows)))
    return rows


async def read_reviews(reading: Reading) -> Sequence[ReviewRow]:
    """Read the same for the digest."""
    return await _find_rows(await reading.as_recipient())


async def _find_rows(ctx: Context) -> Sequence[ReviewRow]:
    may_answer = may_ever(Action.REVIEW_RETENTION, ctx.actor)
    if not may_answer and Role.CONTACT_POINT not in ctx.actor.roles:
        return ()
    waiting = {one.case: one for one in await ctx.uow.retention_reviews.waiting()}
    known = await ctx.uow.cases.known(waiting) if waiting else ()
    return [
        _form_row(ctx, case, waiting[case.id], may_answer=may_answer)
        for case in known
        if _is_open(ctx, case, waiting[case.id]) and (may_answer or waiting[case.id].is_named)
    ]


def _is_open(ctx: Context, case: Case, review: RetentionReview) -> bool:
    if rules.find_goes_on(case, review):
        return True
    is_asked = review.asked_on is not None
    return is_asked and rules.is_to_review(case, review, ctx.today, ctx.calendar)


def _form_row(ctx: Context, case: Case, review: RetentionReview, *, may_answer: bool) -> ReviewRow:
    return ReviewRow(
        case=case.id,
        code=case.code,
        is_closed=case.state in SHIELDED,
        since=rules.find_counted_from(case, ctx.calendar),
        asked_on=review.asked_on,
        goes_on=rules.find_goes_on(case, review),
        may_answer=may_answer,
    )


async def open_review(ctx: Context, seen: SeenCase) -> Permit:
    """Take up the question about a case; ReviewAnsweredError when somebody answered before."""
    permit = await take_case(ctx, Action.REVIEW_RETENTION, seen)
    await _find_asked(ctx, permit)
    return permit


async def _find_asked(ctx: Context, permit: Permit) -> RetentionReview:
    case = permit.case_for(ctx, Action.REVIEW_RETENTION)
    found = (await ctx.uow.retention_reviews.of_cases([case.id])).get(case.id)
    if found is None or not _is_open(ctx, case, found):
        raise ReviewAnsweredError
    return found


async def read_why_needed(ctx: Context, permit: Permit) -> str:
    """Read why a case was needed a year ago; of one that is closed nothing that was said."""
    case = permit.case_for(ctx, Action.REVIEW_RETENTION)
    await ctx.record_seen(permit.sight(SeenPart.RETENTION))
    return "" if case.state in SHIELDED else await ctx.uow.retention_reviews.why(case.id)


async def keep_longer(ctx: Context, permit: Permit, why: str) -> None:
    """Say that a case is still needed, also after somebody said no; it is asked again in a year.
    NoReviewReasonError without a reason.
    """
    case = permit.case_for(ctx, Action.REVIEW_RETENTION)
    # who destroys it at this moment was first, or comes after
    await ctx.uow.cases.stand_still(case)
    asked = await _find_asked(ctx, permit)
    said = rules.need_longer(asked, why, ctx.actor.id, ctx.now)
    await ctx.uow.retention_reviews.keep(said, why.strip())
    await ctx.record(AuditEvent.STILL_NEEDED, case.id)


async def let_go_early(ctx: Context, permit: Permit) -> date:
    """Say that a closed case is not needed any more, and give the day on which it goes;
    StillOpenError for one that is not closed.
    """
    case = permit.case_for(ctx, Action.REVIEW_RETENTION)
    await ctx.uow.cases.stand_still(case)
    asked = await _find_asked(ctx, permit)
    said = rules.need_no_longer(case, ctx.actor.id, ctx.now, ctx.calendar)
    if asked.goes_on and asked.asked_on is None:
        raise ReviewAnsweredError
    await ctx.uow.retention_reviews.keep(said, "")
    await ctx.record(AuditEvent.NOT_NEEDED, case.id)
    # each of them can still say that it is needed
    await tell_in_digest(ctx, *ctx.others(await list_directors(ctx)))
    return said.goes_on or ctx.today


def find_first_asking(ctx: Context, case: Case) -> date | None:
    """Find when it is asked first whether a case that was closed is needed; None when it goes
    before.
    """
    first = rules.find_first_review(case, ctx.calendar)
    end = find_retention_end(case, ctx.house.terms.retention, ctx.calendar)
    return first if first < end.goes_on else None
