"""How the bot stops: the doors close first, then the clock, and what is in the air may land."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from aiohttp import ClientConnectorError, ClientSession, web

from bot.running import assembly
from bot.running.heartbeat import Heartbeat
from bot.running.metrics import Metrics
from bot.running.server_log import ServerLog
from bot.running.serving import HttpApps, Pump, keep_sending, listen
from tests.support.agenda_house import HOUSE, THE_BEGINNING
from tests.support.in_process import run_in_process
from tests.support.teams import StandInTeams

NEVER = 86_400.0  # seconds: the pump looks when it is woken


@dataclass
class OneCall:
    """Sends one message, whose call lasts until ``answered``."""

    answered: asyncio.Event = field(default_factory=asyncio.Event)
    steps: list[str] = field(default_factory=list)
    within: list[timedelta] = field(default_factory=list)

    async def settle(self) -> None:
        self.steps.append("settle")

    async def send_due(self) -> int:
        self.steps.append("send")
        return 0

    async def land(self, within: timedelta) -> int:
        self.within.append(within)
        await self.answered.wait()
        self.steps.append("landed")
        return 1


def a_pump() -> Pump:
    return Pump(
        NEVER,
        Heartbeat(name="sending", silent_within=timedelta(hours=1), read_monotonic=lambda: 0.0),
    )


async def pass_on() -> None:
    """Let whatever is ready go on."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_a_stop_waits_for_calls_that_are_in_the_air_and_begins_no_other() -> None:
    pump, sender = a_pump(), OneCall()

    async def serve() -> None:
        async with keep_sending(pump, sender):  # type: ignore[arg-type] # all that is asked of one
            pump.wake()
            await pass_on()
            assert sender.steps == ["settle", "send"]

    serving = asyncio.create_task(serve())
    await pass_on()
    pump.wake()
    await pass_on()
    assert not serving.done()
    sender.answered.set()
    await serving
    assert sender.steps[-1] == "landed"
    assert sender.steps.count("send") <= 2
    assert sender.within == [timedelta(seconds=15)]


async def test_a_pump_that_is_stopped_sends_no_further_batch() -> None:
    pump, sender = a_pump(), OneCall()
    sender.answered.set()

    async def send_many() -> int:
        assert len(sender.steps) < 10, "it never stops"
        sender.steps.append("send")
        pump.stop()
        return 16

    sender.send_due = send_many  # type: ignore[method-assign]
    async with keep_sending(pump, sender):  # type: ignore[arg-type] # all that is asked of one
        pump.wake()
        await pass_on()
    assert sender.steps == ["settle", "send", "landed"]


async def test_a_pump_that_is_woken_sends_without_waiting_for_its_round() -> None:
    pump, sender = a_pump(), OneCall()
    sender.answered.set()
    async with keep_sending(pump, sender):  # type: ignore[arg-type] # all that is asked of one
        await pass_on()
        assert sender.steps == []
        pump.wake()
        await pass_on()
        assert sender.steps == ["settle", "send"]


async def test_a_pump_beats_at_every_round_and_between_batches() -> None:
    seconds, sender = [0.0], OneCall()
    heart = Heartbeat(
        name="sending", silent_within=timedelta(minutes=2), read_monotonic=lambda: seconds[0]
    )
    pump, batches = Pump(NEVER, heart), [16, 16, 0]

    async def send_slowly() -> int:
        seconds[0] += 100
        assert heart.troubles == []
        return batches.pop(0)

    sender.send_due = send_slowly  # type: ignore[method-assign]
    sender.answered.set()
    async with keep_sending(pump, sender):  # type: ignore[arg-type] # all that is asked of one
        pump.wake()
        await pass_on()
        assert (batches, heart.troubles) == ([], [])
        seconds[0] += 121
        assert heart.troubles == ["sending_stopped"]


async def test_a_pump_that_has_nothing_to_send_beats_all_the_same() -> None:
    seconds, sender = [0.0], OneCall()
    heart = Heartbeat(
        name="sending", silent_within=timedelta(minutes=2), read_monotonic=lambda: seconds[0]
    )
    rounds, pump = [0], Pump(0.001, heart)

    async def let_time_pass() -> int:
        seconds[0] += 100
        rounds[0] += 1
        assert heart.troubles == []
        return 0

    sender.send_due = let_time_pass  # type: ignore[method-assign]
    sender.answered.set()
    async with keep_sending(pump, sender):  # type: ignore[arg-type] # all that is asked of one
        async with asyncio.timeout(30):
            while rounds[0] < 4:
                await asyncio.sleep(0)
        seconds[0] += 121
        assert heart.troubles == ["sending_stopped"]


Opens = Callable[..., AbstractAsyncContextManager[Any]]


def note_end(opens: Opens, name: str, ended: list[str]) -> Opens:
    @asynccontextmanager
    async def noted(*given: Any) -> AsyncIterator[Any]:
        async with opens(*given) as opened:
            yield opened
        ended.append(name)

    return noted


async def test_the_doors_close_before_the_clock_and_the_clock_before_the_sender(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, socket_enabled: None
) -> None:
    ended: list[str] = []
    for name in ("listen", "keep_time", "keep_sending"):
        monkeypatch.setattr(assembly, name, note_end(getattr(assembly, name), name, ended))
    async with AsyncExitStack() as stack:
        teams = await stack.enter_async_context(StandInTeams())
        await stack.enter_async_context(run_in_process(tmp_path, HOUSE, teams, THE_BEGINNING))
        assert ended == []
    assert ended == ["listen", "keep_time", "keep_sending"]


async def test_a_stop_waits_for_a_turn_that_is_under_way_and_lets_no_other_in(
    socket_enabled: None,
) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def take_long(_request: web.Request) -> web.Response:
        begun.set()
        await go_on.wait()
        return web.Response(text="done")

    messages = web.Application()
    messages.router.add_get("/", take_long)
    apps = HttpApps(
        messages=messages,
        operator=web.Application(),
        host="127.0.0.1",
        port=0,
        operator_port=0,
        server_log=ServerLog(Metrics(SimpleNamespace(outbox=SimpleNamespace()))),
    )
    async with ClientSession() as client:
        async with listen(apps) as ports:
            address = f"http://127.0.0.1:{ports.messages}/"
            asking = asyncio.create_task(client.get(address))
            await begun.wait()
            asyncio.get_running_loop().call_later(0.05, go_on.set)
        answer = await asking
        assert (answer.status, await answer.text()) == (200, "done")
        with pytest.raises(ClientConnectorError):
            await client.get(address)


async def test_what_landed_is_written_down_without_looking_for_more() -> None:
    pump, sender = a_pump(), OneCall()
    sender.answered.set()
    async with keep_sending(pump, sender):  # type: ignore[arg-type] # all that is asked of one
        pump.wake()
        await pass_on()
        sender.steps.clear()
        pump.note_landing()
        await pass_on()
        assert sender.steps == ["landed"]


async def test_results_that_come_soon_after_each_other_are_written_down_together() -> None:
    pump, sender = a_pump(), OneCall()
    sender.answered.set()
    async with keep_sending(pump, sender):  # type: ignore[arg-type] # all that is asked of one
        pump.wake()
        await pass_on()
        for _ in range(2):
            pump.note_landing()
            await pass_on()
        assert sender.steps.count("landed") == 1
        pump.wake()  # what is due waits for nobody
        await pass_on()
        assert sender.steps[-2:] == ["settle", "send"]
