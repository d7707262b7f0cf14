"""Another house or partnership was asked whether it knows a subject: who and what they said; and
only when they do, what was shared, by another page for a house than for a partnership.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from cards.known_check import show_supplied
from cards.page import ChoiceView, FieldKind, ReceiptView, ShownView
from cards.words import Text
from dialogs.about import AboutCase
from dialogs.answers import choices_of, options, text_of
from dialogs.pages import Beginning, Dialog, Field, Page, Problems, back_to_case, name_case
from domain.contribution import DataCategory
from domain.draft import Answers
from domain.identifiers import OrganisationId, OutsidePartnerId
from domain.known_check import WITH_AGREEMENT, AlignedMatter, KnownAnswer, OutsideKind
from services.access import Permit
from services.known_check import (
    KnownCheckForm,
    list_nameable,
    list_supplied,
    open_known_check,
    record_known_check,
)
from services.moment import Context
from services.partners import find_participants, name_organisations


async def _may_check(ctx: Context, about: AboutCase) -> Permit:
    return await open_known_check(ctx, about.case)


async def _begin(ctx: Context, permit: Permit) -> Beginning[AboutCase]:
    case = permit.case.id
    return Beginning(about=AboutCase(case=case), case=case, answers={"asked_on": ctx.today})


async def _offer_outside(ctx: Context, _permit: Permit) -> tuple[ChoiceView, ...]:
    found = sorted(ctx.house.outside_partners, key=lambda one: (one.kind, one.name))
    return tuple(ChoiceView(value=f"{one.kind}.{one.id}", title=one.name) for one in found)


async def _offer_agreeing(ctx: Context, permit: Permit) -> tuple[ChoiceView, ...]:
    """The participants, and who supplied something and is none any more."""
    names = await name_organisations(ctx)
    may_agree = {one.id for one in await find_participants(ctx)}
    may_agree |= {one.organisation for one in await list_supplied(ctx, permit)}
    named = sorted((names[one], one) for one in may_agree)
    return tuple(ChoiceView(value=value, title=name) for name, value in named)


async def _offer_nameable(ctx: Context, permit: Permit) -> tuple[ChoiceView, ...]:
    found = sorted(await list_nameable(ctx, permit), key=lambda one: (one.name, one.id))
    return tuple(ChoiceView(value=one.id, title=one.name) for one in found)


async def _offer_matters(ctx: Context, permit: Permit) -> tuple[ChoiceView, ...]:
    """Who is involved, only where somebody is that may be named."""
    may_name = await list_nameable(ctx, permit)
    matters = AlignedMatter if may_name else (AlignedMatter.INTERVENTIONS,)
    return options("known_check.matter_", *matters)


async def _show_supplied(ctx: Context, permit: Permit) -> Mapping[str, tuple[ShownView, ...]]:
    names = await name_organisations(ctx)
    supplied = await list_supplied(ctx, permit)
    return {"agreed": show_supplied(supplied, lambda one: names.get(one, one))}


def _is_known_to(kind: OutsideKind, answers: Answers) -> bool:
    is_known = answers.get("answer") == KnownAnswer.KNOWN.value
    return is_known and text_of(answers, "outside").startswith(f"{kind}.")


def _is_known_to_house(answers: Answers) -> bool:
    return _is_known_to(OutsideKind.HOUSE, answers)


def _is_known_to_partnership(answers: Answers) -> bool:
    return _is_known_to(OutsideKind.PARTNERSHIP, answers)


def _check_asked(answers: Answers, today: date) -> Problems:
    asked_on = answers.get("asked_on")
    is_ahead = isinstance(asked_on, date) and asked_on > today
    return {"asked_on": Text("known_check.asked_later")} if is_ahead else {}


def _check_house(answers: Answers, _today: date) -> Problems:
    is_bare = WITH_AGREEMENT & set(choices_of(answers, "categories")) and not choices_of(
        answers, "agreed"
    )
    return {"agreed": Text("known_check.supplier_not_agreed")} if is_bare else {}


def _check_partnership(answers: Answers, _today: date) -> Problems:
    tells_who = AlignedMatter.WHO_IS_INVOLVED.value in choices_of(answers, "matters")
    is_bare = tells_who and not choices_of(answers, "named")
    return {"named": Text("known_check.nobody_named")} if is_bare else {}


def _read(ctx: Context, answers: Answers) -> KnownCheckForm:
    """What was filled in on the pages that are shown."""
    asked_on = answers.get("asked_on")
    asked = KnownCheckForm(
        partner=OutsidePartnerId(text_of(answers, "outside").partition(".")[2]),
        asked_on=asked_on if isinstance(asked_on, date) else ctx.today,
        answer=KnownAnswer(text_of(answers, "answer")),
    )
    if _is_known_to_house(answers):
        chosen = tuple(DataCategory(one) for one in choices_of(answers, "categories"))
        return replace(asked, categories=chosen, agreed=_read_organisations(answers, "agreed"))
    if _is_known_to_partnership(answers):
        matters = tuple(AlignedMatter(one) for one in choices_of(answers, "matters"))
        return replace(asked, matters=matters, named=_read_organisations(answers, "named"))
    return asked


def _read_organisations(answers: Answers, field: str) -> tuple[OrganisationId, ...]:
    return tuple(OrganisationId(one) for one in choices_of(answers, field))


async def _finish(ctx: Context, permit: Permit, answers: Answers) -> ReceiptView:
    await record_known_check(ctx, permit, _read(ctx, answers))
    return ReceiptView(
        title=Text("known_check.done", {"code": permit.case.code}),
        lines=(Text("known_check.nothing_sent"),),
    )


_ASKED: Final[Page[Permit]] = Page(
    id="asked",
    title="known_check.page_asked",
    intro="known_check.page_asked_intro",
    fields=(
        Field(
            id="outside",
            kind=FieldKind.CHOICE,
            label="known_check.outside",
            choices_of=_offer_outside,
        ),
        Field(
            id="answer",
            kind=FieldKind.CHOICE,
            label="known_check.answer",
            choices=options("known_check.answer_", *KnownAnswer),
        ),
        Field(id="asked_on", kind=FieldKind.DATE, label="known_check.asked_on"),
    ),
    check=_check_asked,
)
_WITH_HOUSE: Final[Page[Permit]] = Page(
    id="house",
    title="known_check.page_house",
    intro="known_check.page_house_intro",
    fields=(
        Field(
            id="categories",
            kind=FieldKind.CHOICES,
            label="known_check.categories",
            is_required=False,
            choices=options("contribution.of_", *DataCategory),
        ),
        Field(
            id="agreed",
            kind=FieldKind.CHOICES,
            label="known_check.agreed",
            hint="known_check.agreed_hint",
            is_required=False,
            needed_when="known_check.agreed_needed",
            choices_of=_offer_agreeing,
        ),
    ),
    is_shown=_is_known_to_house,
    check=_check_house,
    shows=_show_supplied,
)
_WITH_PARTNERSHIP: Final[Page[Permit]] = Page(
    id="partnership",
    title="known_check.page_partnership",
    intro="known_check.page_partnership_intro",
    fields=(
        Field(
            id="matters",
            kind=FieldKind.CHOICES,
            label="known_check.matters",
            is_required=False,
            choices_of=_offer_matters,
        ),
        Field(
            id="named",
            kind=FieldKind.CHOICES,
            label="known_check.named_field",
            hint="known_check.named_hint",
            is_required=False,
            needed_when="known_check.named_needed",
            choices_of=_offer_nameable,
        ),
    ),
    is_shown=_is_known_to_partnership,
    check=_check_partnership,
)
KNOWN_CHECK: Final[Dialog[AboutCase, Permit]] = Dialog(
    name="known_check",
    version=1,
    title="known_check.dialog",
    about=AboutCase,
    pages=(_ASKED, _WITH_HOUSE, _WITH_PARTNERSHIP),
    allow=_may_check,
    begin=_begin,
    finish=_finish,
    code_of=name_case,
    finish_button="known_check.finish",
    way_back=back_to_case,
)
