from dataclasses import replace
from datetime import date, timedelta

import pytest

from cards.acute_pages import lay_out_own_actions, lay_out_report, lay_out_subject
from cards.acute_report import (
    draw_acute_receipt,
    draw_duty,
    draw_open_sessions,
    draw_report,
    list_in_charge,
)
from cards.acute_session import (
    draw_board,
    draw_closed,
    draw_invitation,
    draw_no_colleague,
    list_invitations,
)
from cards.kit import Frame, Kit
from cards.overview import draw_overview
from cards.page import draw_page
from domain.acute_circle import InviteReason
from domain.acute_invitation import AnswerEffect, InvitationAnswer, InvitationState, Quorum
from domain.acute_session import Gathering, Place, SessionState
from domain.house import CircleSignal
from domain.identifiers import (
    InvitationId,
    SessionId,
)
from domain.member import Language, Member
from domain.press import Press
from domain.referral import Identity
from services.acute.report import ReportView
from services.acute.views import (
    ClosedView,
    OwnActionsView,
    SubjectView,
)
from tests.support.acute import NOW, REPORT, TEAMS_LINK
from tests.support.acute_views import (
    CODE,
    CORA,
    ONLINE,
    SESSION,
    a_board,
    a_duty,
    a_listed_invitation,
    a_member,
    a_receipt,
    a_session,
    a_summary,
    an_invitation,
    card_of,
    read,
)
from tests.support.agreed_actions import an_action
from tests.support.canaries import CANARY
from tests.support.cards import a_kit, buttons, check_card, texts, walk

LANGUAGES = pytest.mark.parametrize("language", list(Language))


def test_the_first_line_is_112_and_the_second_the_duty_director():
    body = card_of(draw_duty(a_kit(), a_duty()))["body"]

    assert body[0]["text"] == "Direct gevaar? Bel 112."
    assert body[1]["text"] == "Dan de procesregisseur van dienst: **Cora**, [000-1](tel:0001)"
    assert len(body) == 2


def test_outside_duty_hours_the_crisis_numbers_are_on_the_card():
    duty = a_duty(is_duty_time=False, opens_at=NOW + timedelta(days=1))

    said = read(draw_duty(a_kit(), duty))
    assert "Veilig Thuis: [0800-2000](tel:08002000)" in said
    assert "woensdag 25 november 2026, 11:00" in said


def test_a_director_without_a_number_does_not_leave_an_empty_place():
    duty = a_duty(director=a_member("Cora", ""))

    assert "geen nummer bekend" in read(draw_duty(a_kit(), duty))


@LANGUAGES
@pytest.mark.parametrize("state", list(SessionState))
@pytest.mark.parametrize("director", [None, CORA])
def test_a_report_tells_the_code_and_how_many_signals_and_no_signal(
    language: Language, state: SessionState, director: Member | None
):
    kit = a_kit(language)
    said = read(draw_report(kit, a_summary(a_session(state, director=director))))

    assert CODE in said
    assert kit.words.count("acute.signal_count", 2) in said
    for signal in CircleSignal:
        assert kit.words(f"signal.{signal}") not in said


def test_a_new_report_can_be_taken_read_and_judged():
    found = buttons(card_of(draw_report(a_kit(), a_summary(a_session()))))

    assert found["Ik behandel dit"] == Press(verb="acute.take", subject=SESSION, version=3)
    assert set(found) == {
        "Ik behandel dit",
        "Wie is dit? Lees de melding",
        "Toetsen en uitnodigen",
    }


@LANGUAGES
def test_a_report_that_nobody_took_stands_out_first_and_says_so_on_a_locked_telephone(
    language: Language,
):
    kit = a_kit(language)
    waiting = card_of(draw_report(kit, a_summary(a_session())))
    taken = card_of(draw_report(kit, a_summary(a_session(director=CORA))))
    word = "ACUUT" if language is Language.DUTCH else "ACUTE"

    first = waiting["body"][0]
    assert first["style"] == "attention"
    assert first["items"][0]["text"] == f"⚠ {word}: {CODE}"
    assert word in waiting["fallbackText"]
    assert CODE not in waiting["fallbackText"]
    assert "style" not in taken["body"][0] or taken["body"][0]["style"] != "attention"
    assert word not in texts(taken)


def test_who_has_no_number_is_said_to_have_none():
    nobody = a_member("Cora", telephone="")

    assert "**Cora**, geen nummer bekend" in read(draw_duty(a_kit(), a_duty(director=nobody)))


