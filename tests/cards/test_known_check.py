"""What was asked elsewhere, beside who has a place in the case."""

from dataclasses import replace
from datetime import UTC, datetime

from cards.known_check import show_known_checks, show_supplied
from domain.contribution import DataCategory
from domain.identifiers import CaseId, OrganisationId
from domain.known_check import AlignedMatter, KnownAnswer, KnownCheck
from services.known_check import SuppliedCategory
from tests.support.cards import a_kit
from tests.support.known_checks import RIEC, SHARED, a_known_check

CHECK = a_known_check(CaseId("case-1"), datetime(2026, 2, 9, 9, 0, tzinfo=UTC))


def read(*checks: KnownCheck) -> list[str]:
    kit = a_kit()
    shown = show_known_checks(checks, lambda _: "Sanne", lambda one: one.upper())
    return [
        one if isinstance(one, str) else kit.say(one)
        for part in shown
        for one in (part.label, *part.lines)
    ]


def test_of_a_house_each_category_stands_there_and_who_agreed():
    assert read(CHECK) == [
        "Huis Zilvermeeuw: bekend, gevraagd op vrijdag 6 februari 2026",
        "Wonen",
        "Gezondheid",
        "Met instemming van GGZ.",
        "Vastgelegd door Sanne, maandag 9 februari 2026, 10:00",
    ]


def test_of_a_partnership_what_was_aligned_and_who_was_named():
    aligned = replace(
        SHARED,
        partner=RIEC,
        categories=(),
        agreed=(),
        matters=tuple(AlignedMatter),
        named=(OrganisationId("politie"),),
    )
    assert read(replace(CHECK, told=aligned))[1:4] == [
        "Welke organisaties betrokken zijn",
        "Hoe de aanpak van beide op elkaar aansluit",
        "Genoemd: POLITIE.",
    ]


def test_where_nothing_was_shared_it_says_so():
    bare = replace(SHARED, answer=KnownAnswer.NOT_KNOWN, categories=(), agreed=())
    lines = read(replace(CHECK, told=bare))
    assert lines[0].startswith("Huis Zilvermeeuw: niet bekend")
    assert lines[1] == "Alleen naam en geboortedatum zijn gegeven."


def test_whose_agreement_is_needed_stands_beside_the_question():
    assert show_supplied((), str) == ()
    one = SuppliedCategory(organisation=OrganisationId("ggz"), category=DataCategory.HEALTH)
    (shown,) = show_supplied([one], str.upper)
    said = [a_kit().say(line) for line in shown.lines if not isinstance(line, str)]
    assert said == ["Geleverd door GGZ: Gezondheid"]
