from dataclasses import replace
from datetime import timedelta

import pytest

from domain.agenda import AttendanceChange, compare_attendance
from domain.agenda_wish import (
    AgendaWish,
    AlreadySoError,
    AskedCase,
    Bench,
    KeptWish,
    LeaveReason,
    OnlyPartnerError,
    PinBeforeRedError,
    PinBehindOthersError,
    PinInGapError,
    PinOutsideError,
    PinTakenError,
    TooLongError,
    WishKind,
    WishNotSuitedError,
    WithoutReasonError,
    adjust_case,
    check_wish,
    find_last,
    list_since,
    list_standing,
)
from domain.errors import RuleBrokenError
from domain.identifiers import CaseCode, CaseId, MemberId, OrganisationId
from domain.stoplight import Colour
from tests.support.meetings import CUT_OFF_AT, ORANGE, RED, a_meeting, an_agenda, an_item

# behind the two short cases of the draft there is a long one
FULL = an_agenda(RED, ORANGE, an_item("AA1-B22", Colour.ORANGE, 110, 45))
POLICE, CARE, HOUSING = (OrganisationId(one) for one in ("police", "mental-health", "housing"))
GREEN_MINUTES = 5


def a_wish(kind: WishKind, **values: object) -> AgendaWish:
    return AgendaWish(kind=kind, **values)


def kept(number: int, wish: AgendaWish, code: str = "MV3-T81", by: str = "sanne") -> KeptWish:
    return KeptWish(
        number=number,
        case=CaseId(f"case-{code}"),
        code=CaseCode(code),
        wish=wish,
        by=MemberId(by),
        at=CUT_OFF_AT,
    )


def taken_back(one: KeptWish, number: int) -> KeptWish:
    return replace(
        one, taken_back_number=number, taken_back_by=MemberId("daan"), taken_back_at=CUT_OFF_AT
    )


def asked(code: str = "MV3-T81", colour: Colour = Colour.ORANGE, minutes: int = 15) -> AskedCase:
    return AskedCase(
        id=CaseId(f"case-{code}"),
        code=CaseCode(code),
        colour=colour,
        minutes=minutes,
        required=(POLICE,),
    )


def a_bench(*standing: KeptWish) -> Bench:
    return Bench(meeting=a_meeting(), agenda=FULL, standing=standing, pause_minutes=10)


def pin(minute: int | None) -> AgendaWish:
    return a_wish(WishKind.PIN, at_minute=minute)


class TestStanding:
    def test_the_last_wish_about_the_same_counts(self):
        wishes = [kept(1, pin(30)), kept(2, pin(45)), kept(3, pin(60), "KX7-Q42")]
        assert [one.number for one in list_standing(wishes)] == [2, 3]

    def test_taking_the_last_back_brings_back_the_one_before(self):
        wishes = [kept(1, pin(30)), taken_back(kept(2, pin(45)), 3)]
        assert [one.number for one in list_standing(wishes)] == [1]

    def test_to_take_in_and_to_leave_out_are_about_the_same_thing(self):
        out = a_wish(WishKind.LEAVE_OUT, leave_reason=LeaveReason.SETTLED)
        wishes = [kept(1, a_wish(WishKind.TAKE_IN)), kept(2, out)]
        assert [one.number for one in list_standing(wishes)] == [2]

    def test_each_partner_is_a_thing_of_its_own(self):
        add = [
            kept(number, a_wish(WishKind.ADD_PARTNER, organisation=one))
            for number, one in enumerate((CARE, HOUSING), 1)
        ]
        assert len(list_standing(add)) == 2

    def test_the_last_is_the_newest_that_was_not_taken_back(self):
        first = kept(1, pin(30))
        assert find_last([first, taken_back(kept(2, pin(45)), 3)]) == first
        assert find_last([taken_back(first, 2)]) is None

    def test_what_came_and_what_was_taken_back_since_is_found(self):
        old, back, new = kept(1, pin(30)), taken_back(kept(2, pin(45)), 4), kept(3, pin(60))
        assert list_since([old, back, new], 2) == (back, new)
        assert back.last_by == "daan"


class TestAdjusting:
    def test_minutes_and_partners_are_those_wanted_for_this_meeting(self):
        standing = [
            kept(1, a_wish(WishKind.MINUTES, minutes=25)),
            kept(2, a_wish(WishKind.ADD_PARTNER, organisation=CARE)),
            kept(3, a_wish(WishKind.DO_WITHOUT, organisation=POLICE, why="ziek")),
            kept(4, a_wish(WishKind.MINUTES, minutes=90), "KX7-Q42"),
        ]
        changed = adjust_case(asked(), standing, GREEN_MINUTES)
        assert (changed.minutes, changed.required) == (25, (CARE,))

    @pytest.mark.parametrize("kind", [WishKind.TAKE_IN, WishKind.PIN])
    def test_a_green_case_that_is_taken_in_gets_the_minutes_of_one_asked_for(self, kind: WishKind):
        green = asked(colour=Colour.GREEN, minutes=0)
        changed = adjust_case(green, [kept(1, a_wish(kind, at_minute=60))], GREEN_MINUTES)
        assert changed.minutes == GREEN_MINUTES

    def test_a_green_case_that_nobody_takes_in_stays_a_written_round(self):
        green = asked(colour=Colour.GREEN, minutes=0)
        assert adjust_case(green, [], GREEN_MINUTES) == green


