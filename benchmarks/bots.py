"""The bots that are compared, each asked by the same people through the same connector."""

from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from itertools import cycle
from pathlib import Path
from typing import Any

import aiohttp

from benchmarks.answers import PRESS, Answers
from benchmarks.connector import CountingTeams, NotAnsweredError
from benchmarks.flushes import Flushes
from benchmarks.processes import Process, run
from benchmarks.town import Town, Turn
from tests.support.hands import Activity
from tests.support.identity import StandInIdentity
from tests.support.person import Person
from tests.support.served import Listening

APP_ID = "00000000-0000-4000-8000-0000000000b0"
SCENARIOS = ("help", "mijn", "kleur", PRESS)
FLOOR = "bare aiohttp"
ECHOES = {
    "stock echo": "benchmarks.stock_bot",
    "successor echo": "benchmarks.successor_bot",
    FLOOR: "benchmarks.bare_bot",
}
_ACCEPTED = {200, 201, 202}


class NotCheckedError(Exception):
    """A bot that should check tokens let somebody in without a good one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """A bot at work, who will ask it what, and what it cost to start."""

    name: str
    started_ms: float
    at_rest_mb: float
    process: Process
    listening: Listening
    turns: dict[str, Iterator[Turn]]
    flushes: Flushes | None = None

    @property
    def flushed(self) -> int:
        """How often it waited for its disk so far; 0 where nobody counts."""
        return self.flushes.total if self.flushes else 0

    async def answer(self, turn: Turn) -> Any:
        """Deliver one turn; the body of the answer."""
        person = replace(turn.person, bot=self.listening)
        return await person.sends(turn.activity)


async def _deliver(bot: Listening, activity: Activity) -> Any:
    status, body = await bot.post(activity)
    is_card = "text" in activity or str(body["type"]).endswith("card.adaptive")
    if status not in _ACCEPTED or not is_card:
        raise NotAnsweredError(f"{status}: {body}")
    return body


def _plan_turns(town: Town) -> dict[str, Iterator[Turn]]:
    return {
        "help": _ask_for("help", town.askers),
        "mijn": _ask_for("mijn", town.askers),
        "kleur": _ask_for(f"kleur {town.code}", town.directors),
        "casus": _ask_for(f"casus {town.code}", town.directors),
        "lijst": _ask_for("lijst", town.directors),
        "postvak": _ask_for("postvak", town.directors),
        "agenda": _ask_for("agenda", town.directors),
        PRESS: (Turn(_courteous(press.person), press.activity) for press in town.presses),
    }


def _ask_for(text: str, people: Iterable[Person]) -> Iterator[Turn]:
    return (Turn(_courteous(one), one.message(text)) for one in cycle(people))


def _courteous(person: Person) -> Person:
    return replace(person, courier=_deliver)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What all bots of a run have around them; with ``identity`` each checks tokens."""

    town: Town
    teams: CountingTeams
    http: aiohttp.ClientSession
    identity: StandInIdentity | None = None
    flushes: Flushes | None = None

    @asynccontextmanager
    async def ours(self) -> AsyncIterator[Bot]:
        """``app.py serve`` on the town itself."""
        counting = self.flushes.environment if self.flushes else {}
        async with run(["app.py", "serve"], self._settings() | counting) as process:
            yield replace(self._introduce("stoplicht", process), flushes=self.flushes)

    @asynccontextmanager
    async def echo(self, name: str, answers: Path) -> AsyncIterator[Bot]:
        """One of the others, which answers what ours did."""
        words = ["-m", ECHOES[name], str(answers)]
        async with run(words, self._account()) as process:
            yield self._introduce(name, process)

    def _introduce(self, name: str, process: Process) -> Bot:
        listening = Listening(
            process.port,
            process.operator_port,
            self.teams,  # type: ignore[arg-type] # of a connector only the address is used
            self.http,
            token=self.identity.mint(self.teams.service_url) if self.identity else "",
        )
        return Bot(
            name=name,
            started_ms=process.processor_ms,
            at_rest_mb=process.memory_mb,
            process=process,
            listening=listening,
            turns=_plan_turns(self.town),
        )

    def _account(self) -> dict[str, str]:
        if self.identity is None:
            return {}
        return {
            "APP_ID": APP_ID,
            "OPENID_METADATA_URL": self.identity.metadata_url,
            "SIGNING_KEYS_URL": self.identity.metadata_url.replace("openidconfiguration", "keys"),
        }

    def _settings(self) -> dict[str, str]:
        directory = self.town.directory
        settings = {
            "DATABASE_URL": self.town.url,
            "KEY_FILE": str(directory / "keys.json"),
            "KEY_STORE": f"sqlite+aiosqlite:///{directory / 'case-keys.db'}",
            "CHECKPOINT_DIR": str(directory / "checkpoints"),
            "HOUSE_FILE": str(self.town.house_file),
            "PORT": "0",
            "ADMIN_PORT": "0",
            "SERVICE_HOSTS": self.teams.host,
            **(self._production(self.identity) if self.identity else {}),
        }
        return {f"STOPLICHT_{name}": value for name, value in settings.items()}

    def _production(self, identity: StandInIdentity) -> dict[str, str]:
        secret = self.town.directory / "secret"
        secret.write_text("not so secret\n", encoding="utf-8")
        return {
            "ENV": "production",
            "APP_ID": APP_ID,
            "APP_TENANT_ID": self.town.tenant,
            "ALLOWED_TENANTS": self.town.tenant,
            "CREDENTIAL": f"secret:{secret}",
            "OPENID_METADATA_URL": identity.metadata_url,
            "TOKEN_URL": identity.token_url,
            "DIALOG_FRAME": "task_module",
        }


async def move_everybody(bot: Bot, stage: Stage) -> None:
    """Let everybody speak from this connector: the one the house was made with is gone."""
    for person in stage.town.people:
        await bot.answer(Turn(_courteous(person), person.message("help")))
    await stage.teams.silent()


async def expect_check(bot: Bot, stage: Stage) -> None:
    """Fail when tokens are to be checked and this bot lets somebody in without; the floor may."""
    if stage.identity is None or bot.name == FLOOR:
        return
    stranger = replace(stage.town.askers[0], bot=bot.listening)
    forged = stage.identity.mint(stage.teams.service_url, aud="another bot")
    for token in ("", forged):
        listening = replace(bot.listening, token=token)
        status, _ = await listening.post(stranger.activity(stranger.message("help")))
        if status in _ACCEPTED:  # the stock echo refuses with 500
            raise NotCheckedError(f"{bot.name}: {status}")


async def gather_answers(bot: Bot, teams: CountingTeams) -> Answers:
    """Ask ours each thing once, and keep what it answers."""
    messages = {}
    for scenario in SCENARIOS[:-1]:
        turn = next(bot.turns[scenario])
        conversation = turn.person.conversation
        wanted = {conversation: teams.posts[conversation] + 1}
        await bot.answer(turn)
        await teams.heard(wanted)
        messages[scenario] = _shown(teams.last[conversation])
    card = await bot.answer(next(bot.turns[PRESS]))
    # the board its director sees: what the others post after a press
    await teams.silent()
    messages[PRESS] = _shown(teams.edited)
    return Answers(messages=messages, card=card)


def _shown(activity: dict[str, Any]) -> dict[str, Any]:
    return {key: activity[key] for key in ("type", "summary", "attachments") if key in activity}
