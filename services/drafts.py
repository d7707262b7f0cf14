"""Conversations nobody finished do not stay: their answers go when their term is over."""

from datetime import datetime, timedelta
from typing import Final

from domain.draft import Draft, DraftTerm
from domain.identifiers import DraftId
from domain.timer import Timer, TimerKind
from services.moment import Moment

# as long as a sealed button lives: until then it is told what became of its draft
_ENDED_KEPT_WITHIN: Final = timedelta(days=31)


async def add_draft(moment: Moment, draft: Draft) -> None:
    """Keep a new draft until its term is over."""
    await moment.uow.drafts.add(draft)
    await _look_at(moment, draft.id, draft.expires_at)


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


def _find_end(term: DraftTerm) -> datetime:
    return term.changed_at + _ENDED_KEPT_WITHIN if term.is_ended else term.expires_at


async def _look_at(moment: Moment, draft: DraftId, due_at: datetime) -> None:
    await moment.uow.timers.set(Timer(kind=TimerKind.DIALOG_DRAFT, subject=draft, due_at=due_at))
