"""Whatever happens in whatever order: nobody outside the circle receives or opens anything of an
acute session, every open step has a next moment, and what is made to stand still is found.

``STOPLICHT_TEST_PROFILE=nightly`` plays ten thousand histories; by itself it plays a few.
"""

import os
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any, Final

import pytest
from sqlalchemy import delete, update

from domain.access import CaseState
from domain.acute_invitation import InvitationAnswer
from domain.acute_session import SessionState
from domain.errors import NotAllowedError, NotFoundError, StoplichtError
from domain.escalation import Chain
from domain.escalation_audit import Stall
from domain.member import Role
from domain.notice import NoticeKind, PrivateNotice
from services.acute.auditor import audit_acute_lane
from services.acute.completion import open_own_report, view_receipt
from services.acute.discussion import open_session_page
from services.acute.invitations import view_own_invitation, view_subject
from services.acute.notes import reveal_noted_report, view_notes
from services.acute.report import reveal_report, take_report, view_session
from services.acute.session import view_board
from services.acute.told import view_told
from services.moment import Context, Reading
from services.recipients import NotSentError, require_recipient
from services.room import view_room, view_room_invited_to
from storage.escalations import escalation
from storage.timers import timer
from tests.support.acute_history import (
    NOTE_TAKER,
    History,
    begin_history,
    list_members,
    list_outsiders,
    undone,
)
from tests.support.acute_house import CODE, AcuteHouse

_IS_NIGHTLY: Final = os.environ.get("STOPLICHT_TEST_PROFILE") == "nightly"
PARTS: Final = 4
HISTORIES: Final = 10_000 // PARTS if _IS_NIGHTLY else 12
LENGTH: Final = 9

K = NoticeKind
OF_SESSION: Final = (
    K.ACUTE_REPORT, K.ACUTE_RECEIPT, K.ACUTE_WAITS, K.ACUTE_UNJUDGED, K.SESSION_BOARD,
    K.SESSION_CLOSED, K.ROOM, K.SESSION_NOTES,
)  # fmt: skip
OF_INVITATION: Final = (K.INVITATION, K.INVITATION_SILENT)
Door = Callable[[Context, Any], Awaitable[object]]
DOORS_OF_SESSION: Final[tuple[Door, ...]] = (
    view_receipt, open_own_report, reveal_report, take_report, view_session, view_board, view_room,
    open_session_page, reveal_noted_report, view_notes,
)  # fmt: skip
DOORS_OF_INVITATION: Final[tuple[Door, ...]] = (
    view_own_invitation, view_subject, view_told, view_room_invited_to,
)  # fmt: skip


@pytest.mark.parametrize("part", range(PARTS))
async def test_nobody_outside_the_circle_hears_or_opens_anything_and_no_open_step_stands_still(
    acute_house: AcuteHouse, part: int
):
    await acute_house.add_case(CODE, CaseState.TAKEN_UP, "gijs")
    for seed in range(part * HISTORIES, (part + 1) * HISTORIES):
        async with begin_history(acute_house, seed) as history:
            try:
                for _ in range(LENGTH):
                    await history.play()
                    await look_from_outside(history)
                    await look_at_another(history)
                    await look_at_who_said_no(history)
                    await look_at_the_note_taker(history)
                    await expect_no_stall(history)
                await expect_only_the_circle_was_told(history)
                await plant_and_find(history)
            except BaseException as failure:
                failure.add_note(f"seed {seed}: {', '.join(history.played)}")
                raise


async def look_from_outside(history: History) -> None:
    """Somebody who was never asked tries one of the doors, and one message is sent to them."""
    outsider, subject = history.chance.choice(await list_outsiders(history)), str(history.session)
    doors, kinds = DOORS_OF_SESSION, OF_SESSION
    invitations = await history.invitations()
    if invitations and history.chance.random() < 1 / 2:
        doors, kinds = DOORS_OF_INVITATION, OF_INVITATION
        subject = history.chance.choice(invitations).id
    await expect_closed(history, outsider, doors, kinds, subject)


async def look_at_another(history: History) -> None:
    """Who was invited tries the doors of another invitation, and is sent that."""
    invitations = await history.invitations()
    if len(invitations) > 1:
        one, another = history.chance.sample(invitations, 2)
        kinds = (K.INVITATION,)
        await expect_closed(history, one.member, DOORS_OF_INVITATION, kinds, another.id)


