import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from types import GenericAlias, NoneType
from typing import get_args, get_origin, get_type_hints

import pytest

import cards
from cards.messages import ChannelPost, Preview
from cards.words import Words
from domain import identifiers
from domain.member import Language

IDS = {value for value in vars(identifiers).values() if hasattr(value, "__supertype__")}
SAFE = (Enum, int, date, datetime, NoneType)


def all_posts() -> set[type]:
    for module in pkgutil.iter_modules(cards.__path__, "cards."):
        importlib.import_module(module.name)
    return set(_below(ChannelPost))


def _below(post: type) -> Iterator[type]:
    for child in post.__subclasses__():
        if child.__module__.startswith("cards."):
            yield child
            yield from _below(child)


def unsafe_fields(post: type) -> list[str]:
    hints = get_type_hints(post)
    return [field.name for field in fields(post) if not _is_safe(hints[field.name])]


def _is_safe(hint: object) -> bool:
    if hint in IDS or hint is Ellipsis:
        return True
    if get_origin(hint) is not None:
        return all(_is_safe(part) for part in get_args(hint))
    if isinstance(hint, type) and is_dataclass(hint):
        return not unsafe_fields(hint)
    return isinstance(hint, type) and issubclass(hint, SAFE)


def test_what_a_channel_may_know_holds_codes_enums_numbers_moments_and_ids_only():
    assert {post.__name__: unsafe_fields(post) for post in all_posts() if unsafe_fields(post)} == {}


@pytest.mark.parametrize("kind", [str, tuple[str, ...], dict[str, int], bytes, object])
def test_a_field_that_could_hold_content_is_noticed(kind: type | GenericAlias):
    @dataclass(frozen=True)
    class Loose(ChannelPost):
        text: kind

    Loose.__annotations__["text"] = kind
    assert unsafe_fields(Loose) == ["text"]


@pytest.mark.parametrize("language", list(Language))
def test_a_preview_fills_in_nothing(language: Language):
    for preview in Preview:
        assert "{" not in Words(language)(preview)
