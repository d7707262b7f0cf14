"""A coordinator or the case director tells the address of a case to somebody in its circle, with a
reason, until a day or the end of their place, and stops that; whoever is told reads so once in the
digest. Each is on record.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from domain.access import Action, Ground
from domain.address_share import (
    AddressShare,
    NotToShareWithError,
    ShareEndedError,
    check_share,
    find_who_to_tell,
)
from domain.audit import AuditEvent
from domain.identifiers import CaseCode, CaseId, MemberId
from domain.member import Member
from domain.policy import decide_access
from domain.sight import SeenPart
from services.access import Permit, require_case
from services.digest import is_first_digest_since, tell_in_digest
from services.moment import Context, Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareView:
    """To whom an address is told, by name, and why."""

    name: str
    share: AddressShare


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldAddress:
    """A case whose address a member is told since their last digest."""

    case: CaseId
    code: CaseCode


async def open_to_share(ctx: Context, case_id: CaseId) -> Permit:
    """Find a case whose address the actor may tell to somebody in its circle."""
    return await require_case(ctx, Action.SHARE_ADDRESS, await ctx.uow.cases.get(case_id))


async def list_who_to_tell(ctx: Context, permit: Permit) -> Sequence[Member]:
    """List who in the circle of a case does not read its address yet; on record as seen."""
    case = permit.case_for(ctx, Action.SHARE_ADDRESS)
    await ctx.record_seen(permit.sight(SeenPart.CIRCLE))
    may = find_who_to_tell(case, await ctx.uow.cases.circle(case.id))
    members = (await ctx.uow.people.by_ids(may)).values()
    return sorted(members, key=lambda one: (one.name, one.id))


async def list_shares(ctx: Context, permit: Permit) -> Sequence[ShareView]:
    """List to whom an address was told and why; on record as seen."""
    case = permit.case_for(ctx, Action.SHARE_ADDRESS)
    await ctx.record_seen(permit.sight(SeenPart.CIRCLE))
    shares = await ctx.uow.address_shares.of_case(case.id)
    names = await ctx.uow.people.names({one.member for one in shares})
    return [ShareView(name=names[one.member], share=one) for one in shares]


async def share_address(
    ctx: Context, permit: Permit, member: MemberId, reason: str, until_on: date | None
) -> None:
    """Tell an address to somebody with a place in its case.

    Raises NotToShareWithError, and what ``domain.address_share`` refuses.
    """
    case = permit.case_for(ctx, Action.SHARE_ADDRESS)
    share = AddressShare(
        case=case.id,
        member=member,
        shared_by=ctx.actor.id,
        shared_at=ctx.now,
        reason=reason.strip(),
        until_on=until_on,
    )
    # who makes the address secret at this moment was first, or comes after and ends this too
    await ctx.uow.cases.stand_still(case)
    check_share(share, (await ctx.uow.cases.referral(case.id)).identity, ctx.today)
    if member not in find_who_to_tell(case, await ctx.uow.cases.circle(case.id)):
        raise NotToShareWithError
    await ctx.uow.address_shares.keep(share)
    await ctx.record(AuditEvent.ADDRESS_SHARED, case.id, member)
    await tell_in_digest(ctx, member)


async def end_share(ctx: Context, permit: Permit, member: MemberId) -> None:
    """Tell an address to a member no more; ShareEndedError when it was not told."""
    case = permit.case_for(ctx, Action.SHARE_ADDRESS)
    if not await ctx.uow.address_shares.forget(case.id, member):
        raise ShareEndedError
    await ctx.record(AuditEvent.ADDRESS_SHARE_ENDED, case.id, member)


async def find_address_ground(ctx: Context, permit: Permit) -> Ground | None:
    """On what the actor of a permit may read the address of its case now; None when they may not.
    Whether they are told it is asked of who may not by themselves.
    """
    case = permit.case_for(ctx, Action.REVEAL_IDENTITY)
    own = decide_access(Action.READ_ADDRESS, ctx.actor, permit.standing).ground
    if own is not None:
        return own
    told = await ctx.uow.address_shares.is_told(case.id, ctx.actor.id, ctx.today)
    standing = replace(permit.standing, is_told=told)
    return decide_access(Action.READ_ADDRESS, ctx.actor, standing).ground


async def read_told_addresses(reading: Reading) -> Sequence[ToldAddress]:
    """Read once of which cases a member is told the address."""
    shares = await reading.uow.address_shares.cases_told(reading.recipient.id, reading.today)
    news = [one.case for one in shares if await _is_news(reading, one)]
    cases = await reading.uow.cases.known(news) if news else ()
    return [ToldAddress(case=one.id, code=one.code) for one in cases]


async def _is_news(reading: Reading, share: AddressShare) -> bool:
    return await is_first_digest_since(reading, share.shared_at)
