"""The chat that the bot makes for an acute session, against a stand-in Graph: right members, or an
honest word to the director and the way that needs no consent.
"""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.acute_invitation import InvitationAnswer
from domain.audit import AuditEvent, AuditOutcome
from domain.identifiers import MemberId
from domain.room import RoomState, RoomThereError, RoomTrouble
from services.room import find_session_for_room, name_room
from tests.support.acute_house import CODE, AcuteFiles
from tests.support.graph import GraphCall, StandInGraph
from tests.support.permits import send_deputy
from tests.support.room_table import MINUTE, SECOND, KilledAt, Table, open_table
from tests.support.teams import (
    BAD_GATEWAY,
    BAD_GATEWAY_AFTER_DELIVERY,
    DROP_AFTER_ACCEPT,
    FORBIDDEN,
    HANG,
    HANG_AFTER_DELIVERY,
    NOT_FOUND,
    UNAUTHORISED,
    Fault,
    throttled,
)

COMES, CANNOT = InvitationAnswer.COMES, InvitationAnswer.CANNOT
CONFLICT = Fault(status=409)
TROUBLED = Fault(status=503, retry_after="120")


@pytest.fixture
async def graph(socket_enabled: None) -> AsyncIterator[StandInGraph]:
    async with StandInGraph() as opened:
        yield opened


@pytest.fixture
async def table(acute_files: AcuteFiles, graph: StandInGraph) -> AsyncIterator[Table]:
    async with open_table(acute_files, graph) as opened:
        yield opened


async def test_who_comes_is_in_a_chat_with_the_director_and_the_bot_and_nobody_is_disturbed(
    table: Table,
):
    await table.tick()
    assert table.graph.calls == []
    await table.answer("piet")
    await table.tick()
    assert await table.has("cora", "piet")
    [(name, chat)] = table.graph.chats.items()
    assert (chat.topic, chat.has_bot) == (CODE, True)
    assert (await table.look()).chat == name
    assert (await table.room()).state is RoomState.OPEN
    assert await table.news() == 0


async def test_members_follow_the_answers(table: Table):
    for name in ("piet", "olga"):
        await table.answer(name)
    await table.tick()
    await table.answer("vera")
    await table.answer("piet", CANNOT)
    await table.tick()
    assert await table.has("cora", "olga", "vera")
    invitation = await table.house.invitation(table.session, "olga")
    async with table.house.acting("olga") as ctx:
        await send_deputy(ctx, invitation.id, MemberId("otto"))
    await table.tick()
    assert await table.has("cora", "vera")
    await table.answer("otto")
    await table.answer("piet")
    await table.tick()
    assert await table.has("cora", "vera", "otto", "piet")
    added = [one.body for one in table.graph.asked(GraphCall.ADD)]
    assert all("visibleHistoryStartDateTime" not in one for one in added)
    case = (await table.house.session(table.session)).case
    events = [one.event for one in await table.house.on_record(case)]
    assert events.count(AuditEvent.ROOM_JOINED) == 3
    assert events.count(AuditEvent.ROOM_LEFT) == 2


async def test_at_the_end_everybody_is_taken_out_the_director_last(table: Table):
    await table.answer("piet")
    await table.answer("olga")
    await table.tick()
    await table.close()
    await table.tick()
    assert table.graph.people() == [set()]
    room = await table.room()
    assert (room.state, room.conversation, room.trouble) == (RoomState.ENDED, "", None)
    last = table.graph.asked(GraphCall.REMOVE)[-1]
    assert last.seat.endswith(*await table.accounts("cora"))
    assert not await table.is_waiting()


@pytest.mark.parametrize("polls", [1, 2, 4])
async def test_a_chat_that_teams_takes_its_time_for_is_followed_until_it_is_there(
    table: Table, polls: int
):
    table.graph.polls = polls
    await table.answer("piet")
    await table.tick()
    await table.settle()
    assert await table.has("cora", "piet")
    assert len(table.graph.asked(GraphCall.CREATE)) == 1
    assert (await table.room()).state is RoomState.OPEN


async def test_a_chat_that_teams_fails_to_make_is_told_and_not_asked_for_again(table: Table):
    table.graph.polls, table.graph.fails = 2, True
    await table.answer("piet")
    await table.tick()
    await table.settle()
    assert await table.trouble() is RoomTrouble.REFUSED
    assert await table.news() == 1
    assert len(table.graph.asked(GraphCall.CREATE)) == 1


