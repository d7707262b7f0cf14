"""While Microsoft Graph hangs, whoever must hear of an acute step hears it all the same."""

import asyncio
from datetime import timedelta
from typing import Any

from bot.doors.features import make_registry
from bot.doors.registry import Registry
from bot.running.room_keeping import make_room_errand
from bot.running.sharing import Sharing
from bot.running.tick import Tick, log_timer_failure
from domain.acute_invitation import InvitationAnswer
from domain.identifiers import SessionId
from domain.notice import NoticeKind
from domain.timer import TimerKind
from services.acute.invitations import answer_invitation
from services.acute.report import NewSubject
from services.room_keeping import TeamsRooms
from services.timers import TimerRound
from storage.replicas import OnlyReplica
from tests.support.acute_house import IDENTITY, IN_DUTY, REPORT, AcuteHouse
from tests.support.permits import report_now
from tests.support.rounds import leave_alone

HOUR = timedelta(hours=1)


class HangingChats:
    """Asked for a chat, it does not answer."""

    def __init__(self) -> None:
        self.was_asked = asyncio.Event()

    async def create(self, *_given: object) -> None:
        self.was_asked.set()
        await asyncio.Event().wait()


def make_tick(house: AcuteHouse, chats: Any, woken: list[str]) -> Tick:
    room = make_room_errand(house, TeamsRooms(roster=chats, chats=chats))
    others = (TimerKind.AGENDA_DRAFT, TimerKind.CHECKPOINT, TimerKind.DESTRUCTION)
    errands = dict.fromkeys(others, leave_alone)
    timers = TimerRound(
        moments=house,
        handlers=make_registry().timers(),
        errands={**errands, TimerKind.ROOM: room},
        tell_failure=log_timer_failure,
    )
    sharing = Sharing(
        replicas=OnlyReplica(),
        share_among=lambda _number: None,
        read_monotonic=lambda: 0.0,
        tick_within=HOUR,
    )
    return Tick(
        moments=house,
        registry=Registry(()),
        timers=timers,
        sharing=sharing,
        after=lambda: woken.append("sender"),
    )


async def convene_and_come(house: AcuteHouse) -> SessionId:
    """Piet comes, so that a chat is to be made; Vera and Olga are silent."""
    async with house.acting("wim") as ctx:
        session = (await report_now(ctx, REPORT, NewSubject(identity=IDENTITY))).session.id
    await house.convene(session)
    await house.send_all()
    invitation = await house.invitation(session, "piet")
    async with house.acting("piet") as ctx:
        await answer_invitation(ctx, invitation.id, InvitationAnswer.COMES, invitation.version)
    return session


async def test_an_invitation_that_becomes_due_while_graph_hangs_is_announced_and_the_sender_woken(
    acute_house: AcuteHouse,
):
    session = await convene_and_come(acute_house)
    chats, woken = HangingChats(), list[str]()
    tick = make_tick(acute_house, chats, woken)
    # sooner than Graph is given up
    async with asyncio.timeout(6):
        await tick.run()
        await chats.was_asked.wait()
    acute_house.now = IN_DUTY + timedelta(minutes=5)
    before, asked = len(woken), len(await acute_house.notices(NoticeKind.INVITATION))
    async with asyncio.timeout(5):
        await tick.run()
    assert len(woken) == before + 1
    again = (await acute_house.notices(NoticeKind.INVITATION))[asked:]
    silent = {(await acute_house.invitation(session, name)).id for name in ("vera", "olga")}
    assert {one.subject for one in again} >= silent
    with_cut_off = asyncio.create_task(tick.finish())
    await asyncio.sleep(0)
    with_cut_off.cancel()
    await asyncio.gather(with_cut_off, return_exceptions=True)
