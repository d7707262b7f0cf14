"""A referral as the answers on its pages, and back: the one place that knows both."""

from datetime import date

from domain.draft import Answer, Answers
from domain.identifiers import OrganisationId
from domain.referral import (
    Aim,
    Criterion,
    ExplainedCriterion,
    Fulfilment,
    Identity,
    Referral,
    SecrecyGround,
)


def form_referral(answers: Answers) -> Referral:
    """Form the referral that the answers so far describe."""
    return Referral(
        identity=_form_identity(answers),
        why_now=_text(answers, "why_now"),
        aim=Aim(_text(answers, "aim") or Aim.COORDINATE),
        question=_text(answers, "question"),
        criteria=tuple(_form_criteria(answers)),
        partners=tuple(OrganisationId(one) for one in _choices(answers, "partners")),
    )


def fill_answers(referral: Referral) -> Answers:
    """Fill the pages with a referral that was made before."""
    identity = referral.identity
    answers: dict[str, Answer] = {
        "name": identity.name,
        "address": identity.address,
        "why_now": referral.why_now,
        "aim": referral.aim.value,
        "question": referral.question,
        "partners": tuple(referral.partners),
    }
    for given in referral.criteria:
        answers[given.criterion.value] = given.fulfilment.value
        answers[name_explanation(given.criterion)] = given.explanation
    if identity.born_on:
        answers["born_on"] = identity.born_on
    if identity.secrecy:
        answers |= {"secrecy": identity.secrecy.value, "is_hidden": True}
    return {field: answer for field, answer in answers.items() if answer}


def _form_identity(answers: Answers) -> Identity:
    born_on = answers.get("born_on")
    return Identity(
        name=_text(answers, "name"),
        born_on=born_on if isinstance(born_on, date) else None,
        address=_text(answers, "address"),
        secrecy=_form_secrecy(answers),
    )


def _form_secrecy(answers: Answers) -> SecrecyGround | None:
    """What is secret stays so: on which ground, the case itself knows."""
    chosen = _text(answers, "secrecy")
    if not chosen and answers.get("is_hidden") is True:
        return SecrecyGround.OTHER_SAFETY
    return SecrecyGround(chosen) if chosen else None


def _form_criteria(answers: Answers) -> list[ExplainedCriterion]:
    return [
        ExplainedCriterion(
            criterion=criterion,
            fulfilment=Fulfilment(_text(answers, criterion)),
            explanation=_text(answers, name_explanation(criterion)),
        )
        for criterion in Criterion
        if criterion in answers
    ]


def _text(answers: Answers, field: str) -> str:
    answer = answers.get(field)
    return answer if isinstance(answer, str) else ""


def _choices(answers: Answers, field: str) -> tuple[str, ...]:
    answer = answers.get(field)
    return answer if isinstance(answer, tuple) else ()


def name_explanation(criterion: Criterion) -> str:
    """Name the field that explains one criterion."""
    return f"{criterion}_explanation"
