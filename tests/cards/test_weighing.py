from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from cards.caselist import draw_list
from cards.colour import lay_out_history
from cards.inbox import draw_inbox
from cards.kit import Frame, Kit
from cards.messages import Card, PrivateMessage
from cards.page import PageView, draw_screen
from cards.screening import draw_incomplete
from cards.weighing import draw_weighed, lay_out_outcome
from domain.access import CaseState
from domain.case import Case
from domain.identifiers import CaseCode, CaseId, MemberId, OrganisationId
from domain.member import Language
from domain.press import Press
from domain.referral import Criterion
from domain.stoplight import Colour
from domain.weighing import Outcome, SaidYes
from services.caselist import CASES_ON_A_PAGE, ListedCase, ListView
from services.colour import ColourHistoryView
from services.inbox import REFERRALS_ON_A_PAGE, InboxView, NextStep, WaitingReferral
from services.paging import turn_to
from services.weighing import OutcomeView
from tests.support.canaries import CANARY
from tests.support.cards import a_kit, buttons, check_card, read_press, texts, walk
from tests.support.judgements import NOW, a_colour

TODAY = date(2026, 12, 2)
LANGUAGES = pytest.mark.parametrize("language", list(Language))
FRAMES = pytest.mark.parametrize("frame", list(Frame))


def a_case(number: int = 0, state: CaseState = CaseState.TAKEN_UP) -> Case:
    return Case(
        id=CaseId(f"{number:032}"),
        code=CaseCode(f"KX7-Q{number:02}"),
        state=state,
        version=3,
        referrer=MemberId("agent"),
        referring_organisation=OrganisationId("police"),
        received_at=NOW,
        promised_on=date(2026, 12, 8),
        changed_by=MemberId("director"),
        changed_at=NOW,
    )


def a_listed_case(number: int = 0, colour: Colour = Colour.RED) -> ListedCase:
    case = a_case(number)
    return ListedCase(
        case=case, decision=a_colour(colour, case.id), setter="Sanne de Wit", is_stale=True
    )


def a_list(listed: Sequence[ListedCase], number: int = 1, *, may_colour: bool = True) -> ListView:
    page = turn_to(listed, number, CASES_ON_A_PAGE)
    stale = sum(one.is_stale for one in listed)
    return ListView(page=page, stale=stale, on=TODAY, may_colour=may_colour)


def a_waiting(number: int = 0, step: NextStep = NextStep.SCREENING) -> WaitingReferral:
    return WaitingReferral(
        case=a_case(number, CaseState.SUBMITTED),
        step=step,
        organisation="Gemeente Rivierstad, Openbare Orde en Veiligheid",
        is_late=True,
        may_take_step=step is not NextStep.REFERRER,
    )


def an_inbox(waiting: Sequence[WaitingReferral], number: int = 1) -> InboxView:
    page = turn_to(waiting, number, REFERRALS_ON_A_PAGE)
    return InboxView(page=page, late=sum(one.is_late for one in waiting))


def card_of(message: PrivateMessage) -> Card:
    assert message.card is not None
    return check_card(message.card)


def real_size_kit(language: Language, frame: Frame) -> Kit:
    """A kit whose seals are as long as real ones."""
    return replace(
        a_kit(language, frame),
        seal=lambda press: f"{press.verb}|{press.subject}|{press.version or ''}".ljust(200, "|"),
    )


def page_text(page: PageView) -> str:
    return texts(check_card(draw_screen(a_kit(), page, Frame.TASK_MODULE)))


@LANGUAGES
@FRAMES
@pytest.mark.parametrize("number", range(1, 7))
def test_every_page_of_a_list_of_sixty_cases_fits_in_teams(
    language: Language, frame: Frame, number: int
):
    listed = [a_listed_case(one) for one in range(60)]
    kit = real_size_kit(language, frame)
    card = card_of(draw_list(kit, a_list(listed, number)))
    assert sum(one.case.code in texts(card) for one in listed) == CASES_ON_A_PAGE


@LANGUAGES
@FRAMES
def test_every_page_of_a_full_inbox_fits_in_teams(language: Language, frame: Frame):
    waiting = [a_waiting(one) for one in range(60)]
    kit = real_size_kit(language, frame)
    card = card_of(draw_inbox(kit, an_inbox(waiting, 3)))
    assert sum(one.case.code in texts(card) for one in waiting) == REFERRALS_ON_A_PAGE


def test_a_listed_case_shows_colour_word_setter_date_and_review_and_nothing_of_its_story():
    read = texts(card_of(draw_list(a_kit(), a_list([replace(a_listed_case(), is_stale=False)]))))
    assert "**🔴 ROOD** · casus KX7-Q00" in read
    assert "Door Sanne de Wit op di 24 nov. Opnieuw bekijken: uiterlijk di 1 dec." in read
    assert "Nu: 1 casus" in read
    assert "Te laat" not in read
    assert CANARY not in read


def test_a_stale_colour_is_flagged_in_words():
    read = texts(card_of(draw_list(a_kit(), a_list([a_listed_case()]))))
    assert "⚠ Te laat: opnieuw bekijken moest uiterlijk di 1 dec." in read
    assert "1 kleur te lang niet bekeken" in read


def test_a_case_without_a_colour_says_so():
    bare = ListedCase(case=a_case(), decision=None, setter="", is_stale=False)
    assert "Nog geen kleur · casus KX7-Q00" in texts(card_of(draw_list(a_kit(), a_list([bare]))))


def test_an_empty_list_and_inbox_say_so():
    assert "geen casus" in texts(card_of(draw_list(a_kit(), a_list([]))))
    assert "geen aanmelding" in texts(card_of(draw_inbox(a_kit(), an_inbox([]))))


