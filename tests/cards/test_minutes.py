from dataclasses import replace

import pytest

from cards.kit import Frame
from cards.minutes import (
    lay_out_approved,
    lay_out_case_minutes,
    lay_out_minutes,
    lay_out_overruled,
    list_minutes,
)
from cards.overview import draw_overview
from cards.page import PageView, ReceiptView, draw_screen
from domain.access import Action
from domain.discussion import DiscussionText
from domain.identifiers import MemberId
from domain.member import Language
from domain.minutes import MinutesSource, MinutesState
from services.minutes_views import CaseMinutesView, MinutesLine, MinutesTask, MinutesView
from services.paging import turn_to
from tests.support.canaries import CANARY
from tests.support.cards import a_kit, buttons, card_of, check_card, real_size_kit, texts
from tests.support.cases import a_case
from tests.support.incorrect_marks import a_correction
from tests.support.minutes import (
    CONTENT,
    HELD_ON,
    POLICE,
    UNTIL_ON,
    an_edition,
    an_objection,
    approved_minutes,
    some_minutes,
)

CHAIR = frozenset({Action.APPROVE_MINUTES, Action.WRITE_MINUTES})
FRAMES = pytest.mark.parametrize("frame", list(Frame))


def a_view(**changes: object) -> MinutesView:
    view = MinutesView(
        minutes=approved_minutes(),
        code=a_case().code,
        content=CONTENT,
        edition=an_edition(),
        names={POLICE: "Politie"},
        members={MemberId("agent"): "Agnes Agent", MemberId("sanne"): "Sanne de Wit"},
        noted=0,
        objections=(),
        may=frozenset(),
    )
    return replace(view, **changes)


def a_concept(**changes: object) -> MinutesView:
    return a_view(minutes=some_minutes(), edition=None, may=CHAIR, **changes)


def drawn(
    page: PageView | ReceiptView,
    frame: Frame = Frame.CHAT_CARD,
    language: Language = Language.DUTCH,
) -> tuple[str, list[str]]:
    card = check_card(draw_screen(a_kit(language, frame), page, frame))
    return texts(card), list(buttons(card))


@FRAMES
def test_a_concept_says_so_and_a_director_approves_or_mends_it(frame: Frame):
    said, pressed = drawn(lay_out_minutes(a_concept()), frame)
    for words in (
        "verslag van het overleg op donderdag 12 februari 2026",
        "Concept.",
        f"{CANARY} slaapt weer thuis",
        "Kleur: 🔴 ROOD",
        "Wij bekijken de casus weer op donderdag 19 februari 2026.",
        "Afspraak: Agnes Agent, uiterlijk maandag 16 februari 2026",
        f"{CANARY} bellen",
        "Politie",
    ):
        assert words in said
    assert pressed == ["Gelezen", "Verslag vaststellen", "Tekst aanpassen"]


def test_who_was_there_reads_until_when_and_that_silence_is_only_about_sharing():
    view = a_view(may=frozenset({Action.OBJECT_TO_MINUTES}))
    said, pressed = drawn(lay_out_minutes(view))
    assert "kan bezwaar maken tot en met vrijdag 20 februari 2026" in said
    assert "Geen bezwaar betekent alleen dat het gedeeld mag worden." in said
    assert pressed == ["Gelezen", "Bezwaar maken", "Iets is onjuist"]


def test_who_objects_and_why_is_shown_to_who_decides_and_to_others_that_somebody_does():
    objected = approved_minutes(state=MinutesState.OBJECTED)
    decides = a_view(minutes=objected, noted=1, objections=(an_objection(),), may=CHAIR)
    said, pressed = drawn(lay_out_minutes(decides))
    assert "Bezwaar van Agnes Agent, Politie" in said
    assert f"{CANARY} was er niet bij" in said
    assert pressed == ["Gelezen", "Toch delen", "Tekst aanpassen"]
    said, pressed = drawn(lay_out_minutes(replace(decides, objections=(), may=frozenset())))
    assert "was er niet bij" not in said
    assert said.count("bezwaar gemaakt") == 1
    assert pressed == ["Gelezen", "Iets is onjuist"]
    shared = approved_minutes(state=MinutesState.SHARED, shared_edition=1)
    assert "bezwaar gemaakt" in drawn(lay_out_minutes(a_view(minutes=shared, noted=1)))[0]