TAKEN = kept(1, pin(60), "KX7-Q42")  # thirty minutes in the draft
REFUSED = (
    (pin(None), asked(), WishNotSuitedError),
    (pin(33), asked(), WishNotSuitedError),
    (pin(-5), asked(), PinOutsideError),
    (pin(170), asked(), PinOutsideError),
    (pin(75), asked(), PinTakenError),
    (pin(50), asked(), PinTakenError),
    (pin(25), asked(), PinBeforeRedError),
    (pin(45), asked("KX7-Q42", Colour.RED, 30), PinBehindOthersError),
    (a_wish(WishKind.MINUTES, minutes=None), asked(), WishNotSuitedError),
    (a_wish(WishKind.MINUTES, minutes=12), asked(), WishNotSuitedError),
    (a_wish(WishKind.MINUTES, minutes=0), asked(), WishNotSuitedError),
    (a_wish(WishKind.MINUTES, minutes=125), asked(), WishNotSuitedError),
    (a_wish(WishKind.MINUTES, minutes=15), asked(), AlreadySoError),
    (a_wish(WishKind.TAKE_IN), asked(), AlreadySoError),
    (a_wish(WishKind.TAKE_IN), asked("ZB4-A10", minutes=175), TooLongError),
    (a_wish(WishKind.LEAVE_OUT), asked(), WishNotSuitedError),
    (a_wish(WishKind.ADD_PARTNER), asked(), WishNotSuitedError),
    (a_wish(WishKind.ADD_PARTNER, organisation=POLICE), asked(), AlreadySoError),
    (a_wish(WishKind.DO_WITHOUT, organisation=POLICE), asked(), WithoutReasonError),
    (a_wish(WishKind.DO_WITHOUT, organisation=CARE, why="ziek"), asked(), AlreadySoError),
    (
        a_wish(WishKind.DO_WITHOUT, organisation=POLICE, why="ziek"),
        asked("KX7-Q42", Colour.RED, 30),
        OnlyPartnerError,
    ),
)


@pytest.mark.parametrize(("wish", "case", "error"), REFUSED)
def test_a_wish_that_goes_against_the_rest_is_refused(
    wish: AgendaWish, case: AskedCase, error: type[RuleBrokenError]
):
    with pytest.raises(error):
        check_wish(a_bench(TAKEN), case, wish)


ALLOWED = (
    (pin(45), asked()),
    (pin(90), asked()),
    (pin(165), asked()),
    (pin(0), asked("KX7-Q42", Colour.RED, 30)),
    (pin(10), asked("KX7-Q42", Colour.RED, 30)),
    (a_wish(WishKind.MINUTES, minutes=120), asked()),
    (a_wish(WishKind.TAKE_IN), asked("ZB4-A10", minutes=170)),
    (a_wish(WishKind.LEAVE_OUT, leave_reason=LeaveReason.SETTLED), asked()),
    (a_wish(WishKind.ADD_PARTNER, organisation=CARE), asked()),
    (a_wish(WishKind.DO_WITHOUT, organisation=POLICE, why="ziek"), asked()),
)


@pytest.mark.parametrize(("wish", "case"), ALLOWED)
def test_a_wish_that_goes_with_the_rest_is_taken(wish: AgendaWish, case: AskedCase):
    check_wish(a_bench(TAKEN), case, wish)


def test_a_pin_with_too_few_cases_before_it_is_refused():
    two = Bench(meeting=a_meeting(), agenda=an_agenda(), standing=(), pause_minutes=10)
    check_wish(two, asked(), pin(55))
    with pytest.raises(PinInGapError):
        check_wish(two, asked(), pin(60))


def test_a_pin_of_a_case_that_was_left_out_again_holds_no_minutes():
    out = kept(2, a_wish(WishKind.LEAVE_OUT, leave_reason=LeaveReason.SETTLED), "KX7-Q42")
    check_wish(a_bench(TAKEN, out), asked(), pin(75))


def test_a_pinned_case_is_not_made_longer_over_the_next_pin_or_the_end():
    pinned = kept(2, pin(30))
    longer = a_wish(WishKind.MINUTES, minutes=35)
    with pytest.raises(PinTakenError):
        check_wish(a_bench(TAKEN, pinned), asked(), longer)
    with pytest.raises(PinOutsideError):
        check_wish(a_bench(kept(2, pin(165))), asked(), longer)


def test_how_much_does_not_fit_is_said():
    with pytest.raises(TooLongError) as refused:
        check_wish(a_bench(), asked("ZB4-A10", minutes=185), a_wish(WishKind.TAKE_IN))
    assert refused.value.parameters == {"minutes": 15}


class TestEffect:
    def test_waiting_and_presence_are_compared_for_each_partner(self):
        later = replace(ORANGE, starts_at=ORANGE.starts_at + timedelta(minutes=20))
        assert compare_attendance([RED, ORANGE], [RED, later]) == (
            AttendanceChange(
                organisation=POLICE, present_was=45, present_now=65, waiting_was=0, waiting_now=20
            ),
        )

    def test_a_partner_who_need_not_come_any_more_is_named(self):
        (care, _) = compare_attendance([RED, ORANGE], [ORANGE])
        assert (care.organisation, care.sits_longer, care.waits_longer) == (CARE, -30, 0)

    def test_a_new_partner_is_named(self):
        other = an_item("ZB4-A10", Colour.ORANGE, 15, 45, "housing")
        (housing,) = compare_attendance([RED, ORANGE], [RED, ORANGE, other])
        assert (housing.organisation, housing.sits_longer) == (HOUSING, 15)

    def test_nothing_changes_for_whom_nothing_changes(self):
        assert compare_attendance([RED, ORANGE], [ORANGE, RED]) == ()
