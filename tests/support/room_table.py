"""An acute session whose chat the bot makes, its clock moved by hand, with a stand-in Graph."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.running.room_keeping import make_room_errand
from bot.sending.connector import open_http_session
from bot.sending.graph import Graph
from bot.sending.tokens import NoTokens
from domain.access import CaseState
from domain.acute_invitation import InvitationAnswer
from domain.identifiers import MemberId, SessionId
from domain.notice import NoticeKind
from domain.room import Room, RoomTrouble
from domain.timer import TimerKind
from services.acute.invitations import answer_invitation
from services.acute.report import KnownCase
from services.room import RoomView, view_room
from services.room_keeping import TeamsRooms
from tests.support.acute_house import CODE, REPORT, AcuteFiles, AcuteHouse
from tests.support.graph import TEAMS_APP, StandInGraph
from tests.support.permits import close, report_now
from tests.support.rounds import run_round

COMES = InvitationAnswer.COMES
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
NO_ROSTER: Any = None


@dataclass
class Table:
    """A session to which people come, the chat that is kept for it, and the clock of both."""

    house: AcuteHouse
    graph: StandInGraph
    chats: Any
    session: SessionId

    async def answer(self, name: str, said: InvitationAnswer = COMES) -> None:
        invitation = await self.house.invitation(self.session, name)
        async with self.house.acting(name) as ctx:
            await answer_invitation(ctx, invitation.id, said, invitation.version)

    async def tick(self, after: timedelta = timedelta(0)) -> None:
        self.house.now += after
        failures: list[Exception] = []
        teams = TeamsRooms(roster=NO_ROSTER, chats=self.chats)
        await run_round(
            self.house,
            room=make_room_errand(self.house, teams),
            tell_failure=lambda _kind, failure: failures.append(failure),
        )
        assert all(isinstance(one, KilledError) for one in failures), failures

    async def settle(self) -> None:
        """Let everything that is tried again be tried for an hour."""
        for _ in range(6):
            await self.tick(after=10 * MINUTE)

    async def room(self) -> Room | None:
        async with self.house.reading() as moment:
            return await moment.uow.rooms.of_session(self.session)

    async def look(self) -> RoomView:
        async with self.house.acting("cora") as ctx:
            return await view_room(ctx, self.session)

    async def close(self) -> None:
        async with self.house.acting("cora") as ctx:
            await close(ctx, self.session, [])

    async def accounts(self, *names: str) -> set[str]:
        async with self.house.reading() as moment:
            found = await moment.uow.people.by_ids([MemberId(name) for name in names])
        return {one.object_id for one in found.values()}

    async def has(self, *names: str) -> bool:
        """Tell whether exactly these are in the one chat there is."""
        return self.graph.people() == [await self.accounts(*names)]

    async def trouble(self) -> RoomTrouble | None:
        room = await self.room()
        return room.trouble if room else None

    async def news(self) -> int:
        return len(await self.house.notices(NoticeKind.ROOM))

    async def is_waiting(self) -> bool:
        async with self.house.reading() as moment:
            late = self.house.now + timedelta(days=30)
            return bool(await moment.uow.timers.due([TimerKind.ROOM], late, None, 9))


class KilledError(Exception):
    """The process ended here."""


class KilledAt:
    """A Graph client whose process ends at its n-th call: before it leaves, or after its answer."""

    def __init__(self, graph: Graph, number: int, *, after: bool) -> None:
        self.calls = 0
        self._graph, self._number, self._after = graph, number, after

    def __getattr__(self, name: str) -> Callable[..., Awaitable[object]]:
        async def call(*given: Any) -> object:
            self.calls += 1
            if self.calls == self._number and not self._after:
                raise KilledError
            answer = await getattr(self._graph, name)(*given)
            if self.calls == self._number:
                raise KilledError
            return answer

        return call


@asynccontextmanager
async def open_table(files: AcuteFiles, graph: StandInGraph) -> AsyncIterator[Table]:
    """Cora directs; Wim, Gijs, Piet, Olga and Vera are invited, and nobody answered."""
    async with files.fresh() as house, open_http_session() as http:
        await house.add_case(CODE, CaseState.TAKEN_UP, "gijs")
        async with house.acting("wim") as ctx:
            session = (await report_now(ctx, REPORT, KnownCase(code=CODE))).session.id
        await house.convene(session)
        client = Graph(
            session=http,
            tokens=NoTokens(),
            url=graph.url,
            teams_app=TEAMS_APP,
            home_tenant=house.house.members[0].tenant_id,
            call_within=SECOND / 4,
        )
        yield Table(house, graph, client, session)
