"""The short intake: five pages make a referral (product page §3), and the same five change one."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from cards.overview import SHOW_OVERVIEW
from cards.page import ChoiceView, FieldKind, ReceiptView, ShownView
from cards.words import Text
from dialogs.about import AboutCase
from dialogs.answers import options
from dialogs.pages import (
    STORY,
    Beginning,
    Dialog,
    Field,
    Page,
    Problems,
    ShownBeside,
    back_to_case,
    its_purpose,
    name_case,
    no_case_yet,
)
from dialogs.referral_answers import fill_answers, form_referral, name_explanation
from domain.draft import Answers
from domain.press import Press
from domain.referral import (
    Aim,
    Criterion,
    Fulfilment,
    MissingReason,
    SecrecyGround,
    find_missing,
)
from domain.screening import ReferralPart
from services.access import Permit
from services.criteria import (
    explain_criteria,
    open_to_explain,
    read_to_explain,
    record_criteria_seen,
)
from services.drafts import find_latest_draft
from services.moment import Context
from services.partners import find_others
from services.referral import (
    ReservedCase,
    begin_referral,
    edit_referral,
    is_address_hidden,
    open_for_edit,
    read_for_edit,
    record_own_seen,
    resume_referral,
    submit_referral,
)
from services.screening import find_gap

_REFERRAL: Final = "referral"
_REASON_SIGNS: Final = 600
# all explanations at their longest still fit on one review
_QUESTION_SIGNS: Final = 1000
_FIELDS: Final = {
    MissingReason.NO_NAME: "name",
    MissingReason.NOT_IDENTIFIABLE: "born_on",
    MissingReason.BORN_IN_FUTURE: "born_on",
    MissingReason.BORN_TODAY: "born_on",
    MissingReason.BORN_TOO_LONG_AGO: "born_on",
    MissingReason.NO_QUESTION: "question",
}


def _check_identity(answers: Answers, today: date) -> Problems:
    return {**_lacking(ReferralPart.WHO, answers, today), **_lacking_secret(answers)}


def _lacking_secret(answers: Answers) -> Problems:
    is_there = answers.get("is_hidden") is True or "address" in answers
    if "secrecy" not in answers or is_there:
        return {}
    return {"address": Text("secret_address.no_address")}


def _check_aim(answers: Answers, today: date) -> Problems:
    return _lacking(ReferralPart.AIM, answers, today)


def _lacking(part: ReferralPart, answers: Answers, today: date) -> Problems:
    return {
        _FIELDS[missing.reason]: Text(f"referral.{missing.reason}")
        for missing in find_missing(form_referral(answers), today)
        if missing.part is part
    }


async def _partners(ctx: Context, _loaded: object) -> tuple[ChoiceView, ...]:
    others = sorted((one.name, one.id) for one in await find_others(ctx))
    return tuple(ChoiceView(value=value, title=name) for name, value in others)


_FULFILMENTS: Final = tuple(
    ChoiceView(value=one.value, title=Text(f"fulfilment.{one}")) for one in Fulfilment
)
_AIMS: Final = tuple(ChoiceView(value=one.value, title=Text(f"aim.{one}")) for one in Aim)


def _criterion_fields(criterion: Criterion) -> tuple[Field[object], Field[object]]:
    asked: Field[object] = Field(
        id=criterion.value,
        kind=FieldKind.CHOICE,
        label=f"criterion.{criterion}",
        choices=_FULFILMENTS,
    )
    explained: Field[object] = Field(
        id=name_explanation(criterion),
        kind=FieldKind.LONG_TEXT,
        label=f"referral.explain_{criterion}",
        watches=STORY,
    )
    return asked, explained


_WHO: Final[Page[object]] = Page(
    id=ReferralPart.WHO,
    title="referral.page_who",
    intro="referral.page_who_intro",
    fields=(
        Field(id="name", kind=FieldKind.TEXT, label="referral.name"),
        Field(
            id="born_on",
            kind=FieldKind.TYPED_DATE,
            label="referral.born_on",
            is_required=False,
            needed_when="referral.needed_day_or_address",
        ),
        Field(
            id="address",
            kind=FieldKind.TEXT,
            label="referral.address",
            is_required=False,
            needed_when="referral.needed_day_or_address",
        ),
        Field(
            id="secrecy",
            kind=FieldKind.CHOICE,
            label="secret_address.ask",
            hint="secret_address.ask_hint",
            is_required=False,
            choices=options("secret_address.ground_", *SecrecyGround),
        ),
    ),
    check=_check_identity,
)
_WHY_NOW: Final[Page[object]] = Page(
    id=ReferralPart.WHY_NOW,
    title="referral.page_why_now",
    intro="referral.page_why_now_intro",
    fields=(
        Field(
            id="why_now",
            kind=FieldKind.LONG_TEXT,
            label="referral.why_now",
            max_length=_REASON_SIGNS,
            watches=STORY,
        ),
    ),
)
_AIM: Final[Page[object]] = Page(
    id=ReferralPart.AIM,
    title="referral.page_aim",
    fields=(
        Field(id="aim", kind=FieldKind.CHOICE, label="referral.aim", choices=_AIMS),
        Field(
            id="question",
            kind=FieldKind.LONG_TEXT,
            label="referral.question",
            is_required=False,
            needed_when="referral.needed_for_other_question",
            max_length=_QUESTION_SIGNS,
            watches=STORY,
        ),
    ),
    check=_check_aim,
)
_CRITERIA: Final[Page[object]] = Page(
    id=ReferralPart.CRITERIA,
    title="referral.page_criteria",
    intro="referral.page_criteria_intro",
    fields=tuple(field for criterion in Criterion for field in _criterion_fields(criterion)),
)
_PARTNERS: Final[Page[object]] = Page(
    id=ReferralPart.PARTNERS,
    title="referral.page_partners",
    intro="referral.page_partners_intro",
    fields=(
        Field(
            id="partners",
            kind=FieldKind.CHOICES,
            label="referral.partners",
            is_required=False,
            choices_of=_partners,
        ),
    ),
)
_PAGES: Final = (_WHO, _WHY_NOW, _AIM, _CRITERIA, _PARTNERS)


async def go_on_with_referral(ctx: Context) -> ReservedCase:
    """Go on with the referral of this member that waits, else begin one."""
    waiting = await find_latest_draft(ctx, _REFERRAL)
    if waiting and waiting.case:
        return resume_referral(ctx, waiting.case)
    return await begin_referral(ctx)


async def _may_refer(ctx: Context, about: AboutCase) -> ReservedCase:
    return resume_referral(ctx, about.case)


async def _begin(_ctx: Context, reserved: ReservedCase) -> Beginning[AboutCase]:
    answers = {"question": reserved.question} if reserved.question else {}
    return Beginning(about=AboutCase(case=reserved.id), case=reserved.id, answers=answers)


async def _submit(ctx: Context, reserved: ReservedCase, answers: Answers) -> ReceiptView:
    made = await submit_referral(ctx, reserved, form_referral(answers))
    return ReceiptView(
        title=Text("referral.receipt", {"code": made.code}),
        lines=(
            Text("referral.receipt_term", {"promised_on": made.promised_on}),
            Text("referral.receipt_code"),
        ),
    )


async def _may_edit(ctx: Context, about: AboutCase) -> Permit:
    return await open_for_edit(ctx, about.case)


async def _begin_edit(ctx: Context, permit: Permit) -> Beginning[AboutCase]:
    case = permit.case.id
    answers = fill_answers(await read_for_edit(ctx, permit))
    return Beginning(about=AboutCase(case=case), case=case, answers=answers)


async def _save_edit(ctx: Context, permit: Permit, answers: Answers) -> ReceiptView:
    made = await edit_referral(ctx, permit, form_referral(answers))
    term = Text("referral.receipt_term", {"promised_on": made.promised_on})
    read = (Text("added_facts.read"),) if made.reaches_weigher else ()
    return ReceiptView(title=Text("referral.edited", {"code": made.code}), lines=(*read, term))


async def _may_explain(ctx: Context, about: AboutCase) -> Permit:
    return await open_to_explain(ctx, about.case)


async def _begin_explaining(ctx: Context, permit: Permit) -> Beginning[AboutCase]:
    case = permit.case.id
    said = fill_answers(await read_to_explain(ctx, permit))
    asked = {one.id for one in _CRITERIA.fields}
    answers = {name: answer for name, answer in said.items() if name in asked}
    return Beginning(about=AboutCase(case=case), case=case, answers=answers)


async def _explain(ctx: Context, permit: Permit, answers: Answers) -> ReceiptView:
    await explain_criteria(ctx, permit, form_referral(answers).criteria)
    return ReceiptView(title=Text("criteria.explained", {"code": permit.case.code}))


def _to_mine(_permit: Permit) -> Press:
    return Press(verb=SHOW_OVERVIEW, subject="1")


def _shows_beside(part: str) -> ShownBeside[Permit]:
    """Show what the house asked to complete, and that the address is secret, never which."""
    wanted = _shows_wanted(part)
    if part != ReferralPart.WHO:
        return wanted

    async def shows(ctx: Context, permit: Permit) -> Mapping[str, tuple[ShownView, ...]]:
        beside = dict(await wanted(ctx, permit))
        if await is_address_hidden(ctx, permit):
            beside["address"] = (ShownView(label=Text("secret_address.recorded"), lines=()),)
        return beside

    return shows


def _shows_wanted(part: str) -> ShownBeside[Permit]:
    """Show on a page what the house asked to complete there."""

    async def shows(ctx: Context, permit: Permit) -> Mapping[str, tuple[ShownView, ...]]:
        gap = await find_gap(ctx, permit)
        if gap is None or part not in gap.parts:
            return {}
        return {"": (ShownView(label=Text("referral.wanted"), lines=(gap.wanted,)),)}

    return shows


def _page_to_edit(page: Page[object]) -> Page[Permit]:
    shown: Page[Permit] = page
    return replace(shown, shows=_shows_beside(page.id))


REFERRAL: Final[Dialog[AboutCase, ReservedCase]] = Dialog(
    name=_REFERRAL,
    version=1,
    title="referral.dialog",
    about=AboutCase,
    pages=_PAGES,
    allow=_may_refer,
    begin=_begin,
    finish=_submit,
    code_of=no_case_yet,
)
EDIT_REFERRAL: Final[Dialog[AboutCase, Permit]] = Dialog(
    name="edit_referral",
    version=1,
    title="referral.edit_dialog",
    about=AboutCase,
    pages=tuple(_page_to_edit(page) for page in _PAGES),
    allow=_may_edit,
    begin=_begin_edit,
    finish=_save_edit,
    code_of=name_case,
    sees=record_own_seen,
    way_back=back_to_case,
    purpose_of=its_purpose,
)
EXPLAIN_CRITERIA: Final[Dialog[AboutCase, Permit]] = Dialog(
    name="explain_criteria",
    version=1,
    title="criteria.dialog",
    about=AboutCase,
    pages=(replace(_CRITERIA, intro="criteria.page_intro"),),
    allow=_may_explain,
    begin=_begin_explaining,
    finish=_explain,
    code_of=name_case,
    sees=record_criteria_seen,
    way_back=_to_mine,
    purpose_of=its_purpose,
)
