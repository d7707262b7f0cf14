"""When a case may be kept longer than five years: the row 23 of the law."""

from dataclasses import replace
from datetime import date

import pytest

from domain.access import CaseState
from domain.errors import StoplichtError
from domain.extension import (
    ExtensionDayError,
    ExtensionForm,
    ExtensionGround,
    NoExtensionReasonError,
    NotAllAgreeError,
    NotExtendableError,
    WrongGroundError,
    check_extension,
    require_extendable,
)
from domain.identifiers import OrganisationId
from domain.retention import RetentionEnd, RetentionGround
from tests.support.cases import a_case

ASKED = frozenset({OrganisationId("police"), OrganisationId("care"), OrganisationId("city")})
END = RetentionEnd(goes_on=date(2031, 6, 1), ground=RetentionGround.LONGEST)
FORM = ExtensionForm(
    ground=ExtensionGround.STILL_OPEN,
    reason="Valt steeds terug.",
    goes_on=date(2033, 6, 1),
    suppliers=ASKED,
)
RELAPSE = replace(FORM, ground=ExtensionGround.RELAPSE)
OPEN, CLOSED = a_case(state=CaseState.TAKEN_UP), a_case(state=CaseState.CLOSED)


def test_an_open_case_is_kept_two_years_longer_when_all_who_supplied_agree():
    check_extension(OPEN, END, FORM, ASKED, None)


def test_a_case_closed_in_the_last_year_is_kept_longer_for_a_high_risk_of_relapse():
    check_extension(CLOSED, END, RELAPSE, ASKED, date(2030, 6, 2))


@pytest.mark.parametrize(
    ("form", "error"),
    [
        (replace(FORM, reason=" "), NoExtensionReasonError),
        (RELAPSE, WrongGroundError),
        (replace(FORM, goes_on=date(2033, 6, 2)), ExtensionDayError),
        (replace(FORM, goes_on=END.goes_on), ExtensionDayError),
        (replace(FORM, suppliers=ASKED - {"care"}), NotAllAgreeError),
    ],
)
def test_nothing_is_kept_longer_without_reason_ground_or_everybody_or_beyond_two_years(
    form: ExtensionForm, error: type[StoplichtError]
):
    with pytest.raises(error):
        check_extension(OPEN, END, form, ASKED, None)


@pytest.mark.parametrize(
    ("form", "closed_on"), [(FORM, date(2031, 1, 1)), (RELAPSE, date(2030, 6, 1))]
)
def test_a_case_closed_a_year_before_its_end_or_said_to_be_open_is_not_kept_longer(
    form: ExtensionForm, closed_on: date
):
    with pytest.raises(WrongGroundError):
        check_extension(CLOSED, END, form, ASKED, closed_on)


def test_only_the_longest_term_is_extended_and_in_its_last_half_year():
    require_extendable(END, date(2030, 12, 1))
    require_extendable(END, date(2031, 5, 31))
    short = replace(END, ground=RetentionGround.ADVICE_GIVEN)
    for end, today in (
        (END, date(2030, 11, 30)),
        (END, END.goes_on),
        (short, date(2031, 5, 31)),
    ):
        with pytest.raises(NotExtendableError):
            require_extendable(end, today)
