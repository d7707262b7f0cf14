from dataclasses import fields, replace
from datetime import date

import pytest

from domain.referral import (
    Aim,
    Criterion,
    ExplainedCriterion,
    Fulfilment,
    Identity,
    Missing,
    MissingReason,
    Referral,
    find_missing,
)
from domain.screening import ReferralPart
from tests.support.canaries import CANARY

TODAY = date(2026, 2, 9)
COMPLETE = Referral(
    identity=Identity(name=f"Jan {CANARY}", born_on=date(1990, 5, 1)),
    why_now="Dreigt sinds maandag.",
    aim=Aim.COORDINATE,
    criteria=tuple(
        ExplainedCriterion(criterion=criterion, fulfilment=Fulfilment.NO, explanation="Omdat.")
        for criterion in Criterion
    ),
)


def missing(referral: Referral) -> list[tuple[ReferralPart, MissingReason]]:
    return [(one.part, one.reason) for one in find_missing(referral, TODAY)]


def identified_by(**identity: object) -> Referral:
    return replace(COMPLETE, identity=Identity(**identity))


def test_a_complete_referral_lacks_nothing_even_when_no_criterion_is_met():
    assert find_missing(COMPLETE, TODAY) == ()


@pytest.mark.parametrize(
    ("referral", "reasons"),
    [
        (identified_by(name=" ", address="Kade 1"), [MissingReason.NO_NAME]),
        (identified_by(name="Jan"), [MissingReason.NOT_IDENTIFIABLE]),
        (identified_by(name="Jan", address="  "), [MissingReason.NOT_IDENTIFIABLE]),
        (identified_by(name="Jan", address="Kade 1"), []),
        (identified_by(name="Jan", born_on=TODAY), [MissingReason.BORN_TODAY]),
        (identified_by(name="Jan", born_on=date(2026, 2, 8)), []),
        (identified_by(name="Jan", born_on=date(1906, 1, 1)), []),
        (identified_by(name="Jan", born_on=date(1905, 12, 31)), [MissingReason.BORN_TOO_LONG_AGO]),
        (identified_by(name="Jan", born_on=date(2026, 2, 10)), [MissingReason.BORN_IN_FUTURE]),
    ],
)
def test_a_name_and_a_birth_date_or_address_tell_who_it_is(
    referral: Referral, reasons: list[MissingReason]
):
    assert missing(referral) == [(ReferralPart.WHO, reason) for reason in reasons]


def test_why_now_is_always_asked():
    lacking = missing(replace(COMPLETE, why_now="\n "))
    assert lacking == [(ReferralPart.WHY_NOW, MissingReason.NO_REASON_NOW)]


@pytest.mark.parametrize("aim", [Aim.COORDINATE, Aim.WHO_IS_INVOLVED])
def test_a_known_aim_needs_no_question(aim: Aim):
    assert missing(replace(COMPLETE, aim=aim)) == []


def test_another_aim_needs_its_question():
    other = replace(COMPLETE, aim=Aim.OTHER_QUESTION)
    assert missing(other) == [(ReferralPart.AIM, MissingReason.NO_QUESTION)]
    assert missing(replace(other, question="Wie?")) == []


def test_each_criterion_needs_an_answer_and_an_explanation_whatever_the_answer():
    first, second, *_ = COMPLETE.criteria
    given = (first, replace(second, explanation=" "))
    assert find_missing(replace(COMPLETE, criteria=given), TODAY) == (
        Missing(
            part=ReferralPart.CRITERIA,
            reason=MissingReason.NO_EXPLANATION,
            criterion=Criterion.LIFE_DOMAINS,
        ),
        Missing(
            part=ReferralPart.CRITERIA,
            reason=MissingReason.NO_ANSWER,
            criterion=Criterion.HARM,
        ),
        Missing(
            part=ReferralPart.CRITERIA,
            reason=MissingReason.NO_ANSWER,
            criterion=Criterion.COOPERATION,
        ),
    )


def test_all_that_is_missing_is_named_at_once():
    empty = Referral(identity=Identity(name=""), why_now="", aim=Aim.OTHER_QUESTION, criteria=())
    assert len(find_missing(empty, TODAY)) == 8


def test_a_referral_has_no_field_for_anybody_but_its_subject():
    # who is close to the subject is told in the intake, each with the relation (BGS art. 2.19)
    told = {"identity", "why_now", "aim", "question", "criteria", "partners", "intake"}
    assert {one.name for one in fields(Referral)} == told
