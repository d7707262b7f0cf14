"""What the parts of the edge are told about one another."""

import asyncio
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from botbuilder.core import TurnContext

from bot.running.assembly import EnvironmentParts, _begin_sharing, _make_sender
from bot.running.heartbeat import Heartbeat
from bot.running.serving import Pump
from bot.running.settings import Settings
from bot.running.teams_side import TeamsSide, open_teams_side
from bot.sending.breaker import Breaker, Passage
from bot.sending.sender import Sender
from bot.sending.throttle import Throttle
from bot.turns.adapter import OutboxAdapter, Saying, read_activity
from domain.delivery import SETTLE_WITHIN, Attempt, AttemptResult
from domain.identifiers import MemberId
from services.ports.turns import InboxKey, OutgoingReply
from tests.support.graph import TEAMS_APP
from tests.support.turning import an_activity

SILENT = Attempt(result=AttemptResult.UNKNOWN, cause="timeout")
NOTHING: Any = None


def a_pump() -> Pump:
    return Pump(
        1.0, Heartbeat(name="sending", silent_within=SETTLE_WITHIN, read_monotonic=lambda: 0.0)
    )


def a_sender(pump: Pump, breaker: Breaker, throttle: Throttle | None = None) -> Sender:
    base: Any = SimpleNamespace(database=SimpleNamespace(outbox=None), mailer=NOTHING)
    parts = EnvironmentParts(dispatch=NOTHING, identify=NOTHING, address_book=NOTHING)
    teams = TeamsSide(
        gate=NOTHING,
        connector=NOTHING,
        breaker=breaker,
        throttle=throttle or Throttle(lambda: 0.0),
        rooms=NOTHING,
    )
    return _make_sender(base, teams, NOTHING, parts, pump)


def test_the_sender_hears_from_the_pump_when_it_is_to_stop():
    pump = a_pump()
    sender = a_sender(pump, Breaker(lambda: 0.0))
    assert not sender.is_stopping()
    pump.stop()
    assert sender.is_stopping()


async def test_the_sender_hears_from_the_breaker_whether_anybody_answers():
    breaker = Breaker(lambda: 0.0)
    sender = a_sender(a_pump(), breaker)

    async def calling() -> Attempt:
        return SILENT

    assert sender.passage() is Passage.FREE
    for _ in range(3):
        await breaker.guard("https://smba.example/emea", calling)
    assert sender.passage() is Passage.CLOSED


async def test_nothing_more_is_claimed_while_what_was_claimed_waits_for_the_house():
    waiting, go_on = asyncio.Event(), asyncio.Event()
    clock = [0.0]

    async def pause(seconds: float) -> None:
        waiting.set()
        await go_on.wait()
        clock[0] += seconds

    throttle = Throttle(lambda: clock[0], pause)
    pump = a_pump()
    sender = a_sender(pump, Breaker(lambda: 0.0), throttle)
    await asyncio.gather(*(throttle.wait(f"a:{number}") for number in range(50)))
    assert sender.passage() is Passage.FREE
    pump._may_be_due = False
    late = [asyncio.create_task(throttle.wait(f"a:late{number}")) for number in range(17)]
    await waiting.wait()
    assert sender.passage() is Passage.CLOSED
    go_on.set()
    await asyncio.gather(*late)
    assert sender.passage() is Passage.FREE
    assert pump._may_be_due


async def test_opening_a_chat_waits_for_the_same_throttle():
    async with AsyncExitStack() as stack:
        teams = open_teams_side(Settings(), NOTHING, stack)
        assert teams.connector._wait_to_open == teams.throttle.wait_to_open


async def test_a_house_that_wants_chats_asks_graph_with_a_ticket_for_graph(tmp_path: Path):
    secret = tmp_path / "secret"
    secret.write_text("not so secret")
    settings = Settings(
        env="production",
        database_url=f"sqlite+aiosqlite:///{tmp_path}/house.db",
        key_file=tmp_path / "keys.json",
        key_store=f"sqlite+aiosqlite:///{tmp_path}/case-keys.db",
        app_id="app",
        app_tenant_id="tenant",
        allowed_tenants="tenant",
        credential=f"secret:{secret}",
        dialog_frame="task_module",
        graph="chat",
        teams_app_id=TEAMS_APP,
    )
    async with AsyncExitStack() as stack:
        chats: Any = open_teams_side(settings, NOTHING, stack).rooms.chats
        assert chats._exchange._tokens._settings.resource == "https://graph.microsoft.com"
        assert open_teams_side(Settings(), NOTHING, stack).rooms.chats is None


async def test_the_throttle_hears_how_many_share():
    async def count(_within: timedelta) -> int:
        return 2

    throttle = Throttle(lambda: 0.0)
    base: Any = SimpleNamespace(
        replicas=SimpleNamespace(count=count), settings=SimpleNamespace(tick_seconds=15.0)
    )
    sharing = await _begin_sharing(base, throttle, AsyncExitStack())
    assert throttle._tenant.quotas[0].at_most == 25
    assert sharing.tick_within == timedelta(seconds=15)


async def test_who_asked_is_kept_with_each_answer():
    said: list[OutgoingReply] = []

    async def say(reply: OutgoingReply) -> None:
        said.append(reply)

    work: Any = SimpleNamespace(replies=SimpleNamespace(say=say))
    key = InboxKey(channel="msteams", conversation="a:piet", activity="1")
    adapter = OutboxAdapter(work, key, MemberId("piet"))
    context = TurnContext(adapter, read_activity(an_activity("piet")))
    await context.send_activity(Saying({"type": "message", "text": "help"}))
    await context.update_activity(Saying({"type": "message"}, activity="2"))
    await adapter.say_to_member(MemberId("olga"), {})
    assert [reply.member for reply in said] == ["piet", "piet", "olga"]
