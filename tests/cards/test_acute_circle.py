from cards.acute_session import draw_board
from domain.acute_session import SessionState
from tests.support.acute_views import a_board, card_of
from tests.support.cards import a_kit, texts


def test_a_board_says_who_may_not_be_called_before_a_statement_is_signed():
    awaiting = ("Woningcorporatie",)
    shown = texts(card_of(draw_board(a_kit(), a_board(awaiting=awaiting))))
    assert "Woningcorporatie belt u nog niet: eerst een getekende verklaring" in shown
    over = a_board(SessionState.CLOSED, awaiting=awaiting)
    assert "belt u nog niet" not in texts(card_of(draw_board(a_kit(), over)))
