"""The question who agreed, or which mandate is used: part of every judgement."""

from datetime import date
from typing import Final

from cards.page import ChoiceView, FieldKind
from cards.words import Text
from dialogs.answers import choices_of, text_of
from dialogs.pages import UNWATCHED, Field, Problems
from domain.agreement import Mandate
from domain.draft import Answers
from domain.identifiers import OrganisationId
from services.consent import Consent
from services.moment import Context
from services.partners import find_judges


async def offer_judges(ctx: Context, _loaded: object) -> tuple[ChoiceView, ...]:
    """Offer the public participants, by name."""
    names = sorted((one.name, one.id) for one in await find_judges(ctx))
    return tuple(ChoiceView(value=value, title=name) for name, value in names)


CONSENT_FIELDS: Final[tuple[Field[object], ...]] = (
    Field(
        id="agreed",
        kind=FieldKind.CHOICES,
        label="judging.agreed",
        hint="judging.agreed_hint",
        is_required=False,
        needed_when="judging.needed_without_mandate",
        choices_of=offer_judges,
    ),
    Field(
        id="mandate_number",
        watches=UNWATCHED,
        kind=FieldKind.TEXT,
        label="judging.mandate_number",
        is_required=False,
        needed_when="judging.needed_with_mandate",
        max_length=40,
    ),
    Field(
        id="mandate_on",
        kind=FieldKind.DATE,
        label="judging.mandate_on",
        is_required=False,
        needed_when="judging.needed_with_mandate",
    ),
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
