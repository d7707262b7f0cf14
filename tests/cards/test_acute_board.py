"""The director's board: open it says what happens next, closed it is a record."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from cards.acute_session import draw_board
from domain.acute_check import CHECK_ANSWERS, CheckOutcome
from domain.acute_invitation import InvitationState
from domain.acute_session import SessionState
from domain.acute_times import SessionTimes
from domain.escalation import Whom
from domain.member import Language
from domain.room import Room, RoomState, RoomTrouble
from services.acute.board import BoardCheck, TimedPartner
from services.acute.silence import NextRung
from tests.support.acute import NOW
from tests.support.acute_checks import an_acute_check
from tests.support.acute_views import CORA, SESSION, a_board, card_of, read
from tests.support.cards import a_kit, check_card, texts

LANGUAGES = pytest.mark.parametrize("language", list(Language))


def a_timed(organisation: str, answered_at: datetime | None) -> TimedPartner:
    return TimedPartner(
        organisation=organisation,
        asked_at=NOW,
        delivered_at=NOW + timedelta(minutes=1),
        answered_at=answered_at,
    )


TIMED = (a_timed("Politie", NOW + timedelta(minutes=4)), a_timed("School", None))
ANSWERED = "Gevraagd 11:00 · bezorgd 11:01 · antwoord 11:04"


def test_an_open_board_says_once_for_each_organisation_when_it_was_asked_and_answered():
    said = read(draw_board(a_kit(), a_board(partners=TIMED)))

    assert said.count(ANSWERED) == 1
    assert "School ([000-10](tel:00010))\nGevraagd 11:00 · bezorgd 11:01\n" in said
    assert "Tijd vanaf de melding" not in said


def test_the_board_says_whom_to_call_about_the_report():
    board = a_board()
    own = replace(board, session=replace(board.session, reporter=CORA))

    assert "Wim, [000-2](tel:0002)" in read(draw_board(a_kit(), board))
    assert "Gemeld door" not in read(draw_board(a_kit(), own))


def test_when_the_house_asks_nobody_else_the_board_says_whose_it_is():
    silent = a_board().seats[1]
    left = replace(silent, is_left_to_director=True)

    assert "Belt u zelf?" in read(draw_board(a_kit(), a_board(seats=(left,))))
    assert "Belt u zelf?" not in read(draw_board(a_kit(), a_board(seats=(silent,))))


@LANGUAGES
def test_who_left_because_a_colleague_answered_is_not_called_silent(language: Language):
    kit = a_kit(language)
    left = replace(a_board().seats[1], state=InvitationState.REPLACED)
    said = read(draw_board(kit, a_board(seats=(left,))))

    assert kit.words("acute.answer_by_colleague") in said
    assert kit.words("acute.answer_none") not in said


TIMES = SessionTimes(started_within=timedelta(minutes=65), closed_at=NOW + timedelta(hours=3))
ENDED = replace(a_board().seats[1], state=InvitationState.ENDED)


@LANGUAGES
def test_a_closed_board_is_a_record_that_says_what_was(language: Language):
    kit = a_kit(language)
    seats = (*a_board().seats, replace(ENDED, member="Ola", is_undelivered=True), ENDED)
    closed = a_board(SessionState.CLOSED, times=TIMES, partners=TIMED, seats=seats)
    said = read(draw_board(kit, closed))

    for key in ("was_comes", "was_none", "was_undelivered", "closed_at", "planned_at", "look_back"):
        assert kit.words(f"acute.{key}") in said
    for key in ("answer_comes", "answer_none", "answer_undelivered"):
        assert f"**{kit.words(f'acute.{key}')}" not in said
    for key in ("reported_by", "starts_at"):
        assert f"\n{kit.words(f'acute.{key}')}\n" not in said
    assert kit.moment(TIMES.closed_at) in said


def test_a_closed_board_tells_how_long_each_organisation_took_and_no_member():
    closed = a_board(SessionState.CLOSED, times=TIMES, partners=TIMED)
    said = read(draw_board(a_kit(), closed))

    assert "Politie: eerste antwoord na 4 minuten" in said
    assert "School: geen antwoord" in said
    assert "Gepland begin van het overleg: na 1 uur en 5 minuten" in said
    assert ANSWERED not in said
    early = replace(closed, times=replace(TIMES, started_within=None))
    assert "begin van het overleg" not in read(draw_board(a_kit(), early))


def test_a_partner_whom_no_invitation_reached_is_not_called_silent_afterwards():
    missed = replace(ENDED, organisation="School", is_undelivered=True)
    closed = a_board(SessionState.CLOSED, times=TIMES, partners=TIMED, seats=(missed, ENDED))

    assert "School: uitnodiging niet bezorgd" in read(draw_board(a_kit(), closed))


@pytest.mark.parametrize(
    ("within", "words"),
    [
        (timedelta(seconds=59), "na 0 minuten"),
        (timedelta(minutes=1), "na 1 minuut"),
        (timedelta(hours=2), "na 2 uur"),
    ],
)
def test_how_long_something_took_is_said_in_hours_and_whole_minutes(within: timedelta, words: str):
    partner = a_timed("Politie", NOW + within)
    closed = a_board(SessionState.CLOSED, times=TIMES, partners=(partner,))

    assert f"Politie: eerste antwoord {words}\n" in read(draw_board(a_kit(), closed))


@LANGUAGES
@pytest.mark.parametrize("state", RoomState)
@pytest.mark.parametrize("trouble", [None, *RoomTrouble])
def test_a_closed_board_says_once_that_it_is_closed_and_asks_for_no_chat(
    language: Language, state: RoomState, trouble: RoomTrouble | None
):
    room = Room(session=SESSION, state=state, version=1, changed_at=NOW, trouble=trouble)
    closed = a_board(SessionState.CLOSED, times=TIMES, room=room)
    said = read(draw_board(a_kit(language), closed)).lower()

    assert said.count("gesloten" if language is Language.DUTCH else "closed") == 1
    assert "open zelf" not in said
    assert "yourself open" not in said


@LANGUAGES
def test_a_board_of_forty_silent_partners_fits_and_leaves_out_their_times(language: Language):
    next_rung = NextRung(at=NOW + timedelta(minutes=5), whom=Whom.INVITEE_AGAIN)
    silent = replace(a_board().seats[1], next_rung=next_rung)
    names = [f"Partner met een gewone naam {number}" for number in range(40)]
    seats = tuple(replace(silent, organisation=one, telephone="000-0000101") for one in names)
    partners = tuple(a_timed(one, None) for one in names)
    card = check_card(card_of(draw_board(a_kit(language), a_board(seats=seats, partners=partners))))

    assert all(f"{one} (" in texts(card) for one in names)
    assert "11:01" not in texts(card)


ASKED_AT = NOW + timedelta(days=1)
PLANNED = an_acute_check(taken=0, told=(), next_at=ASKED_AT)
WAITS = replace(PLANNED, taken=1, told=(CORA.id,))
ANSWERED_CHECK = replace(WAITS, next_at=None, answered_at=ASKED_AT)


@LANGUAGES
@pytest.mark.parametrize(
    ("asked", "key", "whom"),
    [
        (BoardCheck(check=PLANNED), "planned", "director"),
        (BoardCheck(check=WAITS), "asked", "deputy"),
        (BoardCheck(check=replace(WAITS, taken=2)), "asked", "manager"),
        (BoardCheck(check=replace(WAITS, taken=3, next_at=None)), "all_asked", ""),
        *(
            (
                BoardCheck(
                    check=replace(ANSWERED_CHECK, outcome=one),
                    answered_by="Cora" if one in CHECK_ANSWERS else "",
                ),
                one,
                "",
            )
            for one in CheckOutcome
        ),
    ],
)
def test_a_closed_board_says_what_was_answered_after_it_or_who_is_asked_next(
    language: Language, asked: BoardCheck, key: str, whom: str
):
    kit = a_kit(language)
    drawn = draw_board(kit, a_board(SessionState.CLOSED, times=TIMES, checks=(asked,)))
    at = kit.moment(ASKED_AT)
    said = {"at": at, "name": "Cora", "whom": kit.words(f"acute_check.whom_{whom}") if whom else ""}
    assert kit.words(f"acute_check.board_{key}", **said) in read(drawn)
    check_card(card_of(drawn))
