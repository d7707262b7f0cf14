from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.activities import attach
from bot.running.local import ChatWindow, _find_members
from domain.member import Language
from files.house.reading import read_house_file

HOUSE = read_house_file(Path(__file__).parents[2] / "config" / "house.example.yaml")
MEMBERS = {member.id: member for member in HOUSE.members}
PIET = MEMBERS["piet"]
BODY = [{"type": "TextBlock", "text": "Er staat iets voor u klaar", "wrap": True}]


def _a_card() -> dict[str, Any]:
    return {"type": "message", "attachments": [attach({"type": "AdaptiveCard", "body": BODY})]}


def _first_text(activity: dict[str, Any]) -> str:
    return activity["attachments"][0]["content"]["body"][0]["text"]


def test_a_card_for_somebody_who_does_not_sit_here_tells_whose_it_is():
    activity = _a_card()
    shown = ChatWindow().present(PIET, activity)
    assert _first_text(shown) == "Bericht voor Piet Politie"
    assert shown["attachments"][0]["content"]["body"][1:] == BODY
    assert activity == _a_card()


def test_a_text_for_somebody_who_does_not_sit_here_tells_whose_it_is():
    shown = ChatWindow().present(PIET, {"type": "message", "text": "Klaar"})
    assert shown["text"] == "Bericht voor Piet Politie\n\nKlaar"


def test_an_english_reader_is_told_in_english():
    reader = replace(PIET, language=Language.ENGLISH)
    assert "Piet Politie" in _first_text(ChatWindow().present(reader, _a_card()))
    assert "Bericht voor" not in _first_text(ChatWindow().present(reader, _a_card()))


def test_what_is_for_the_one_who_sits_here_is_shown_as_it_is():
    window = ChatWindow(seated={"a:window": PIET.id})
    assert window.present(PIET, _a_card()) == _a_card()


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("piet", ["piet"]),
        ("Piet Politie", ["piet"]),
        ("PIET", ["piet"]),
        ("politie", ["petra", "piet"]),
        ("cora", ["cora"]),
        ("oda", ["oda"]),
        ("nobody at all", []),
    ],
)
def test_a_member_is_found_by_id_whole_name_or_part_of_it(name: str, found: list[str]):
    assert sorted(member.id for member in _find_members(HOUSE.members, name)) == found
