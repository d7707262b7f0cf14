from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.access import CaseState
from domain.agreement import Agreement, Signature
from domain.case import Case, CircleReason
from domain.identifiers import CaseCode, CaseId, MemberId, OrganisationId
from domain.member import Member
from domain.referral import Criterion
from domain.weighing import (
    CriteriaNotMetError,
    FollowUp,
    FutureYesError,
    NoFollowUpError,
    NotAcceptedError,
    Outcome,
    SaidYes,
    Verdict,
    form_circle,
    weigh_referral,
)

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
SIGNED = Signature(
    by=MemberId("director"), organisation=OrganisationId("city"), at=NOW, on=date(2026, 11, 24)
)
SAID_YES = SaidYes(by="Mies de Boer", on=date(2026, 11, 24))
ALL_MET = frozenset(Criterion)
CASE_ID = CaseId("case-1")
TAKEN_UP = Verdict(
    met=ALL_MET,
    outcome=Outcome.TAKEN_UP,
    agreement=Agreement(organisations=frozenset({OrganisationId("police")})),
)
CASE = Case(
    id=CASE_ID,
    code=CaseCode("KX7-Q42"),
    state=CaseState.PURPOSE_TESTED,
    version=2,
    referrer=MemberId("referrer"),
    referring_organisation=OrganisationId("city"),
    received_at=NOW,
    promised_on=date(2026, 12, 8),
    changed_by=MemberId("informer"),
    changed_at=NOW,
)


def a_member(name: str, organisation: str) -> Member:
    return Member(
        id=MemberId(name),
        tenant_id="tenant",
        object_id=name,
        name=name,
        organisation=OrganisationId(organisation),
        appointments=(),
    )


def verdict(outcome: Outcome, **follow_up: object) -> Verdict:
    return replace(TAKEN_UP, met=frozenset(), outcome=outcome, follow_up=FollowUp(**follow_up))


def test_a_weighing_keeps_its_verdict_and_who_signed():
    weighing = weigh_referral(CASE_ID, TAKEN_UP, SIGNED)
    assert weighing.verdict == TAKEN_UP
    assert (weighing.weighed_by, weighing.weighed_at) == ("director", NOW)


@pytest.mark.parametrize("not_met", Criterion)
def test_no_case_is_taken_up_with_one_criterion_not_met(not_met: Criterion):
    with pytest.raises(CriteriaNotMetError):
        weigh_referral(CASE_ID, replace(TAKEN_UP, met=ALL_MET - {not_met}), SIGNED)


def test_a_referral_is_not_taken_up_when_somebody_else_said_yes_or_advice_is_given():
    handed_over = verdict(
        Outcome.NOT_TAKEN_UP, taken_on_by=OrganisationId("city"), said_yes=SAID_YES
    )
    advised = verdict(Outcome.NOT_TAKEN_UP, advice="Vraag buurtbemiddeling.")
    for one in (handed_over, advised):
        assert weigh_referral(CASE_ID, one, SIGNED).verdict == one


@pytest.mark.parametrize(
    ("said_yes", "refusal"),
    [
        (None, NotAcceptedError),
        (replace(SAID_YES, by=" "), NotAcceptedError),
        (replace(SAID_YES, on=date(2026, 11, 25)), FutureYesError),
    ],
)
def test_nobody_takes_a_case_on_before_somebody_there_said_yes(
    said_yes: SaidYes | None, refusal: type[Exception]
):
    city = OrganisationId("city")
    handed_over = verdict(
        Outcome.NOT_TAKEN_UP, taken_on_by=city, said_yes=said_yes, advice="Advies."
    )
    with pytest.raises(refusal):
        weigh_referral(CASE_ID, handed_over, SIGNED)


@pytest.mark.parametrize(
    "empty_handed",
    [
        verdict(Outcome.NOT_TAKEN_UP, advice=" "),
        verdict(Outcome.ADVICE_OR_SIGNAL),
        verdict(Outcome.ADVICE_OR_SIGNAL, taken_on_by=OrganisationId("city"), said_yes=SAID_YES),
    ],
)
def test_no_referrer_is_left_empty_handed(empty_handed: Verdict):
    with pytest.raises(NoFollowUpError):
        weigh_referral(CASE_ID, empty_handed, SIGNED)


def test_an_outcome_is_the_state_of_the_case_after_it():
    assert [one.state for one in Outcome] == [
        CaseState.NOT_TAKEN_UP,
        CaseState.ADVICE_OR_SIGNAL,
        CaseState.TAKEN_UP,
    ]


def test_the_circle_is_the_referrer_the_case_director_and_one_of_each_other_partner():
    police, deputy = a_member("police-1", "police"), a_member("police-2", "police")
    doctor, nurse = a_member("doctor", "mental-health"), a_member("nurse", "mental-health")
    guard = a_member("guard", "prison")
    circle = form_circle(
        CASE,
        involved={
            police.organisation: [police, deputy],
            doctor.organisation: [doctor, nurse],
            guard.organisation: [guard],
        },
        required={police.organisation: [police, deputy]},
        case_director=nurse,
        at=NOW,
    )
    assert {place.member: place.reason for place in circle} == {
        "referrer": CircleReason.REFERRED,
        "nurse": CircleReason.CASE_DIRECTOR,
        "police-1": CircleReason.REQUIRED_PARTNER,
        "guard": CircleReason.INVOLVED_PARTNER,
    }
    assert {place.organisation for place in circle} == {"city", "police", "mental-health", "prison"}
    assert {(place.case, place.joined_at) for place in circle} == {(CASE_ID, NOW)}


def test_a_colleague_of_the_referrer_gets_no_place_beside_the_referrer():
    colleague = a_member("colleague", CASE.referring_organisation)
    circle = form_circle(
        CASE,
        involved={},
        required={colleague.organisation: [colleague]},
        case_director=None,
        at=NOW,
    )
    assert [place.member for place in circle] == ["referrer"]


def test_a_referrer_who_speaks_for_an_involved_partner_has_one_place():
    referrer = a_member("referrer", "city")
    circle = form_circle(
        CASE, involved={referrer.organisation: [referrer]}, required={}, case_director=None, at=NOW
    )
    assert [place.reason for place in circle] == [CircleReason.REFERRED]
