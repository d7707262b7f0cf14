"""What is told of an acute step that waits: a code, times and numbers, in both languages."""

from dataclasses import replace

import pytest

from cards.acute_report import draw_acute_receipt
from cards.acute_session import draw_board, draw_invitation
from cards.escalation import (
    draw_alarm,
    draw_lag,
    draw_silence,
    draw_stalled,
    draw_unjudged,
    draw_waits,
)
from cards.messages import Preview, PrivateMessage
from domain.acute_check import AcuteCheckId
from domain.acute_circle import InviteReason
from domain.acute_invitation import InvitationAnswer, InvitationState
from domain.acute_session import SessionState
from domain.escalation import Whom
from domain.member import Language
from domain.press import Press
from services.acute.auditor import StalledView
from services.acute.silence import NextRung
from services.acute.waiting import SilenceView, WaitingView
from tests.support.acute import NOW
from tests.support.acute_views import (
    CODE,
    CORA,
    SESSION,
    WIM,
    a_board,
    a_member,
    a_receipt,
    a_session,
    an_invitation,
    card_of,
)
from tests.support.cards import a_kit, buttons, texts

DIRK = a_member("Dirk", "000-3")
EACH_LANGUAGE = pytest.mark.parametrize("language", list(Language))


def waiting(**changes: object) -> WaitingView:
    view = WaitingView(
        session=SESSION,
        code=CODE,
        state=SessionState.REPORTED,
        reported_at=NOW,
        director=None,
        told=(CORA, DIRK),
    )
    return replace(view, **changes)


SILENCE = SilenceView(
    session=SESSION,
    code=CODE,
    organisation="Politie",
    telephone="000-10",
    asked=(CORA, DIRK),
    asked_at=NOW,
)
STALLED = StalledView(session=SESSION, code=CODE, reported_at=NOW)


def read(message: PrivateMessage) -> str:
    return texts(card_of(message))


def titles(message: PrivateMessage) -> list[str]:
    return list(buttons(card_of(message)))


@EACH_LANGUAGE
def test_a_manager_reads_the_code_the_time_and_whom_to_call_and_can_open_nothing(
    language: Language,
):
    drawn = draw_waits(a_kit(language), waiting())
    for word in (CODE, "11:00", "Cora", "000-3"):
        assert word in read(drawn)
    assert titles(drawn) == []
    assert drawn.preview is Preview.ACUTE_WAITS


@pytest.mark.parametrize("draw", [draw_waits, draw_unjudged, draw_alarm])
def test_every_card_says_what_is_so_now(draw: object):
    taken = waiting(director=DIRK)
    closed = waiting(director=DIRK, state=SessionState.NOT_ACUTE)
    assert "nog niet getoetst" in read(draw(a_kit(), taken))
    over = draw(a_kit(), closed)
    assert "niet acuut" in read(over)
    assert "Belt u een van hen" not in read(over)
    assert over.preview is Preview.ACUTE


def test_the_alarm_stands_out_and_opens_the_report():
    drawn = draw_alarm(a_kit(), waiting())
    assert card_of(drawn)["body"][0]["style"] == "attention"
    assert len(titles(drawn)) == 1


def test_an_alarm_says_that_the_reporter_was_asked_to_call_only_when_that_is_so():
    untaken, unjudged = (draw_alarm(a_kit(), waiting(director=one)) for one in (None, DIRK))
    assert "De melder is gevraagd om te bellen" in read(untaken)
    assert "melder" not in read(unjudged)
    assert "NOG NIET GETOETST" in read(unjudged)


@EACH_LANGUAGE
def test_who_runs_a_session_reads_every_number_of_a_silent_partner(language: Language):
    said = read(draw_silence(a_kit(language), SILENCE))
    for word in (CODE, "Politie", "000-10", "Cora", "000-3", "11:00"):
        assert word in said


@EACH_LANGUAGE
def test_what_stands_still_is_said_with_the_code_and_what_lags_without(language: Language):
    stalled = draw_stalled(a_kit(language), STALLED)
    assert CODE in read(stalled)
    assert len(titles(stalled)) == 1
    assert CODE not in read(draw_lag(a_kit(language)))


def test_the_reporter_reads_who_heard_of_it_and_at_the_end_whom_to_call():
    receipt = a_receipt(a_session())
    also = read(draw_acute_receipt(a_kit(), replace(receipt, also_told=(DIRK,))))
    assert "Ook Dirk heeft uw melding. Telefoon: [000-3](tel:0003)" in also
    last = replace(receipt, also_told=(DIRK,), is_unanswered=True)
    said = read(draw_acute_receipt(a_kit(), last))
    for word in ("bel zelf", "112", "0800-2000", "Cora", "000-3"):
        assert word in said


@pytest.mark.parametrize(
    ("whom", "words"),
    [
        (
            Whom.INVITEE_AGAIN,
            "Geen antwoord om 11:00 uur? Dan sturen wij de uitnodiging nog een keer.",
        ),
        (
            Whom.COLLEAGUE,
            "Geen antwoord om 11:00 uur? Dan vragen wij ook een collega, als die er is.",
        ),
        (Whom.SESSION_DIRECTOR, "Geen antwoord om 11:00 uur? Dan krijgt u bericht."),
    ],
)
def test_the_board_shows_what_happens_next_about_a_silent_partner(whom: Whom, words: str):
    board = a_board()
    silent = replace(board.seats[1], next_rung=NextRung(whom=whom, at=NOW))
    assert words in read(draw_board(a_kit(), replace(board, seats=(silent,))))


def test_a_colleague_who_is_asked_as_well_reads_why():
    asked = an_invitation(reason=InviteReason.COLLEAGUE_SILENT, stands_in_for=WIM.name)
    assert "Wim heeft nog niet geantwoord. U bent ook gevraagd" in read(
        draw_invitation(a_kit(), asked)
    )


def test_whose_colleague_answered_is_told_so_and_who_named_a_deputy_something_else():
    over = an_invitation(state=InvitationState.REPLACED)
    named = replace(over, answer=InvitationAnswer.DEPUTY)
    assert "Een collega antwoordt voor uw organisatie" in read(draw_invitation(a_kit(), over))
    assert "Een collega komt in uw plaats" in read(draw_invitation(a_kit(), named))


def test_in_a_drill_nobody_outside_it_is_to_be_called():
    unanswered = replace(a_receipt(a_session()), is_unanswered=True, also_told=(DIRK,))
    real = read(draw_acute_receipt(a_kit(), unanswered))
    drilled = read(draw_acute_receipt(a_kit().for_drill(), unanswered))
    for number in ("0800-2000", "Bel 112."):
        assert number in real
        assert number not in drilled
    assert "Dirk" in drilled
    assert "Bel geen 112" in drilled


def test_what_stands_still_after_a_session_opens_the_question():
    drawn = draw_stalled(a_kit(), replace(STALLED, check=AcuteCheckId("session-1:1")))
    assert "hoe het gaat" in read(drawn)
    assert "Er staat een stap open" not in read(drawn)
    assert list(buttons(card_of(drawn)).values()) == [
        Press(verb="acute_check.show", subject="session-1:1")
    ]
