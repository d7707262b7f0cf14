"""Involving a partner in a case, and ending a place in it: each a dialog of one page."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from cards.page import ChoiceView, FieldKind, ReceiptView
from cards.words import Text
from dialogs.answers import text_of
from dialogs.consent import ask_consent, check_consent, fill_in_today, read_consent
from dialogs.pages import STORY, Beginning, Dialog, Field, Page, Problems, back_to_case, name_case
from domain.access import Action
from domain.case_circle import may_end_on
from domain.draft import Answers
from domain.identifiers import CaseId, MemberId
from domain.mandate import AgreedDecision
from services.access import Permit
from services.case_circle import (
    PartnerToInvolve,
    involve_partner,
    list_to_involve,
    list_to_leave,
    remove_partner,
)
from services.moment import Context
from services.partners import name_member, name_organisations
from services.seen_case import SeenCase, take_case


@dataclass(frozen=True, slots=True, kw_only=True)
class CircleAsked:
    """The case whose circle changes."""

    case: CaseId


async def _may_change(ctx: Context, about: CircleAsked) -> Permit:
    return await take_case(ctx, Action.CHANGE_CIRCLE, SeenCase(id=about.case))


async def _begin_involving(ctx: Context, permit: Permit) -> Beginning[CircleAsked]:
    case = permit.case.id
    return Beginning(about=CircleAsked(case=case), case=case, answers=fill_in_today(ctx))


async def _begin_removing(_ctx: Context, permit: Permit) -> Beginning[CircleAsked]:
    case = permit.case.id
    return Beginning(about=CircleAsked(case=case), case=case)


async def _offer_partners(ctx: Context, permit: Permit) -> tuple[ChoiceView, ...]:
    names = await name_organisations(ctx)
    return tuple(
        ChoiceView(value=one.id, title=f"{names[one.organisation]} – {one.name}")
        for one in await list_to_involve(ctx, permit)
    )


async def _offer_places(ctx: Context, permit: Permit) -> tuple[ChoiceView, ...]:
    return tuple(
        ChoiceView(value=one.member, title=f"{one.organisation} – {one.name}")
        for one in await list_to_leave(ctx, permit)
    )


def _check_involving(answers: Answers, today: date) -> Problems:
    until_on = answers.get("until_on")
    problems = dict(check_consent(answers, today))
    if isinstance(until_on, date) and not may_end_on(until_on, today):
        problems["until_on"] = Text("case_circle.ends_before")
    return problems


async def _involve(ctx: Context, permit: Permit, answers: Answers) -> ReceiptView:
    until_on = answers.get("until_on")
    wish = PartnerToInvolve(
        member=MemberId(text_of(answers, "partner")),
        why=text_of(answers, "why_involved"),
        consent=read_consent(answers),
        until_on=until_on if isinstance(until_on, date) else None,
    )
    place = await involve_partner(ctx, permit, wish)
    said = {"name": await name_member(ctx, place.member), "code": permit.case.code}
    return ReceiptView(
        title=Text("case_circle.involved", said), lines=(Text("case_circle.they_hear"),)
    )


async def _remove(ctx: Context, permit: Permit, answers: Answers) -> ReceiptView:
    chosen, why = MemberId(text_of(answers, "place")), text_of(answers, "why_removed")
    place = await remove_partner(ctx, permit, chosen, why)
    said = {"name": await name_member(ctx, place.member), "code": permit.case.code}
    return ReceiptView(
        title=Text("case_circle.removed", said), lines=(Text("case_circle.colour_stays"),)
    )


PARTNER_INVOLVING: Final[Dialog[CircleAsked, Permit]] = Dialog(
    name="partner_involving",
    version=1,
    title="case_circle.involve_dialog",
    about=CircleAsked,
    pages=(
        Page(
            id="partner",
            title="case_circle.involve_page",
            intro="case_circle.involve_intro",
            fields=(
                Field(
                    id="partner",
                    kind=FieldKind.CHOICE,
                    label="case_circle.partner",
                    hint="case_circle.partner_hint",
                    choices_of=_offer_partners,
                ),
                Field(
                    id="why_involved",
                    kind=FieldKind.LONG_TEXT,
                    label="case_circle.why_involved",
                    watches=STORY,
                ),
                Field(
                    id="until_on",
                    kind=FieldKind.DATE,
                    label="case_circle.until",
                    hint="case_circle.until_hint",
                    is_required=False,
                ),
                *ask_consent(AgreedDecision.INVOLVING),
            ),
            check=_check_involving,
        ),
    ),
    allow=_may_change,
    begin=_begin_involving,
    finish=_involve,
    code_of=name_case,
    finish_button="case_circle.involve_finish",
    way_back=back_to_case,
)

PARTNER_REMOVING: Final[Dialog[CircleAsked, Permit]] = Dialog(
    name="partner_removing",
    version=1,
    title="case_circle.remove_dialog",
    about=CircleAsked,
    pages=(
        Page(
            id="place",
            title="case_circle.remove_page",
            intro="case_circle.remove_intro",
            fields=(
                Field(
                    id="place",
                    kind=FieldKind.CHOICE,
                    label="case_circle.place",
                    choices_of=_offer_places,
                ),
                Field(
                    id="why_removed",
                    kind=FieldKind.LONG_TEXT,
                    label="case_circle.why_removed",
                    watches=STORY,
                ),
            ),
        ),
    ),
    allow=_may_change,
    begin=_begin_removing,
    finish=_remove,
    code_of=name_case,
    finish_button="case_circle.remove_finish",
    way_back=back_to_case,
)
