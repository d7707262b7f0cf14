"""Whether an organisation may be named, on cards: a code and a day, and one button each."""

from datetime import date

import pytest

from cards.involved_answer import (
    ANSWER_NAMING,
    TAKE_BACK_NAMING,
    draw_naming,
    list_naming_parts,
    show_asking,
)
from cards.weighing import draw_weighed, lay_out_outcome
from cards.words import Text
from domain.identifiers import CaseCode, CaseId, NamingId, OrganisationId
from domain.involved_answer import NamingAnswer
from domain.member import Language
from domain.press import Press
from domain.weighing import FollowUp, Outcome, ShortEffort
from services.involved_answer import NamingRow, NamingStep
from services.involved_reading import AnswerDay, InvolvedSeen
from services.weighing import OutcomeView, ToldOutcome
from tests.support.cards import a_kit, buttons, card_of, page_text, texts

LANGUAGES = pytest.mark.parametrize("language", list(Language))
ON = date(2026, 2, 16)
POLICE, CARE = OrganisationId("Politie"), OrganisationId("GGZ")
GIVEN = AnswerDay(due_on=ON, is_given=True)
GROWS = AnswerDay(due_on=ON, is_given=False)


def a_row(step: NamingStep) -> NamingRow:
    return NamingRow(
        id=NamingId("d" * 32),
        case=CaseId("case-1"),
        code=CaseCode("KX7-Q42"),
        version=2,
        step=step,
        organisation="Politie",
        until_on=ON,
    )


def name(organisation: OrganisationId) -> str:
    return organisation


def read(seen: InvolvedSeen) -> str:
    """The window of the outcome."""
    view = OutcomeView(
        code=CaseCode("KX7-Q42"),
        case=CaseId("case-1"),
        outcome=Outcome.ADVICE_OR_SIGNAL,
        involved=seen,
    )
    return page_text(lay_out_outcome(view))


@pytest.mark.parametrize(
    ("step", "verb", "opens"),
    [
        (NamingStep.TO_ANSWER, ANSWER_NAMING, True),
        (NamingStep.TO_CALL, ANSWER_NAMING, True),
        (NamingStep.ANSWERED, TAKE_BACK_NAMING, False),
    ],
)
def test_each_row_has_the_one_button_for_what_can_be_done(step: NamingStep, verb: str, opens: bool):
    asked, to_call = list_naming_parts([a_row(step)])
    (row,) = (*asked.rows, *to_call.rows)
    assert bool(to_call.rows) == (step is NamingStep.TO_CALL)
    assert row.button is not None
    assert row.button.press == Press(verb=verb, subject="d" * 32, version=2)
    assert row.button.opens_dialog is opens


@LANGUAGES
@pytest.mark.parametrize("step", list(NamingStep))
def test_what_was_taken_back_is_asked_again_on_the_same_place(language: Language, step: NamingStep):
    card = card_of(draw_naming(a_kit(language), a_row(step)))
    assert "KX7-Q42" in texts(card)
    assert len(buttons(card)) == 1


@LANGUAGES
def test_a_question_that_is_over_has_no_button(language: Language):
    assert not buttons(card_of(draw_naming(a_kit(language), None)))


@LANGUAGES
def test_the_message_says_when_the_answer_is_read_and_nothing_of_it(language: Language):
    kit = a_kit(language)
    for day in (GROWS, GIVEN):
        told = ToldOutcome(code=CaseCode("KX7-Q42"), outcome=Outcome.ADVICE_OR_SIGNAL, involved=day)
        card = card_of(draw_weighed(kit, told, CaseId("case-1")))
        assert ("2026" in texts(card)) is (day is GROWS)
        assert (kit.words("involved_answer.given") in texts(card)) is (day is GIVEN)


def test_the_answer_names_who_said_yes_and_says_that_this_is_not_all():
    seen = InvolvedSeen(day=GIVEN, named=(POLICE, CARE))
    assert "GGZ, Politie" in read(seen)
    assert "Over andere organisaties kunnen wij niets zeggen." in read(seen)
    assert "Hierover kunnen wij niets zeggen." in read(InvolvedSeen(day=GIVEN))


def test_before_its_day_only_the_day_is_read():
    assert "maandag 16 februari 2026" in read(InvolvedSeen(day=GROWS))


def test_coordinators_read_what_each_said():
    said = ((POLICE, NamingAnswer.RATHER_NOT), (CARE, None))
    page = read(InvolvedSeen(day=GIVEN, said=said))
    assert "Politie: liever niet" in page
    assert "GGZ: nog geen antwoord" in page


def test_a_second_member_reads_who_will_be_asked_or_that_nobody_is():
    asks = FollowUp(effort=ShortEffort.INVOLVED_ANSWER, to_be_named=frozenset({POLICE, CARE}))
    (shown,) = show_asking(asks, name)
    assert shown.lines == ("GGZ, Politie",)
    (shown,) = show_asking(FollowUp(effort=ShortEffort.INVOLVED_ANSWER), name)
    assert shown.lines == (Text("involved_answer.nobody_to_ask"),)
    assert not list(show_asking(FollowUp(advice="Bel."), name))
