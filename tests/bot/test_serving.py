"""What runs for ever goes on, and is seen when it does not; nonsense from outside is no error."""

import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from aiohttp import web

from bot.running.heartbeat import Heartbeat
from bot.running.metrics import Metrics
from bot.running.server_log import ServerLog
from bot.running.serving import HttpApps, Pump, keep_sending, listen

IDLE = 0.01


def a_heartbeat(seconds: list[float]) -> Heartbeat:
    return Heartbeat(
        name="sending", silent_within=timedelta(minutes=2), read_monotonic=lambda: seconds[0]
    )


class PlainSender:
    """Sends ``batches`` and writes down what was asked of it, in order."""

    def __init__(self, batches: int = 0) -> None:
        self.asked: list[str] = []
        self.trouble: Exception | None = None
        self._batches = batches

    @property
    def sent(self) -> int:
        return self.asked.count("send")

    async def settle(self) -> None:
        self.asked.append("settle")
        if self.trouble:
            raise self.trouble

    async def send_due(self) -> int:
        self.asked.append("send")
        self._batches -= 1
        return int(self._batches >= 0)

    async def land(self, _within: timedelta) -> int:
        self.asked.append("land")
        return 0


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not is_so():
            await asyncio.sleep(IDLE)


async def test_sending_goes_on_when_even_its_own_error_handling_fails(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seconds = [0.0]
    heartbeat, sender = a_heartbeat(seconds), PlainSender()
    pump = Pump(IDLE, heartbeat)
    broken = [OSError("the disk of the log is full"), ValueError("whatever")]

    async def wait(_self: Pump) -> None:
        if broken:
            raise broken.pop()

    monkeypatch.setattr(Pump, "_wait", wait)
    async with keep_sending(pump, sender):  # type: ignore[arg-type] # all that is asked of one
        await until(lambda: sender.sent > 0)
    assert broken == []


async def test_what_stayed_unknown_is_settled_between_any_two_batches() -> None:
    sender, pump = PlainSender(batches=3), Pump(IDLE, a_heartbeat([0.0]))
    async with keep_sending(pump, sender):  # type: ignore[arg-type] # all that is asked of one
        await until(lambda: sender.sent > 3)
    assert sender.asked[:8] == ["settle", "send"] * 4


async def test_what_cannot_be_settled_keeps_nothing_else_from_being_sent() -> None:
    sender, pump = PlainSender(batches=1), Pump(IDLE, a_heartbeat([0.0]))
    sender.trouble = ValueError("a row that makes no sense")
    async with keep_sending(pump, sender):  # type: ignore[arg-type] # all that is asked of one
        await until(lambda: sender.sent > 2)


async def test_at_the_end_what_is_in_the_air_may_land_and_nothing_new_begins() -> None:
    sender, pump = PlainSender(), Pump(IDLE, a_heartbeat([0.0]))
    async with keep_sending(pump, sender):  # type: ignore[arg-type] # all that is asked of one
        await until(lambda: sender.sent > 0)
        assert not pump.is_stopping
    assert pump.is_stopping
    assert sender.asked.index("land") == len(sender.asked) - 1


def test_what_stands_still_is_named_after_two_minutes() -> None:
    seconds = [0.0]
    heartbeat = a_heartbeat(seconds)
    assert heartbeat.troubles == []
    heartbeat.beat()
    seconds[0] = 120.0
    assert heartbeat.troubles == []
    seconds[0] = 121.0
    assert heartbeat.troubles == ["sending_stopped"]
    heartbeat.beat()
    assert heartbeat.troubles == []


NONSENSE = {
    "no http": b"GARBAGE\r\n\r\n",
    "another protocol": b"\x16\x03\x01\x02\x00\x01",
    "a long line": b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    "a long header": b"GET / HTTP/1.1\r\nHost: " + b"a" * 9000 + b"\r\n\r\n",
    "a length in words": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: abc\r\n\r\n",
    "a chunk of nothing": (
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n"
    ),
}


@pytest.mark.parametrize("kind", NONSENSE)
async def test_nonsense_from_outside_is_counted_and_is_no_error(
    kind: str, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    metrics = Metrics(SimpleNamespace(outbox=SimpleNamespace()))
    apps = HttpApps(
        messages=web.Application(),
        operator=web.Application(),
        host="127.0.0.1",
        port=0,
        operator_port=0,
        server_log=ServerLog(metrics),
    )
    with caplog.at_level(logging.DEBUG):
        async with listen(apps) as ports:
            reader, writer = await asyncio.open_connection("127.0.0.1", ports.messages)
            writer.write(NONSENSE[kind])
            assert (await reader.read(12)).endswith(b"400")
            writer.close()
            await writer.wait_closed()
    assert [one for one in caplog.records if one.levelno > logging.INFO] == []
    assert "error" not in capsys.readouterr().out
    assert metrics._counts['stoplicht_refused_total{reason="bad_http"}'] == 1
