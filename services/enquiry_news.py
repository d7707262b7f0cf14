"""What a coordinator reads of enquiries in *mijn* and the digest: who is silent though the term
passed, who wants to be called, and that all answers are in. Nobody is chased for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from domain.access import Action, Ground, Involvement, Standing
from domain.case import Case
from domain.enquiry import Enquiry, EnquiryAnswer
from domain.identifiers import CaseCode, CaseId
from domain.policy import decide_access, may_ever
from services.digest import is_first_digest_since
from services.guarding import COORDINATORS, find_who_guards
from services.moment import Context, Reading
from services.partners import name_organisations

# nobody is away longer and still has a digest to read
_LOOKS_BACK: Final = timedelta(weeks=8)


class EnquiryNewsKind(StrEnum):
    """What there is to say of an enquiry."""

    SILENT = "silent"
    CALL = "call"
    COMPLETE = "complete"


@dataclass(frozen=True, slots=True, kw_only=True)
class EnquiryNews:
    """Something a coordinator has to know; ``organisation`` by name where it is about one."""

    case: CaseId
    code: CaseCode
    kind: EnquiryNewsKind
    ground: Ground
    organisation: str = ""


async def list_enquiry_news(ctx: Context) -> Sequence[EnquiryNews]:
    """List for the actor who is silent and who wants to be called; on record as seen."""
    rows = await _list_waiting(ctx)
    await ctx.record_listed((one.case, one.ground) for one in rows)
    return rows


async def read_enquiry_news(reading: Reading) -> Sequence[EnquiryNews]:
    """Read the same for the digest, and of which cases all answers came in since the last one."""
    ctx = await reading.as_recipient()
    return [*await _list_waiting(ctx), *await _list_complete(reading, ctx)]


async def _list_waiting(ctx: Context) -> Sequence[EnquiryNews]:
    if not may_ever(Action.ENQUIRE, ctx.actor):
        return ()
    waiting = [one for one in await ctx.uow.enquiries.unsettled() if _waits(ctx, one)]
    return await _form(ctx, [(one, _kind_of(one)) for one in waiting])


def _waits(ctx: Context, enquiry: Enquiry) -> bool:
    return enquiry.is_late(ctx.today) or enquiry.answer is EnquiryAnswer.CALL_ME


def _kind_of(enquiry: Enquiry) -> EnquiryNewsKind:
    is_call = enquiry.answer is EnquiryAnswer.CALL_ME
    return EnquiryNewsKind.CALL if is_call else EnquiryNewsKind.SILENT


async def _list_complete(reading: Reading, ctx: Context) -> Sequence[EnquiryNews]:
    if not may_ever(Action.ENQUIRE, ctx.actor):
        return ()
    answered = await ctx.uow.enquiries.answered_since(ctx.now - _LOOKS_BACK)
    waiting = {one.case for one in await ctx.uow.enquiries.unsettled()} if answered else set()
    last = {one.case: one for one in answered if one.case not in waiting}
    news = [one for one in last.values() if await _is_news(reading, one)]
    return await _form(ctx, [(one, EnquiryNewsKind.COMPLETE) for one in news])


async def _is_news(reading: Reading, last: Enquiry) -> bool:
    return last.answered_at is not None and await is_first_digest_since(reading, last.answered_at)


async def _form(
    ctx: Context, found: Sequence[tuple[Enquiry, EnquiryNewsKind]]
) -> Sequence[EnquiryNews]:
    asked_by = {one.asked_by for one, _ in found}
    guarded = {
        one for one in asked_by if ctx.actor.id in await find_who_guards(ctx, one, COORDINATORS)
    }
    theirs = [(one, kind) for one, kind in found if one.asked_by in guarded]
    if not theirs:
        return ()
    cases = {one.id: one for one in await ctx.uow.cases.known({one.case for one, _ in theirs})}
    names = await name_organisations(ctx)
    rows = list[EnquiryNews]()
    for one, kind in theirs:
        case = cases[one.case]
        ground = _find_ground(ctx, case)
        if ground:
            is_of_one = kind is not EnquiryNewsKind.COMPLETE
            name = names.get(one.organisation, one.organisation) if is_of_one else ""
            rows.append(
                EnquiryNews(
                    case=case.id, code=case.code, kind=kind, ground=ground, organisation=name
                )
            )
    return rows


def _find_ground(ctx: Context, case: Case) -> Ground | None:
    standing = Standing(involvement=Involvement.NONE, state=case.state)
    return decide_access(Action.ENQUIRE, ctx.actor, standing).ground