async def expect_closed(
    history: History,
    member: str,
    doors: Sequence[Door],
    kinds: Sequence[NoticeKind],
    subject: str,
) -> None:
    ctx = await history.acting(member)
    with pytest.raises((NotAllowedError, NotFoundError)):
        await history.chance.choice(doors)(ctx, subject)
    reading = Reading(uow=ctx.uow, now=ctx.now, house=ctx.house, recipient=ctx.actor.member)
    kind = history.chance.choice(kinds)
    notice = PrivateNotice(kind=kind, subject=subject, business_key="x", member=ctx.actor.id)
    with pytest.raises(NotSentError):
        await require_recipient(reading, notice, is_posted=False)


async def look_at_who_said_no(history: History) -> None:
    """Of who does not come what was reported is closed; of who said no the name is too."""
    for one in await history.invitations():
        ctx = await history.acting(one.member)
        if not one.is_coming:
            with pytest.raises(StoplichtError):
                await view_told(ctx, one.id)
        if one.answer is not None and one.answer is not InvitationAnswer.COMES:
            with pytest.raises(StoplichtError):
                await view_subject(ctx, one.id)


async def look_at_the_note_taker(history: History) -> None:
    """Who takes notes sees what it is about, and no board; who does not sees neither."""
    session, ctx = await history.newest(), await history.acting(NOTE_TAKER)
    if session.note_taker and session.state in {SessionState.CONVENED, SessionState.CLOSED}:
        assert (await reveal_noted_report(ctx, session.id)).session == session.id
        closed: tuple[Door, ...] = ()
    else:
        closed = (reveal_noted_report, open_session_page)
    for door in (view_board, reveal_report, view_room, *closed):
        with pytest.raises(NotAllowedError):
            await door(ctx, session.id)


async def expect_no_stall(history: History) -> None:
    found = await audit_acute_lane(history.moment)
    assert found.stalled == ()
    for watched in await history.moment.uow.escalations.open_ones():
        chain = watched.chain
        assert chain.is_exhausted or (chain.next_at and watched.looked_at == chain.next_at)


async def expect_only_the_circle_was_told(history: History) -> None:
    directors = await list_members(history, Role.PROCESS_DIRECTOR)
    managers = await list_members(history, Role.MANAGER)
    invited = {one.id: one.member for one in await history.invitations()}
    mine = {
        K.ACUTE_RECEIPT: {history.reporter}, K.ACUTE_WAITS: managers,
        K.SESSION_CLOSED: {*invited.values()},
        K.SESSION_NOTES: {*(await history.newest()).note_takers},
    }  # fmt: skip
    for row in await history.announced():
        kind = NoticeKind(row.kind)
        if kind is K.INVITATION:
            assert row.member == invited[row.subject]
        elif row.subject == history.session and kind is not K.ACUTE_WITHDRAWN:
            assert row.member in mine.get(kind, directors), row
        told = {*directors, *managers, history.reporter, *invited.values(), *mine[K.SESSION_NOTES]}
        assert row.member in told, row


async def delete_timer(history: History, chain: Chain) -> None:
    await history.execute(delete(timer).where(timer.c.subject == chain.id))


async def lose_chain(history: History, chain: Chain) -> None:
    await history.execute(delete(escalation).where(escalation.c.id == chain.id))


async def climb_with_nobody(history: History, chain: Chain) -> None:
    nobody = {"told": [], "climbed": max(chain.climbed, 1)}
    this = escalation.c.id == chain.id
    await history.execute(update(escalation).where(this).values(nobody))


async def let_the_clock_stand_still(history: History, chain: Chain) -> None:
    assert chain.next_at is not None
    history.pass_time(chain.next_at - history.moment.now + timedelta(minutes=3))


async def put_the_clock_back(history: History, _chain: Chain) -> None:
    history.pass_time(timedelta(days=-2))


PLANTED: Final = {
    delete_timer: Stall.NO_TIMER,
    lose_chain: Stall.NO_CHAIN,
    climb_with_nobody: Stall.NOBODY,
    let_the_clock_stand_still: Stall.OVERDUE,
    put_the_clock_back: Stall.TOO_FAR,
}


async def plant_and_find(history: History) -> None:
    """Each of the five, one after the other, about a step that goes on by itself."""
    for plant, stall in PLANTED.items():
        waiting = [
            one.chain
            for one in await history.moment.uow.escalations.open_ones()
            if one.chain.next_rung and one.looked_at
        ]
        if not waiting:
            return
        chain, before = history.chance.choice(waiting), history.moment
        async with undone(history):
            await plant(history, chain)
            found = (await audit_acute_lane(history.moment)).stalled
            assert (chain.id, stall) in {(one.id, one.stall) for one in found}
        history.moment = before