def test_a_taken_report_cannot_be_taken_again():
    taken = a_session(director=CORA)

    assert "Ik behandel dit" not in buttons(card_of(draw_report(a_kit(), a_summary(taken))))
    assert "Cora behandelt deze melding." in read(draw_report(a_kit(), a_summary(taken)))


def test_what_is_not_acute_has_no_buttons():
    assert (
        buttons(card_of(draw_report(a_kit(), a_summary(a_session(SessionState.NOT_ACUTE))))) == {}
    )


def test_in_teams_the_report_opens_in_a_window():
    kit = a_kit(frame=Frame.TASK_MODULE)
    card = card_of(draw_report(kit, a_summary(a_session())))
    fetched = [p["title"] for p in walk(card) if "msteams" in p.get("data", {})]

    assert fetched == ["Wie is dit? Lees de melding", "Toetsen en uitnodigen"]


@LANGUAGES
@pytest.mark.parametrize("state", list(SessionState))
def test_the_reporter_hears_each_step(language: Language, state: SessionState):
    director = CORA if state is not SessionState.REPORTED else None
    for session in (a_session(state, director=director), a_session(state, director=CORA)):
        assert "000-1" in read(draw_acute_receipt(a_kit(language), a_receipt(session)))


def test_a_waiting_report_shows_until_when_and_whom_to_call():
    waiting = a_session(due_at=NOW + timedelta(days=1))
    said = read(draw_acute_receipt(a_kit(), a_receipt(waiting)))

    assert "wacht tot woensdag 25 november 2026, 11:00" in said
    assert "0800-2000" in said
    assert "Bel 112" in said


def test_a_report_taken_before_the_duty_hour_waits_no_more():
    taken = a_session(due_at=NOW + timedelta(days=1), director=CORA)
    said = read(draw_acute_receipt(a_kit(), a_receipt(replace(taken, state=SessionState.CONVENED))))

    assert "wacht tot" not in said


@LANGUAGES
def test_open_sessions_are_listed_with_their_state(language: Language):
    sessions = [a_session(id=SessionId(str(n))) for n in range(7)]
    kit = a_kit(language)
    card = card_of(draw_open_sessions(kit, sessions))

    assert kit.words("acute.state_waiting") in texts(card)
    assert kit.words.count("acute.more_open", 2) in texts(card)
    shown = [p for p in walk(card) if p.get("type") == "Action.Execute"]
    assert len(shown) == 5
    assert draw_open_sessions(kit, ()).text == kit.words("acute.nothing_open")


@LANGUAGES
@pytest.mark.parametrize("reason", list(InviteReason))
@pytest.mark.parametrize("place", list(Place))
def test_an_invitation_tells_code_time_place_and_role(
    language: Language, reason: InviteReason, place: Place
):
    kit = a_kit(language)
    gathering = Gathering(starts_at=NOW, place=place)
    view = an_invitation(reason=reason, gathering=gathering, stands_in_for="Piet")
    said = read(draw_invitation(kit, view))

    assert CODE in said
    assert kit.moment(NOW) in said
    assert kit.words(f"acute.place_{place}") in said
    assert kit.phrase(f"acute.role_{reason}", name="Piet") in said


def test_an_invitation_asks_who_comes_below_and_who_knows_the_person_beside_that_question():
    card = card_of(draw_invitation(a_kit(), an_invitation()))
    (asked,) = [part for part in card["body"] if part.get("type") == "Container"]

    assert [one["title"] for one in card["actions"]] == ["Ik kom", "Vervanger", "Kan niet"]
    assert asked["items"][0]["text"].startswith("Kent uw organisatie deze persoon?")
    assert [one["title"] for one in asked["items"][-1]["actions"]] == [
        "Wie is dit?",
        "Niet bekend bij onze organisatie",
        "Kan ik niet zeggen",
    ]


@pytest.mark.parametrize("answer", ["comes", "cannot", "cannot_say"])
def test_each_answer_is_one_press_for_the_version_that_was_drawn(answer: str):
    found = buttons(card_of(draw_invitation(a_kit(), an_invitation())))

    assert Press(verb=f"acute.answer_{answer}", subject="i1", version=4) in found.values()


@LANGUAGES
def test_who_cannot_say_reads_that_back_and_no_more_who_it_is_about(language: Language):
    view = an_invitation(answer=InvitationAnswer.CANNOT_SAY, shows_subject=False)
    message = draw_invitation(a_kit(language), view)
    dutch = language is Language.DUTCH

    assert ("kan het niet zeggen" if dutch else "cannot say") in read(message)
    found = buttons(card_of(message))
    assert "Wie is dit?" not in found
    assert "Who is this?" not in found
    assert ("Kan ik niet zeggen" if dutch else "I cannot say") not in found
    assert ("Ik kom" if dutch else "I'm coming") in found


