"""Who of a group hears what: whoever referred several of its cases gets one answer for them; with
one case left it goes as with any other.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import groupby

from domain.case import Case
from domain.group_referral import FEWEST_IN_GROUP, GroupMark, is_answered
from domain.identifiers import CaseId, MemberId
from domain.notice import NoticeKind
from domain.promise import awaits_promise
from domain.reaction import ReactionState
from services.moment import Context, Moment


async def find_group_cases(moment: Moment, mark: GroupMark) -> Sequence[Case]:
    """Find the cases of a group that are kept, in the order in which they were told."""
    return await _find_kept(moment, await moment.uow.group_referrals.of_mark(mark))


async def _find_kept(moment: Moment, ids: Sequence[CaseId]) -> Sequence[Case]:
    known = {one.id: one for one in await moment.uow.cases.known(ids)} if ids else {}
    return [known[one] for one in ids if one in known]


async def find_mark(moment: Moment, case_id: CaseId) -> GroupMark | None:
    """Find the group of a case."""
    return (await moment.uow.group_referrals.marks_of([case_id])).get(case_id)


async def answer_in_group(moment: Moment, case: Case) -> bool:
    """Tell the referrer what became of all their cases of a group once nothing waits any more;
    False when this case is of no group, so that its outcome is told by itself.
    """
    mark = await find_mark(moment, case.id)
    own = await _hold_own(moment, mark, case.referrer) if mark else ()
    if not mark or len(own) < FEWEST_IN_GROUP:
        return False
    if is_answered(own):
        await tell_group_news(moment, mark, case.referrer, "answered")
    return True


async def is_judged_anew(moment: Moment, case: Case) -> bool:
    """Tell whether a case was taken up again to be judged: as its referrer asked, or because an
    agreement was contradicted.
    """
    reactions = await moment.uow.reactions.of_case(case.id)
    is_asked = any(one.reaction.state is ReactionState.TAKEN_UP_AGAIN for one in reactions)
    return is_asked or bool(await moment.uow.weighings.set_aside_of(case.id))


async def answer_about_rest(moment: Moment, mark: GroupMark | None, left: Case) -> None:
    """Tell who referred a group what became of the rest of it when the last case that waited went
    to somebody else, as it was before it ``left``.
    """
    if mark is None or not awaits_promise(left):
        return
    rest = await _hold_own(moment, mark, left.referrer)
    if not is_answered(rest):
        return
    if len(rest) >= FEWEST_IN_GROUP:
        await tell_group_news(moment, mark, left.referrer, "answered")
        return
    key = f"weighing:{rest[0].id}:{rest[0].version}:told"
    await moment.tell(NoticeKind.REFERRAL_WEIGHED, left.referrer, rest[0].id, key)


async def answer_in_time(moment: Moment, mark: GroupMark) -> Sequence[Case]:
    """Tell each referrer of a group what is known and what waits, once, when its term is over; what
    still waits is returned.
    """
    cases = sorted(await find_group_cases(moment, mark), key=lambda one: one.referrer)
    waiting = [one for one in cases if awaits_promise(one)]
    for referrer, found in groupby(cases, key=lambda one: one.referrer):
        own = list(found)
        is_done = is_answered(own)
        if len(own) >= FEWEST_IN_GROUP and (is_done or any(one in waiting for one in own)):
            await tell_group_news(moment, mark, referrer, "answered" if is_done else "promised")
    return waiting


async def tell_group_news(moment: Moment, mark: GroupMark, referrer: MemberId, step: str) -> None:
    """Tell a referrer where their group stands, once for each step."""
    key = f"group:{mark}:{step}:{referrer}"
    await moment.tell(NoticeKind.GROUP_NEWS, referrer, mark, key)


async def find_groups_referred(ctx: Context, cases: Collection[Case]) -> Mapping[CaseId, GroupMark]:
    """Find which of these cases the actor referred together with another of them."""
    referred = [one.id for one in cases if one.referrer == ctx.actor.id]
    return await find_together(ctx, referred)


async def find_together(moment: Moment, cases: Collection[CaseId]) -> Mapping[CaseId, GroupMark]:
    """Find which of these cases are of one group with another of them; one alone is no group."""
    if len(cases) < FEWEST_IN_GROUP:
        return {}
    marks = await moment.uow.group_referrals.marks_of(cases)
    counted = Counter(marks.values())
    return {one: mark for one, mark in marks.items() if counted[mark] >= FEWEST_IN_GROUP}


async def _hold_own(moment: Moment, mark: GroupMark, referrer: MemberId) -> Sequence[Case]:
    """Of two who decide the last cases of a group at once the second finds what the first did."""
    cases = await _find_kept(moment, await moment.uow.group_referrals.hold_mark(mark))
    return [one for one in cases if one.referrer == referrer]
