"""Questions that screening and weighing share: who agreed, and the referral read beside them."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from cards.page import ChoiceView, FieldKind, ShownView
from cards.words import Text
from dialogs.pages import Field, Problems
from domain.agreement import Mandate
from domain.case import Case
from domain.draft import Answers
from domain.identifiers import CaseId, OrganisationId
from domain.referral import Criterion, Referral
from services.context import Context
from services.judging import Consent, ReferralView, SeenCase, find_judges, find_participants

_BETWEEN: Final = ":"


def write_subject(case: Case) -> str:
    """Name a case as it is now: who finishes later must have seen this version."""
    return name_seen(SeenCase(id=case.id, version=case.version))


def name_seen(seen: SeenCase) -> str:
    """Name a case as it was seen."""
    return seen.id if seen.version is None else f"{seen.id}{_BETWEEN}{seen.version}"


def read_subject(subject: str) -> SeenCase:
    """Read a case as it was seen; without a version it is looked at for the first time."""
    case_id, _, version = subject.partition(_BETWEEN)
    return SeenCase(id=CaseId(case_id), version=int(version) if version.isdecimal() else None)


def text_of(answers: Answers, field: str) -> str:
    """A typed or chosen answer, empty when there is none."""
    answer = answers.get(field)
    return answer if isinstance(answer, str) else ""


def choices_of(answers: Answers, field: str) -> tuple[str, ...]:
    """Several chosen answers."""
    answer = answers.get(field)
    return answer if isinstance(answer, tuple) else ()


def options(prefix: str, *values: str) -> tuple[ChoiceView, ...]:
    """Fixed choices, each with a text of its own."""
    return tuple(ChoiceView(value=value, title=Text(f"{prefix}{value}")) for value in values)


async def offer_judges(ctx: Context, _subject: str) -> tuple[ChoiceView, ...]:
    """Offer the public participants, by name."""
    names = sorted((one.name, one.id) for one in await find_judges(ctx))
    return tuple(ChoiceView(value=value, title=name) for name, value in names)


async def offer_participants(ctx: Context, _subject: str) -> tuple[ChoiceView, ...]:
    """Offer every participant, by name; a third party is never offered."""
    names = sorted((one.name, one.id) for one in await find_participants(ctx))
    return tuple(ChoiceView(value=value, title=name) for name, value in names)


CONSENT_FIELDS: Final = (
    Field(
        id="agreed",
        kind=FieldKind.CHOICES,
        label="judging.agreed",
        hint="judging.agreed_hint",
        is_required=False,
        choices_of=offer_judges,
    ),
    Field(
        id="mandate_number",
        kind=FieldKind.TEXT,
        label="judging.mandate_number",
        is_required=False,
        max_length=40,
    ),
    Field(id="mandate_on", kind=FieldKind.DATE, label="judging.mandate_on", is_required=False),
)


def read_consent(answers: Answers) -> Consent:
    """Read who agreed, or which mandate is used."""
    agreed = tuple(OrganisationId(one) for one in choices_of(answers, "agreed"))
    number, given_on = text_of(answers, "mandate_number"), answers.get("mandate_on")
    if not number or not isinstance(given_on, date):
        return Consent(agreed=agreed)
    return Consent(agreed=agreed, mandate=Mandate(number=number, given_on=given_on))


def check_consent(answers: Answers, today: date) -> Problems:
    """Find what lacks to know who stands behind a judgement."""
    number, given_on = text_of(answers, "mandate_number"), answers.get("mandate_on")
    if number and given_on is None:
        return {"mandate_on": Text("judging.mandate_without_date")}
    if given_on is not None and not number:
        return {"mandate_number": Text("judging.mandate_without_number")}
    if isinstance(given_on, date) and given_on > today:
        return {"mandate_on": Text("judging.future_mandate")}
    if not number and not choices_of(answers, "agreed"):
        return {"agreed": Text("judging.nobody_agreed")}
    return {}


def show_story(view: ReferralView) -> tuple[ShownView, ...]:
    """Show a whole referral, without the identity."""
    referral = view.referral
    sender = {"name": view.referrer, "organisation": view.organisation}
    return (
        ShownView(
            label=Text("case.title", {"code": view.case.code}),
            lines=(Text("judging.referred_by", sender),),
        ),
        ShownView(label=Text("referral.why_now"), lines=(referral.why_now,)),
        ShownView(
            label=Text("referral.aim"), lines=(Text(f"aim.{referral.aim}"), referral.question)
        ),
        *(show_criterion(referral, criterion) for criterion in Criterion),
        ShownView(
            label=Text("referral.partners"), lines=view.partners or (Text("judging.no_partners"),)
        ),
    )


def show_criterion(referral: Referral, criterion: Criterion) -> ShownView:
    """Show what the referrer said about one criterion."""
    return ShownView(label=Text(f"criterion.{criterion}"), lines=tuple(_said(referral, criterion)))


def _said(referral: Referral, criterion: Criterion) -> Iterator[Text | str]:
    given = referral.explained(criterion)
    if given is None:
        yield Text("judging.not_explained")
        return
    yield Text(f"fulfilment.{given.fulfilment}")
    yield given.explanation
