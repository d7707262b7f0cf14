"""When a signal may go: nobody objects, silence is none once the window is over, and whose data of
health, police or justice would leave the house has to agree.
"""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.contribution import DataCategory
from domain.identifiers import CaseId, MemberId, OrganisationId
from domain.signal import (
    LawfulnessTest,
    NobodyTookItError,
    NoCaseOfSignalError,
    NoFindingError,
    NoLawfulnessError,
    NotOnThatDayError,
    NotReadyToHandOverError,
    Signal,
    SignalHandedOver,
    SignalOverError,
    SignalSaid,
    SignalSays,
    SignalSource,
    SignalStep,
    SignalSupplier,
    SignalWay,
    check_signal_text,
    choose_signal_suppliers,
    find_signal_step,
    hand_over_signal,
    have_unreached_agree,
    say_of_signal,
)
from tests.support.contributions import TOLD, a_contribution
from tests.support.signals import MONDAY, TESTED, TO_HOUSING, TO_INSTITUTION, a_signal

POLICE, GGZ, CITY = (OrganisationId(one) for one in ("politie", "ggz", "gemeente"))
TODAY = MONDAY.date()
UNTIL = TODAY + timedelta(days=14)
AFTER = UNTIL + timedelta(days=1)
CASE = CaseId("case-1")
SOURCES = (
    SignalSource(case=CASE, suppliers=frozenset({POLICE, GGZ})),
    SignalSource(case=CaseId("case-2"), suppliers=frozenset({POLICE, CITY})),
)


def asked(*suppliers: SignalSupplier) -> Signal:
    return replace(a_signal(), until_on=UNTIL, suppliers=suppliers)


def supplier(
    says: SignalSays | None = None, *, must_agree: bool = False, who: OrganisationId = POLICE
) -> SignalSupplier:
    return SignalSupplier(organisation=who, must_agree=must_agree, says=says)


def told(category: DataCategory):
    return a_contribution(CASE, MONDAY, text=replace(TOLD, category=category))


def said(says: SignalSays, reason: str = "") -> SignalSaid:
    return SignalSaid(says=says, by=MemberId("olga"), at=MONDAY, reason=reason)


def handed(on: date = TODAY, to: str = "de directeur") -> SignalHandedOver:
    return SignalHandedOver(way=SignalWay.MAIL, on=on, to=to, by=MemberId("petra"))


NO, YES = SignalSays.NO_OBJECTION, SignalSays.OBJECTION


@pytest.mark.parametrize(
    ("suppliers", "on", "step"),
    [
        ((supplier(),), UNTIL, SignalStep.ASKING),
        ((supplier(),), AFTER, SignalStep.READY),
        ((supplier(NO),), TODAY, SignalStep.READY),
        ((supplier(NO), supplier(who=GGZ)), TODAY, SignalStep.ASKING),
        ((supplier(YES),), AFTER, SignalStep.STOPPED),
        ((supplier(NO), supplier(YES, who=GGZ)), TODAY, SignalStep.STOPPED),
        ((supplier(must_agree=True),), UNTIL, SignalStep.ASKING),
        ((supplier(must_agree=True),), AFTER, SignalStep.UNAGREED),
        ((supplier(NO, must_agree=True),), TODAY, SignalStep.READY),
        ((), TODAY, SignalStep.READY),
    ],
)
def test_a_signal_waits_stops_or_may_go(
    suppliers: tuple[SignalSupplier, ...], on: date, step: SignalStep
):
    assert find_signal_step(asked(*suppliers), on) is step


def test_each_supplier_of_the_cases_is_asked_once_but_not_the_addressee():
    found = choose_signal_suppliers(SOURCES, (), TO_INSTITUTION.addressee)
    assert {one.organisation for one in found} == {POLICE, GGZ, CITY}
    to_city = replace(TO_HOUSING.addressee, organisation=CITY, is_third_party=False)
    found = choose_signal_suppliers(SOURCES, (), to_city)
    assert {one.organisation for one in found} == {POLICE, GGZ}


@pytest.mark.parametrize(
    ("category", "is_third_party", "must"),
    [
        (DataCategory.HEALTH, True, {GGZ}),
        (DataCategory.POLICE, True, {GGZ}),
        (DataCategory.JUDICIAL, True, {GGZ}),
        (DataCategory.HOUSING, True, set()),
        (DataCategory.HEALTH, False, set()),
    ],
)
def test_who_shared_data_of_health_police_or_justice_must_agree_before_a_third_party_gets_it(
    category: DataCategory, is_third_party: bool, must: set[OrganisationId]
):
    addressee = replace(TO_INSTITUTION.addressee, is_third_party=is_third_party)
    found = choose_signal_suppliers(SOURCES, [told(category)], addressee)
    assert {one.organisation for one in found if one.must_agree} == must


