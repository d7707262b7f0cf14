"""The short intake: five pages make a referral (product page §3), and the same five change one."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from cards.group_referral import offer_group
from cards.overview import SHOW_OVERVIEW
from cards.page import FieldKind, ReceiptView, ShownView
from cards.words import Text
from dialogs.about import AboutCase
from dialogs.answers import options
from dialogs.pages import (
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
from dialogs.referral_answers import fill_answers, form_referral
from dialogs.referral_pages import (
    AIM_PAGE,
    CRITERIA_PAGE,
    PARTNERS_PAGE,
    WHY_NOW_PAGE,
    find_lacking,
    go_on_with_draft,
)
from domain.draft import Answers
from domain.press import Press
from domain.referral import (
    SecrecyGround,
)
from domain.screening import ReferralPart
from services.access import Permit
from services.criteria import (
    explain_criteria,
    open_to_explain,
    read_to_explain,
    record_criteria_seen,
)
from services.moment import Context
from services.referral import (
    ReservedCase,
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


def _check_identity(answers: Answers, today: date) -> Problems:
    return {**find_lacking(ReferralPart.WHO, answers, today), **_lacking_secret(answers)}


def _lacking_secret(answers: Answers) -> Problems:
    is_there = answers.get("is_hidden") is True or "address" in answers
    if "secrecy" not in answers or is_there:
        return {}
    return {"address": Text("secret_address.no_address")}


async def _offer_group(_ctx: Context, _loaded: object) -> Mapping[str, tuple[ShownView, ...]]:
    return {"": (offer_group(),)}


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
    shows=_offer_group,
)
_PAGES: Final = (_WHO, WHY_NOW_PAGE, AIM_PAGE, CRITERIA_PAGE, PARTNERS_PAGE)


async def go_on_with_referral(ctx: Context) -> ReservedCase:
    """Go on with the referral of this member that waits, else begin one."""
    return await go_on_with_draft(ctx, _REFERRAL)


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
    asked = {one.id for one in CRITERIA_PAGE.fields}
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
    pages=(replace(CRITERIA_PAGE, intro="criteria.page_intro"),),
    allow=_may_explain,
    begin=_begin_explaining,
    finish=_explain,
    code_of=name_case,
    sees=record_criteria_seen,
    way_back=_to_mine,
    purpose_of=its_purpose,
)