def test_the_director_reads_on_the_board_who_cannot_say():
    seats = tuple(replace(seat, answer=InvitationAnswer.CANNOT_SAY) for seat in a_board().seats[:1])

    assert "**kan het niet zeggen** · Politie" in read(draw_board(a_kit(), a_board(seats=seats)))


def test_an_online_session_has_its_link_behind_a_button():
    card = card_of(draw_invitation(a_kit(), an_invitation(gathering=ONLINE)))
    (join,) = [p for p in walk(card) if p.get("type") == "Action.OpenUrl"]

    assert join["url"] == TEAMS_LINK
    assert not [
        p
        for p in walk(card_of(draw_invitation(a_kit(), an_invitation())))
        if p.get("type") == "Action.OpenUrl"
    ]


@pytest.mark.parametrize(
    ("effect", "words"),
    [
        (AnswerEffect.FIRST, "Uw antwoord: komt."),
        (AnswerEffect.CHANGED, "Nu geldt: komt."),
        (AnswerEffect.UNCHANGED, "U had al geantwoord: komt."),
        (None, "Uw antwoord: komt."),
    ],
)
def test_an_answer_is_confirmed_and_may_be_changed(effect: AnswerEffect | None, words: str):
    view = an_invitation(answer=InvitationAnswer.COMES, state=InvitationState.ANSWERED)
    message = draw_invitation(a_kit(), view, effect)

    assert words in read(message)
    assert "tot het spoedoverleg is gesloten" in read(message)
    assert "Ik kom" not in buttons(card_of(message))
    assert "Kan niet" in buttons(card_of(message))


@LANGUAGES
@pytest.mark.parametrize(
    "state", [InvitationState.REPLACED, InvitationState.DROPPED, InvitationState.ENDED]
)
def test_an_invitation_that_is_over_tells_no_time_place_or_answer(
    language: Language, state: InvitationState
):
    kit = a_kit(language)
    view = an_invitation(state=state, gathering=ONLINE)
    card = card_of(draw_invitation(kit, view))

    assert kit.moment(NOW) not in texts(card)
    assert not [p for p in walk(card) if str(p.get("type", "")).startswith("Action.")]


@LANGUAGES
def test_the_board_has_every_number_and_the_quorum(language: Language):
    kit = a_kit(language)
    said = read(draw_board(kit, a_board()))

    for part in ("000-10", "000-11", "Piet", "Olga", "School"):
        assert part in said
    assert kit.words.count("acute.quorum", 1, needed=2, silent=1) in said
    assert kit.words("acute.answer_comes") in said
    assert kit.words("acute.answer_none") in said


@pytest.mark.parametrize(
    ("language", "coming", "sentence"),
    [
        (Language.DUTCH, 0, "0 van de 3 komen,"),
        (Language.DUTCH, 1, "1 van de 3 komt,"),
        (Language.DUTCH, 2, "2 van de 3 komen,"),
        (Language.ENGLISH, 1, "1 of 3 is coming,"),
        (Language.ENGLISH, 2, "2 of 3 are coming,"),
    ],
)
def test_who_comes_is_counted_in_a_whole_sentence(language: Language, coming: int, sentence: str):
    board = a_board(quorum=Quorum(coming=coming, needed=3, silent=1))

    assert sentence in read(draw_board(a_kit(language), board))


@LANGUAGES
@pytest.mark.parametrize("coming", [1, 2])
def test_a_closed_board_counts_nobody_any_more(language: Language, coming: int):
    closed = a_board(SessionState.CLOSED, quorum=Quorum(coming=coming, needed=2, silent=0))
    said = read(draw_board(a_kit(language), closed))

    assert "van de 2" not in said
    assert "of 2" not in said


@pytest.mark.parametrize(
    ("number", "sentence"), [(1, "U heeft 1 afspraak."), (2, "U heeft 2 afspraken.")]
)
def test_own_agreements_are_counted_in_a_whole_sentence(number: int, sentence: str):
    closed = ClosedView(session=SESSION, code=CODE, own_actions=number)

    assert sentence in read(draw_closed(a_kit(), closed))


def test_a_complete_quorum_says_so():
    board = a_board(quorum=Quorum(coming=2, needed=2, silent=0))

    assert "Iedereen die nodig is, komt: 2 van de 2" in read(draw_board(a_kit(), board))