def test_each_listed_case_says_why_and_only_a_director_can_change_its_colour():
    listed = [a_listed_case()]
    assert buttons(card_of(draw_list(a_kit(), a_list(listed)))) == {
        "Waarom deze kleur?": Press(verb="colour.read", subject=listed[0].case.id),
        "Kleur wijzigen": Press(verb="colour.open", subject=listed[0].case.id, version=3),
    }
    informer = draw_list(a_kit(), a_list(listed, may_colour=False))
    assert set(buttons(card_of(informer))) == {"Waarom deze kleur?"}


@pytest.mark.parametrize(("number", "expected"), [(1, {"2"}), (2, {"1", "3"}), (3, {"2"})])
def test_pages_are_turned_one_by_one_and_never_past_an_end(number: int, expected: set[str]):
    listed = [a_listed_case(one) for one in range(2 * CASES_ON_A_PAGE + 1)]
    card = card_of(draw_list(a_kit(), a_list(listed, number)))
    turning = [read_press(part["data"]["press"]) for part in card["actions"]]
    assert {press.subject for press in turning} == expected
    assert {press.verb for press in turning} == {"caselist.show"}
    assert f"Bladzijde {number} van 3" in texts(card)


@pytest.mark.parametrize(
    ("step", "words", "expected"),
    [
        (NextStep.SCREENING, "wacht op screening", {"Screenen": "screening.open"}),
        (NextStep.WEIGHING, "wacht op weging", {"Wegen": "weighing.open"}),
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


def test_a_broken_promise_is_said_in_words():
    late = texts(card_of(draw_inbox(a_kit(), an_inbox([a_waiting()]))))
    in_time = replace(a_waiting(), is_late=False)
    assert "⚠ Te laat: antwoord was beloofd uiterlijk di 8 dec" in late
    assert "1 over de beloofde datum" in late
    assert "Te laat" not in texts(card_of(draw_inbox(a_kit(), an_inbox([in_time]))))


@LANGUAGES
def test_the_message_about_a_gap_holds_the_code_and_opens_the_referral(language: Language):
    card = card_of(draw_incomplete(a_kit(language), CaseCode("KX7-Q42"), CaseId("case-1")))
    assert "KX7-Q42" in texts(card)
    (press,) = buttons(card).values()
    assert press == Press(verb="referral.edit", subject="case-1")


@LANGUAGES
@pytest.mark.parametrize(("letter", "outcome"), list(zip("ABC", Outcome, strict=True)))
def test_the_message_about_a_weighing_holds_code_and_outcome_and_opens_the_rest(
    language: Language, letter: str, outcome: Outcome
):
    kit = a_kit(language)
    card = card_of(draw_weighed(kit, CaseCode("KX7-Q42"), outcome, CaseId("case-1")))
    assert kit.words(f"weighing.outcome_{outcome}") in texts(card)
    assert kit.words(f"weighing.outcome_{outcome}").startswith(f"{letter},")
    (press,) = buttons(card).values()
    assert press == Press(verb="weighing.read", subject="case-1")


def test_the_referrer_reads_judgement_and_advice_in_a_window_only():
    view = OutcomeView(
        code=CaseCode("KX7-Q42"),
        case=CaseId("case-1"),
        outcome=Outcome.NOT_TAKEN_UP,
        criteria_met=frozenset({Criterion.HARM}),
        taken_on_by="Gemeente Rivierstad",
        said_yes=SaidYes(by="Mies de Boer", on=date(2026, 11, 24)),
        advice=f"Bel {CANARY}.",
    )
    read = page_text(lay_out_outcome(view))
    assert "Mies de Boer zei namens deze organisatie ja, op dinsdag 24 november 2026." in read
    assert read.count("Niet voldaan") == 3
    assert "Gemeente Rivierstad" in read
    assert f"Bel {CANARY}." in read


def test_what_did_not_fit_the_purpose_shows_its_reason_and_no_criteria():
    view = OutcomeView(
        code=CaseCode("KX7-Q42"),
        case=CaseId("case-1"),
        outcome=Outcome.NOT_TAKEN_UP,
        reason="Geen onveiligheid.",
    )
    read = page_text(lay_out_outcome(view))
    assert "Geen onveiligheid." in read
    assert "oldaan" not in read


def test_why_a_case_is_on_the_list_shows_every_colour_newest_first():
    now = a_colour(Colour.GREEN, reason="Rustig.", required=())
    history = ColourHistoryView(
        case=a_case(),
        decisions=(now, a_colour(minutes=45)),
        setters={MemberId("director"): "Sanne de Wit"},
        organisations={OrganisationId("police"): "Politie"},
        on=date(2026, 12, 1),
    )
    read = page_text(lay_out_history(history))
    assert read.index("🟢 GROEN, door Sanne de Wit") < read.index("🔴 ROOD, door Sanne de Wit")
    assert "Geen bespreking nodig. Toch bespreken? Erbij: niemand verplicht." in read
    assert "45 minuten. Erbij: mental-health, Politie." in read
    assert f"{CANARY} dreigt." in read
    assert "al opnieuw bekeken" not in read
    stale = page_text(lay_out_history(replace(history, on=TODAY)))
    assert "al opnieuw bekeken" in stale


def test_no_row_shows_a_colour_without_its_word():
    rows = [a_listed_case(number, colour) for number, colour in enumerate(Colour)]
    card = card_of(draw_list(a_kit(), a_list(rows)))
    for part in walk(card):
        text = str(part.get("text", ""))
        assert not any(icon in text for icon in "🔴🟠🟢") or any(
            word in text for word in ("ROOD", "ORANJE", "GROEN")
        )
