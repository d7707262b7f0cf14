"""The full intake on cards and paper: to each reader their part, and exactly what lacks."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cards.case_page import lay_out_case_page
from cards.intake import list_intakes, show_intake_gaps
from cards.paper.case_sheet import draw_case_sheet
from cards.words import Text
from domain.case_page import CaseLeaf
from domain.identifiers import CaseCode, CaseId
from domain.intake import Intake, find_intake_gaps
from domain.intake_confirmation import ConfirmationState
from domain.member import Language
from services.case_leaves import IntakeLeaf
from services.intake_confirmation import IntakeRow
from services.paging import turn_to
from tests.cards.test_case_page import AT, INTAKE, TOLD, view_of
from tests.cards.test_paper import a_sheet
from tests.support.cards import a_kit, page_text
from tests.support.intakes import FULL, MOTHER, SAFE

CLOSE = (MOTHER.name, MOTHER.relevance, SAFE.how, SAFE.through, SAFE.warning)
LEAF = replace(INTAKE, intake=FULL)


def read(leaf: IntakeLeaf) -> str:
    return page_text(lay_out_case_page(view_of(CaseLeaf.INTAKE, leaf)))


def test_who_is_close_and_safe_contact_show_to_who_reads_them_and_the_rest_to_both():
    whole, story = read(LEAF), read(replace(LEAF, shows_circle=False))
    for words in (*CLOSE, "ouder"):
        assert words in whole
        assert words not in story
    for words in (FULL.tried, FULL.stuck, FULL.municipality, FULL.urgency_told, "Weet niet"):
        assert words in whole
        assert words in story


def test_what_was_written_down_shows_as_such_until_and_after_it_is_confirmed():
    waits = read(LEAF)
    assert "Opgenomen met Piet Jansen per telefoon" in waits
    assert "Nog niet bevestigd" in waits
    assert LEAF.confirmation
    done = replace(
        LEAF.confirmation, state=ConfirmationState.CONFIRMED, confirmed_at=AT + timedelta(days=1)
    )
    confirmed = read(replace(LEAF, confirmation=done))
    assert "Nog niet bevestigd" not in confirmed
    assert "heeft dit bevestigd op" in confirmed
    lapsed = replace(LEAF.confirmation, state=ConfirmationState.LAPSED)
    assert "Nog niet bevestigd" in read(replace(LEAF, confirmation=lapsed))


def test_a_version_before_the_newest_says_so_and_not_what_it_lacks():
    before = replace(LEAF, versions=turn_to(TOLD, 2, 1), confirmation=None)
    assert "Daarna is er iets veranderd" in read(before)
    assert "volledig" not in read(before).replace("volledige intake", "")


def test_only_who_may_fills_it_in_from_there():
    for may, shown in ((True, True), (False, False)):
        page = lay_out_case_page(view_of(CaseLeaf.INTAKE, replace(LEAF, may_fill=may)))
        assert ("intake.fill" in {one.press.verb for one in page.buttons}) is shown


def test_what_lacks_is_named_one_by_one_and_that_nothing_does():
    gaps = find_intake_gaps(Intake(), is_informing_told=True)
    (shown,) = show_intake_gaps(gaps)
    kit = a_kit()
    lines = [kit.say(one) for one in shown.lines if isinstance(one, Text)]
    assert len(lines) == len(gaps)
    assert "Wonen: er is nog geen antwoord" in lines
    assert "Veilig contact: er staat niet hoe iemand de betrokkene veilig bereikt" in lines
    (none,) = show_intake_gaps(())
    assert (kit.say(none.label), none.lines) == ("De intake is volledig.", ())


@pytest.mark.parametrize("language", list(Language))
def test_a_row_holds_a_code_and_who_is_to_be_called(language: Language):
    own = IntakeRow(case=CaseId("case-1"), code=CaseCode("KX7-Q42"), taken_at=AT)
    (part,) = list_intakes([own, replace(own, unanswered_by="Piet Jansen")])
    kit = a_kit(language)
    asked, unanswered = (kit.say(one.text) for one in part.rows)
    assert "KX7-Q42" in asked
    assert "Piet Jansen" not in asked
    assert "Piet Jansen" in unanswered
    assert [one.button.press.verb for one in part.rows if one.button] == [
        "intake.read",
        "intake.fill",
    ]


def test_it_lies_on_the_sheet_of_who_chairs():
    sheet = a_sheet()
    told = replace(sheet, referral=replace(sheet.referral, intake=FULL))
    paper = draw_case_sheet(a_kit(), told)
    for words in (*CLOSE, FULL.tried):
        assert words in paper
    assert "Volledige intake" not in draw_case_sheet(a_kit(), sheet)
