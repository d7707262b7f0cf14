"""The main job as in production: real tokens in and out against stand-in identity services, dialogs
in Teams' own window, and none of the pretend house's own controls.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.support.canaries import CANARY
from tests.support.conversation import inputs
from tests.support.identity import StandInIdentity
from tests.support.journey import agenda_channel, on_both, read_house
from tests.support.older_person import Person, card_of, find_person, words_of
from tests.support.patience import PATIENCE
from tests.support.served import ROOT, Served, serve
from tests.support.teams import StandInTeams

APP_ID = "00000000-0000-4000-8000-0000000000b0"
FOUR = ("problems", "life_domains", "harm", "cooperation")
AGREED = {"agreed": "politie,om", "agreed_how": "meeting"}
REFERRAL = (
    {"name": f"Jan {CANARY}", "address": "Kade 1"},
    {"why_now": f"{CANARY} bedreigt de buren."},
    {"aim": "coordinate"},
    dict.fromkeys(FOUR, "yes") | {f"{name}_explanation": CANARY for name in FOUR},
    {"partners": "ggz"},
)
SCREENING = ({"is_complete": "yes"}, {"judgement": "fits", "reason": CANARY, **AGREED})
WEIGHING = (
    {f"judged_{name}": "met" for name in FOUR},
    {"outcome": "taken_up", **AGREED},
    {
        "involved": "politie,ggz",
        "colour": "red",
        "colour_reason": CANARY,
        "minutes": "30",
        "required": "politie,ggz",
    },
)
OPENING = (
    {"signals": "psychosis", "region": "Rivierstad"},
    {"happening": f"{CANARY} dreigt", "needed_by": "now"},
)
JUDGEMENT = {
    "verdict": "acute",
    "met": ",".join(FOUR),
    "why": CANARY,
    "minutes": "30",
    "place": "by_telephone",
    **AGREED,
}


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
        process = await asyncio.create_subprocess_exec(
            sys.executable, str(ROOT / "app.py"), *words, cwd=ROOT, env=self.settings,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        output, _ = await process.communicate()
        assert process.returncode == 0, output.decode()
        return output.decode()


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


async def goes_through(
    person: Person, card: dict[str, Any], opener: str, *pages: dict[str, str], last: str
) -> str:
    """Open a window, fill in page after page and press the last button; what is then read."""
    page = card_of(await person.opens(card, opener))
    for answers in pages:
        page = card_of(await person.fills_in(page, "Verder", **{**inputs(page), **answers}))
    done = words_of(await person.fills_in(page, last))
    await person.bot.quiet()
    return done


def newest(person: Person, words: str) -> dict[str, Any]:
    """The newest card in the own chat with these words."""
    found = [card for card in person.cards if words in words_of(card)]
    assert found, f"{person.name} has no card with {words!r}"
    return found[-1]


async def shown(person: Person, text: str) -> dict[str, Any]:
    """Type something and read the last card that comes back."""
    return dict((await person.says(text))[-1]["attachments"][0]["content"])


@on_both
async def test_the_main_job_with_real_tokens_in_and_out(
    house: House, teams: StandInTeams, identity: StandInIdentity
) -> None:
    async with house.serving(teams, identity) as bot:
        people = {name: find_person(bot, name) for name in ("piet", "cora", "gijs", "vera")}
        for person in people.values():
            await person.installs()
            await bot.quiet()
            assert "Wat u hier kunt doen" in words_of(person.cards)
        code = await refers_and_is_taken_up(people["piet"], people["cora"])
        drafted = await asks_for_an_agenda(people["cora"])
        assert code in drafted
        await holds_an_acute_session(code, people)
        assert len(people["vera"].cards) == 1
    assert {call.authorization for call in teams.calls} == {"Bearer outgoing-1"}
    assert len(identity.token_requests) == 1
    assert CANARY not in words_of([*bot.log, *(post.activity for post in teams.visible)])
    assert teams.channel(agenda_channel()).posts == []


async def refers_and_is_taken_up(piet: Person, cora: Person) -> str:
    said = await shown(piet, "aanmelden")
    await goes_through(piet, said, "Openen", *REFERRAL, last="Versturen")
    assert "Uw aanmelding is binnen" in words_of(piet.cards[-1])
    code = str(cora.cards[-1]["body"][0]["text"]).rpartition(" ")[2]
    screened = await goes_through(
        cora, await shown(cora, "postvak"), "Screenen", *SCREENING, last="Vastleggen"
    )
    assert "wacht nu op weging" in screened
    weighed = await goes_through(
        cora, await shown(cora, f"weeg {code}"), "Openen", *WEIGHING, last="Weging vastleggen"
    )
    assert f"{code}: C, procesregie" in weighed
    assert "Uitkomst: C, procesregie" in words_of(piet.cards[-1])
    assert "🔴 ROOD" in words_of(await shown(cora, "lijst"))
    return code


async def asks_for_an_agenda(cora: Person) -> str:
    """The director asks for a draft now, as nobody can move the clock of production."""
    agenda = await shown(cora, "agenda")
    titles = [action["title"] for action in agenda.get("actions", [])]
    asking = next(title for title in titles if "concept" in title)
    before = len(cora.cards)
    await cora.presses(agenda, asking)
    async with asyncio.timeout(PATIENCE):
        while len(cora.cards) == before:
            await asyncio.sleep(0.05)
    return words_of(cora.cards[-1])


async def holds_an_acute_session(code: str, people: dict[str, Person]) -> None:
    cora, gijs = people["cora"], people["gijs"]
    opened = await goes_through(
        cora, await shown(cora, f"acuut {code}"), "Openen", *OPENING, last="Spoedoverleg openen"
    )
    assert f"Het spoedoverleg over {code} is geopend" in opened
    convened = await goes_through(
        cora, newest(cora, "Gemeld op"), "Toetsen en uitnodigen", JUDGEMENT, last="Bevestigen"
    )
    assert "is gepland" in convened
    answered = await gijs.presses(newest(gijs, "Kunt u komen?"), "Ik kom")
    await cora.bot.quiet()
    assert "Uw antwoord: komt." in words_of(answered)
    assert "1 van " in words_of(newest(cora, "Spoedoverleg"))


async def test_without_a_good_token_nobody_comes_in(
    house: House, teams: StandInTeams, identity: StandInIdentity
) -> None:
    async with house.serving(teams, identity) as bot:
        piet = find_person(bot, "piet")
        for token in ("", "nonsense", identity.mint(teams.service_url, aud="another bot")):
            bot.token = token
            await piet.sends({"type": "message", "text": "help"})
            assert piet.last_status in {401, 403}
        bot.token = identity.mint(teams.service_url)
        await piet.says("help")
        assert piet.last_status == 200
    assert len(teams.calls) == 1


async def test_nobody_acts_as_another_and_nobody_moves_the_clock(
    house: House, teams: StandInTeams, identity: StandInIdentity
) -> None:
    async with house.serving(teams, identity) as bot:
        piet = find_person(bot, "piet")
        [answer] = await piet.says("als cora")
        assert "U bent nu" not in words_of(answer)
        assert "postvak" not in words_of(await piet.says("help"))
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
    for name in ("house file", "keys", "database", "clock", "token"):
        assert f"  ok  {name}\n" in said
    assert "not so secret" not in said
