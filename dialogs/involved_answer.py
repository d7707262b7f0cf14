"""An organisation is asked whether it may be named to who referred a case: whom it is about and two
answers, on one page; also for who records what was said by telephone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cards.overview import SHOW_OVERVIEW
from cards.page import FieldKind, ReceiptView, ShownView
from cards.takeover import show_whom_asked
from cards.words import Text
from dialogs.answers import options, text_of
from dialogs.pages import Beginning, Dialog, Field, Page, its_purpose
from domain.draft import Answers
from domain.enquiry import DisclosureGround
from domain.identifiers import CaseCode, NamingId
from domain.involved_answer import NamingAnswer
from domain.press import Press
from domain.purpose import CasePurpose
from services.involved_answer import NamingLook, open_naming, say_naming, view_naming
from services.moment import Context


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutNaming:
    """A dialog about one organisation that may be named."""

    naming: NamingId


async def _may_answer(ctx: Context, about: AboutNaming) -> NamingLook:
    return await open_naming(ctx, about.naming)


async def _begin(_ctx: Context, look: NamingLook) -> Beginning[AboutNaming]:
    return Beginning(about=AboutNaming(naming=look.naming.id), case=look.permit.case.id)


async def _show(ctx: Context, look: NamingLook) -> Mapping[str, tuple[ShownView, ...]]:
    return {"": show_whom_asked(await view_naming(ctx, look))}


async def _finish(ctx: Context, look: NamingLook, answers: Answers) -> ReceiptView:
    decision, ground = NamingAnswer(text_of(answers, "decision")), text_of(answers, "ground")
    case = await say_naming(ctx, look, decision, DisclosureGround(ground) if ground else None)
    lines = ("involved_answer.nobody_hears", "involved_answer.how_to_take_back")
    own = lines[:1] if look.is_by_telephone else lines
    return ReceiptView(
        title=Text("involved_answer.kept", {"code": case.code}),
        lines=tuple(Text(one) for one in own),
    )


def _code_of(look: NamingLook, _answers: Answers) -> CaseCode:
    return look.permit.case.code


def _purpose_of(look: NamingLook) -> CasePurpose:
    return its_purpose(look.permit)


def _back(_look: NamingLook) -> Press:
    return Press(verb=SHOW_OVERVIEW, subject="1")


INVOLVED_ANSWER: Final[Dialog[AboutNaming, NamingLook]] = Dialog(
    name="involved_answer",
    version=1,
    title="involved_answer.dialog",
    about=AboutNaming,
    pages=(
        Page(
            id="naming",
            title="involved_answer.page",
            intro="involved_answer.page_intro",
            fields=(
                Field(
                    id="decision",
                    kind=FieldKind.CHOICE,
                    label="involved_answer.decision",
                    choices=options("involved_answer.choose_", *NamingAnswer),
                ),
                Field(
                    id="ground",
                    kind=FieldKind.CHOICE,
                    label="involved_answer.ground",
                    is_required=False,
                    needed_when="involved_answer.ground_needed",
                    choices=options("contribution.ground_", *DisclosureGround),
                ),
            ),
            shows=_show,
        ),
    ),
    allow=_may_answer,
    begin=_begin,
    finish=_finish,
    code_of=_code_of,
    finish_button="involved_answer.finish_button",
    way_back=_back,
    purpose_of=_purpose_of,
)
