from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

import pytest

from cards.inbox import draw_inbox
from cards.kit import Frame
from cards.referral import read_shown
from domain.access import CaseState
from domain.consult import ConsultId
from domain.member import Language
from domain.press import Press
from services.consult import ConsultRow
from services.inbox import INBOX_ROWS, InboxView, NextStep, WaitingReferral
from services.paging import turn_to
from tests.support.cards import (
    a_kit,
    buttons,
    card_of,
    real_size_kit,
    texts,
)
from tests.support.cases import a_case

LANGUAGES = pytest.mark.parametrize("language", list(Language))
FRAMES = pytest.mark.parametrize("frame", list(Frame))

AT: Final = datetime(2026, 2, 10, 9, 0, tzinfo=UTC)


def a_waiting(number: int = 0, step: NextStep = NextStep.SCREENING) -> WaitingReferral:
    return WaitingReferral(
        case=a_case(number, CaseState.SUBMITTED),
        step=step,
        organisation="Gemeente Rivierstad, Openbare Orde en Veiligheid",
        is_acute=False,
        is_late=True,
        working_days_left=0,
        may_take_step=step in {NextStep.SCREENING, NextStep.WEIGHING},
    )


def an_inbox(waiting: Sequence[WaitingReferral], number: int = 1) -> InboxView:
    page = turn_to(waiting, number, INBOX_ROWS)
    return InboxView(
        page=page,
        acute=sum(one.is_acute for one in waiting),
        late=sum(one.is_late for one in waiting),
    )


@LANGUAGES
@FRAMES
def test_every_page_of_a_full_inbox_fits_in_teams(language: Language, frame: Frame):
    waiting = [a_waiting(one) for one in range(60)]
    kit = real_size_kit(language, frame)
    card = card_of(draw_inbox(kit, an_inbox(waiting, 3)))
    assert sum(one.case.code in texts(card) for one in waiting) == INBOX_ROWS


@pytest.mark.parametrize(
    ("step", "words", "expected"),
    [
        (NextStep.SCREENING, "wacht op screening", {"Screenen": "screening.open"}),
        (NextStep.WEIGHING, "wacht op weging", {"Wegen": "weighing.open"}),
        (NextStep.ORGANISATION, "wacht op het ja van een organisatie", {}),
        (NextStep.REFERRER, "ligt bij de aanmelder", {}),
    ],
)
def test_the_inbox_offers_the_next_step_of_each_referral(
    step: NextStep, words: str, expected: dict[str, str]
):
    card = card_of(draw_inbox(a_kit(), an_inbox([a_waiting(step=step)])))
    assert words in texts(card)
    found = {title: press.verb for title, press in buttons(card).items()}
    assert found == {**expected, "Casus bekijken": "case.show"}
    assert {press.version for press in buttons(card).values() if press.verb in expected} <= {3}


def test_who_does_not_weigh_a_referral_asks_partners_meanwhile():
    waiting = replace(a_waiting(step=NextStep.WEIGHING), may_take_step=False)
    found = buttons(card_of(draw_inbox(a_kit(), an_inbox([waiting]))))
    assert found["Partners bevragen"] == Press(verb="enquiry.open", subject=f"{a_case(0).id}:1")
    assert list(found) == ["Partners bevragen", "Casus bekijken"]


def test_a_broken_promise_is_said_in_words():
    late = texts(card_of(draw_inbox(a_kit(), an_inbox([a_waiting()]))))
    in_time = replace(a_waiting(), is_late=False)
    assert "⚠ Te laat: antwoord was beloofd uiterlijk di 8 dec" in late
    assert "1 te laat" in late
    assert "Te laat" not in texts(card_of(draw_inbox(a_kit(), an_inbox([in_time]))))


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (0, "Antwoord uiterlijk di 8 dec: vandaag de laatste dag"),
        (1, "Antwoord uiterlijk di 8 dec: nog 1 werkdag\n"),
        (2, "Antwoord uiterlijk di 8 dec: nog 2 werkdagen\n"),
    ],
)
def test_the_inbox_says_how_many_working_days_are_left(left: int, words: str):
    waiting = replace(a_waiting(), is_late=False, working_days_left=left)
    assert words in texts(card_of(draw_inbox(a_kit(), an_inbox([waiting]))))


def test_what_is_acute_is_marked_with_a_word_and_counted():
    acute = replace(a_waiting(), is_acute=True)
    card = card_of(draw_inbox(a_kit(), an_inbox([acute, a_waiting(1)])))
    assert texts(card).count("ACUUT") == 1
    assert "2 aanmeldingen · 1 acuut · 2 te laat" in texts(card)
    assert "ACUUT" not in texts(card_of(draw_inbox(a_kit(), an_inbox([a_waiting()]))))


def test_a_case_shown_from_the_inbox_leads_back_to_its_page():
    card = card_of(draw_inbox(a_kit(), an_inbox([a_waiting(n) for n in range(11)], 2)))
    shown = buttons(card)["Casus bekijken"]
    assert read_shown(shown) == (a_case(10).id, Press(verb="inbox.show", subject="2"))


def test_an_empty_inbox_says_so():
    assert "geen aanmelding" in texts(card_of(draw_inbox(a_kit(), an_inbox([]))))


def a_question(number: int = 0) -> ConsultRow:
    return ConsultRow(
        id=ConsultId(f"consult-{number}"),
        asker="Noa van den Berg-Zuiderwijk",
        waits=True,
        taken_by="",
        said_at=AT,
        is_late=True,
    )


def test_the_inbox_lists_the_questions_for_advice_on_its_page_and_counts_them_on_each():
    one = replace(an_inbox([a_waiting()]), consults=[a_question()], asked=3)
    card = card_of(draw_inbox(a_kit(), one))
    assert buttons(card)["Beantwoorden"].verb == "consult.answer"
    assert "1 aanmelding · 1 te laat · 3 vragen om advies" in texts(card)


def test_an_inbox_with_nothing_but_a_question_does_not_say_that_nothing_waits():
    one = replace(an_inbox([]), consults=[a_question()], asked=1)
    shown = texts(card_of(draw_inbox(a_kit(), one)))
    assert "In het postvak: 1 vraag om advies" in shown
    assert "wacht te lang op advies" in shown


@LANGUAGES
@FRAMES
def test_a_page_full_of_questions_fits(language: Language, frame: Frame):
    questions = [a_question(one) for one in range(INBOX_ROWS)]
    kit = real_size_kit(language, frame)
    card = card_of(draw_inbox(kit, replace(an_inbox([]), consults=questions, asked=30)))
    assert texts(card).count("Noa van den Berg-Zuiderwijk") == INBOX_ROWS
