"""The main job as in production: real tokens in and out against stand-in identity services, dialogs
in Teams' own window, and none of the pretend house's own controls.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.canaries import CANARY
from tests.support.hands import Hand
from tests.support.identity import StandInIdentity
from tests.support.journey import find_person, on_postgresql, read_everything, read_house
from tests.support.journey_cast import Cast, gather_cast
from tests.support.journey_words import (
    OPENING,
    SCREENING,
    colour_red,
    convene,
    invitation_of,
    refer,
    take_up,
)
from tests.support.patience import PATIENCE
from tests.support.person import Person
from tests.support.processes import run_warm
from tests.support.served import Served, serve
from tests.support.teams import StandInTeams

APP_ID = "00000000-0000-4000-8000-0000000000b0"


@dataclass(frozen=True)
class House:
    """A house as its operator set it up."""

    directory: Path
    settings: dict[str, str]

    @asynccontextmanager
    async def serving(
        self, teams: StandInTeams, identity: StandInIdentity
    ) -> AsyncIterator[Served]:
        url = self.settings["STOPLICHT_DATABASE_URL"]
        async with serve(url, self.directory, teams, **self.settings) as bot:
            bot.token = identity.mint(teams.service_url)
            yield bot

    async def runs(self, *words: str) -> str:
        """Run a command of ``app.py`` with these settings; what it says."""
        ended = await run_warm(words, self.settings)
        assert ended.code == 0, ended.said
        return ended.said


@pytest.fixture
async def identity() -> AsyncIterator[StandInIdentity]:
    async with StandInIdentity(APP_ID) as stand_in:
        yield stand_in


@pytest.fixture
async def house(
    database_url: str, directory: Path, teams: StandInTeams, identity: StandInIdentity
) -> House:
    secret = directory / "secret"
    secret.write_text("not so secret\n", encoding="utf-8")
    settings = {
        "ENV": "production",
        "DATABASE_URL": database_url,
        "KEY_FILE": str(directory / "keys" / "keys.json"),
        "KEY_STORE": f"sqlite+aiosqlite:///{directory / 'case-keys.db'}",
        "CHECKPOINT_DIR": str(directory / "checkpoints"),
        "APP_ID": APP_ID,
        "APP_TENANT_ID": read_house()["tenant"],
        "ALLOWED_TENANTS": read_house()["tenant"],
        "CREDENTIAL": f"secret:{secret}",
        "OPENID_METADATA_URL": identity.metadata_url,
        "TOKEN_URL": identity.token_url,
        "SERVICE_HOSTS": teams.host,
        "DIALOG_FRAME": "task_module",
        "TICK_SECONDS": "0.2",
    }
    made = House(directory, {f"STOPLICHT_{name}": value for name, value in settings.items()})
    await made.runs("new-keys", str(directory / "keys"))
    return made


@on_postgresql
async def test_the_main_job_with_real_tokens_in_and_out(
    house: House, teams: StandInTeams, identity: StandInIdentity
) -> None:
    async with house.serving(teams, identity) as bot:
        cast = await gather_cast(bot, Hand.WINDOW, only=("piet", "cora", "gijs", "petra"))
        assert all(person.all_with("Wat u hier kunt doen") for person in cast.people.values())
        code = await refers_and_is_taken_up(cast["piet"], cast["cora"])
        assert code in await ask_for_an_agenda(cast["cora"])
        await hold_an_acute_session(cast, code)
        assert len(cast["petra"].cards) == 1
        assert CANARY not in read_everything(bot)
    assert {call.authorization for call in teams.calls} == {"Bearer outgoing-1"}
    assert len(identity.token_requests) == 1
    assert cast.agendas.posts == []


async def refers_and_is_taken_up(piet: Person, cora: Person) -> str:
    code = await refer(piet)
    assert "Uw aanmelding is binnen" in piet.newest().words
    assert code in cora.newest().words
    screened = await (await cora.types("postvak", "Screenen")).goes_through(SCREENING)
    assert "wacht nu op weging" in screened.words
    await take_up(cora, code)
    assert "Uitkomst: C, procesregie" in piet.newest().words
    await colour_red(cora, code)
    assert "🔴 ROOD" in await cora.hears("lijst")
    return code


async def ask_for_an_agenda(cora: Person) -> str:
    """The director asks for a draft now, as nobody can move the clock of production."""
    agenda = await cora.types("agenda")
    titles = [action["title"] for action in agenda.card["actions"]]
    asking = next(title for title in titles if "concept" in title)
    known = len(cora.cards)
    await agenda.presses(asking)
    async with asyncio.timeout(PATIENCE):
        while len(cora.cards) == known:
            await asyncio.sleep(0.05)
    return cora.newest().words


async def hold_an_acute_session(cast: Cast, code: str) -> None:
    cora = cast["cora"]
    opened = await (await cora.types(f"acuut {code}")).goes_through(OPENING)
    assert f"Het spoedoverleg over {code} is geopend" in opened.words
    assert "is gepland" in (await convene(cora, code)).words
    answered = await invitation_of(cast["gijs"]).presses("Ik kom")
    assert "Uw antwoord: komt." in answered.words
    assert "1 van " in cora.newest("Spoedoverleg").words


async def test_without_a_good_token_nobody_comes_in(
    house: House, teams: StandInTeams, identity: StandInIdentity
) -> None:
    async with house.serving(teams, identity) as bot:
        piet = find_person(bot, "piet")
        for token in ("", "nonsense", identity.mint(teams.service_url, aud="another bot")):
            bot.token = token
            status, _ = await bot.post(piet.activity(piet.message("help")))
            assert status in {401, 403}
        bot.token = identity.mint(teams.service_url)
        await piet.says("help")
    assert len(teams.calls) == 1


async def test_nobody_acts_as_another_and_nobody_moves_the_clock(
    house: House, teams: StandInTeams, identity: StandInIdentity
) -> None:
    async with house.serving(teams, identity) as bot:
        piet = find_person(bot, "piet")
        [answer] = await piet.says("als cora")
        assert "U bent nu" not in answer.words
        assert "Het is nu" not in await piet.hears("vooruit 1 dag")
        assert "postvak" not in await piet.hears("help")
        assert (await bot.ask("/local/clock"))[0] == 404
        url = f"http://127.0.0.1:{bot.operator_port}/local/clock"
        async with bot.http.post(url, json={"advance_seconds": 60}) as moved:
            assert moved.status == 404
        assert (await bot.ask("/ready"))[0] == 200


async def test_the_doctor_finds_everything_well_beside_the_running_bot(
    house: House, teams: StandInTeams, identity: StandInIdentity
) -> None:
    async with house.serving(teams, identity):
        said = await house.runs("doctor")
    for name in ("house file", "keys", "database", "clock", "token", "signing keys"):
        assert f"  ok  {name}\n" in said
    assert "not so secret" not in said
