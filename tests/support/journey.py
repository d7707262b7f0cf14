"""Who and where in a journey: the people and the channel of the pretend house, both databases."""

from functools import cache
from typing import Any

import pytest
import yaml

from tests.support.databases import KINDS
from tests.support.person import Person
from tests.support.served import ROOT, Served
from tests.support.teams import personal_chat_of

on_both = pytest.mark.parametrize("database_kind", KINDS)
on_postgresql = pytest.mark.parametrize("database_kind", ["postgresql"])


@cache
def read_house() -> dict[str, Any]:
    """The pretend house as its file describes it."""
    path = ROOT / "config" / "house.example.yaml"
    described: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return described


def agenda_channel() -> str:
    """The Teams conversation that agendas are posted to."""
    return str(read_house()["channels"][0]["conversation"])


def find_person(bot: Served, name: str) -> Person:
    """Somebody of the pretend house, by id, in the own chat with this bot."""
    found = next(member for member in read_house()["members"] if member["id"] == name)
    object_id = str(found["object_id"])
    return Person(
        bot,
        name,
        object_id,
        tenant=read_house()["tenant"],
        conversation=personal_chat_of(object_id),
    )
