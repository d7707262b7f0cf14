"""What is shown of a report that was withdrawn: where it stands, and never why."""

import pytest

from cards.acute_report import draw_acute_receipt, draw_report
from cards.acute_session import draw_board, draw_invitation
from cards.acute_withdrawal import draw_report_withdrawn, draw_session_called_off, list_own_reports
from cards.messages import PrivateMessage
from domain.acute_invitation import InvitationState
from domain.acute_session import CodeMatch, NamedCode, SessionState
from domain.identifiers import CaseCode
from services.acute.views import SessionView
from services.acute.withdrawal import WithdrawnView
from tests.support.acute import NOW
from tests.support.acute_views import (
    CODE,
    HOUSE,
    SESSION,
    a_board,
    a_receipt,
    a_session,
    a_summary,
    an_invitation,
    card_of,
)
from tests.support.cards import a_kit, buttons, texts


def words(message: PrivateMessage) -> str:
    card = card_of(message)
    return " ".join([texts(card), *buttons(card)])


def receipt(session: SessionView) -> str:
    return words(draw_acute_receipt(a_kit(), a_receipt(session)))


RUNNING = a_session(SessionState.CONVENED, gathering=HOUSE, withdrawn_at=NOW)
ENDED = a_session(SessionState.WITHDRAWN, director=None, withdrawn_at=NOW)
CALLED_OFF = a_session(SessionState.WITHDRAWN, gathering=HOUSE, withdrawn_at=NOW)


def test_a_reporter_can_withdraw_what_is_open_and_reads_where_it_stands_after_it():
    assert "Melding intrekken" in receipt(a_session())
    assert "Melding intrekken" in receipt(a_session(SessionState.CONVENED, gathering=HOUSE))
    assert "Cora beslist of het spoedoverleg doorgaat" in receipt(RUNNING)
    assert "U heeft deze melding ingetrokken" in receipt(ENDED)
    assert "Het spoedoverleg gaat niet door" in receipt(CALLED_OFF)
    for session in (RUNNING, ENDED, CALLED_OFF, a_session(SessionState.CLOSED)):
        assert "Melding intrekken" not in receipt(session)


@pytest.mark.parametrize("match", list(CodeMatch))
def test_after_a_named_code_the_receipt_says_nothing_of_what_it_stands_for(match: CodeMatch):
    named = NamedCode(code=CaseCode("AB1-C23"), match=match)
    shown = receipt(a_session(SessionState.WITHDRAWN, director=None, named=named))
    assert "AB1-C23" in shown
    assert CODE not in shown
    assert "gewone weg" not in shown
    assert f"Typ casus {CODE}" in receipt(ENDED)


def test_a_director_reads_that_it_was_withdrawn_and_calls_off_what_still_runs():
    assert "Spoedoverleg afzeggen" in words(draw_report(a_kit(), a_summary(RUNNING)))
    for session in (ENDED, CALLED_OFF):
        shown = words(draw_report(a_kit(), a_summary(session)))
        assert "ingetrokken" in shown
        assert "Lees de melding" in shown
        for title in ("Spoedoverleg afzeggen", "Ik behandel dit", "Toetsen"):
            assert title not in shown


@pytest.mark.parametrize("may_call_off", [True, False])
def test_the_message_offers_to_call_off_only_to_who_runs_it(may_call_off: bool):
    view = WithdrawnView(session=SESSION, code=CODE, withdrawn_at=NOW, may_call_off=may_call_off)
    assert ("Spoedoverleg afzeggen" in words(draw_report_withdrawn(a_kit(), view))) is may_call_off


def test_a_board_says_that_the_report_was_withdrawn_and_later_that_it_is_called_off():
    running = words(draw_board(a_kit(), a_board(session=RUNNING)))
    assert "De melder heeft de melding ingetrokken op" in running
    assert "Spoedoverleg afzeggen" in running
    assert "Spoedoverleg afzeggen" not in words(draw_board(a_kit(), a_board()))
    ended = words(draw_board(a_kit(), a_board(session=CALLED_OFF)))
    assert "Het spoedoverleg is afgezegd" in ended
    for title in ("Partner toevoegen", "Spoedoverleg sluiten", "Antwoord per telefoon"):
        assert title in running
        assert title not in ended


def test_who_was_invited_reads_that_it_does_not_take_place():
    view = an_invitation(state=InvitationState.ENDED, session_state=SessionState.WITHDRAWN)
    assert "is afgezegd" in words(draw_invitation(a_kit(), view))
    assert "gaat niet door" in words(draw_session_called_off(a_kit(), CODE))


def test_own_reports_stand_in_the_overview_by_the_code_their_reporter_knows():
    named = NamedCode(code=CaseCode("AB1-C23"), match=CodeMatch.UNKNOWN)
    [part] = list_own_reports(a_kit(), [a_session(named=named)])
    assert part.rows[0].text.parameters["code"] == "AB1-C23"
    assert part.rows[0].text.parameters["state"] == "wacht op een procesregisseur"
    assert list_own_reports(a_kit(), []) == []
