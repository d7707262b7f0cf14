from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.referral import Identity
from domain.same_person import mark_subject, marks_alike, spell

BORN = date(1987, 6, 5)
OTHER_DAY = date(1987, 5, 6)


def is_found(kept: Identity, asked: Identity) -> bool:
    return bool(mark_subject(kept) & marks_alike(asked))


def called(name: str, born_on: date | None = BORN) -> Identity:
    return Identity(name=name, born_on=born_on, address="Kade 1")


@pytest.mark.parametrize(
    "other",
    [
        "RENEE VAN DIJK",
        "Dijk, Renée van",
        "van Dijk Renée",
        "Renée Dijk",
        "Renee van Dyk",
        "Renée  van-Dijk",
        "Rene\u0301e van Dĳk",
        "Renée Vandijk",
        "Re nee van Dijk",
    ],
)
def test_a_person_is_found_however_the_name_is_spelled(other: str):
    assert is_found(called("Renée van Dijk"), called(other))
    assert is_found(called(other), called("Renée van Dijk"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jan Willem de Boer", "Jan-Willem Boer"),
        ("Jan Willem de Boer", "Janwillem de Boer"),
        ("Øystein Sørensen", "Oystein Sorensen"),
        ("Ayşe Yıldız", "Ayse Yildiz"),
        ("Piet in 't Veld", "Piet in \u2019t Veld"),
        ("Mohammed el Amrani", "Amrani, Mohammed"),
        ("Łukasz Dąbrowski", "Lukasz Dabrowski"),
        ("Straße", "Strasse"),
    ],
)
def test_accents_particles_and_spaces_make_no_difference(one: str, other: str):
    assert is_found(called(one), called(other))


@pytest.mark.parametrize(
    ("other", "born_on"),
    [("Renée van Dijk", OTHER_DAY), ("René van Dijk", BORN), ("Renée van Dam", BORN)],
)
def test_another_name_or_another_day_is_another_person(other: str, born_on: date):
    assert not is_found(called("Renée van Dijk"), called(other, born_on))


@pytest.mark.parametrize("days", [(None, BORN), (BORN, None), (None, None)])
def test_a_day_that_is_not_known_may_be_any_day(days: tuple[date | None, date | None]):
    assert is_found(called("Renée van Dijk", days[0]), called("Renee Dijk", days[1]))


def test_a_name_of_particles_alone_is_a_name_and_none_is_nobody():
    assert is_found(called("Ben Bij"), called("ben bij"))
    assert mark_subject(called(" ")) == marks_alike(called("-")) == frozenset()


@given(st.lists(st.text(st.characters(categories=["L"]), min_size=1, max_size=8), max_size=4))
def test_the_order_of_names_makes_no_difference(words: list[str]):
    assert spell(" ".join(words)) == spell(" ".join(reversed(words)))
