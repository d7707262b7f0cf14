"""What may be shared with another house, and what with another partnership; nothing where a subject
is not known.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.contribution import (
    Conditions,
    Contribution,
    ContributionGround,
    ContributionKind,
    ContributionText,
    DataCategory,
    MeantFor,
)
from domain.errors import InvalidInputError
from domain.identifiers import CaseId, ContributionId, MemberId, OrganisationId
from domain.known_check import (
    WITH_AGREEMENT,
    AlignedMatter,
    AskedLaterError,
    KnownAnswer,
    KnownCheckText,
    NobodyInvolvedNamedError,
    NotKnownThereError,
    NotWithPartnershipError,
    OutsidePartner,
    SecrecyStaysError,
    SupplierNotAgreedError,
    check_known,
    find_who_must_agree,
)
from tests.support.known_checks import OEVERDAL, RIEC

TODAY = date(2026, 2, 12)
NOON = datetime(2026, 2, 12, 11, 0, tzinfo=UTC)
POLICE, CARE, CITY = (OrganisationId(one) for one in ("police", "care", "city"))
NOT_KNOWN = KnownCheckText(partner=OEVERDAL, asked_on=TODAY, answer=KnownAnswer.NOT_KNOWN)
KNOWN = replace(NOT_KNOWN, answer=KnownAnswer.KNOWN)
AT_RIEC = replace(KNOWN, partner=RIEC)
HEALTH, HOUSING = DataCategory.HEALTH, DataCategory.HOUSING
WHO, HOW = AlignedMatter.WHO_IS_INVOLVED, AlignedMatter.INTERVENTIONS


def test_it_is_asked_first_whether_a_subject_is_known_and_that_alone_is_a_record():
    for asked in (NOT_KNOWN, KNOWN, AT_RIEC):
        assert check_known(asked, (), (CARE,), TODAY) == asked
        assert not asked.is_shared


@pytest.mark.parametrize(
    "more", [replace(NOT_KNOWN, categories=(HOUSING,)), replace(NOT_KNOWN, matters=(HOW,))]
)
def test_where_a_subject_is_not_known_nothing_more_is_shared(more: KnownCheckText):
    with pytest.raises(NotKnownThereError):
        check_known(more, (), (), TODAY)


def test_it_was_asked_today_or_before():
    with pytest.raises(AskedLaterError):
        check_known(replace(KNOWN, asked_on=TODAY + timedelta(days=1)), (), (), TODAY)


@pytest.mark.parametrize("category", sorted(WITH_AGREEMENT))
def test_health_and_criminal_data_go_to_another_house_only_when_who_supplied_them_agreed(
    category: DataCategory,
):
    shared = replace(KNOWN, categories=(HOUSING, category))
    with pytest.raises(SupplierNotAgreedError):
        check_known(shared, (), (), TODAY)
    with pytest.raises(SupplierNotAgreedError):
        check_known(replace(shared, agreed=(CARE,)), (CARE, POLICE), (), TODAY)
    agreed = replace(shared, agreed=(CARE, POLICE))
    assert check_known(agreed, (CARE, POLICE), (), TODAY) == agreed


def test_what_no_condition_limits_needs_no_agreement():
    shared = replace(KNOWN, categories=(HOUSING,))
    assert check_known(shared, (), (), TODAY) == shared


@pytest.mark.parametrize("category", list(DataCategory))
def test_another_partnership_hears_nothing_of_any_category_and_least_of_all_health(
    category: DataCategory,
):
    with pytest.raises(NotWithPartnershipError):
        check_known(replace(AT_RIEC, categories=(category,), agreed=(CARE,)), (), (), TODAY)


def test_another_partnership_hears_who_is_involved_but_for_who_has_professional_secrecy():
    with pytest.raises(NobodyInvolvedNamedError):
        check_known(replace(AT_RIEC, matters=(WHO,)), (), (CARE,), TODAY)
    with pytest.raises(SecrecyStaysError):
        check_known(replace(AT_RIEC, matters=(WHO,), named=(POLICE, CARE)), (), (CARE,), TODAY)
    named = replace(AT_RIEC, matters=(WHO, HOW), named=(POLICE,))
    assert check_known(named, (), (CARE,), TODAY) == named
    apart = replace(AT_RIEC, matters=(HOW,), named=(CARE,))
    assert check_known(apart, (), (CARE,), TODAY).named == ()


organisations = st.lists(st.sampled_from((POLICE, CARE, CITY)), unique=True).map(tuple)


@given(
    st.sampled_from((OEVERDAL, RIEC)),
    st.sampled_from(KnownAnswer),
    st.lists(st.sampled_from(DataCategory), unique=True).map(tuple),
    organisations,
    st.lists(st.sampled_from(AlignedMatter), unique=True).map(tuple),
    organisations,
)
def test_whatever_is_filled_in_what_is_kept_was_allowed(
    partner: OutsidePartner,
    answer: KnownAnswer,
    categories: tuple[DataCategory, ...],
    agreed: tuple[OrganisationId, ...],
    matters: tuple[AlignedMatter, ...],
    named: tuple[OrganisationId, ...],
):
    told = KnownCheckText(
        partner=partner,
        asked_on=TODAY,
        answer=answer,
        categories=categories,
        agreed=agreed,
        matters=matters,
        named=named,
    )
    try:
        kept = check_known(told, (POLICE,) if categories else (), (CARE,), TODAY)
    except InvalidInputError:
        return
    if answer is KnownAnswer.NOT_KNOWN:
        assert (kept.is_shared, kept.agreed, kept.named) == (False, (), ())
    if partner == RIEC:
        assert (kept.categories, kept.agreed) == ((), ())
        assert CARE not in kept.named
    else:
        assert (kept.matters, kept.named) == ((), ())
        assert not kept.categories or POLICE in kept.agreed


def told(
    organisation: OrganisationId, category: DataCategory, conditions: Conditions, number: int = 1
) -> Contribution:
    return Contribution(
        id=ContributionId(organisation),
        case=CaseId("case"),
        number=number,
        organisation=organisation,
        member=MemberId("agent"),
        written_at=NOON + timedelta(minutes=number),
        text=ContributionText(
            kind=ContributionKind.FACT,
            category=category,
            said="Slaapt niet.",
            ground=ContributionGround.BY_LAW,
            conditions=conditions,
        ),
    )


@pytest.mark.parametrize(
    "conditions",
    [
        Conditions(stays_here=True),
        Conditions(is_oral=True),
        Conditions(until_on=TODAY),
        Conditions(meant_for=MeantFor.COORDINATORS),
        Conditions(meant_for=MeantFor.ORGANISATIONS, organisations=frozenset({CARE})),
    ],
)
def test_who_set_a_condition_agrees_whatever_it_is_about(conditions: Conditions):
    limited, free = told(POLICE, HOUSING, conditions), told(CITY, HOUSING, Conditions())
    assert find_who_must_agree([limited, free], [HOUSING]) == {POLICE}
    assert find_who_must_agree([limited, free], [DataCategory.INCOME]) == set()


def test_who_supplied_health_data_agrees_and_not_who_withdrew_or_changed_what_it_is_about():
    supplied = told(CARE, HEALTH, Conditions())
    assert find_who_must_agree([supplied], [HEALTH]) == {CARE}
    assert find_who_must_agree([replace(supplied, text=None)], [HEALTH]) == set()
    later = told(CARE, HOUSING, Conditions(), 2)
    assert find_who_must_agree([supplied, later], [HEALTH, HOUSING]) == set()
