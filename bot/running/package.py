"""Writes the command lists of the Teams package from the features of the bot: ``make manifest``.

Teams lists twelve commands at most: those of the office and what is rare are in *help* only.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from bot.doors.features import make_registry
from bot.turns.feature import Command, Group
from cards.words import Words
from domain.member import Language

_PACKAGE: Final = Path(__file__).parents[2] / "manifest"
# a translation of one command names its place in the manifest
_PLACE: Final = "bots[0].commandLists"


def write_command_lists(package: Path) -> None:
    """List every command but those of the office and rare ones, in Dutch in ``manifest.json`` and
    in English in ``en.json``; the rest of both files stays as it is.
    """
    commands = [
        one
        for one in make_registry().commands()
        if one.group is not Group.OFFICE and not one.is_rare
    ]
    lists = {
        ("personal",): [one for one in commands if not one.is_for_groups],
        ("team", "groupChat"): [one for one in commands if one.group is Group.EVERYONE],
    }
    manifest, english = _read(package / "manifest.json"), _read(package / "en.json")
    manifest["bots"][0]["commandLists"] = _list_in_dutch(lists)
    kept = {name: said for name, said in english.items() if not name.startswith(_PLACE)}
    _write(package / "manifest.json", manifest)
    _write(package / "en.json", kept | _translate(list(lists.values())))


def _list_in_dutch(lists: Mapping[tuple[str, ...], Sequence[Command]]) -> list[dict[str, Any]]:
    words = Words(Language.DUTCH)
    return [
        {
            "scopes": list(scopes),
            "commands": [
                {"title": one.word_in(Language.DUTCH), "description": words(one.help_key)}
                for one in commands
            ],
        }
        for scopes, commands in lists.items()
    ]


def _translate(lists: Sequence[Sequence[Command]]) -> dict[str, str]:
    words = Words(Language.ENGLISH)
    return {
        f"{_PLACE}[{i}].commands[{j}].{part}": said
        for i, commands in enumerate(lists)
        for j, one in enumerate(commands)
        for part, said in (
            ("title", one.word_in(Language.ENGLISH)),
            ("description", words(one.help_key)),
        )
    }


def _read(file: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return content


def _write(file: Path, content: Mapping[str, Any]) -> None:
    file.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write_command_lists(_PACKAGE)
