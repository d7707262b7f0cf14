"""Who referred a case reads in the digest how it goes on: that it passed the purpose test, which
organisation directs its content, that it rests, goes on or came back. What became of the referral
is sent at once (``services.weighing``); that it was merged or left, other parts of the digest say.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from domain.absence import Span
from domain.access import Action
from domain.case import Case
from domain.group_referral import GroupMark
from domain.identifiers import CaseCode, CaseId
from domain.referrer_news import ReferrerNews, ReferrerStep, is_still_so
from services.access import find_grounds
from services.digest import (
    is_first_digest,
    list_spans_away,
    tell_in_digest,
)
from services.group_standing import find_together
from services.moment import Context, Reading

# nobody is away longer and still represents their organisation
_LOOKS_BACK: Final = timedelta(weeks=8)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferrerNewsRow:
    """How a referral went on, for who made it: the day it is about, and the organisation that
    directs the content. ``group`` when it stands for ``people`` that were referred together.
    """

    case: CaseId
    code: CaseCode
    step: ReferrerStep
    on: date | None = None
    organisation: str = ""
    group: GroupMark | None = None
    people: int = 1


async def tell_referrer_step(ctx: Context, case: Case, step: ReferrerStep) -> None:
    """Let who referred a case read in their next digest that it took a step; not who took it."""
    if case.referrer == ctx.actor.id:
        return
    news = ReferrerNews(case=case.id, step=step, member=case.referrer, at=ctx.now)
    await ctx.uow.referrer_news.keep(news)
    await tell_in_digest(ctx, case.referrer)


async def read_referrer_news(reading: Reading) -> Sequence[ReferrerNewsRow]:
    """Read how a member's referrals went on since their last digest, as far as that is still so and
    they may see the case today.
    """
    member, since = reading.recipient.id, reading.now - _LOOKS_BACK
    kept = await reading.uow.referrer_news.of_member(member, since)
    if not kept:
        return ()
    away = await list_spans_away(reading, member, since)
    fresh = [one for one in kept if _is_fresh(reading, one, away)]
    seen = {one.id: one for one in await _find_seen(reading, fresh)}
    rows = [
        await _form_row(reading, one, seen[one.case])
        for one in fresh
        if one.case in seen and is_still_so(one, seen[one.case])
    ]
    return await _join_tested(reading, rows)


async def _join_tested(
    reading: Reading, rows: Sequence[ReferrerNewsRow]
) -> Sequence[ReferrerNewsRow]:
    """That several of a group passed the purpose test is one row."""
    tested = [one for one in rows if one.step is ReferrerStep.PURPOSE_TESTED]
    marks = await find_together(reading, [one.case for one in tested])
    people = Counter(marks.values())
    first = {marks[one.case]: one for one in reversed(tested) if one.case in marks}
    together = [replace(one, group=mark, people=people[mark]) for mark, one in first.items()]
    alone = [one for one in rows if one not in tested or one.case not in marks]
    return [*together, *alone]


def _is_fresh(reading: Reading, news: ReferrerNews, away: Sequence[Span]) -> bool:
    return is_first_digest(reading, news.at, away)


async def _find_seen(reading: Reading, fresh: Sequence[ReferrerNews]) -> Sequence[Case]:
    ids = {one.case for one in fresh}
    if not ids:
        return ()
    involvements = await reading.uow.cases.involvements(ids, reading.recipient.id)
    stands = {one: involvements[one.id] for one in await reading.uow.cases.known(ids)}
    ctx = await reading.as_recipient()
    seen = find_grounds(ctx, Action.VIEW_CASE, stands)
    return [*seen, *find_grounds(ctx, Action.HEAR_PAUSE, stands)]


async def _form_row(reading: Reading, news: ReferrerNews, case: Case) -> ReferrerNewsRow:
    return ReferrerNewsRow(
        case=case.id,
        code=case.code,
        step=news.step,
        on=_find_day(news.step, case, reading.today),
        organisation=await _name_directing(reading, case),
    )


def _find_day(step: ReferrerStep, case: Case, today: date) -> date | None:
    if step is ReferrerStep.PAUSED:
        return case.paused_until
    is_promised = step is ReferrerStep.PURPOSE_TESTED and case.promised_on >= today
    return case.promised_on if is_promised else None


async def _name_directing(reading: Reading, case: Case) -> str:
    if case.case_director is None:
        return ""
    director = await reading.uow.people.member(case.case_director)
    return (await reading.uow.people.organisation(director.organisation)).name
