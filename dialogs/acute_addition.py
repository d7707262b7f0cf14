"""Adding a partner to an acute session that was convened already: whom and why; for a third party
what it signed.
"""

from datetime import date
from typing import Final

from cards.acute_report import BOARD
from cards.page import ChoiceView, FieldKind, ReceiptView
from cards.words import Text
from dialogs.about import AboutSession
from dialogs.answers import text_of
from dialogs.pages import Beginning, Dialog, Field, Page, Problems
from domain.acute_circle import Addition, Statement
from domain.draft import Answers
from domain.identifiers import CaseCode, MemberId, OrganisationId
from domain.press import Press
from services.acute.addition import RunningCircle, add_partner, list_who_to_add, open_circle
from services.moment import Context
from services.partners import name_organisations

_WHOM: Final = ("invited", "by_telephone", "third_party")


async def _offer_members(ctx: Context, circle: RunningCircle) -> tuple[ChoiceView, ...]:
    names = await name_organisations(ctx)
    return tuple(
        ChoiceView(
            value=f"{one.organisation}:{one.id}", title=f"{names[one.organisation]} – {one.name}"
        )
        for one in await list_who_to_add(ctx, circle)
    )


async def _offer_silent(_ctx: Context, circle: RunningCircle) -> tuple[ChoiceView, ...]:
    return tuple(
        ChoiceView(value=one.id, title=one.organisation.name)
        for one in circle.partners
        if not (one.is_third_party or one.representatives)
    )


async def _offer_third_parties(_ctx: Context, circle: RunningCircle) -> tuple[ChoiceView, ...]:
    return tuple(
        ChoiceView(value=one.id, title=one.organisation.name)
        for one in circle.partners
        if one.is_third_party
    )


def _check_whom(answers: Answers, _today: date) -> Problems:
    """Exactly one at a time, so that each has a reason of its own."""
    chosen = [field for field in _WHOM if text_of(answers, field)]
    if len(chosen) == 1:
        return {}
    return {(chosen or _WHOM)[-1 if chosen else 0]: Text("acute.add_one")}


def _is_third_party(answers: Answers) -> bool:
    return bool(text_of(answers, "third_party"))


def _check_statement(answers: Answers, today: date) -> Problems:
    signed_on = answers.get("signed_on")
    if isinstance(signed_on, date) and signed_on > today:
        return {"signed_on": Text("acute.signed_later")}
    return {}


_PARTNER: Final[Page[RunningCircle]] = Page(
    id="partner",
    title="acute.page_adding",
    intro="acute.page_adding_intro",
    fields=(
        Field(
            id="invited",
            kind=FieldKind.CHOICE,
            label="acute.added",
            is_required=False,
            needed_when="acute.needed_one_partner",
            choices_of=_offer_members,
        ),
        Field(
            id="by_telephone",
            kind=FieldKind.CHOICE,
            label="acute.called",
            hint="acute.called_hint",
            is_required=False,
            needed_when="acute.needed_one_partner",
            choices_of=_offer_silent,
        ),
        Field(
            id="third_party",
            kind=FieldKind.CHOICE,
            label="acute.third_party",
            hint="acute.third_party_hint",
            is_required=False,
            needed_when="acute.needed_one_partner",
            choices_of=_offer_third_parties,
        ),
        Field(id="note", kind=FieldKind.LONG_TEXT, label="acute.why_added"),
    ),
    check=_check_whom,
)
_STATEMENT: Final[Page[RunningCircle]] = Page(
    id="statement",
    title="acute.page_statement",
    intro="acute.page_statement_intro",
    fields=(
        Field(id="signed_on", kind=FieldKind.DATE, label="acute.signed_on"),
        Field(id="signed_by", kind=FieldKind.TEXT, label="acute.signed_by"),
        Field(id="may_tell", kind=FieldKind.LONG_TEXT, label="acute.may_tell"),
    ),
    is_shown=_is_third_party,
    check=_check_statement,
)


async def _may_add(ctx: Context, about: AboutSession) -> RunningCircle:
    return await open_circle(ctx, about.session)


async def _begin(_ctx: Context, circle: RunningCircle) -> Beginning[AboutSession]:
    running = circle.running
    return Beginning(about=AboutSession(session=running.session.id), case=running.case.id)


async def _add(ctx: Context, circle: RunningCircle, answers: Answers) -> ReceiptView:
    addition = _form_addition(answers)
    await add_partner(ctx, circle, addition)
    key = "acute.partner_invited" if addition.member else "acute.partner_to_call"
    return ReceiptView(title=Text(key, {"code": circle.running.case.code}))


def _form_addition(answers: Answers) -> Addition:
    organisation, _, member = text_of(answers, "invited").partition(":")
    third_party = text_of(answers, "third_party")
    return Addition(
        organisation=OrganisationId(
            organisation or text_of(answers, "by_telephone") or third_party
        ),
        member=MemberId(member) if member else None,
        note=text_of(answers, "note"),
        statement=_form_statement(answers) if third_party else None,
    )


def _form_statement(answers: Answers) -> Statement | None:
    signed_on = answers.get("signed_on")
    if not isinstance(signed_on, date):
        return None
    return Statement(
        signed_on=signed_on,
        signed_by=text_of(answers, "signed_by"),
        may_tell=text_of(answers, "may_tell"),
    )


def _code_of(circle: RunningCircle, _answers: Answers) -> CaseCode:
    return circle.running.case.code


def _back(circle: RunningCircle) -> Press:
    return Press(verb=BOARD, subject=circle.running.session.id)


ACUTE_ADDING: Final[Dialog[AboutSession, RunningCircle]] = Dialog(
    name="acute_adding",
    version=1,
    title="acute.adding_dialog",
    about=AboutSession,
    pages=(_PARTNER, _STATEMENT),
    allow=_may_add,
    begin=_begin,
    finish=_add,
    code_of=_code_of,
    finish_button="acute.add_button",
    way_back=_back,
)
