"""Mistakes in the house file and in the settings: all told at once, and nothing is touched."""

import os
import socket
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.running.command_line import LINES
from storage.crypto import HouseKeys
from tests.support.journey import find_person
from tests.support.processes import Ended, run_cold, run_warm
from tests.support.served import NotServedError, serve
from tests.support.teams import StandInTeams

BAD_HOUSE = """\
name: Huis
time_zone: Europe/Amsterdm
tenant: t
organisations:
  - {id: bureau, name: Bureau, type: public_participant}
members:
  - {id: an, name: An, object_id: o1, organisation: bureau,
     appointments: [{role: proces_director, from: 2026-01-01}]}
  - {id: bo, name: Bo, object_id: o1, organisation: bureu,
     appointments: [{role: professional, from: 2026-01-01}]}
channels:
  - {id: agendas, team: team, conversation: channel}
schedules:
  - id: thursday
    channel: agendas
    weekday: thursday
    starts: "12:30"
    ends: "09:30"
    cut_off: {weekday: tuesday, at: "12:00"}
    posts: {weekday: wednesday, at: "15:00"}
duty: {hours: [], fallback: an}
circle_rules: []
crisis_numbers: [{name: Politie, telephone: 0900-8844}]
emergency_text: {nl: Bel 112, en: Call 112}
"""
HOUSE_MISTAKES = (
    "line 2: there is no time zone 'Europe/Amsterdm'",
    "line 8: 'proces_director' is unknown here",
    "line 9: people: 't o1' is already on line 7",
    "line 9: there is no organisation 'bureu'; did you mean 'bureau'?",
    "line 18: the meeting starts at 12:30 and must end later",
)
BAD_SETTINGS = {
    "ENV": "prod",
    "PORT": "hunter2",
    "DIALOG_FRAME": "popup",
    "HOUSEFILE": "config/house.yaml",
}


@dataclass(frozen=True)
class Machine:
    """A directory with settings, in which ``app.py`` is run."""

    directory: Path

    async def run(self, *words: str, **settings: str) -> Ended:
        return await run_warm(words, self.environment | name(settings))

    @property
    def files(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in self.directory.iterdir()}

    def write_house(self, text: str) -> str:
        path = self.directory / "house.yaml"
        path.write_text(text, encoding="utf-8")
        return str(path)

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ.get("PATH", ""),
            "STOPLICHT_DATABASE_URL": f"sqlite+aiosqlite:///{self.directory / 'house.db'}",
            "STOPLICHT_KEY_FILE": str(self.directory / "keys.json"),
            "STOPLICHT_KEY_STORE": f"sqlite+aiosqlite:///{self.directory / 'case-keys.db'}",
            "STOPLICHT_CHECKPOINT_DIR": str(self.directory / "checkpoints"),
        }


def name(settings: Mapping[str, str]) -> dict[str, str]:
    """Settings as the machine knows them."""
    return {f"STOPLICHT_{short}": value for short, value in settings.items()}


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


@pytest.mark.parametrize("words", [["serve"], ["house", "load", "--yes"]])
async def test_a_bad_house_file_is_told_whole_and_nothing_is_touched(
    machine: Machine, words: list[str]
):
    house = machine.write_house(BAD_HOUSE)
    before = machine.files
    ended = await machine.run(*words, HOUSE_FILE=house)
    assert ended.code == 2
    for mistake in HOUSE_MISTAKES:
        assert mistake in ended.said
    assert "Traceback" not in ended.said
    assert machine.files == before


async def test_a_bad_house_file_leaves_a_full_database_as_it_is(machine: Machine):
    assert (await machine.run("migrate")).code == 0
    assert (await machine.run("house", "load", "--yes")).said.endswith("Done.\n")
    before = machine.files
    house = machine.write_house(BAD_HOUSE)
    assert (await machine.run("house", "load", "--yes", HOUSE_FILE=house)).code == 2
    assert (await machine.run("serve", HOUSE_FILE=house)).code == 2
    assert machine.files["house.db"] == before["house.db"]
    assert "say the same" in (await machine.run("house", "load")).said


@pytest.mark.parametrize(
    ("text", "said"),
    [("name: [x", "line 1: this is no YAML"), ("\t", "line 1: this is no YAML")],
)
async def test_a_house_file_that_is_no_yaml_is_told_with_its_line(
    machine: Machine, text: str, said: str
):
    ended = await machine.run("serve", HOUSE_FILE=machine.write_house(text))
    assert ended.code == 2
    assert said in ended.said


async def test_a_house_file_that_is_not_there_is_told_with_its_path(machine: Machine):
    ended = await machine.run("serve", HOUSE_FILE=str(machine.directory / "nowhere.yaml"))
    assert ended.code == 2
    assert "nowhere.yaml" in ended.said


@pytest.mark.parametrize("words", [["serve"], ["doctor"], ["migrate"], ["house", "load"]])
async def test_bad_settings_are_told_all_at_once_and_nothing_is_touched(
    machine: Machine, words: list[str]
):
    ended = await machine.run(*words, **BAD_SETTINGS)
    assert ended.code == 2
    for name in BAD_SETTINGS:
        assert f"STOPLICHT_{name} " in ended.said
    assert "did you mean STOPLICHT_HOUSE_FILE?" in ended.said
    assert "hunter2" not in ended.said
    assert "Traceback" not in ended.said
    assert machine.files == {}


