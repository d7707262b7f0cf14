from dataclasses import replace

from cards.acute_left_out import show_not_proposed
from cards.acute_pages import lay_out_report
from cards.acute_session import draw_board
from domain.acute_circle import Statement
from domain.acute_left_out import NotProposed, WhyNotProposed
from domain.acute_session import SessionState
from domain.identifiers import OrganisationId
from domain.referral import Identity
from services.acute.report import ReportView
from tests.support.acute import CIRCLE, NOW, REPORT
from tests.support.acute_views import a_board, a_session, card_of
from tests.support.cards import a_kit, page_text, texts

NAMES = {
    OrganisationId("police"): "Politie",
    OrganisationId("mental_health"): "Zorg",
    OrganisationId("school"): "School",
}


def test_a_board_says_who_may_not_be_called_before_a_statement_is_signed():
    awaiting = ("Woningcorporatie",)
    shown = texts(card_of(draw_board(a_kit(), a_board(awaiting=awaiting))))
    assert "Woningcorporatie belt u nog niet: eerst een getekende verklaring" in shown
    over = a_board(SessionState.CLOSED, awaiting=awaiting)
    assert "belt u nog niet" not in texts(card_of(draw_board(a_kit(), over)))


def test_a_director_reads_who_was_left_out_and_why_with_the_report():
    left = NotProposed(organisation=OrganisationId("police"), why=WhyNotProposed.NO_SIGNAL)
    signed = Statement(signed_on=NOW.date(), signed_by="De directeur", may_tell="De tijd")
    addition = replace(CIRCLE.additions[0], statement=signed)
    circle = replace(CIRCLE, not_proposed=(left,), additions=(addition,))
    shown = page_text(
        lay_out_report(
            ReportView(
                session=a_session(SessionState.CLOSED),
                report=REPORT,
                identity=Identity(name="Jan"),
                circle=circle,
                organisations=NAMES,
            )
        )
    )
    assert "Geen signaal, niet betrokken: Politie" in shown
    assert "Zorg: weggehaald door de procesregisseur" in shown
    assert CIRCLE.removals[0].note in shown
    assert "De tijd" in shown


def test_partners_with_the_same_reason_stand_on_one_line():
    found = [NotProposed(organisation=one, why=WhyNotProposed.OTHER_REGION) for one in NAMES]
    [shown] = show_not_proposed(found, NAMES)
    assert len(shown.lines) == 1
    assert show_not_proposed([], NAMES) == ()
