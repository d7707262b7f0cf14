"""An organisation is asked to take a case on: who it is about, yes or no, on one page; also for who
records what was said by telephone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from cards.overview import SHOW_OVERVIEW
from cards.page import FieldKind, ReceiptView, ShownView
from cards.takeover import show_whom_asked
from cards.words import Text
from dialogs.answers import options, text_of
from dialogs.pages import STORY, Beginning, Dialog, Field, Page, Problems, its_purpose
from domain.draft import Answers
from domain.identifiers import CaseCode, CaseId
from domain.press import Press
from domain.purpose import CasePurpose
from services.moment import Context
from services.takeover import (
    TakeoverLook,
    accept_takeover,
    decline_takeover,
    open_takeover,
    view_to_take_on,
)

_YES, _NO = "yes", "no"


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutTakeover:
    """The case that an organisation is asked to take on; ``is_read`` once its member read that."""

    case: CaseId
    is_read: bool = False


async def _may_answer(ctx: Context, about: AboutTakeover) -> TakeoverLook:
    return await open_takeover(ctx, about.case, is_read=about.is_read)


async def _begin(_ctx: Context, look: TakeoverLook) -> Beginning[AboutTakeover]:
    case = look.permit.case.id
    return Beginning(about=AboutTakeover(case=case, is_read=True), case=case)


async def _show(ctx: Context, look: TakeoverLook) -> Mapping[str, tuple[ShownView, ...]]:
    return {"": show_whom_asked(await view_to_take_on(ctx, look))}


def _check_reason(answers: Answers, _today: date) -> Problems:
    is_bare = text_of(answers, "decision") == _NO and not text_of(answers, "reason").strip()
    return {"reason": Text("takeover.no_reason")} if is_bare else {}


async def _finish(ctx: Context, look: TakeoverLook, answers: Answers) -> ReceiptView:
    said = {"code": look.permit.case.code}
    if text_of(answers, "decision") == _NO:
        await decline_takeover(ctx, look, text_of(answers, "reason"))
        return ReceiptView(
            title=Text("takeover.declined", said), lines=(Text("takeover.weigher_hears"),)
        )
    await accept_takeover(ctx, look)
    return ReceiptView(
        title=Text("takeover.accepted", said), lines=(Text("weighing.referrer_told"),)
    )


def _code_of(look: TakeoverLook, _answers: Answers) -> CaseCode:
    return look.permit.case.code


def _purpose_of(look: TakeoverLook) -> CasePurpose:
    return its_purpose(look.permit)


def _back(_look: TakeoverLook) -> Press:
    return Press(verb=SHOW_OVERVIEW, subject="1")


TAKEOVER: Final[Dialog[AboutTakeover, TakeoverLook]] = Dialog(
    name="takeover",
    version=1,
    title="takeover.dialog",
    about=AboutTakeover,
    pages=(
        Page(
            id="takeover",
            title="takeover.page",
            intro="takeover.page_intro",
            fields=(
                Field(
                    id="decision",
                    kind=FieldKind.CHOICE,
                    label="takeover.decision",
                    choices=options("takeover.choose_", _YES, _NO),
                ),
                Field(
                    id="reason",
                    kind=FieldKind.LONG_TEXT,
                    label="takeover.reason",
                    is_required=False,
                    needed_when="takeover.reason_needed",
                    watches=STORY,
                ),
            ),
            check=_check_reason,
            shows=_show,
        ),
    ),
    allow=_may_answer,
    begin=_begin,
    finish=_finish,
    code_of=_code_of,
    finish_button="takeover.finish_button",
    way_back=_back,
    purpose_of=_purpose_of,
)