async def test_production_says_everything_that_it_needs(machine: Machine):
    ended = await machine.run("serve", ENV="production")
    assert ended.code == 2
    needed = {"APP_ID", "APP_TENANT_ID", "ALLOWED_TENANTS", "CREDENTIAL", "DIALOG_FRAME"}
    assert {name for name in needed if f"STOPLICHT_{name} is needed" in ended.said} == needed
    assert machine.files == {}


async def test_every_word_of_the_command_line_has_a_program(machine: Machine):
    ended = await run_cold(["--help"], machine.environment)
    assert ended.code == 0
    for line in LINES:
        assert line.words.split()[0] in ended.said


def a_file(directory: Path, content: str = "a shopping list " * 100) -> Path:
    file = directory / "file"
    file.write_text(content)
    return file


SERVE, MIGRATE, LOAD = ["serve"], ["migrate"], ["house", "load", "--yes"]
NO_FOLDER = "file: a folder is needed, and this is a file."


@pytest.mark.parametrize(
    ("setting", "value", "sentence", "programs"),
    [
        ("DATABASE_URL", "{file}", "The database is damaged", (SERVE, MIGRATE, LOAD)),
        ("DATABASE_URL", "{file}/h.db", NO_FOLDER, (SERVE,)),
        ("DATABASE_URL", "{file}/h.db", "The database does not answer", (MIGRATE, LOAD)),
        ("KEY_STORE", "{file}/keys.db", NO_FOLDER, (SERVE, MIGRATE, LOAD)),
    ],
)
async def test_what_the_machine_lacks_is_said_in_a_sentence(
    machine: Machine, setting: str, value: str, sentence: str, programs: Sequence[list[str]]
):
    path = value.format(file=a_file(machine.directory))
    for words in programs:
        await check_sentence(machine, words, sentence, **{setting: f"sqlite+aiosqlite:///{path}"})


@pytest.mark.parametrize("words", [SERVE, MIGRATE, LOAD])
async def test_a_server_that_does_not_answer_is_said_in_a_sentence(
    machine: Machine, words: list[str]
):
    nowhere = "postgresql+asyncpg://nobody@127.0.0.1:1/house"
    await check_sentence(machine, words, "The database does not answer", DATABASE_URL=nowhere)


@pytest.mark.parametrize(
    "tables",
    [
        "CREATE TABLE people (id INTEGER);",
        "CREATE TABLE member (id INTEGER);",
        "CREATE TABLE alembic_version AS SELECT '9f' AS version_num;",
    ],
)
async def test_a_database_of_another_program_is_left_as_it_is(machine: Machine, tables: str):
    file = machine.directory / "theirs.db"
    with closing(sqlite3.connect(file)) as theirs:
        theirs.executescript(tables)
        before = list(theirs.iterdump())
        for words in (MIGRATE, SERVE):
            url = f"sqlite+aiosqlite:///{file}"
            await check_sentence(machine, words, "is of another program", DATABASE_URL=url)
        assert list(theirs.iterdump()) == before


async def check_sentence(
    machine: Machine, words: list[str], sentence: str, **settings: str
) -> None:
    ended = await machine.run(*words, **settings)
    assert "Traceback" not in ended.said
    assert sentence in ended.said.strip().splitlines()[-1]
    assert ended.code == 2


async def test_a_port_that_is_taken_is_said_in_a_sentence(machine: Machine):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        ended = await machine.run("serve", PORT=str(port), ADMIN_PORT="0")
    assert ended.code == 2
    assert "Traceback" not in ended.said
    assert f"Port {port} on 127.0.0.1 cannot be opened: another program uses it." in ended.said


async def test_without_its_keys_a_used_database_is_not_served_and_nothing_is_made(
    database_url: str, directory: Path, teams: StandInTeams
):
    async with serve(database_url, directory, teams) as bot:
        assert await find_person(bot, "piet").says("help")
    keys, store = directory / "keys.json", directory / "case-keys.db"
    kept = keys.rename(directory / "elsewhere.json")
    with pytest.raises(NotServedError, match="put the key file back"):
        async with serve(database_url, directory, teams):
            pass
    assert not keys.exists()
    keys.write_text(HouseKeys.make().as_json())
    keys.chmod(0o600)
    with pytest.raises(NotServedError, match="does not belong to this database"):
        async with serve(database_url, directory, teams):
            pass
    kept.rename(keys)
    for part in directory.glob("case-keys.db*"):
        part.rename(directory / f"away-{part.name}")
    with pytest.raises(NotServedError, match="The key store does not belong"):
        async with serve(database_url, directory, teams):
            pass
    for part in directory.glob("case-keys.db*"):
        part.unlink()
    for part in directory.glob("away-*"):
        part.rename(directory / part.name.removeprefix("away-"))
    assert store.exists()
    async with serve(database_url, directory, teams) as bot:
        assert len(await find_person(bot, "piet").says("help")) == 1
