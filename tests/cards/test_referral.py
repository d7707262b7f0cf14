from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from cards.kit import Frame
from cards.messages import PrivateMessage
from cards.page import PageView, draw_page
from cards.referral import (
    CASE_BUTTONS,
    CaseButton,
    draw_arrival,
    draw_case,
    draw_receipt_news,
    draw_withdraw_question,
    draw_withdrawn,
    lay_out_identity,
    lay_out_own_identities,
)
from domain.access import Action, CaseState
from domain.colour import StandingColour
from domain.identifiers import CaseCode, CaseId, MemberId
from domain.member import Language
from domain.press import Press
from domain.referral import Identity
from domain.stoplight import Colour
from services.referral_views import CaseView, NamedCase, ReferralNews
from tests.support.canaries import CANARY
from tests.support.cards import a_kit, buttons, card_of, check_card, texts, walk
from tests.support.cases import a_standing_colour

NOW = datetime(2026, 2, 9, 9, 0, tzinfo=UTC)
CASE = CaseId("c" * 32)
VIEW = CaseView(
    id=CASE,
    code=CaseCode("KX7-Q42"),
    state=CaseState.SUBMITTED,
    version=3,
    referred_by="Politie *Rivierstad*",
    received_at=NOW,
    promised_on=date(2026, 2, 23),
    circle=("Politie", "GGZ"),
    allowed=frozenset({Action.REVEAL_IDENTITY, Action.EDIT_REFERRAL, Action.WITHDRAW_REFERRAL}),
)
COLOUR = StandingColour(
    colour=Colour.RED,
    minutes=30,
    required=(),
    set_by=MemberId("sanne"),
    set_at=NOW,
    next_review_on=date(2026, 2, 16),
)
NEWS = ReferralNews(
    code=VIEW.code, referred_by="Politie", received_at=NOW, promised_on=VIEW.promised_on
)
NAMED = NamedCase(
    code=VIEW.code,
    identity=Identity(name=f"Jan {CANARY}", born_on=date(1990, 5, 1), address="Kade 1"),
)
LANGUAGES = pytest.mark.parametrize("language", list(Language))


def read(message: PrivateMessage) -> str:
    assert message.card is not None
    return texts(check_card(message.card))


@LANGUAGES
@pytest.mark.parametrize("state", list(CaseState))
def test_a_case_is_drawn_in_every_state_without_story_or_reason(
    state: CaseState, language: Language
):
    words = read(
        draw_case(a_kit(language), replace(VIEW, state=state, colour=COLOUR), CASE_BUTTONS)
    )
    assert "KX7-Q42" in words
    assert CANARY not in words
    assert ("ROOD" if language is Language.DUTCH else "RED") in words


@LANGUAGES
def test_a_case_that_goes_soon_says_on_which_day(language: Language):
    gone = replace(VIEW, state=CaseState.NOT_TAKEN_UP, goes_on=date(2026, 2, 24))
    says = {Language.DUTCH: "Wordt vernietigd op", Language.ENGLISH: "Will be destroyed on"}
    words = read(draw_case(a_kit(language), gone, CASE_BUTTONS))
    assert says[language] in words
    assert "24" in words.split(says[language])[1]
    assert says[language] not in read(draw_case(a_kit(language), VIEW, CASE_BUTTONS))


def test_a_case_in_which_nobody_has_a_place_says_so():
    assert "Nu niemand" in texts(card_of(draw_case(a_kit(), replace(VIEW, circle=()), [])))


def test_the_buttons_of_a_case_are_what_this_member_may_do():
    card = draw_case(a_kit(), VIEW, CASE_BUTTONS).card or {}
    assert set(buttons(card)) == {"Wie is dit?", "Aanmelding aanpassen", "Aanmelding intrekken"}
    assert {press.subject for press in buttons(card).values()} == {CASE}
    circle = replace(VIEW, allowed=frozenset({Action.REVEAL_IDENTITY}))
    assert set(buttons(draw_case(a_kit(), circle, CASE_BUTTONS).card or {})) == {"Wie is dit?"}