def test_the_silence_of_who_could_not_be_asked_is_no_consent():
    signal = have_unreached_agree(asked(supplier(), supplier(who=GGZ)), {GGZ})
    assert [one.must_agree for one in signal.suppliers] == [False, True]
    assert find_signal_step(signal, AFTER) is SignalStep.UNAGREED


def test_what_was_withdrawn_asks_for_nothing():
    withdrawn = replace(told(DataCategory.HEALTH), text=None)
    found = choose_signal_suppliers(SOURCES, [withdrawn], TO_INSTITUTION.addressee)
    assert not any(one.must_agree for one in found)


def test_a_signal_comes_from_a_case():
    with pytest.raises(NoCaseOfSignalError):
        choose_signal_suppliers((), (), TO_INSTITUTION.addressee)


@pytest.mark.parametrize(
    "tested",
    [
        None,
        replace(TESTED, basis=" "),
        replace(TESTED, reference=""),
        replace(TESTED, tested_on=TODAY + timedelta(days=1)),
    ],
)
def test_to_a_third_party_nothing_goes_without_a_basis_and_a_test_that_was_done(
    tested: LawfulnessTest | None,
):
    with pytest.raises(NoLawfulnessError):
        check_signal_text(replace(TO_INSTITUTION, lawfulness=tested), TODAY)


def test_to_a_participant_no_test_is_needed_and_none_is_kept():
    addressee = replace(TO_INSTITUTION.addressee, is_third_party=False)
    text = replace(TO_INSTITUTION, addressee=addressee)
    assert check_signal_text(text, TODAY).lawfulness is None


def test_a_signal_says_what_for_whom_and_in_which_function():
    nobody = replace(TO_INSTITUTION.addressee, function=" ")
    for empty in (replace(TO_INSTITUTION, finding=" "), replace(TO_INSTITUTION, addressee=nobody)):
        with pytest.raises(NoFindingError):
            check_signal_text(empty, TODAY)


def test_a_supplier_may_say_otherwise_until_it_is_handed_over_and_only_an_objection_has_a_reason():
    signal = say_of_signal(asked(supplier()), POLICE, said(YES, " Loopt nog onderzoek. "))
    assert signal.suppliers[0].reason == "Loopt nog onderzoek."
    signal = say_of_signal(signal, POLICE, said(NO, "Toch goed."))
    assert (signal.suppliers[0].says, signal.suppliers[0].reason) == (NO, "")
    signal = hand_over_signal(signal, handed(), TODAY, TODAY)
    with pytest.raises(SignalOverError):
        say_of_signal(signal, POLICE, said(YES))


def test_who_is_not_asked_says_nothing():
    with pytest.raises(SignalOverError):
        say_of_signal(asked(supplier()), GGZ, said(YES))


@pytest.mark.parametrize("says", [None, YES])
def test_it_is_not_handed_over_while_somebody_objects_or_can(says: SignalSays | None):
    with pytest.raises(NotReadyToHandOverError):
        hand_over_signal(asked(supplier(says)), handed(), TODAY, TODAY)


def test_it_is_not_handed_over_after_the_window_while_somebody_must_agree():
    with pytest.raises(NotReadyToHandOverError):
        hand_over_signal(asked(supplier(must_agree=True)), handed(AFTER), TODAY, AFTER)


@pytest.mark.parametrize("days", [-1, 1])
def test_it_is_handed_over_on_a_day_since_it_was_asked_and_not_on_one_to_come(days: int):
    with pytest.raises(NotOnThatDayError):
        hand_over_signal(asked(), handed(TODAY + timedelta(days=days)), TODAY, TODAY)


def test_it_is_handed_over_to_somebody_and_once_and_kept_three_months():
    with pytest.raises(NobodyTookItError):
        hand_over_signal(asked(), handed(to=" "), TODAY, TODAY)
    gone = hand_over_signal(asked(), handed(), TODAY, TODAY)
    assert gone.ends_on == date(2026, 5, 9)
    with pytest.raises(SignalOverError):
        hand_over_signal(gone, handed(), TODAY, TODAY)
