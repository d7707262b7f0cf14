"""Unfinished conversations wait for their own member, and do not stay: their answers go when their
term is over.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from domain.access import Action
from domain.draft import Draft, DraftEnd, WaitingDraft
from domain.identifiers import DraftId
from services.access import not_involved
from services.moment import Context
from services.ports import UnitOfWork

# as long as a sealed button lives: until then it is told what became of its draft
_ENDED_KEPT_WITHIN: Final = timedelta(days=31)


async def find_draft(ctx: Context, draft_id: DraftId) -> Draft:
    """Find a draft of the actor; RefusedError for a draft of somebody else."""
    draft = await ctx.uow.drafts.get(draft_id)
    if draft.member != ctx.actor.id:
        raise not_involved(Action.VIEW_OWN, draft.case)
    return draft


async def find_open_draft(ctx: Context, dialog: str, subject: str) -> Draft | None:
    """Find the draft that the actor has open in a dialog on a subject."""
    return await ctx.uow.drafts.find_open(ctx.actor.id, dialog, subject)


async def list_waiting_drafts(ctx: Context) -> Sequence[WaitingDraft]:
    """List what the actor can go on with, last changed first."""
    return await ctx.uow.drafts.waiting_of(ctx.actor.id)


async def find_latest_draft(ctx: Context, dialog: str) -> WaitingDraft | None:
    """Find the draft of a dialog that the actor changed last and can go on with."""
    waiting = await list_waiting_drafts(ctx)
    return next((one for one in waiting if one.dialog == dialog), None)


async def add_draft(ctx: Context, draft: Draft) -> Draft:
    """Keep a new draft of the actor for as long as the house keeps drafts."""
    touched = _touch(ctx, draft)
    await ctx.uow.drafts.add(touched)
    return touched


async def save_draft(ctx: Context, draft: Draft) -> Draft:
    """Keep a changed draft; its term begins anew. ConflictError when another device was first."""
    return await ctx.uow.drafts.save(_touch(ctx, draft))


async def end_draft(ctx: Context, draft: Draft, end: DraftEnd) -> Draft:
    """End a draft: what was answered is wiped."""
    return await ctx.uow.drafts.save(replace(draft, end=end, changed_at=ctx.now))


def _touch(ctx: Context, draft: Draft) -> Draft:
    expires_at = ctx.now + ctx.house.terms.drafts_kept_within
    return replace(draft, changed_at=ctx.now, expires_at=expires_at)


async def purge_drafts(uow: UnitOfWork, now: datetime) -> None:
    """Wipe the answers of drafts whose term is over, and forget drafts that ended long ago."""
    await uow.drafts.purge(now, now - _ENDED_KEPT_WITHIN)
