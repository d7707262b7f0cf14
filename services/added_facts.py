"""A referrer adds to a referral until it is weighed: as a new version, and coordinators read in
their next digest that something was added, never what. Who weighs reads it before they finish.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.access import Action
from domain.audit import AuditEvent
from domain.case import Case
from domain.identifiers import CaseCode, CaseId
from domain.policy import may_ever
from domain.referral import AddedFacts, Referral, ReferralVersion, is_renamed
from services.access import Permit
from services.digest import is_first_digest_since, tell_in_digest
from services.guarding import list_coordinators
from services.moment import Context, Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedRow:
    """A case to which its referrer added something; ``is_renamed`` when that gave another name or
    day of birth.
    """

    case: CaseId
    code: CaseCode
    added_at: datetime
    is_renamed: bool


async def keep_told(ctx: Context, case: Case, before: Referral, after: Referral) -> None:
    """Keep what is told as the next version; who weighs that case at this moment reads it first."""
    await ctx.uow.cases.stand_still(case)
    renames = is_renamed(before.identity, after.identity)
    await ctx.uow.cases.save_referral(case.id, after, ctx.actor.id, ctx.now, is_renamed=renames)
    await ctx.record(AuditEvent.REFERRAL_EDITED, case.id)
    if renames:
        await ctx.record(AuditEvent.SUBJECT_RENAMED, case.id)


async def add_facts(ctx: Context, case: Case, before: Referral, after: Referral) -> None:
    """Keep what is told after the purpose test; coordinators read in the digest that it was."""
    await keep_told(ctx, case, before, after)
    await tell_in_digest(ctx, *ctx.others(await list_coordinators(ctx)))


async def let_nothing_be_added(ctx: Context, permit: Permit) -> None:
    """Let a referrer add nothing before this turn, in which a case is weighed, is over."""
    await ctx.uow.cases.stand_still(permit.case_for(ctx, Action.WEIGH, Action.CONFIRM_WEIGHING))


async def find_told_last(ctx: Context, permit: Permit) -> ReferralVersion:
    """Find which version of a referral was told last, for who weighs it or confirms that."""
    case = permit.case_for(ctx, Action.WEIGH, Action.CONFIRM_WEIGHING)
    return (await ctx.uow.cases.referral_versions(case.id))[0]


async def read_added(reading: Reading) -> Sequence[AddedRow]:
    """Read for a coordinator, once, to which cases something was added since their last digest."""
    actor = await reading.form_actor(reading.recipient)
    if not may_ever(Action.OPEN_INBOX, actor):
        return ()
    rows = dict[CaseId, AddedRow]()
    news = [one for one in await reading.uow.cases.added_facts() if await _is_news(reading, one)]
    known = await reading.uow.cases.known({one.case for one in news}) if news else ()
    codes = {one.id: one.code for one in known}
    for one in news:
        added = AddedRow(
            case=one.case,
            code=codes[one.case],
            added_at=one.version.written_at,
            is_renamed=one.version.is_renamed,
        )
        earlier = rows.get(one.case, added)
        rows[one.case] = replace(added, is_renamed=added.is_renamed or earlier.is_renamed)
    return tuple(rows.values())


async def _is_news(reading: Reading, added: AddedFacts) -> bool:
    if added.version.written_by == reading.recipient.id:
        return False
    return await is_first_digest_since(reading, added.version.written_at)