def test_a_case_never_has_more_buttons_in_a_row_than_fit():
    door = CaseButton(action=Action.REVEAL_IDENTITY, key="case.who_is_this", verb="x")
    card = card_of(draw_case(a_kit(), VIEW, [door] * 14))
    assert len(card["actions"]) == 6
    rows = [part["actions"] for part in walk(card) if part.get("type") == "ActionSet"]
    assert [len(row) for row in rows] == [1, 6, 2]


def test_what_does_not_fit_below_a_case_is_out_of_sight_until_it_is_asked_for():
    door = CaseButton(action=Action.REVEAL_IDENTITY, key="case.who_is_this", verb="x")
    *_, opener, folded = card_of(draw_case(a_kit(), VIEW, [door] * 7))["body"]
    assert [one["title"] for one in opener["actions"]] == ["Meer doen met deze casus"]
    assert not folded["isVisible"]
    few = card_of(draw_case(a_kit(), VIEW, [door] * 6))
    assert not [part for part in walk(few) if part.get("type") == "Action.ToggleVisibility"]


def test_who_it_is_about_opens_in_a_window_where_the_house_has_them():
    card = draw_case(a_kit(frame=Frame.TASK_MODULE), VIEW, CASE_BUTTONS).card or {}
    assert card["actions"][0]["data"]["msteams"] == {"type": "task/fetch"}


@LANGUAGES
@pytest.mark.parametrize("frame", list(Frame))
@pytest.mark.parametrize(
    "page", [lay_out_identity(NAMED, CASE), lay_out_own_identities([NAMED] * 60, "1")]
)
def test_the_identity_is_a_page_of_a_dialog(frame: Frame, language: Language, page: PageView):
    words = texts(check_card(draw_page(a_kit(language), page, frame)))
    assert f"Jan {CANARY}" in words


def test_the_birth_date_and_address_are_shown_for_one_case_and_not_in_the_list():
    one = texts(draw_page(a_kit(), lay_out_identity(NAMED, CASE), Frame.CHAT_CARD))
    several = texts(draw_page(a_kit(), lay_out_own_identities([NAMED], "1"), Frame.CHAT_CARD))
    assert {"Geboren op 1 mei 1990", "Kade 1"} <= set(one.split("\n"))
    assert "1990" not in several
    assert "Kade 1" not in several


def test_withdrawing_is_asked_first_for_the_version_that_was_seen():
    card = check_card(draw_withdraw_question(a_kit(), VIEW).card or {})
    sure = Press(verb="referral.withdraw", subject=CASE, version=3)
    assert buttons(card)["Ja, intrekken"] == sure
    assert "KX7-Q42" in read(draw_withdrawn(a_kit(), VIEW.code))


@LANGUAGES
def test_the_receipt_tells_code_and_term(language: Language):
    words = read(draw_receipt_news(a_kit(language), NEWS, CASE))
    assert "KX7-Q42" in words
    assert "23 feb" in words.casefold()


@pytest.mark.parametrize("state", list(CaseState))
def test_by_when_an_answer_comes_is_told_until_the_answer_is_there(state: CaseState):
    waits = {CaseState.SUBMITTED, CaseState.INCOMPLETE, CaseState.PURPOSE_TESTED}
    words = read(draw_case(a_kit(), replace(VIEW, state=state), ()))
    assert ("Antwoord uiterlijk" in words) is (state in waits)


def test_a_case_without_discussion_is_not_said_to_take_no_minutes():
    green = replace(VIEW, colour=a_standing_colour(Colour.GREEN, minutes=0))
    words = read(draw_case(a_kit(), green, ()))
    assert "🟢 GROEN, geen bespreking nodig, opnieuw bekijken uiterlijk" in words
    assert "0 minuten" not in words


@LANGUAGES
def test_an_arrival_tells_who_referred_and_when(language: Language):
    words = read(draw_arrival(a_kit(language), NEWS, CASE))
    assert {"KX7-Q42", "Politie"} <= set(words.replace(": ", "\n").split("\n"))


def test_a_referral_that_was_completed_is_not_called_new():
    completed = replace(NEWS, is_completed=True)
    assert "Nieuwe aanmelding: KX7-Q42" in read(draw_arrival(a_kit(), NEWS, CASE))
    assert "Aanmelding aangevuld: KX7-Q42" in read(draw_arrival(a_kit(), completed, CASE))
