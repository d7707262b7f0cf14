"""Turns per second of this bot beside the SDK's stock echo, in one run, against one connector: both
answer ``help`` with one reply. Ours also keeps the activity, the answer and the reply, encrypted.
"""

import asyncio
import json
import pstats
import statistics
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import aiohttp

from benchmarks.house import CountingTeams, Running, run

TENANT = "00000000-0000-0000-0000-0000000000001"
CORA = "00000000-0000-0000-0000-0000000000a0"
WARM_UP, TURNS, ROUNDS, PACED, PROFILED = 40, 120, 5, 20, 100
CHATS = 40  # so that our sender waits for the tenant's 20 messages a second only
PACE = 0.25  # seconds between turns, well below what Teams takes
FLOORS = ("bot", "dialogs", "cards", "storage", "files", "services", "domain")
LIBRARIES = ("sqlalchemy", "aiohttp", "botbuilder", "msrest", "pydantic", "cryptography", "asyncio")
_numbers = count(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Ours and the stock echo's: turns per second in each round by how many at once, seconds until
    an answer is seen, and memory in MB.
    """

    rates: dict[int, list[list[float]]]
    seen_after: list[float]
    memory: list[float]


def _activity(teams: CountingTeams, conversation: str) -> dict:
    return {
        "type": "message",
        "text": "help",
        "id": f"bench-{next(_numbers)}",
        "timestamp": "2026-11-23T09:00:00.000Z",
        "channelId": "msteams",
        "serviceUrl": teams.service_url,
        "from": {"id": "29:cora", "name": "Cora", "aadObjectId": CORA},
        "recipient": {"id": "28:bot", "name": "Stoplicht"},
        "conversation": {"id": conversation, "conversationType": "personal", "tenantId": TENANT},
        "channelData": {"tenant": {"id": TENANT}},
    }


async def _post(http: aiohttp.ClientSession, bot: Running, activity: dict) -> None:
    async with http.post(f"http://127.0.0.1:{bot.port}/api/messages", json=activity) as answer:
        if answer.status not in {200, 201}:
            raise RuntimeError(f"{answer.status}: {await answer.text()}")


async def _many(
    http: aiohttp.ClientSession, bot: Running, teams: CountingTeams, at_once: int, turns: int
) -> float:
    """Turns per second; afterwards waits until every answer was seen."""
    seen, chats = len(teams.arrived_at), count()

    async def ask(times: int) -> None:
        for _ in range(times):
            await _post(http, bot, _activity(teams, f"a:{next(chats) % CHATS}"))

    started = time.monotonic()
    await asyncio.gather(*(ask(turns // at_once) for _ in range(at_once)))
    took = time.monotonic() - started
    if turns:
        await teams.wait_for(seen + turns)
    return turns / took


async def _paced(http: aiohttp.ClientSession, bot: Running, teams: CountingTeams) -> float:
    """Median seconds from asking to the answer at Teams, for a person who asks now and then."""
    waits = []
    for number in range(PACED):
        seen = len(teams.arrived_at)
        started = time.monotonic()
        await _post(http, bot, _activity(teams, f"a:paced-{number}"))
        waits.append(await teams.wait_for(seen + 1) - started)
        await asyncio.sleep(PACE)
    return statistics.median(waits)


async def _warm_up(bot: Running, teams: CountingTeams) -> float:
    """Seconds until an answer is seen, once the bot has answered a few times."""
    async with aiohttp.ClientSession() as http:
        await _many(http, bot, teams, 1, WARM_UP)
        return await _paced(http, bot, teams)


async def _rate(bot: Running, teams: CountingTeams, at_once: int) -> float:
    async with aiohttp.ClientSession() as http:
        return await _many(http, bot, teams, at_once, TURNS)


def _ours(directory: Path, teams: CountingTeams) -> tuple[list[str], dict[str, str]]:
    return ["app.py", "serve"], {
        "STOPLICHT_DATABASE_URL": f"sqlite+aiosqlite:///{directory / 'bench.db'}",
        "STOPLICHT_KEY_FILE": str(directory / "keys.json"),
        "STOPLICHT_KEY_STORE": f"sqlite+aiosqlite:///{directory / 'case-keys.db'}",
        "STOPLICHT_CHECKPOINT_DIR": str(directory / "checkpoints"),
        "STOPLICHT_PORT": "0",
        "STOPLICHT_ADMIN_PORT": "0",
        "STOPLICHT_SERVICE_HOSTS": teams.host,
    }


async def compare(directory: Path) -> Comparison:
    """Both bots side by side, in turns, so that a busy moment of the machine hits both."""
    answer = directory / "answer.json"
    async with CountingTeams() as teams:
        words, environment = _ours(directory, teams)
        async with run(words, environment) as ours:
            seen_after = [await _warm_up(ours, teams)]
            shown = {key: teams.last[key] for key in ("type", "summary", "attachments")}
            _write(answer, json.dumps(shown))
            async with run(["benchmarks/stock_bot.py", str(answer)], {}) as stock:
                seen_after.append(await _warm_up(stock, teams))
                rates = {
                    at_once: [
                        [await _rate(bot, teams, at_once) for bot in (ours, stock)]
                        for _ in range(ROUNDS)
                    ]
                    for at_once in (1, 8)
                }
                memory = [ours.memory, stock.memory]
    return Comparison(rates=rates, seen_after=seen_after, memory=memory)


async def profile(started: Path, turned: Path) -> Counter[str]:
    """Processor seconds of our turns by floor and library: with turns, less a start without."""
    turns = await _profile(turned, PROFILED)
    turns.subtract(await _profile(started, 0))
    return +turns


def _write(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")


async def _profile(directory: Path, turns: int) -> Counter[str]:
    found = directory / "profile"
    async with CountingTeams() as teams, aiohttp.ClientSession() as http:
        words, environment = _ours(directory, teams)
        async with run(["-m", "cProfile", "-o", str(found), *words], environment) as bot:
            await _many(http, bot, teams, 10, turns)
    seconds: Counter[str] = Counter()
    for (file, _line, function), row in pstats.Stats(str(found)).stats.items():
        if "poll" not in function:
            seconds[_floor(file)] += row[2]
    return seconds


def _floor(file: str) -> str:
    parts = Path(file).parts
    library = next((name for name in LIBRARIES if name in parts), None)
    if "site-packages" in parts or library:
        return library or "other libraries"
    return next((name for name in FLOORS if name in parts), "python")


def report(found: Comparison, floors: Counter[str]) -> str:
    """The figures as a table; a ratio of turns is the median over the rounds."""
    lines = [f"{'':24}{'stoplicht':>12}{'stock echo':>12}{'ratio':>8}"]
    for at_once, rounds in found.rates.items():
        ratio = statistics.median(mine / theirs for mine, theirs in rounds)
        middle = [statistics.median(column) for column in zip(*rounds, strict=True)]
        lines.append(_line(f"turns/s, {at_once} at once", middle, ratio))
    milliseconds = [seconds * 1000 for seconds in found.seen_after]
    lines.append(_line("answer seen after, ms", milliseconds))
    lines.append(_line("memory, MB", found.memory))
    whole = floors.total()
    shares = [f"{name} {seconds / whole:.0%}" for name, seconds in floors.most_common()]
    return "\n".join([*lines, f"processor time of our turns: {', '.join(shares)}"])


def _line(name: str, both: list[float], ratio: float | None = None) -> str:
    mine, theirs = both
    return f"{name:24}{mine:12.0f}{theirs:12.0f}{ratio or mine / theirs:8.2f}"


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        compared, started, turned = (
            Path(name) / part for part in ("compared", "started", "turned")
        )
        for directory in (compared, started, turned):
            directory.mkdir()
        found = asyncio.run(compare(compared))
        print(report(found, asyncio.run(profile(started, turned))))
