"""A story in each language once: on SQLite everybody reads Dutch, on PostgreSQL English. What the
story needs before it goes its own way happens in Dutch.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, Final

import pytest
from sqlalchemy import text

from cards.words import Words
from domain.member import Language
from tests.support.canaries import CANARY
from tests.support.cards import walk
from tests.support.catalogues import catalogues_of
from tests.support.databases import open_engine
from tests.support.journey import read_house
from tests.support.journey_cast import Cast

# each database in a language of its own
on_both_in_both_languages = pytest.mark.parametrize(
    ("database_kind", "language"),
    [("sqlite", Language.DUTCH), ("postgresql", Language.ENGLISH)],
)
Says = Callable[..., str]
# words that no English text holds
DUTCH: Final = re.compile(
    r"\b(de|het|een|uw|niet|wordt|voor|deze|nog|geen|aan|wie|wat|naar|moet|kunt|zijn|bij|hier)\b",
    re.IGNORECASE,
)
READABLE: Final = ("text", "title", "label", "value", "fallbackText", "summary", "placeholder")


async def let_everybody_read(cast: Cast, database_url: str, language: Language) -> Says:
    """From now on everybody reads this language; what a text key says in it, up to the first thing
    that a test leaves out.
    """
    if language is Language.ENGLISH:
        engine = open_engine(database_url)
        async with engine.begin() as connection:
            await connection.execute(text("UPDATE member SET language = 'en'"))
        await engine.dispose()
        for person in cast.people.values():
            person.titles = in_english
            person.heard.clear()
    return lambda key, **known: _tell(language, key, known)


def expect_no_dutch(cast: Cast, language: Language) -> None:
    """Who read English since then heard nothing else."""
    if language is Language.ENGLISH:
        assert find_dutch([person.heard for person in cast.people.values()]) == []


def _tell(language: Language, key: str, known: dict[str, str]) -> str:
    said = _strings(language)[key]
    for name, value in known.items():
        said = said.replace(f"{{{name}}}", value)
    return said.partition("{")[0].strip()


@cache
def _strings(language: Language) -> dict[str, str]:
    catalogues = catalogues_of(language).values()
    return {str(one.id): str(one.string) for catalogue in catalogues for one in catalogue}


@cache
def in_english(title: str) -> frozenset[str]:
    """What a title can be in English: one Dutch text may belong to several keys."""
    catalogues = catalogues_of(Language.DUTCH).values()
    keys = [one.id for catalogue in catalogues for one in catalogue if one.string == title]
    return frozenset(Words(Language.ENGLISH)(key) for key in keys)


@cache
def names_of_the_house() -> re.Pattern[str]:
    """Names, and the criteria that it publishes, stay as they are in any language."""
    house = read_house()
    named = [*house["organisations"], *house["members"], *house["crisis_numbers"]]
    regions = [one["region"] for one in house["organisations"] if "region" in one]
    criteria = [one["text"] for one in house["prioritised_list"]["criteria"]]
    names = {*(str(one["name"]) for one in named), *regions, *criteria}
    return re.compile("|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)))


def find_dutch(value: Any) -> list[str]:
    """Texts with Dutch in them, names and what people typed apart."""
    shown = [names_of_the_house().sub("", one) for one in _texts(value) if CANARY not in one]
    return [one for one in shown if DUTCH.search(one)]


def _texts(value: Any) -> Iterator[str]:
    for part in walk(value):
        yield from (part[name] for name in READABLE if isinstance(part.get(name), str))