LASTING = [
    (UNAUTHORISED, RoomTrouble.NO_CONSENT),
    (FORBIDDEN, RoomTrouble.NO_CONSENT),
    (NOT_FOUND, RoomTrouble.GONE),
    (CONFLICT, RoomTrouble.REFUSED),
    (Fault(status=400), RoomTrouble.REFUSED),
    (BAD_GATEWAY, RoomTrouble.UNCERTAIN),
    (BAD_GATEWAY_AFTER_DELIVERY, RoomTrouble.UNCERTAIN),
    (Fault(status=500), RoomTrouble.UNCERTAIN),
    (Fault(status=503), RoomTrouble.UNCERTAIN),
    (HANG, RoomTrouble.UNCERTAIN),
    (HANG_AFTER_DELIVERY, RoomTrouble.UNCERTAIN),
    (DROP_AFTER_ACCEPT, RoomTrouble.UNCERTAIN),
    # a success that lacks the chat, and an operation of somebody else
    (Fault(status=201, answer=b"{}"), RoomTrouble.UNCERTAIN),
    (Fault(status=201, answer=b"<html>"), RoomTrouble.UNCERTAIN),
    (Fault(status=202), RoomTrouble.UNCERTAIN),
]


@pytest.mark.parametrize(("fault", "trouble"), LASTING)
async def test_a_chat_that_is_refused_or_may_be_there_is_told_once_and_never_asked_for_twice(
    table: Table, fault: Fault, trouble: RoomTrouble
):
    # a call that was not accepted is made once more with a new ticket
    table.graph.fail_next(GraphCall.CREATE, fault, *([fault] if fault is UNAUTHORISED else []))
    await table.answer("piet")
    await table.tick()
    room = await table.room()
    assert (room.state, room.trouble, room.conversation) == (RoomState.LOST, trouble, "")
    await table.answer("olga")
    await table.settle()
    assert len(table.graph.asked(GraphCall.CREATE)) == 1 + (fault is UNAUTHORISED)
    assert await table.news() == 1
    assert [one.name for one in (await table.look()).others] == ["Olga Openbaar", "Piet Politie"]
    case = (await table.house.session(table.session)).case
    [failed] = [
        one for one in await table.house.on_record(case) if one.event is AuditEvent.ROOM_OPENED
    ]
    assert failed.outcome is AuditOutcome.FAILED


@pytest.mark.parametrize(
    ("fault", "trouble", "waits"),
    [
        (throttled("120"), RoomTrouble.BUSY, 2 * MINUTE),
        (TROUBLED, RoomTrouble.AWAY, 2 * MINUTE),
    ],
)
async def test_while_teams_is_busy_the_board_says_so_and_the_chat_comes_when_teams_wants(
    table: Table, fault: Fault, trouble: RoomTrouble, waits: timedelta
):
    table.graph.fail_next(GraphCall.CREATE, fault)
    await table.answer("piet")
    await table.tick()
    assert await table.trouble() is trouble
    assert await table.news() == 0
    await table.tick(after=waits - SECOND)
    assert table.graph.chats == {}
    await table.tick(after=SECOND)
    assert await table.has("cora", "piet")
    assert await table.trouble() is None


PASSING = [BAD_GATEWAY, HANG, TROUBLED, throttled("1")]
PASSING_AFTER = [BAD_GATEWAY_AFTER_DELIVERY, DROP_AFTER_ACCEPT]


@pytest.mark.parametrize("fault", [*PASSING, *PASSING_AFTER])
@pytest.mark.parametrize(
    "call", [GraphCall.INSTALL, GraphCall.LIST, GraphCall.ADD, GraphCall.REMOVE]
)
async def test_what_may_be_repeated_is_tried_again_until_exactly_who_comes_is_there(
    table: Table, call: GraphCall, fault: Fault
):
    table.graph.fail_next(call, fault)
    await table.answer("piet")
    await table.tick()
    await table.answer("piet", CANNOT)
    await table.answer("olga")
    await table.tick()
    await table.settle()
    assert await table.has("cora", "olga")
    assert await table.trouble() is None
    assert len(table.graph.asked(GraphCall.CREATE)) == 1
    assert await table.news() == 0


@pytest.mark.parametrize("fault", [FORBIDDEN, CONFLICT, Fault(status=400)])
@pytest.mark.parametrize("call", [GraphCall.ADD, GraphCall.REMOVE, GraphCall.LIST])
async def test_who_cannot_be_brought_in_or_out_is_told_and_the_others_are(
    table: Table, call: GraphCall, fault: Fault
):
    await table.answer("piet")
    await table.tick()
    is_done_before = (call, fault) == (GraphCall.ADD, CONFLICT)
    table.graph.fail_next(call, fault)
    await table.answer("piet", CANNOT)
    await table.answer("olga")
    await table.answer("vera")
    await table.tick()
    assert (await table.trouble() is RoomTrouble.HALF_DONE) is not is_done_before
    assert await table.news() == (0 if is_done_before else 1)
    if call is GraphCall.REMOVE:
        assert await table.has("cora", "piet", "olga", "vera")
    await table.settle()
    assert await table.has("cora", "olga", "vera")
    assert await table.trouble() is None
    assert await table.news() == (0 if is_done_before else 1)