def test_a_closed_board_offers_a_colour_and_sets_none():
    closed = a_board(SessionState.CLOSED)
    found = buttons(card_of(draw_board(a_kit(), closed)))

    page = {"Feiten en besluiten": Press(verb="acute_discussion.write", subject="session-1")}
    assert found == page | {"Kleur zetten": Press(verb="colour.open", subject="case-1")}
    unweighed = replace(closed, may_set_colour=False)
    assert buttons(card_of(draw_board(a_kit(), unweighed))) == page


def test_the_board_says_who_was_not_reached_and_who_is_silent():
    board = a_board()
    silent = board.seats[1]
    missed = replace(board, seats=(replace(silent, is_undelivered=True),))
    quiet = replace(board, seats=(silent,))
    said, other = (read(draw_board(a_kit(), one)) for one in (missed, quiet))
    assert "uitnodiging nog niet bezorgd" in said
    assert "nog geen antwoord" not in said
    assert "nog geen antwoord" in other


def test_a_board_of_a_whole_house_fits_in_a_card():
    board = a_board()
    many = replace(board, seats=board.seats * 20, session=a_session(gathering=ONLINE))

    check_card(card_of(draw_board(a_kit(), many)))


@LANGUAGES
def test_who_came_hears_how_many_agreements_are_theirs(language: Language):
    kit = a_kit(language)
    own = draw_closed(kit, ClosedView(session=SESSION, code=CODE, own_actions=2))
    none = draw_closed(kit, ClosedView(session=SESSION, code=CODE, own_actions=0))

    assert kit.words.count("acute.closed_own", 2) in read(own)
    assert len(buttons(card_of(own))) == 1
    assert buttons(card_of(none)) == {}


def test_without_a_colleague_there_is_a_number_to_call():
    assert "000-1" in draw_no_colleague(a_kit(), an_invitation()).text


def test_open_invitations_are_on_the_card_of_ones_own():
    parts = list_invitations([a_listed_invitation(InvitationAnswer.COMES), a_listed_invitation()])
    said = read(draw_overview(a_kit(), parts))

    assert "komt" in said
    assert "nog geen antwoord" in said


@LANGUAGES
@pytest.mark.parametrize("frame", list(Frame))
def test_the_story_is_on_a_page_of_a_dialog(language: Language, frame: Frame):
    kit = a_kit(language, frame)
    view = ReportView(
        session=a_session(),
        report=REPORT,
        identity=Identity(name=f"Jan {CANARY}", born_on=date(1990, 5, 1), address="Kade 1"),
    )
    said = _page(kit, view, frame)

    for part in (f"Jan {CANARY}", "Kade 1", REPORT.happening, kit.words("signal.minor")):
        assert part in said


def _page(kit: Kit, view: ReportView, frame: Frame) -> str:
    return texts(check_card(draw_page(kit, lay_out_report(view), frame)))


@pytest.mark.parametrize("born_on", [date(1990, 5, 1), None])
def test_who_a_session_is_about_is_on_a_page_with_what_to_do_when_unknown(born_on: date | None):
    view = SubjectView(
        invitation=InvitationId("i1"), code=CODE, name=f"Jan {CANARY}", born_on=born_on
    )
    said = texts(check_card(draw_page(a_kit(), lay_out_subject(view), Frame.TASK_MODULE)))

    assert f"Jan {CANARY}" in said
    assert ("Geboren op 1 mei 1990" in said) is (born_on is not None)
    assert "Zeg dat dan op de uitnodiging" in said


def test_a_report_without_signals_says_so():
    view = ReportView(
        session=a_session(),
        report=replace(REPORT, signals=frozenset()),
        identity=Identity(name="Jan"),
    )

    assert "Geen signaal uit de lijst" in _page(a_kit(), view, Frame.CHAT_CARD)


def test_ones_own_agreements_are_on_a_page_of_a_dialog():
    view = OwnActionsView(code=CODE, actions=(an_action(due_on=date(2026, 11, 25)),))
    page = draw_page(a_kit(), lay_out_own_actions(SESSION, view), Frame.CHAT_CARD)

    assert f"{CANARY} bellen" in texts(check_card(page))
    assert "Uiterlijk woensdag 25 november 2026" in texts(page)


def test_what_a_process_director_answers_for_is_on_the_card_of_ones_own():
    card = card_of(draw_overview(a_kit(), list_in_charge(a_kit(), [a_session()])))
    assert "Acute meldingen en spoedoverleggen" in texts(card)
    assert "gemeld op di 24 nov, 11:00 · wacht op een procesregisseur" in texts(card)
    assert [press.verb for press in buttons(card).values()] == ["acute.show"]
