import pytest

from domain.access import CaseState
from domain.agreement import Agreement
from domain.identifiers import OrganisationId
from domain.screening import (
    NoPurposeReasonError,
    NothingMissingError,
    PurposeJudgement,
    ReferralPart,
    judge_purpose,
    name_gap,
    state_after_screening,
)

AGREED = Agreement(organisations=frozenset({OrganisationId("police")}))


def test_a_gap_names_the_parts_and_says_what_exactly():
    gap = name_gap([ReferralPart.AIM, ReferralPart.AIM], "  Wat wilt u bereiken?\n")
    assert gap.parts == {ReferralPart.AIM}
    assert gap.wanted == "Wat wilt u bereiken?"


@pytest.mark.parametrize(("parts", "wanted"), [([], "alles"), ([ReferralPart.WHO], "  ")])
def test_a_bare_incomplete_is_refused(parts: list[ReferralPart], wanted: str):
    with pytest.raises(NothingMissingError):
        name_gap(parts, wanted)


def test_a_purpose_test_keeps_its_reason_and_who_stood_behind_it():
    test = judge_purpose(PurposeJudgement.FITS, " Zorg en straf raken elkaar. ", AGREED)
    assert (test.reason, test.agreement) == ("Zorg en straf raken elkaar.", AGREED)


@pytest.mark.parametrize("judgement", PurposeJudgement)
def test_no_judgement_on_purpose_without_a_reason(judgement: PurposeJudgement):
    with pytest.raises(NoPurposeReasonError):
        judge_purpose(judgement, " ", AGREED)


def test_an_incomplete_referral_goes_back_to_its_referrer():
    gap = name_gap([ReferralPart.WHO], "De geboortedatum.")
    assert state_after_screening(gap) is CaseState.INCOMPLETE


@pytest.mark.parametrize(
    ("judgement", "state"),
    [
        (PurposeJudgement.FITS, CaseState.PURPOSE_TESTED),
        (PurposeJudgement.DOES_NOT_FIT, CaseState.NOT_TAKEN_UP),
    ],
)
def test_what_fits_goes_on_to_the_weighing_and_what_does_not_fit_leaves(
    judgement: PurposeJudgement, state: CaseState
):
    assert state_after_screening(judge_purpose(judgement, "Reden.", AGREED)) is state
