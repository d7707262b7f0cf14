"""The questions who agreed, when and how they were asked, or which mandate is used: part of every
judgement.
"""

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from cards.agreement import choose_mandate
from cards.page import ChoiceView, FieldKind
from cards.words import Text
from dialogs.answers import choices_of, options, text_of
from dialogs.pages import Field, Loaded, Page, Problems
from domain.agreement import Asked, AskedHow
from domain.case import Case
from domain.draft import Answers
from domain.identifiers import OrganisationId
from domain.mandate import AgreedDecision
from services.consent import Consent, find_seated, list_mandates
from services.moment import Context
from services.partners import find_judges


async def offer_judges(ctx: Context, _loaded: object) -> tuple[ChoiceView, ...]:
    """Offer the public participants, by name."""
    names = sorted((one.name, one.id) for one in await find_judges(ctx))
    return tuple(ChoiceView(value=value, title=name) for name, value in names)


# no number begins so
_NO_MANDATE: Final = "-"

_AGREED: Final[tuple[Field[object], ...]] = (
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
        id="agreed_on",
        kind=FieldKind.DATE,
        label="judging.agreed_on",
        is_required=False,
        needed_when="judging.needed_when_agreed",
    ),
    Field(
        id="agreed_how",
        kind=FieldKind.CHOICE,
        label="judging.agreed_how",
        is_required=False,
        needed_when="judging.needed_when_agreed",
        choices=options("judging.how_", *AskedHow),
    ),
)


def ask_consent(decision: AgreedDecision) -> tuple[Field[object], ...]:
    """The questions who agreed to a decision, or which mandate of the register is used."""
    return ask_consent_to(lambda _loaded: decision)


def ask_consent_to(find: Callable[[Any], AgreedDecision]) -> tuple[Field[Any], ...]:
    """The same for a decision that is known once the dialog loaded what it is about."""

    async def offer_mandates(ctx: Context, loaded: object) -> tuple[ChoiceView, ...]:
        return choose_mandate(_NO_MANDATE, await list_mandates(ctx, find(loaded)))

    mandate: Field[Any] = Field(
        id="mandate",
        kind=FieldKind.CHOICE,
        label="judging.mandate",
        is_required=False,
        needed_when="judging.needed_with_mandate",
        choices_of=offer_mandates,
    )
    return (*_AGREED, mandate)


def brings_organisation_in(answers: Answers) -> bool:
    """Tell whether an organisation must be there that takes a new place in the case."""
    return bool(set(choices_of(answers, "required")) - set(choices_of(answers, "seated")))


def ask_about_newcomers(
    is_shown: Callable[[Answers], bool] = brings_organisation_in,
) -> Page[Loaded]:
    """The page on which is said who agreed that somebody gets a place in a case."""
    return Page(
        id="agreed",
        title="judging.newcomers_page",
        intro="judging.newcomers_intro",
        fields=ask_consent(AgreedDecision.INVOLVING),
        is_shown=is_shown,
        check=check_consent,
    )


def read_newcomers_consent(answers: Answers) -> Consent | None:
    """Read who agreed to the organisations that take a new place; None when there are none."""
    return read_consent(answers) if brings_organisation_in(answers) else None


async def fill_in_newcomers(ctx: Context, case: Case) -> Answers:
    """Fill in which organisations take no new place in a case, and that it is agreed on today."""
    seated = tuple(sorted(await find_seated(ctx, case.id)))
    return {**fill_in_today(ctx), **({"seated": seated} if seated else {})}


def fill_in_today(ctx: Context) -> Answers:
    """Fill in what is usual beforehand: they agree on the day it is judged."""
    return {"agreed_on": ctx.today}


def read_consent(answers: Answers) -> Consent:
    """Read who agreed, when and how they were asked, or which mandate is used."""
    return Consent(
        agreed=tuple(OrganisationId(one) for one in choices_of(answers, "agreed")),
        asked=_read_asked(answers),
        mandate=_read_mandate(answers),
    )


def _read_asked(answers: Answers) -> Asked | None:
    on, how = answers.get("agreed_on"), text_of(answers, "agreed_how")
    return Asked(on=on, how=AskedHow(how)) if how and isinstance(on, date) else None


def _read_mandate(answers: Answers) -> str:
    chosen = text_of(answers, "mandate")
    return "" if chosen == _NO_MANDATE else chosen


def check_consent(answers: Answers, today: date) -> Problems:
    """Find what lacks to know who stands behind a judgement."""
    if choices_of(answers, "agreed"):
        return _check_asked(answers, today)
    return {} if _read_mandate(answers) else {"agreed": Text("judging.nobody_agreed")}


def _check_asked(answers: Answers, today: date) -> dict[str, Text]:
    problems = {
        field: Text("judging.not_asked")
        for field in ("agreed_on", "agreed_how")
        if field not in answers
    }
    on = answers.get("agreed_on")
    if isinstance(on, date) and on > today:
        problems["agreed_on"] = Text("judging.future_agreement")
    return problems
