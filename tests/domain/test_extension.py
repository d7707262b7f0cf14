"""When a case may be kept longer than five years, and what of it: row 23 of the law."""

from dataclasses import replace
from datetime import date

import pytest

from domain.access import CaseState
from domain.case import CirclePlace, CircleReason
from domain.errors import StoplichtError
from domain.extension import (
    ByTelephone,
    ExtensionDayError,
    ExtensionForm,
    ExtensionGround,
    NobodySaidError,
    NoExtensionReasonError,
    NotExtendableError,
    SupplierSays,
    WrongGroundError,
    check_extension,
    check_telephone,
    choose_asked,
    decide_at_term,
    extend_to,
    find_reminder,
    is_to_remind,
    require_extendable,
)
from domain.identifiers import MemberId, OrganisationId
from domain.member import Speaker
from domain.retention import RetentionEnd, RetentionGround
from domain.supplied_part import HeldPart, SuppliedKind, SuppliedPart
from tests.support.agenda_house import CARE, CITY, POLICE
from tests.support.cases import CASE_ID, NOW, a_case
from tests.support.extensions import an_asking

END = RetentionEnd(goes_on=date(2031, 6, 1), ground=RetentionGround.LONGEST)
FORM = ExtensionForm(
    ground=ExtensionGround.STILL_OPEN, reason="Valt steeds terug.", goes_on=date(2033, 6, 1)
)
RELAPSE = replace(FORM, ground=ExtensionGround.RELAPSE)
OPEN, CLOSED = a_case(state=CaseState.TAKEN_UP), a_case(state=CaseState.CLOSED)
YES, NO = SupplierSays.LONGER, SupplierSays.NO_LONGER


def a_part(kind: SuppliedKind, *suppliers: OrganisationId) -> SuppliedPart:
    return SuppliedPart(part=HeldPart(kind=kind, key=(1,)), suppliers=frozenset(suppliers))


STORY = a_part(SuppliedKind.REFERRAL, OPEN.referring_organisation)
OF_CARE = a_part(SuppliedKind.ACTION, CARE)
OF_TABLE = a_part(SuppliedKind.MINUTES, CARE, CITY)
PARTS = (STORY, OF_CARE, OF_TABLE)


def test_an_open_case_is_kept_two_years_longer():
    check_extension(OPEN, END, FORM, None)


def test_a_case_closed_in_the_last_year_is_kept_longer_for_a_high_risk_of_relapse():
    check_extension(CLOSED, END, RELAPSE, date(2030, 6, 2))


@pytest.mark.parametrize(
    ("form", "error"),
    [
        (replace(FORM, reason=" "), NoExtensionReasonError),
        (RELAPSE, WrongGroundError),
        (replace(FORM, goes_on=date(2033, 6, 2)), ExtensionDayError),
        (replace(FORM, goes_on=END.goes_on), ExtensionDayError),
    ],
)
def test_nothing_is_kept_longer_without_reason_or_ground_or_beyond_two_years(
    form: ExtensionForm, error: type[StoplichtError]
):
    with pytest.raises(error):
        check_extension(OPEN, END, form, None)


@pytest.mark.parametrize(
    ("form", "closed_on"), [(FORM, date(2031, 1, 1)), (RELAPSE, date(2030, 6, 1))]
)
def test_a_case_closed_a_year_before_its_end_or_said_to_be_open_is_not_kept_longer(
    form: ExtensionForm, closed_on: date
):
    with pytest.raises(WrongGroundError):
        check_extension(CLOSED, END, form, closed_on)


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


def test_what_everybody_who_may_have_supplied_it_agrees_to_stays_and_the_rest_goes():
    decided = decide_at_term(OPEN, END, an_asking(police=YES, care=NO, city=YES), PARTS, None)
    assert decided is not None
    assert decided.gone == (OF_CARE, OF_TABLE)
    assert decided.left_out == {CARE}
    kept = extend_to(OPEN, decided, END.goes_on)
    assert (kept.extended_to, kept.reduced_on) == (date(2033, 2, 1), END.goes_on)


def test_silence_and_who_was_never_asked_count_as_no():
    decided = decide_at_term(OPEN, END, an_asking(police=YES, care=None), PARTS, None)
    assert decided is not None
    assert decided.gone == (OF_CARE, OF_TABLE)
    assert decided.left_out == {CARE, CITY}


def test_where_all_agree_nothing_goes():
    decided = decide_at_term(OPEN, END, an_asking(police=YES, care=YES, city=YES), PARTS, None)
    assert decided is not None
    assert (decided.gone, decided.left_out) == ((), frozenset())
    assert extend_to(OPEN, decided, END.goes_on).reduced_on is None


@pytest.mark.parametrize("said", [NO, None])
def test_where_who_referred_it_does_not_agree_all_of_it_goes(said: SupplierSays | None):
    asked = an_asking(police=said, care=YES, city=YES)
    assert decide_at_term(OPEN, END, asked, PARTS, None) is None


def test_a_case_that_was_closed_since_it_was_asked_goes():
    asked = an_asking(police=YES)
    assert decide_at_term(CLOSED, END, asked, (STORY,), date(2031, 5, 1)) is None
    early = replace(END, ground=RetentionGround.NOT_NEEDED)
    assert decide_at_term(OPEN, early, asked, (STORY,), None) is None


def test_a_case_is_never_kept_more_than_two_years_beyond_the_term_it_has_in_the_end():
    earlier = replace(END, goes_on=date(2030, 6, 1))
    decided = decide_at_term(OPEN, earlier, an_asking(police=YES), (STORY,), None)
    assert decided is not None
    assert decided.goes_on == date(2032, 6, 1)


def test_who_is_silent_is_reminded_once_after_four_weeks_or_half_of_what_is_left():
    asked = an_asking(police=YES, care=None)
    assert find_reminder(asked, END) == date(2031, 1, 29)
    soon = replace(END, goes_on=date(2031, 1, 11))
    assert find_reminder(asked, soon) == date(2031, 1, 6)
    assert not is_to_remind(asked, END, date(2031, 1, 28))
    assert is_to_remind(asked, END, date(2031, 1, 29))
    assert not is_to_remind(replace(asked, reminded_on=date(2031, 1, 29)), END, END.goes_on)
    assert not is_to_remind(an_asking(police=NO), END, END.goes_on)


def test_an_answer_by_telephone_has_a_name_and_a_day_that_is_not_to_come():
    today = date(2031, 2, 1)
    assert check_telephone(ByTelephone(by=" Ria ", on=today), today).by == "Ria"
    for told in (ByTelephone(by=" ", on=today), ByTelephone(by="Ria", on=date(2031, 2, 2))):
        with pytest.raises(NobodySaidError):
            check_telephone(told, today)


def test_of_an_organisation_who_knows_the_case_is_asked_and_else_all_who_speak_for_it():
    nurse, other = (
        Speaker(id=MemberId(name), name=name, organisation=CARE) for name in ("nurse", "other")
    )
    place = CirclePlace(
        case=CASE_ID,
        member=nurse.id,
        organisation=CARE,
        reason=CircleReason.INVOLVED_PARTNER,
        joined_at=NOW,
        left_at=NOW,
    )
    assert choose_asked((nurse, other), (place,)) == {"nurse"}
    assert choose_asked((nurse, other), (replace(place, organisation=POLICE),)) == {
        "nurse",
        "other",
    }
    assert choose_asked((other,), (place,)) == {"other"}
    assert choose_asked((), (place,)) == frozenset()
