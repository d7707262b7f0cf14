"""A full intake as open JSON: who is close only to who may read that."""

from dataclasses import replace

from domain.case_page import CaseLeaf
from files.intake_export import spread_intake
from tests.cards.test_case_page import INTAKE, view_of
from tests.support.intakes import FULL, MOTHER

VIEW, LEAF = view_of(CaseLeaf.INTAKE), replace(INTAKE, intake=FULL)


def test_who_is_close_and_safe_contact_go_along_with_who_reads_them():
    whole = spread_intake(VIEW, LEAF)
    story = spread_intake(VIEW, replace(LEAF, shows_circle=False))
    assert [one["name"] for one in whole["contacts"]["listed"]] == [MOTHER.name]
    assert whole["safe_contact"]["warning"] == FULL.safe_contact.warning
    assert set(whole) - set(story) == {"contacts", "safe_contact"}


def test_it_says_whether_its_referrer_confirmed_what_was_written_down():
    assert spread_intake(VIEW, LEAF)["confirmed"] is False
    assert spread_intake(VIEW, replace(LEAF, confirmation=None))["confirmed"] is None