async def test_a_chat_that_the_bot_may_not_enter_is_told_as_half_done(table: Table):
    table.graph.roles.discard("TeamsAppInstallation.ReadWriteAndConsentSelfForChat.All")
    await table.answer("piet")
    await table.tick()
    room = await table.room()
    assert (room.state, room.trouble) == (RoomState.LOST, RoomTrouble.HALF_DONE)
    assert await table.news() == 1


async def test_without_consent_in_the_chat_the_director_hears_it_once(table: Table):
    table.graph.consents_in_chat = False
    await table.answer("piet")
    await table.tick()
    await table.settle()
    assert await table.trouble() is RoomTrouble.HALF_DONE
    assert await table.news() == 1


async def test_a_chat_that_is_gone_is_told_and_the_other_way_is_there(table: Table):
    await table.answer("piet")
    await table.tick()
    table.graph.chats.clear()
    await table.answer("olga")
    await table.tick()
    assert await table.trouble() is RoomTrouble.GONE
    assert await table.news() == 1
    assert (await table.look()).chat == ""


async def test_who_was_never_invited_is_taken_out_and_the_director_hears_how_many(table: Table):
    await table.answer("piet")
    await table.tick()
    [chat] = table.graph.chats.values()
    chat.seats["seat/stranger"] = "somebody"
    chat.seats["seat/dirk"] = next(iter(await table.accounts("dirk")))
    await table.tick(after=15 * MINUTE)
    assert await table.has("cora", "piet")
    assert (await table.room()).strangers == 2
    assert await table.news() == 1


async def test_beside_the_bots_own_chat_a_director_names_no_other(table: Table):
    await table.answer("piet")
    await table.tick()
    async with table.house.acting("cora") as ctx:
        permit = await find_session_for_room(ctx, "")
        with pytest.raises(RoomThereError):
            await name_room(ctx, permit, "19:other@thread.v2", "https://smba.trafficmanager.net/")


async def test_where_teams_made_no_chat_a_director_may_name_one(table: Table):
    table.graph.fail_next(GraphCall.CREATE, FORBIDDEN)
    await table.answer("piet")
    await table.tick()
    async with table.house.acting("cora") as ctx:
        permit = await find_session_for_room(ctx, "")
        await name_room(ctx, permit, "19:other@thread.v2", "https://smba.trafficmanager.net/")
    assert (await table.room()).state is RoomState.NAMED


# create, install, list; then list, out, in
@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("number", range(1, 8))
async def test_a_process_that_ends_at_any_call_leaves_the_right_members_or_an_honest_word(
    table: Table, number: int, after: bool
):
    whole, table.chats = table.chats, KilledAt(table.chats, number, after=after)
    await table.answer("piet")
    await table.tick()
    table.chats = whole if table.chats.calls >= number else table.chats
    await table.answer("piet", CANNOT)
    await table.answer("olga")
    await table.tick()
    table.chats = whole
    await table.settle()
    assert len(table.graph.chats) <= 1
    if number == 1:
        assert await table.trouble() is RoomTrouble.UNCERTAIN
        assert await table.news() == 1
    else:
        assert await table.has("cora", "olga")
        assert await table.trouble() is None


async def test_who_cannot_be_taken_out_at_the_end_is_told_and_tried_for_a_day(table: Table):
    await table.answer("piet")
    await table.tick()
    table.graph.consents_in_chat = False
    await table.close()
    await table.tick()
    assert await table.trouble() is RoomTrouble.HALF_DONE
    assert await table.news() == 1
    await table.tick(after=15 * MINUTE)
    assert await table.is_waiting()
    await table.tick(after=24 * 60 * MINUTE)
    assert not await table.is_waiting()
    assert await table.news() == 1


@pytest.mark.parametrize("number", range(1, 6))
async def test_a_process_that_ends_while_it_empties_the_chat_goes_on_where_it_was(
    table: Table, number: int
):
    await table.answer("piet")
    await table.answer("olga")
    await table.tick()
    whole, table.chats = table.chats, KilledAt(table.chats, number, after=True)
    await table.close()
    await table.tick()
    table.chats = whole
    await table.settle()
    assert table.graph.people() == [set()]
    assert (await table.room()).state is RoomState.ENDED


async def test_a_guest_and_a_member_of_another_tenant_are_named_as_such(table: Table):
    async with table.house.work() as moment:
        for name, changes in {
            "piet": {"is_guest": True},
            "olga": {"tenant_id": "11111111-1111-4111-8111-111111111111"},
        }.items():
            member = await moment.uow.people.member(MemberId(name))
            await moment.uow.people.save_member(replace(member, **changes))
    await table.answer("piet")
    await table.answer("olga")
    await table.tick()
    [made] = table.graph.asked(GraphCall.CREATE)
    cora, olga, piet = made.body["members"]
    assert (cora["roles"], "tenantId" in cora) == (["owner"], False)
    assert olga["tenantId"] == "11111111-1111-4111-8111-111111111111"
    assert (piet["roles"], "tenantId" in piet) == (["guest"], False)
