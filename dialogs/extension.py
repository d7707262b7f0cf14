"""Keeping a case longer, as dialogs: its suppliers are asked, what one of them says by telephone is
noted, and a supplier answers.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from cards.extension import show_answers, show_extension, show_question, show_suppliers
from cards.overview import SHOW_OVERVIEW
from cards.page import ChoiceView, FieldKind, ReceiptView, ShownView
from cards.retention import SHOW_RETENTION
from cards.words import Text
from dialogs.answers import options, text_of
from dialogs.consent import ask_consent, check_consent, fill_in_today, read_consent
from dialogs.pages import STORY, Beginning, Dialog, Field, Page, Problems, name_case
from domain.access import Action
from domain.draft import Answers
from domain.extension import ByTelephone, ExtensionForm, ExtensionGround, SupplierSays
from domain.identifiers import OrganisationId
from domain.mandate import AgreedDecision
from domain.press import Press
from domain.purpose import CasePurpose
from services.access import Permit
from services.extension import (
    ask_suppliers,
    find_extension,
    find_term_end,
    is_extension_asked,
    list_answers,
    list_suppliers,
    note_telephone_answer,
    record_extension_seen,
)
from services.extension_answer import (
    answer_extension,
    open_extension_question,
    read_extension_question,
)
from services.moment import Context
from services.seen_case import SeenCase, see, take_case


async def choose_extension(ctx: Context, permit: Permit) -> Dialog[SeenCase, Permit]:
    """Choose what is done now to keep a case longer: its suppliers are asked, or were."""
    return EXTENSION_TELEPHONE if await is_extension_asked(ctx, permit) else EXTENSION


async def _may_extend(ctx: Context, seen: SeenCase) -> Permit:
    return await take_case(ctx, Action.EXTEND_CASE, seen)


async def _may_answer(ctx: Context, seen: SeenCase) -> Permit:
    return await open_extension_question(ctx, seen)


async def _begin(ctx: Context, permit: Permit) -> Beginning[SeenCase]:
    find_term_end(ctx, permit.case)
    return Beginning(about=see(permit.case), case=permit.case.id, answers=fill_in_today(ctx))


async def _begin_here(_ctx: Context, permit: Permit) -> Beginning[SeenCase]:
    return Beginning(about=see(permit.case), case=permit.case.id)


async def _begin_today(ctx: Context, permit: Permit) -> Beginning[SeenCase]:
    return Beginning(
        about=see(permit.case), case=permit.case.id, answers={"telephone_on": ctx.today}
    )


async def _show(ctx: Context, permit: Permit) -> Mapping[str, tuple[ShownView, ...]]:
    before = await find_extension(ctx, permit)
    return {"": show_extension(find_term_end(ctx, permit.case), before)}


async def _show_suppliers(ctx: Context, permit: Permit) -> Mapping[str, tuple[ShownView, ...]]:
    suppliers = await list_suppliers(ctx, permit)
    return {"": show_suppliers([one.name for one in suppliers])}


async def _show_answers(ctx: Context, permit: Permit) -> Mapping[str, tuple[ShownView, ...]]:
    return {"": show_answers(await list_answers(ctx, permit))}


async def _offer_asked(ctx: Context, permit: Permit) -> tuple[ChoiceView, ...]:
    found = await list_answers(ctx, permit)
    return tuple(
        ChoiceView(value=one.organisation.id, title=one.organisation.name) for one in found
    )


async def _show_question(ctx: Context, permit: Permit) -> Mapping[str, tuple[ShownView, ...]]:
    return {"": show_question(await read_extension_question(ctx, permit))}


def _back(permit: Permit) -> Press:
    return Press(verb=SHOW_RETENTION, subject=permit.case.code)


def _purpose_of(_permit: Permit) -> CasePurpose:
    return CasePurpose.KEEP


def _back_to_own(_permit: Permit) -> Press:
    return Press(verb=SHOW_OVERVIEW, subject="1")


async def _finish(ctx: Context, permit: Permit, answers: Answers) -> ReceiptView:
    form = ExtensionForm(
        ground=ExtensionGround(text_of(answers, "extension_ground")),
        reason=text_of(answers, "extension_reason").strip(),
        goes_on=_day_of(ctx, answers, "extended_to"),
    )
    await ask_suppliers(ctx, permit, form, read_consent(answers))
    return ReceiptView(
        title=Text("extension.asking", {"code": permit.case.code, "on": form.goes_on}),
        lines=(Text("extension.what_follows"),),
    )


def _day_of(ctx: Context, answers: Answers, field: str) -> date:
    on = answers.get(field)
    return on if isinstance(on, date) else ctx.today


async def _finish_telephone(ctx: Context, permit: Permit, answers: Answers) -> ReceiptView:
    told = ByTelephone(
        by=text_of(answers, "telephone_by"), on=_day_of(ctx, answers, "telephone_on")
    )
    organisation = OrganisationId(text_of(answers, "supplier"))
    await note_telephone_answer(ctx, permit, organisation, _read_says(answers), told)
    return _say_noted(permit)


async def _finish_answer(ctx: Context, permit: Permit, answers: Answers) -> ReceiptView:
    await answer_extension(ctx, permit, _read_says(answers))
    return _say_noted(permit)


def _read_says(answers: Answers) -> SupplierSays:
    return SupplierSays(text_of(answers, "supplier_says"))


def _say_noted(permit: Permit) -> ReceiptView:
    return ReceiptView(
        title=Text("extension.noted", {"code": permit.case.code}),
        lines=(Text("extension.until_term"),),
    )


def _check_telephone(answers: Answers, today: date) -> Problems:
    on = answers.get("telephone_on")
    is_ahead = isinstance(on, date) and on > today
    return {"telephone_on": Text("extension.nobody_said")} if is_ahead else {}


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
    fields=ask_consent(AgreedDecision.EXTENSION),
    check=check_consent,
    shows=_show_suppliers,
)
_SAYS: Final[Field[Any]] = Field(
    id="supplier_says",
    kind=FieldKind.CHOICE,
    label="extension.says",
    choices=options("extension.says_", *SupplierSays),
)
_TELEPHONE: Final[Page[Permit]] = Page(
    id="extension_telephone",
    title="extension.page_telephone",
    intro="extension.page_telephone_intro",
    fields=(
        Field(
            id="supplier",
            kind=FieldKind.CHOICE,
            label="extension.for_whom",
            choices_of=_offer_asked,
        ),
        _SAYS,
        Field(id="telephone_by", kind=FieldKind.TEXT, label="extension.telephone_by"),
        Field(id="telephone_on", kind=FieldKind.DATE, label="extension.telephone_on"),
    ),
    check=_check_telephone,
    shows=_show_answers,
)
_ANSWER: Final[Page[Permit]] = Page(
    id="extension_answer",
    title="extension.page_answer",
    intro="extension.page_answer_intro",
    fields=(_SAYS,),
    shows=_show_question,
)

EXTENSION: Final[Dialog[SeenCase, Permit]] = Dialog(
    name="extension",
    version=2,
    title="extension.dialog",
    about=SeenCase,
    pages=(_WHY, _WHO),
    allow=_may_extend,
    begin=_begin,
    finish=_finish,
    code_of=name_case,
    finish_button="extension.ask_button",
    way_back=_back,
    sees=record_extension_seen,
)
EXTENSION_TELEPHONE: Final[Dialog[SeenCase, Permit]] = Dialog(
    name="extension_telephone",
    version=1,
    title="extension.dialog_telephone",
    about=SeenCase,
    pages=(_TELEPHONE,),
    allow=_may_extend,
    begin=_begin_today,
    finish=_finish_telephone,
    code_of=name_case,
    finish_button="extension.note_button",
    way_back=_back,
    sees=record_extension_seen,
)
EXTENSION_ANSWER: Final[Dialog[SeenCase, Permit]] = Dialog(
    name="extension_answer",
    version=1,
    title="extension.dialog_answer",
    about=SeenCase,
    pages=(_ANSWER,),
    allow=_may_answer,
    begin=_begin_here,
    finish=_finish_answer,
    code_of=name_case,
    finish_button="extension.answer_button",
    way_back=_back_to_own,
    purpose_of=_purpose_of,
)
