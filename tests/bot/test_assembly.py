"""What the parts of the edge are told about one another."""

from types import SimpleNamespace
from typing import Any

from botbuilder.core import TurnContext

from bot.running.assembly import EnvironmentParts, TeamsSide, _make_sender
from bot.running.heartbeat import Heartbeat
from bot.running.serving import Pump
from bot.sending.breaker import Breaker, Passage
from bot.sending.sender import Sender
from bot.turns.adapter import OutboxAdapter, Saying, read_activity
from domain.delivery import SETTLE_WITHIN, Attempt, AttemptResult
from domain.identifiers import MemberId
from services.ports.turns import InboxKey, OutgoingReply
from tests.support.turning import an_activity

SILENT = Attempt(result=AttemptResult.UNKNOWN, cause="timeout")
NOTHING: Any = None


def a_pump() -> Pump:
    return Pump(
        1.0, Heartbeat(name="sending", silent_within=SETTLE_WITHIN, read_monotonic=lambda: 0.0)
    )


def a_sender(pump: Pump, breaker: Breaker) -> Sender:
    base: Any = SimpleNamespace(database=SimpleNamespace(outbox=None))
    parts = EnvironmentParts(dispatch=NOTHING, identify=NOTHING, address_book=NOTHING)
    teams = TeamsSide(gate=NOTHING, connector=NOTHING, breaker=breaker)
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
