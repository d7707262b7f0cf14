"""What may be contributed, its versions and its withdrawal."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.agreement import Signature
from domain.contribution import (
    Conditions,
    Contribution,
    ContributionGround,
    ContributionKind,
    ContributionText,
    ContributionWithdrawnError,
    DataCategory,
    EndsBeforeTodayError,
    MeantFor,
    NobodyToReadError,
    NoGroundError,
    NoPoliceSourceError,
    NothingContributedError,
    PoliceArticle,
    PoliceArticleRefusedError,
    PoliceSource,
    begin_contribution,
    check_contribution,
    find_newest,
    list_grounds,
    withdraw_text,
    write_next,
)
from domain.identifiers import CaseId, ContributionId, MemberId, OrganisationId
from domain.member import Organisation, OrganisationType

TODAY = date(2026, 2, 12)
NOON = datetime(2026, 2, 12, 11, 0, tzinfo=UTC)
POLICE, CARE = OrganisationId("police"), OrganisationId("care")
TEXT = ContributionText(
    kind=ContributionKind.FACT,
    category=DataCategory.HOUSING,
    said=" Staat op straat. ",
    ground=ContributionGround.NO_SECRECY,
)


def an_organisation(*tags: str) -> Organisation:
    return Organisation(
        id=POLICE,
        name="Politie",
        type=OrganisationType.PUBLIC_PARTICIPANT,
        domain_tags=frozenset(tags),
    )


def signed(minutes: int = 0) -> Signature:
    at = NOON + timedelta(minutes=minutes)
    return Signature(by=MemberId("agent"), organisation=POLICE, at=at, on=TODAY)


def a_contribution(known_as: str = "one", minutes: int = 0) -> Contribution:
    return begin_contribution(ContributionId(known_as), CaseId("case"), TEXT, signed(minutes))


def test_what_is_contributed_is_kept_without_blanks_around_it():
    assert check_contribution(TEXT, [CARE], TODAY, is_bound=False).said == "Staat op straat."


def test_nothing_is_no_contribution():
    with pytest.raises(NothingContributedError):
        check_contribution(replace(TEXT, said=" "), [CARE], TODAY, is_bound=False)


def test_who_has_professional_secrecy_says_on_what_it_may_be_told():
    assert ContributionGround.NO_SECRECY not in list_grounds(is_bound=True)
    with pytest.raises(NoGroundError):
        check_contribution(TEXT, [CARE], TODAY, is_bound=True)
    agreed = replace(TEXT, ground=ContributionGround.CONSENT)
    assert check_contribution(agreed, [CARE], TODAY, is_bound=True) == replace(
        agreed, said="Staat op straat."
    )


def test_to_another_no_secrecy_may_apply():
    assert list_grounds(is_bound=False) == tuple(ContributionGround)


def test_each_contribution_is_of_a_category_of_the_law_and_there_is_no_other():
    # WGS art. 2.30(1), but the citizen service number, which is kept nowhere
    assert [one.value for one in DataCategory] == [
        *("identity", "housing", "finance", "income", "health", "police", "judicial", "family"),
        *("supervision", "care_indicated", "support"),
    ]


def police_data(article: PoliceArticle | None, source: str = " Mutatie, mei. ") -> ContributionText:
    known = PoliceSource(article=article, source=source) if article else None
    return replace(TEXT, category=DataCategory.POLICE, police=known)


@pytest.mark.parametrize("article", [PoliceArticle.DAILY_TASK, PoliceArticle.SUPPORT])
def test_police_data_say_under_which_article_the_police_have_them_and_where(
    article: PoliceArticle,
):
    kept = check_contribution(police_data(article), [CARE], TODAY, is_bound=False)
    assert kept.police == PoliceSource(article=article, source="Mutatie, mei.")
    for bare in (police_data(None), police_data(article, " ")):
        with pytest.raises(NoPoliceSourceError):
            check_contribution(bare, [CARE], TODAY, is_bound=False)


def test_what_the_police_have_of_an_inquiry_or_an_informant_is_refused():
    with pytest.raises(PoliceArticleRefusedError):
        check_contribution(police_data(PoliceArticle.INQUIRY), [CARE], TODAY, is_bound=False)


def test_of_what_is_no_police_data_no_article_is_kept():
    moved = replace(police_data(PoliceArticle.DAILY_TASK), category=DataCategory.HOUSING)
    assert check_contribution(moved, [CARE], TODAY, is_bound=False).police is None


def test_it_can_be_read_until_today_or_later_and_not_until_yesterday():
    today = replace(TEXT, conditions=Conditions(until_on=TODAY))
    assert check_contribution(today, [CARE], TODAY, is_bound=False)
    past = replace(TEXT, conditions=Conditions(until_on=TODAY - timedelta(days=1)))
    with pytest.raises(EndsBeforeTodayError):
        check_contribution(past, [CARE], TODAY, is_bound=False)


def test_what_is_meant_for_some_names_at_least_one_that_takes_part():
    gone = Conditions(
        meant_for=MeantFor.ORGANISATIONS, organisations=frozenset({OrganisationId("gone")})
    )
    for conditions in (gone, replace(gone, organisations=frozenset())):
        with pytest.raises(NobodyToReadError):
            check_contribution(replace(TEXT, conditions=conditions), [CARE], TODAY, is_bound=False)
    both = replace(gone, organisations=gone.organisations | {CARE})
    kept = check_contribution(replace(TEXT, conditions=both), [CARE], TODAY, is_bound=False)
    assert kept.conditions.organisations == {CARE}


def test_organisations_that_were_chosen_count_only_for_what_is_meant_for_some():
    chosen = Conditions(meant_for=MeantFor.COORDINATORS, organisations=frozenset({CARE}))
    kept = check_contribution(replace(TEXT, conditions=chosen), [CARE], TODAY, is_bound=False)
    assert kept.conditions.organisations == frozenset()


def test_the_newest_version_has_the_highest_number_and_those_before_it_stay():
    first, other = a_contribution(), a_contribution("two", 1)
    second = write_next(first, replace(TEXT, said="Woont bij een vriend."), signed(2))
    assert (first.number, second.number) == (1, 2)
    assert find_newest([second, other, first]) == (other, second)


def test_what_is_withdrawn_has_no_text_and_no_next_version():
    withdrawn = withdraw_text(a_contribution(), signed(5))
    assert (withdrawn.text, withdrawn.withdrawn_by) == (None, "agent")
    assert withdrawn.changed_at == NOON + timedelta(minutes=5)
    with pytest.raises(ContributionWithdrawnError):
        withdraw_text(withdrawn, signed(6))
    with pytest.raises(ContributionWithdrawnError):
        write_next(withdrawn, TEXT, signed(6))
