"""Who and where in a journey: the people and the channel of the pretend house, both databases."""

from functools import cache
from typing import Any

import pytest
import yaml

from domain.house import House
from files.house.reading import read_house_file
from tests.support.databases import KINDS
from tests.support.person import Person, words_of
from tests.support.served import ROOT, Listening, Served
from tests.support.teams import personal_chat_of

# a main job, and what is about locks, the outbox, several at once, a kill, a restart, another
# process or destruction; any other story runs on one of the two (docs/decisions/0049)
on_both = pytest.mark.parametrize("database_kind", KINDS)
on_postgresql = pytest.mark.parametrize("database_kind", ["postgresql"])


_EXAMPLE = ROOT / "config" / "house.example.yaml"


@cache
def read_house() -> dict[str, Any]:
    """The pretend house as its file describes it."""
    described: dict[str, Any] = yaml.safe_load(_EXAMPLE.read_text(encoding="utf-8"))
    return described


@cache
def read_pretend_house() -> House:
    """The pretend house as the product reads it."""
    return read_house_file(_EXAMPLE)


def agenda_channel() -> str:
    """The Teams conversation that agendas are posted to."""
    return str(read_house()["channels"][0]["conversation"])


def read_public(bot: Served) -> str:
    """What others can read along: previews, posts in the channel and the log."""
    previews = [post.activity.get("summary", "") for post in bot.teams.visible]
    return words_of([previews, bot.log, bot.teams.channel(agenda_channel()).cards()])


def read_everything(bot: Served) -> str:
    """Every message that can now be read in any chat or channel, and the log."""
    return words_of([*(post.activity for post in bot.teams.visible), *bot.log])


def find_person(bot: Listening, name: str) -> Person:
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
