"""What a service shows of a case that is linked or merged with another."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from domain.agreement import Agreement, Signature
from domain.identifiers import CaseCode, CaseId, LinkId, MemberId, OrganisationId
from domain.linked_case import link_two
from domain.merging import MergeReason, ask_merge, form_former
from services.merged_referral import list_own_former
from services.merging import MergePair, open_merge
from services.merging_wish import open_merge_wish, record_merge_wish_seen
from services.moment import Context
from tests.support.referrals import REFERRAL

Show = Callable[[Context, Any], Awaitable[object]]


def linked(show: Show) -> Show:
    """What is shown of a case that is linked with another."""

    async def run(ctx: Context, case: CaseId) -> object:
        one = await ctx.uow.cases.get(case)
        other = replace(one, id=await ctx.uow.cases.reserve(), code=CaseCode("BB2-H55"))
        await ctx.uow.cases.add(other, REFERRAL)
        link = link_two(LinkId("link"), (case, other.id), ctx.actor.id, ctx.now)
        await ctx.uow.linked_cases.add(link, "x")
        return await show(ctx, case)

    return run


OTHER_CASE = "BB2-H55"


def paired(service: Callable[[Context, MergePair], Awaitable[object]]) -> Show:
    """What is shown of a case that may be one with another."""

    async def run(ctx: Context, case: CaseId) -> object:
        other = await ctx.uow.cases.by_code(CaseCode(OTHER_CASE))
        return await service(ctx, await open_merge(ctx, case, other.id))

    return linked(run)


def wished(show: Show) -> Show:
    """What is shown of a case that somebody wants to merge with another."""

    async def run(ctx: Context, case: CaseId) -> object:
        other = await ctx.uow.cases.by_code(CaseCode(OTHER_CASE))
        city = OrganisationId("city")
        signed = Signature(by=MemberId("sanne"), organisation=city, at=ctx.now, on=ctx.today)
        why = MergeReason(reason="x", agreement=Agreement(), signed=signed)
        await ctx.uow.merges.keep_wish(ask_merge(case, other.id, signed, ctx.calendar), why)
        return await show(ctx, case)

    return linked(run)


async def confirming_merge(ctx: Context, case: CaseId) -> object:
    return await record_merge_wish_seen(ctx, await open_merge_wish(ctx, case))


async def list_merged(ctx: Context, case: CaseId) -> object:
    one = await ctx.uow.cases.get(case)
    goes = replace(
        one,
        id=CaseId("gone"),
        code=CaseCode(OTHER_CASE),
        referrer=ctx.actor.id,
        referring_organisation=ctx.actor.organisation.id,
    )
    await ctx.uow.cases.leave_circle(case, ctx.actor.id, ctx.now)
    why = MergeReason(reason="x", agreement=Agreement(), signed=ctx.sign())
    await ctx.uow.merges.add(form_former(goes, case, ctx.sign(), ctx.now), why)
    return await list_own_former(ctx)
