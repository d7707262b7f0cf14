"""Keeping a case longer, as a dialog: the ground and why, until when, who agreed."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from cards.extension import show_extension
from cards.page import ChoiceView, FieldKind, ReceiptView, ShownView
from cards.retention import SHOW_RETENTION
from cards.words import Text
from dialogs.answers import choices_of, options, text_of
from dialogs.consent import CONSENT_FIELDS, check_consent, fill_in_today, read_consent
from dialogs.pages import STORY, Beginning, Dialog, Field, Page, name_case
from domain.access import Action
from domain.draft import Answers
from domain.extension import ExtensionForm, ExtensionGround
from domain.identifiers import OrganisationId
from domain.press import Press
from services.access import Permit
from services.extension import (
    extend_case,
    find_extension,
    find_term_end,
    list_suppliers,
    record_extension_seen,
)
from services.moment import Context
from services.seen_case import SeenCase, see, take_case


async def _may_extend(ctx: Context, seen: SeenCase) -> Permit:
    return await take_case(ctx, Action.EXTEND_CASE, seen)


async def _begin(ctx: Context, permit: Permit) -> Beginning[SeenCase]:
    find_term_end(ctx, permit.case)
    return Beginning(about=see(permit.case), case=permit.case.id, answers=fill_in_today(ctx))


async def _show(ctx: Context, permit: Permit) -> Mapping[str, tuple[ShownView, ...]]:
    before = await find_extension(ctx, permit)
    return {"": show_extension(find_term_end(ctx, permit.case), before)}


async def _offer_suppliers(ctx: Context, permit: Permit) -> tuple[ChoiceView, ...]:
    found = await list_suppliers(ctx, permit)
    return tuple(ChoiceView(value=one.id, title=one.name) for one in found)


def _back(permit: Permit) -> Press:
    return Press(verb=SHOW_RETENTION, subject=permit.case.code)


async def _finish(ctx: Context, permit: Permit, answers: Answers) -> ReceiptView:
    on = answers["extended_to"]
    form = ExtensionForm(
        ground=ExtensionGround(text_of(answers, "extension_ground")),
        reason=text_of(answers, "extension_reason").strip(),
        goes_on=on if isinstance(on, date) else ctx.today,
        suppliers=frozenset(OrganisationId(one) for one in choices_of(answers, "suppliers")),
    )
    await extend_case(ctx, permit, form, read_consent(answers))
    return ReceiptView(
        title=Text("extension.done", {"code": permit.case.code, "on": form.goes_on}),
        lines=(Text("extension.what_follows"),),
    )


_WHY: Final[Page[Permit]] = Page(
    id="extension_why",
    title="extension.page_why",
    intro="extension.page_why_intro",
    fields=(
        Field(
            id="extension_ground",
            kind=FieldKind.CHOICE,
            label="extension.ground",
            choices=options("extension.ground_", *ExtensionGround),
        ),
        Field(
            id="extension_reason",
            kind=FieldKind.LONG_TEXT,
            label="extension.reason",
            hint="extension.reason_hint",
            watches=STORY,
        ),
        Field(
            id="extended_to",
            kind=FieldKind.DATE,
            label="extension.until",
            hint="extension.until_hint",
        ),
    ),
    shows=_show,
)
_WHO: Final[Page[Permit]] = Page(
    id="extension_who",
    title="extension.page_who",
    intro="extension.page_who_intro",
    fields=(
        Field(
            id="suppliers",
            kind=FieldKind.CHOICES,
            label="extension.suppliers",
            hint="extension.suppliers_hint",
            choices_of=_offer_suppliers,
        ),
        *CONSENT_FIELDS,
    ),
    check=check_consent,
)

EXTENSION: Final[Dialog[SeenCase, Permit]] = Dialog(
    name="extension",
    version=1,
    title="extension.dialog",
    about=SeenCase,
    pages=(_WHY, _WHO),
    allow=_may_extend,
    begin=_begin,
    finish=_finish,
    code_of=name_case,
    finish_button="extension.finish_button",
    way_back=_back,
    sees=record_extension_seen,
)
