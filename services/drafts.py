"""Unfinished conversations wait for their own member, and do not stay: their answers go when their
term is over.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from domain.access import Action
from domain.draft import Draft, DraftEnd, DraftTerm, WaitingDraft
from domain.drill import is_drill
from domain.errors import ConflictError
from domain.identifiers import CaseCode, DraftId
from domain.timer import Timer, TimerKind
from services.access import find_grounds, not_involved, require
from services.moment import Context, Moment

# as long as a sealed button lives: until then it is told what became of its draft
_ENDED_KEPT_WITHIN: Final = timedelta(days=31)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnfinishedDraft:
    """A draft its member filled something in, with the code of its case as far as there is one."""

    draft: WaitingDraft
    code: CaseCode | None


async def find_draft(ctx: Context, draft_id: DraftId) -> Draft:
    """Find a draft of the actor; RefusedError for a draft of somebody else."""
    draft = await ctx.uow.drafts.get(draft_id)
    if draft.member != ctx.actor.id:
        raise not_involved(Action.VIEW_OWN, draft.case)
    return draft


async def list_waiting_drafts(ctx: Context) -> Sequence[WaitingDraft]:
    """List what the actor can go on with, last changed first."""
    return await ctx.uow.drafts.waiting_of(ctx.actor.id)


async def list_unfinished(ctx: Context) -> Sequence[UnfinishedDraft]:
    """List the drafts in which the actor filled something in, last changed first; the case of one
    is named when the actor may see it now, and that goes on record.
    """
    require(ctx, Action.VIEW_OWN)
    waiting = await list_waiting_drafts(ctx)
    drafts = [one for one in waiting if one.is_filled_in and not is_drill(one.id)]
    ids = {one.case for one in drafts if one.case}
    cases = await ctx.uow.cases.known(ids) if ids else ()
    involvements = await ctx.uow.cases.involvements(ids, ctx.actor.id)
    own = find_grounds(ctx, Action.VIEW_CASE, {one: involvements[one.id] for one in cases})
    await ctx.record_listed((one.id, own[one]) for one in own)
    codes = {case.id: case.code for case in own}
    return [
        UnfinishedDraft(draft=one, code=codes.get(one.case) if one.case else None) for one in drafts
    ]


async def find_latest_draft(ctx: Context, dialog: str) -> WaitingDraft | None:
    """Find the draft of a dialog that the actor changed last and can go on with."""
    waiting = await list_waiting_drafts(ctx)
    return next((one for one in waiting if one.dialog == dialog), None)


async def begin_draft(ctx: Context, new: Draft, longest: timedelta = timedelta.max) -> Draft:
    """Keep a new draft of the actor for as long as the house keeps drafts, no longer than
    ``longest``, or find the one that they have open on its subject.
    """
    touched = _touch(ctx, new, longest)
    try:
        await ctx.uow.drafts.add(touched)
    except ConflictError:
        if waiting := await ctx.uow.drafts.find_open(new.member, new.dialog, new.subject):
            return waiting
        raise
    await _look_at(ctx, touched.id, touched.expires_at)
    return touched


async def save_draft(ctx: Context, draft: Draft, longest: timedelta = timedelta.max) -> Draft:
    """Keep a changed draft; its term begins anew. ConflictError when another device was first."""
    return await ctx.uow.drafts.save(_touch(ctx, draft, longest))


async def end_draft(ctx: Context, draft: Draft, end: DraftEnd) -> Draft:
    """End a draft: what was answered is wiped."""
    return await ctx.uow.drafts.save(replace(draft, end=end, changed_at=ctx.now))


async def look_at_draft(moment: Moment, draft_id: str) -> None:
    """Wipe the answers of a draft whose term is over, or forget one that ended long ago; its timer
    calls this. A draft that was gone on with lives longer: it is looked at again.
    """
    known_as = DraftId(draft_id)
    term = await moment.uow.drafts.term(known_as)
    if term is None:
        return
    ends_at = _find_end(term)
    if ends_at > moment.now:
        await _look_at(moment, known_as, ends_at)
    elif term.is_ended:
        await moment.uow.drafts.forget(known_as)
    else:
        await moment.uow.drafts.expire(known_as, moment.now)
        # what became of it decides: its member may have gone on with it at this very moment
        await _look_at(moment, known_as, moment.now)


def _touch(ctx: Context, draft: Draft, longest: timedelta) -> Draft:
    expires_at = ctx.now + min(ctx.house.terms.drafts_kept_within, longest)
    return replace(draft, changed_at=ctx.now, expires_at=expires_at)


def _find_end(term: DraftTerm) -> datetime:
    return term.changed_at + _ENDED_KEPT_WITHIN if term.is_ended else term.expires_at


async def _look_at(moment: Moment, draft: DraftId, due_at: datetime) -> None:
    await moment.uow.timers.set(Timer(kind=TimerKind.DIALOG_DRAFT, subject=draft, due_at=due_at))