def test_the_minutes_of_a_case_are_turned_one_by_one():
    shared = approved_minutes(state=MinutesState.SHARED, shared_edition=1)
    page = turn_to([shared, shared, shared], 2, 1)
    view = CaseMinutesView(case=a_case(), page=page, shown=a_view(minutes=shared))
    said, pressed = drawn(lay_out_case_minutes(view))
    assert "Versie 1, vastgesteld door Sanne de Wit" in said
    assert "gedeeld met de betrokken partners" in said
    assert pressed == ["Gelezen", "Nieuwer verslag", "Ouder verslag", "Iets is onjuist"]
    nothing = CaseMinutesView(case=a_case(), page=turn_to([], 1, 1), shown=None)
    said, pressed = drawn(lay_out_case_minutes(nothing))
    assert "Er is nog geen verslag dat u kunt lezen." in said
    assert pressed == ["Gelezen"]


def test_a_director_reads_what_follows_without_content():
    said, _ = drawn(lay_out_approved(a_view()))
    assert "Te bekijken door: Politie." in said
    assert "tot en met vrijdag 20 februari 2026" in said
    assert CANARY not in said
    assert "Bel hen" not in said
    called = drawn(lay_out_approved(a_view(), (POLICE,)))[0]
    assert "want zij zijn afwezig of niet bekend: Politie. Bel hen." in called
    at_once = a_view(minutes=approved_minutes(state=MinutesState.SHARED))
    assert "nu gedeeld" in drawn(lay_out_approved(at_once))[0]
    assert "De anderen kunnen nog bezwaar maken" in drawn(lay_out_overruled(a_view()))[0]
    assert "Het is nu gedeeld" in drawn(lay_out_overruled(at_once))[0]


@pytest.mark.parametrize("language", list(Language))
def test_on_a_list_stand_code_and_days_under_what_is_asked(language: Language):
    lines = [
        MinutesLine(
            id=some_minutes().id,
            code=a_case().code,
            source=MinutesSource.MEETING,
            held_on=HELD_ON,
            until_on=UNTIL_ON,
            task=task,
            is_overdue=False,
        )
        for task in MinutesTask
    ]
    said = texts(card_of(draw_overview(a_kit(language), list_minutes(lines))))
    assert said.count(a_case().code) == len(lines)
    assert CANARY not in said
    if language is Language.DUTCH:
        assert "te bekijken tot en met vrijdag 20 februari 2026" in said


def test_what_minutes_must_say_stands_beside_what_is_called_incorrect_of_them():
    said, _ = drawn(lay_out_minutes(a_view(marks=(a_correction("Niet thuis.", "Wel thuis."),))))
    assert "Niet thuis." in said
    assert "Wel thuis." in said


@FRAMES
@pytest.mark.parametrize("language", list(Language))
def test_the_longest_minutes_fit_in_a_window(frame: Frame, language: Language):
    text = DiscussionText(picture="é" * 800, judgement="é" * 800, decision="é" * 800)
    agreed = tuple(replace(CONTENT.agreed[0], what="é" * 300) for _ in range(10))
    objections = tuple(an_objection(reason="é" * 800) for _ in range(3))
    view = a_view(
        content=replace(CONTENT, text=text, agreed=agreed),
        minutes=approved_minutes(state=MinutesState.OBJECTED),
        objections=objections,
        may=frozenset({*CHAIR, Action.OBJECT_TO_MINUTES}),
        marks=(a_correction("é" * 200, "é" * 800),) * 2,
    )
    page = CaseMinutesView(case=a_case(), page=turn_to([view.minutes] * 3, 2, 1), shown=view)
    check_card(draw_screen(real_size_kit(language, frame), lay_out_case_minutes(page), frame))
