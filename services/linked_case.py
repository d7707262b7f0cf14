"""A coordinator links two cases with a reason, and ends that. Whoever may see both reads the code
of the other and why; to everybody else there is no link, and nothing is asked that could show one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from secrets import token_hex
from typing import ClassVar

from domain.access import Action, Ground, Involvement
from domain.audit import AuditEvent
from domain.case import Case
from domain.errors import NotFoundError
from domain.identifiers import CaseCode, CaseId, LinkId
from domain.linked_case import (
    AlreadyLinkedError,
    CaseLink,
    NotLinkedError,
    link_two,
    tell_why,
)
from domain.member import Actor
from domain.sight import SeenPart, Sight
from services.access import Permit, RefusedError, find_case, find_grounds, find_grounds_of
from services.moment import Context, Moment


class OtherUnknownError(NotFoundError):
    """There is no case of this code that you can link."""

    text_key: ClassVar[str] = "linked_case.unknown"


class OtherRefusedError(RefusedError):
    """There is no case of this code that you can link."""

    text_key: ClassVar[str] = "linked_case.unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkSeen:
    """A case that is linked with this one: its code, and why."""

    link: CaseLink
    code: CaseCode
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedPair:
    """Two linked cases, each with its code: that they are linked, and not why."""

    cases: tuple[CaseId, CaseId]
    codes: tuple[CaseCode, CaseCode]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedOne:
    """A case with the links that its coordinator can end."""

    permit: Permit
    links: tuple[LinkSeen, ...]


async def link_cases(ctx: Context, permit: Permit, typed: str, reason: str) -> CaseCode:
    """Link a case with that of a typed code. A code that is none, is of no case or of one that
    this coordinator cannot link reads the same.
    """
    case = permit.case_for(ctx, Action.LINK_CASE)
    why = tell_why(reason)
    other = await _find_other(ctx, typed)
    link = link_two(LinkId(token_hex(16)), (case.id, other.id), ctx.actor.id, ctx.now)
    if not await ctx.uow.linked_cases.add(link, why):
        raise AlreadyLinkedError
    await _record(ctx, AuditEvent.CASES_LINKED, link)
    return other.code


async def _find_other(ctx: Context, typed: str) -> Case:
    """Find the case of a typed code that the actor can link."""
    try:
        return (await find_case(ctx, Action.LINK_CASE, typed)).case
    except RefusedError as refused:
        raise OtherRefusedError(refused.access, refused.case) from None
    except NotFoundError:
        raise OtherUnknownError from None


async def open_links(ctx: Context, permit: Permit) -> LinkedOne:
    """Find the links of a case that can be ended; NotLinkedError when there is none."""
    permit.case_for(ctx, Action.LINK_CASE)
    links = await read_links(ctx, permit, permit.ground)
    if not links:
        raise NotLinkedError
    return LinkedOne(permit=permit, links=links)


async def unlink_cases(ctx: Context, linked: LinkedOne, chosen: LinkId, reason: str) -> CaseCode:
    """End a link of a case with a reason; NotLinkedError when it is none any more."""
    linked.permit.case_for(ctx, Action.LINK_CASE)
    why = tell_why(reason)
    seen = {one.link.id: one for one in linked.links}.get(chosen)
    if seen is None or not await ctx.uow.linked_cases.end(seen.link, ctx.actor.id, ctx.now, why):
        raise NotLinkedError
    await _record(ctx, AuditEvent.CASES_UNLINKED, seen.link)
    return seen.code


async def read_links(ctx: Context, permit: Permit, ground: Ground) -> tuple[LinkSeen, ...]:
    """Read with which cases one is linked that the actor may see too, and why; on record as seen,
    in each. ``ground`` is on what they read links. To who may see none of the others no more is
    asked than when there is no link.
    """
    case = permit.case_for(ctx, Action.VIEW_CASE, Action.LINK_CASE, Action.MERGE_CASES)
    links = await ctx.uow.linked_cases.open_of(case.id)
    others = await _find_others(ctx, [one.beside(case.id) for one in links], ground)
    seen = [(one, *others[one.beside(case.id)]) for one in links if one.beside(case.id) in others]
    shown = ((case.id, ground), *((other.id, its) for _, other, its in seen)) if seen else ()
    await ctx.record_seen(
        *(Sight(part=SeenPart.LINK, ground=its, case_id=known) for known, its in shown)
    )
    return tuple(
        [
            LinkSeen(link=link, code=other.code, reason=await ctx.uow.linked_cases.why(link))
            for link, other, _ in seen
        ]
    )


async def _find_others(
    ctx: Context, linked: Sequence[CaseId], ground: Ground
) -> Mapping[CaseId, tuple[Case, Ground]]:
    """Those of the linked cases that the actor may see, each with the ground."""
    cases: Mapping[Case, Involvement]
    if ground is Ground.CIRCLE:
        cases = await ctx.uow.cases.of_member(ctx.actor.id)
    else:
        known = await ctx.uow.cases.known(linked) if linked else ()
        cases = dict.fromkeys(known, Involvement.NONE)
    grounds = find_grounds(ctx, Action.READ_LINKS, cases)
    return {case.id: (case, its) for case, its in grounds.items()}


async def find_linked_pairs(
    moment: Moment, actor: Actor, codes: Mapping[CaseId, CaseCode]
) -> tuple[LinkedPair, ...]:
    """Find which of these cases, to be discussed together, are linked: for who may see both."""
    links = await moment.uow.linked_cases.open_among(codes)
    if not links:
        return ()
    known = await moment.uow.cases.known({one for link in links for one in (link.one, link.other)})
    seen = find_grounds_of(actor, Action.READ_LINKS, dict.fromkeys(known, Involvement.NONE))
    may_see = {case.id for case in seen}
    return tuple(
        LinkedPair(cases=(one.one, one.other), codes=(codes[one.one], codes[one.other]))
        for one in links
        if {one.one, one.other} <= may_see
    )


async def _record(ctx: Context, event: AuditEvent, link: CaseLink) -> None:
    """Put it on record in both: the id of a link says nothing of the other case."""
    for case in (link.one, link.other):
        await ctx.record(event, case, link.id)
