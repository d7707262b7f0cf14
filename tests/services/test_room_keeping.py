"""The chat that a director names for a session: whose it is, as long as nobody else is in it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from domain.access import CaseState
from domain.acute_invitation import InvitationAnswer
from domain.audit import AuditEvent
from domain.delivery import Attempt, AttemptResult
from domain.errors import NotFoundError
from domain.identifiers import MemberId, SessionId
from domain.notice import NoticeKind
from domain.room import NoSessionForRoomError, Room, RoomState, RoomTrouble, name_chat
from domain.timer import TimerKind
from services.access import RefusedError
from services.acute.invitations import answer_invitation
from services.acute.report import KnownCase
from services.moment import Moment
from services.ports.rooms import ChatPresence
from services.room import (
    RoomView,
    find_session_for_room,
    name_room,
    note_presence,
    view_room,
    view_room_invited_to,
)
from services.room_keeping import TeamsRooms, keep_room
from storage.rooms import RoomRows
from storage.timers import TimerRows
from tests.support.acute_house import CODE, REPORT, AcuteFiles, AcuteHouse
from tests.support.permits import close, report_now
from tests.support.rounds import run_round

COMES = InvitationAnswer.COMES
CHAT, OTHER_CHAT = "19:acuut@thread.v2", "19:another@thread.v2"
URL = "https://smba.trafficmanager.net/emea/"
SENT = Attempt(result=AttemptResult.SENT, status=200)
BUSY = Attempt(result=AttemptResult.NOT_SENT, status=429, retry_after=timedelta(minutes=4))
MINUTE = timedelta(minutes=1)


@dataclass
class HandRoster:
    """Who is in each chat, by their ids in the house; ``answer`` is given in its place."""

    house: AcuteHouse
    chats: dict[str, list[str]] = field(default_factory=dict)
    answer: Attempt = SENT
    looks: int = 0

    async def list_members(self, service_url: str, conversation: str) -> ChatPresence:
        assert service_url == URL
        self.looks += 1
        if self.answer != SENT:
            return ChatPresence(attempt=self.answer)
        async with self.house.reading() as moment:
            found = [await self._account(moment, one) for one in self.chats[conversation]]
        return ChatPresence(attempt=SENT, members=tuple(found))

    async def _account(self, moment: Moment, name: str) -> str:
        if not name or name == "stranger":
            return name
        return (await moment.uow.people.member(MemberId(name))).object_id.upper()


@pytest.fixture
async def house(acute_files: AcuteFiles, socket_enabled: None) -> AsyncIterator[AcuteHouse]:
    async with acute_files.fresh() as opened:
        await opened.add_case(CODE, CaseState.TAKEN_UP, "gijs")
        yield opened


@pytest.fixture
async def session(house: AcuteHouse) -> SessionId:
    """Wim who referred, Gijs in the circle; Piet, Olga and Vera by the rules; Cora directs."""
    async with house.acting("wim") as ctx:
        found = (await report_now(ctx, REPORT, KnownCase(code=CODE))).session.id
    await house.convene(found)
    await answer(house, found, "piet")
    return found


@pytest.fixture
def roster(house: AcuteHouse) -> HandRoster:
    return HandRoster(house, {CHAT: ["cora", "piet"], OTHER_CHAT: ["cora", "piet", "stranger"]})


async def answer(
    house: AcuteHouse, session: SessionId, name: str, said: InvitationAnswer = COMES
) -> None:
    invitation = await house.invitation(session, name)
    async with house.acting(name) as ctx:
        await answer_invitation(ctx, invitation.id, said, invitation.version)


async def say_room(
    house: AcuteHouse, chat: str = CHAT, code: str = "", name: str = "cora"
) -> SessionId:
    async with house.acting(name) as ctx:
        permit = await find_session_for_room(ctx, code)
        await name_room(ctx, permit, chat, URL)
        return permit.session.id


async def tick(house: AcuteHouse, roster: HandRoster, after: timedelta = timedelta(0)) -> None:
    house.now += after

    async def keep(subject: str) -> None:
        await keep_room(house, TeamsRooms(roster=roster), subject)

    await run_round(house, room=keep)


async def room_of(house: AcuteHouse, session: SessionId) -> Room:
    async with house.reading() as moment:
        found = await moment.uow.rooms.of_session(session)
    assert found is not None
    return found


async def look(house: AcuteHouse, session: SessionId) -> RoomView:
    async with house.acting("cora") as ctx:
        return await view_room(ctx, session)


async def has_timer(house: AcuteHouse) -> bool:
    async with house.reading() as moment:
        late = house.now + timedelta(days=30)
        return bool(await moment.uow.timers.due([TimerKind.ROOM], late, None, 9))


async def test_a_chat_with_who_comes_and_nobody_else_is_the_room(
    house: AcuteHouse, session: SessionId, roster: HandRoster
):
    assert await say_room(house) == session
    assert (await look(house, session)).chat == ""
    await tick(house, roster)
    assert (await room_of(house, session)).state is RoomState.OPEN
    assert (await look(house, session)).chat == CHAT
    invitation = await house.invitation(session, "piet")
    async with house.acting("piet") as ctx:
        assert (await view_room_invited_to(ctx, invitation.id)).chat == CHAT
    assert await house.told(NoticeKind.ROOM) == ["cora"]
    on_record = [one.event for one in await house.on_record((await house.session(session)).case)]
    assert {AuditEvent.ROOM_NAMED, AuditEvent.ROOM_OPENED} <= set(on_record)


@pytest.mark.parametrize("other", ["stranger", "", "olga", "petra", "dirk"])
async def test_a_chat_with_anybody_else_is_not_the_room_and_is_forgotten(
    house: AcuteHouse, session: SessionId, roster: HandRoster, other: str
):
    roster.chats[CHAT].append(other)
    await say_room(house)
    await tick(house, roster)
    room = await room_of(house, session)
    assert (room.state, room.trouble, room.strangers) == (
        RoomState.LOST, RoomTrouble.STRANGERS, 1
    )  # fmt: skip
    assert (room.conversation, room.service_url) == ("", "")
    assert (await look(house, session)).chat == ""
    assert len(await house.notices(NoticeKind.ROOM)) == 1
    assert not await has_timer(house)


async def test_somebody_who_comes_in_later_ends_the_room_at_once_and_the_director_hears_it(
    house: AcuteHouse, session: SessionId, roster: HandRoster
):
    await say_room(house)
    await tick(house, roster)
    roster.chats[CHAT].append("stranger")
    async with house.work() as moment:
        await note_presence(moment, CHAT)
    await tick(house, roster)
    assert (await room_of(house, session)).trouble is RoomTrouble.STRANGERS
    assert len(await house.notices(NoticeKind.ROOM)) == 2


async def test_what_happens_in_another_chat_wakes_nothing(
    house: AcuteHouse, session: SessionId, roster: HandRoster
):
    await say_room(house)
    await tick(house, roster)
    async with house.work() as moment:
        await note_presence(moment, OTHER_CHAT)
        await note_presence(moment, "")
    await tick(house, roster)
    assert roster.looks == 1


async def test_who_changes_their_mind_and_stays_in_the_chat_ends_the_room(
    house: AcuteHouse, session: SessionId, roster: HandRoster
):
    await say_room(house)
    await tick(house, roster)
    await answer(house, session, "piet", InvitationAnswer.CANNOT)
    await tick(house, roster)
    assert (await room_of(house, session)).trouble is RoomTrouble.STRANGERS


async def test_an_open_room_is_looked_at_again_without_anybody_telling(
    house: AcuteHouse, session: SessionId, roster: HandRoster
):
    await say_room(house)
    await tick(house, roster)
    roster.chats[CHAT].append("stranger")
    await tick(house, roster, after=14 * MINUTE)
    assert roster.looks == 1
    await tick(house, roster, after=MINUTE)
    assert (await room_of(house, session)).trouble is RoomTrouble.STRANGERS


async def test_a_chat_that_cannot_be_looked_into_is_not_the_room(
    house: AcuteHouse, session: SessionId, roster: HandRoster
):
    roster.answer = Attempt(result=AttemptResult.REFUSED, status=403)
    await say_room(house)
    await tick(house, roster)
    assert (await room_of(house, session)).trouble is RoomTrouble.UNREADABLE


async def test_while_teams_is_busy_nothing_is_decided_and_it_is_asked_when_it_wants(
    house: AcuteHouse, session: SessionId, roster: HandRoster
):
    roster.answer = BUSY
    await say_room(house)
    await tick(house, roster)
    assert (await room_of(house, session)).state is RoomState.NAMED
    roster.answer = SENT
    await tick(house, roster, after=3 * MINUTE)
    assert roster.looks == 1
    await tick(house, roster, after=MINUTE)
    assert (await room_of(house, session)).state is RoomState.OPEN


async def test_at_the_end_of_the_session_the_chat_is_its_room_no_more(
    house: AcuteHouse, session: SessionId, roster: HandRoster
):
    await say_room(house)
    await tick(house, roster)
    async with house.acting("cora") as ctx:
        await close(ctx, session, [])
    await tick(house, roster)
    room = await room_of(house, session)
    assert (room.state, room.conversation, room.trouble) == (RoomState.ENDED, "", None)
    assert len(await house.notices(NoticeKind.ROOM)) == 1
    assert not await has_timer(house)


async def test_another_chat_takes_the_place_of_the_first(
    house: AcuteHouse, session: SessionId, roster: HandRoster
):
    await say_room(house, OTHER_CHAT)
    await tick(house, roster)
    await say_room(house)
    await tick(house, roster)
    assert (await look(house, session)).chat == CHAT


async def test_only_a_process_director_names_a_chat_and_only_for_a_session_that_runs(
    house: AcuteHouse, session: SessionId
):
    for name in ("piet", "ina"):
        with pytest.raises(RefusedError):
            await say_room(house, code=CODE, name=name)
    assert await say_room(house, code=CODE.lower(), name="dirk") == session
    with pytest.raises(NoSessionForRoomError):
        await say_room(house, name="dirk")
    with pytest.raises(NotFoundError):
        await say_room(house, code="ZZZ-ZZZ")
    async with house.acting("cora") as ctx:
        await close(ctx, session, [])
    with pytest.raises(NoSessionForRoomError):
        await say_room(house, code=CODE)


async def test_without_a_room_an_answer_leaves_nothing_to_look_at(
    house: AcuteHouse, session: SessionId, roster: HandRoster
):
    assert await has_timer(house)
    await tick(house, roster)
    assert not await has_timer(house)
    assert roster.looks == 0


async def test_a_chat_that_is_named_while_nothing_was_there_is_looked_at(
    house: AcuteHouse, session: SessionId, roster: HandRoster, monkeypatch: pytest.MonkeyPatch
):
    async def cancel_and_see_it_named(self: TimerRows, kind: TimerKind, subject: str) -> None:
        await cancel(self, kind, subject)
        await RoomRows(self._connection).save(name_chat(session, None, CHAT, URL, house.now))

    cancel = TimerRows.cancel
    monkeypatch.setattr(TimerRows, "cancel", cancel_and_see_it_named)
    await tick(house, roster)
    monkeypatch.undo()
    await tick(house, roster)
    assert (await room_of(house, session)).state is RoomState.OPEN


async def test_who_answers_while_a_chat_is_looked_at_is_not_kept_waiting(
    house: AcuteHouse,
    session: SessionId,
    roster: HandRoster,
    monkeypatch: pytest.MonkeyPatch,
):
    async def look_while_olga_answers(service_url: str, conversation: str) -> ChatPresence:
        await answer(house, session, "olga")
        return ChatPresence(attempt=SENT, members=())

    await say_room(house)
    monkeypatch.setattr(roster, "list_members", look_while_olga_answers)
    await tick(house, roster)
    async with house.reading() as moment:
        [waiting] = await moment.uow.timers.due([TimerKind.ROOM], house.now, None, 9)
    assert waiting.attempts == 0
