"""What became of hand-overs, read once in a digest: by who asked, by a colleague whose answer was
recorded for them, and by process directors what moved.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from domain.access import SHIELDED, Action
from domain.hand_over import HandOverState, WorkHandOver
from domain.identifiers import CaseCode
from domain.policy import may_ever
from services.digest import is_first_digest_since
from services.moment import Reading
from services.standing_in import has_left

# nobody is away longer and still represents their organisation
_LOOKS_BACK = timedelta(weeks=8)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverNews:
    """What became of a hand-over, for who gave it; of one that was accepted also for process
    directors, with the codes of what they may see. ``recorded_by`` names, for the colleague, who
    noted what they said by telephone.
    """

    state: HandOverState
    giver: str
    receiver: str
    is_own: bool
    codes: tuple[CaseCode, ...] = ()
    recorded_by: str = ""


async def read_hand_over_news(reading: Reading) -> Sequence[HandOverNews]:
    """Read once what became of hand-overs: for who asked, and for process directors what moved."""
    since = reading.now - _LOOKS_BACK
    actor = await reading.form_actor(reading.recipient)
    is_director = may_ever(Action.CHANGE_CIRCLE, actor)
    return [
        await _form_news(reading, one, is_director=is_director)
        for one in await reading.uow.hand_overs.ended_since(since)
        if one.ended_at and await _concerns(reading, one, is_director=is_director)
        if await is_first_digest_since(reading, one.ended_at)
    ]


async def _concerns(reading: Reading, held: WorkHandOver, *, is_director: bool) -> bool:
    """Who asked hears it; where nobody of them is left, process directors do."""
    reader = reading.recipient.id
    if reader == held.asked_by or (held.recorded_by and reader == held.receiver):
        return True
    if held.state is HandOverState.ACCEPTED:
        return is_director or reader == held.giver
    is_alone = held.asked_by == held.giver
    return is_director and is_alone and await has_left(reading, held.giver, held.organisation)


async def _form_news(reading: Reading, held: WorkHandOver, *, is_director: bool) -> HandOverNews:
    recorder = held.recorded_by
    who = {held.giver, held.receiver, *([recorder] if recorder else [])}
    names = await reading.uow.people.names(who)
    reader = reading.recipient.id
    moved = held.state is HandOverState.ACCEPTED and is_director
    return HandOverNews(
        state=held.state,
        giver=names[held.giver],
        receiver=names[held.receiver],
        is_own=reader in {held.giver, held.asked_by},
        codes=await _name_moved(reading, held) if moved else (),
        recorded_by=names[recorder] if recorder and reader == held.receiver else "",
    )


async def _name_moved(reading: Reading, held: WorkHandOver) -> tuple[CaseCode, ...]:
    """The cases on the list that went along: their process directors hear of it."""
    since = held.ended_at or reading.now
    places = await reading.uow.cases.joined_since(held.receiver, since)
    moved = {one.case for one in places if one.joined_at == since}
    cases = await reading.uow.cases.known(moved) if moved else ()
    return tuple(one.code for one in cases if one.state not in SHIELDED)
