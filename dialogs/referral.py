"""The short intake: five pages make a referral (product page §3), and the same five change one."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from cards.page import ChoiceView, FieldKind, ReceiptView, ShownView
from cards.words import Text
from dialogs.pages import Dialog, Field, Page, Problems, ShownBeside, Start
from dialogs.referral_answers import fill_answers, form_referral, name_explanation
from domain.access import Action
from domain.draft import Answers, Draft
from domain.identifiers import CaseId
from domain.referral import (
    Aim,
    Criterion,
    Fulfilment,
    MissingReason,
    find_missing,
)
from domain.screening import Gap, ReferralPart
from services.access import require, require_case
from services.moment import Context
from services.referral import begin_referral, edit_referral, read_for_edit, submit_referral

ANOTHER: Final = "another"
_REASON_SIGNS: Final = 600
_FIELDS: Final = {
    MissingReason.NO_NAME: "name",
    MissingReason.NOT_IDENTIFIABLE: "born_on",
    MissingReason.BORN_IN_FUTURE: "born_on",
    MissingReason.NO_QUESTION: "question",
}


def _check_identity(answers: Answers, today: date) -> Problems:
    return _lacking(ReferralPart.WHO, answers, today)


def _check_aim(answers: Answers, today: date) -> Problems:
    return _lacking(ReferralPart.AIM, answers, today)


def _lacking(part: ReferralPart, answers: Answers, today: date) -> Problems:
    return {
        _FIELDS[missing.reason]: Text(f"referral.{missing.reason}")
        for missing in find_missing(form_referral(answers), today)
        if missing.part is part
    }


async def _partners(ctx: Context, _subject: str) -> tuple[ChoiceView, ...]:
    own = ctx.actor.organisation.id
    organisations = await ctx.uow.people.organisations()
    others = sorted((one.name, one.id) for one in organisations if one.id != own)
    return tuple(ChoiceView(value=value, title=name) for name, value in others)


_FULFILMENTS: Final = tuple(
    ChoiceView(value=one.value, title=Text(f"fulfilment.{one}")) for one in Fulfilment
)
_AIMS: Final = tuple(ChoiceView(value=one.value, title=Text(f"aim.{one}")) for one in Aim)


def _criterion_fields(criterion: Criterion) -> tuple[Field, Field]:
    asked = Field(
        id=criterion.value,
        kind=FieldKind.CHOICE,
        label=f"criterion.{criterion}",
        choices=_FULFILMENTS,
    )
    explained = Field(
        id=name_explanation(criterion),
        kind=FieldKind.LONG_TEXT,
        label=f"referral.explain_{criterion}",
        is_watched=True,
    )
    return asked, explained


_WHO: Final = Page(
    id=ReferralPart.WHO,
    title="referral.page_who",
    intro="referral.page_who_intro",
    fields=(
        Field(id="name", kind=FieldKind.TEXT, label="referral.name"),
        Field(id="born_on", kind=FieldKind.DATE, label="referral.born_on", is_required=False),
        Field(id="address", kind=FieldKind.TEXT, label="referral.address", is_required=False),
    ),
    check=_check_identity,
)
_WHY_NOW: Final = Page(
    id=ReferralPart.WHY_NOW,
    title="referral.page_why_now",
    intro="referral.page_why_now_intro",
    fields=(
        Field(
            id="why_now",
            kind=FieldKind.LONG_TEXT,
            label="referral.why_now",
            max_length=_REASON_SIGNS,
            is_watched=True,
        ),
    ),
)
_AIM: Final = Page(
    id=ReferralPart.AIM,
    title="referral.page_aim",
    fields=(
        Field(id="aim", kind=FieldKind.CHOICE, label="referral.aim", choices=_AIMS),
        Field(
            id="question",
            kind=FieldKind.LONG_TEXT,
            label="referral.question",
            is_required=False,
            is_watched=True,
        ),
    ),
    check=_check_aim,
)
_CRITERIA: Final = Page(
    id=ReferralPart.CRITERIA,
    title="referral.page_criteria",
    intro="referral.page_criteria_intro",
    fields=tuple(field for criterion in Criterion for field in _criterion_fields(criterion)),
)
_PARTNERS: Final = Page(
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


async def _may_refer(ctx: Context, _subject: str) -> None:
    require(ctx, Action.REFER)


async def _begin(ctx: Context, about: str) -> Start:
    """Go on with the referral that waits, unless a new one is asked for."""
    waiting = [d for d in await ctx.uow.drafts.open_of(ctx.actor.id) if d.dialog == "referral"]
    if waiting and about != ANOTHER:
        return Start(subject=waiting[0].subject)
    case_id = await begin_referral(ctx)
    return Start(subject=case_id, case=case_id)


async def _submit(ctx: Context, draft: Draft) -> ReceiptView:
    made = await submit_referral(ctx, CaseId(draft.subject), form_referral(draft.answers))
    return ReceiptView(
        title=Text("referral.receipt", {"code": made.code}),
        lines=(
            Text("referral.receipt_term", {"promised_on": made.promised_on}),
            Text("referral.receipt_code"),
        ),
    )


async def _may_edit(ctx: Context, case_id: str) -> None:
    await require_case(ctx, Action.EDIT_REFERRAL, await ctx.uow.cases.get(CaseId(case_id)))


async def _begin_edit(ctx: Context, case_id: str) -> Start:
    referral = await read_for_edit(ctx, CaseId(case_id))
    return Start(subject=case_id, case=CaseId(case_id), answers=fill_answers(referral))


async def _save_edit(ctx: Context, draft: Draft) -> ReceiptView:
    made = await edit_referral(ctx, CaseId(draft.subject), form_referral(draft.answers))
    return ReceiptView(
        title=Text("referral.edited", {"code": made.code}),
        lines=(Text("referral.receipt_term", {"promised_on": made.promised_on}),),
    )


def _shows_wanted(part: str) -> ShownBeside:
    """Show on a page what the house asked to complete there."""

    async def shows(ctx: Context, case_id: str) -> Mapping[str, tuple[ShownView, ...]]:
        screening = await ctx.uow.weighings.last_screening(CaseId(case_id))
        gap = screening.outcome if screening else None
        if not isinstance(gap, Gap) or part not in gap.parts:
            return {}
        return {"": (ShownView(label=Text("referral.wanted"), lines=(gap.wanted,)),)}

    return shows


REFERRAL: Final = Dialog(
    name="referral",
    version=1,
    title="referral.dialog",
    pages=_PAGES,
    allow=_may_refer,
    begin=_begin,
    finish=_submit,
)
EDIT_REFERRAL: Final = Dialog(
    name="edit_referral",
    version=1,
    title="referral.edit_dialog",
    pages=tuple(replace(page, shows=_shows_wanted(page.id)) for page in _PAGES),
    allow=_may_edit,
    begin=_begin_edit,
    finish=_save_edit,
)
