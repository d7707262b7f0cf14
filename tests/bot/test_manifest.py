"""The Teams package: valid, complete, and listing exactly the commands the bot has.

Teams shows twelve: those of the office are in help alone.
"""

import json
import struct
from pathlib import Path
from typing import Any

import pytest
from jsonschema_rs import Draft4Validator

from bot.doors.features import make_registry
from bot.running.package import write_command_lists
from bot.turns.feature import Command, Group
from cards.words import Words
from domain.member import Language
from tests.support.contracts import find_contract, find_schema_problems

PACKAGE = Path(__file__).parents[2] / "manifest"
COMMANDS = [
    one for one in make_registry().commands() if one.group is not Group.OFFICE and not one.is_rare
]
SCOPES = {
    ("personal",): [c for c in COMMANDS if not c.is_for_groups],
    ("team", "groupChat"): [c for c in COMMANDS if c.group is Group.EVERYONE],
}


def read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((PACKAGE / name).read_text(encoding="utf-8"))
    return content


def list_as(command: Command, words: Words) -> tuple[str, str]:
    return command.word_in(words.language), words(command.help_key)


@pytest.mark.parametrize(
    ("file", "contract"),
    [
        ("manifest.json", "teams-manifest.schema.json"),
        ("en.json", "teams-manifest-localization.schema.json"),
    ],
)
def test_the_official_schema_accepts_it(file: str, contract: str):
    schema = find_contract(contract)
    if schema is not None:
        assert find_schema_problems(Draft4Validator(schema), read(file)) == []


def test_both_files_name_the_schema_version_they_follow():
    manifest = read("manifest.json")
    for followed in (manifest["$schema"], read("en.json")["$schema"]):
        assert f"/v{manifest['manifestVersion']}/" in followed


def test_every_command_is_listed_in_dutch_where_it_can_be_used():
    lists = read("manifest.json")["bots"][0]["commandLists"]
    words = Words(Language.DUTCH)
    assert {
        tuple(each["scopes"]): [(c["title"], c["description"]) for c in each["commands"]]
        for each in lists
    } == {scope: [list_as(c, words) for c in listed] for scope, listed in SCOPES.items()}


def test_english_readers_see_every_command_in_english():
    words, english = Words(Language.ENGLISH), read("en.json")
    expected = {
        f"bots[0].commandLists[{i}].commands[{j}].{part}": text
        for i, listed in enumerate(SCOPES.values())
        for j, command in enumerate(listed)
        for part, text in zip(("title", "description"), list_as(command, words), strict=True)
    }
    assert {name: text for name, text in english.items() if name.startswith("bots")} == expected


def test_the_lists_are_written_from_the_features_and_nothing_else_changes(tmp_path: Path):
    emptied = read("manifest.json")
    emptied["bots"][0]["commandLists"] = []
    shifted = read("en.json") | {"bots[0].commandLists[1].commands[9].title": "gone"}
    (tmp_path / "manifest.json").write_text(json.dumps(emptied), encoding="utf-8")
    (tmp_path / "en.json").write_text(json.dumps(shifted), encoding="utf-8")
    write_command_lists(tmp_path)
    for name in ("manifest.json", "en.json"):
        written, kept = (place / name for place in (tmp_path, PACKAGE))
        assert written.read_text(encoding="utf-8") == kept.read_text(encoding="utf-8")


def test_no_list_is_longer_than_teams_shows():
    for each in read("manifest.json")["bots"][0]["commandLists"]:
        assert len(each["commands"]) <= 12
        assert all(len(command["title"]) <= 32 for command in each["commands"])


def test_every_file_that_is_named_is_there():
    manifest = read("manifest.json")
    named = {*manifest["icons"].values(), "manifest.json"}
    named |= {one["file"] for one in manifest["localizationInfo"]["additionalLanguages"]}
    assert {path.name for path in PACKAGE.iterdir()} == named


@pytest.mark.parametrize(("icon", "pixels"), [("color.png", 192), ("outline.png", 32)])
def test_the_icons_have_the_size_teams_asks(icon: str, pixels: int):
    header = (PACKAGE / icon).read_bytes()[:24]
    assert header[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", header[16:24]) == (pixels, pixels)
