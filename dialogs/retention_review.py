"""Whether a case is still needed, as a dialog of one page: yes and why, or no."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from cards.overview import SHOW_OVERVIEW
from cards.page import FieldKind, ReceiptView, ShownView
from cards.retention_review import show_why_needed
from cards.words import Text
from dialogs.answers import options, text_of
from dialogs.pages import STORY, Beginning, Dialog, Field, Page, Problems, name_case
from domain.draft import Answers
from domain.press import Press
from services.access import Permit
from services.moment import Context
from services.retention_review import keep_longer, let_go_early, open_review, read_why_needed
from services.seen_case import SeenCase, see

_NEEDED: Final = "needed"
_NOT_NEEDED: Final = "not_needed"


async def _may_review(ctx: Context, seen: SeenCase) -> Permit:
    return await open_review(ctx, seen)


async def _begin(_ctx: Context, permit: Permit) -> Beginning[SeenCase]:
    return Beginning(about=see(permit.case), case=permit.case.id)


async def _show(ctx: Context, permit: Permit) -> Mapping[str, tuple[ShownView, ...]]:
    return {"": show_why_needed(await read_why_needed(ctx, permit))}


def _back(_permit: Permit) -> Press:
    return Press(verb=SHOW_OVERVIEW, subject="1")


def _check(answers: Answers, _today: date) -> Problems:
    is_silent = not text_of(answers, "why_needed").strip()
    is_without = answers.get("still_needed") == _NEEDED and is_silent
    return {"why_needed": Text("retention_review.no_reason")} if is_without else {}


async def _finish(ctx: Context, permit: Permit, answers: Answers) -> ReceiptView:
    code = permit.case.code
    if answers.get("still_needed") == _NEEDED:
        await keep_longer(ctx, permit, text_of(answers, "why_needed"))
        return ReceiptView(
            title=Text("retention_review.stays", {"code": code}),
            lines=(Text("retention_review.asked_again"),),
        )
    on = await let_go_early(ctx, permit)
    return ReceiptView(
        title=Text("retention_review.goes", {"code": code, "on": on}),
        lines=(Text("retention_review.until_then"),),
    )


RETENTION_REVIEW: Final[Dialog[SeenCase, Permit]] = Dialog(
    name="retention_review",
    version=1,
    title="retention_review.dialog",
    about=SeenCase,
    pages=(
        Page(
            id="retention_review",
            title="retention_review.page",
            intro="retention_review.page_intro",
            fields=(
                Field(
                    id="still_needed",
                    kind=FieldKind.CHOICE,
                    label="retention_review.still_needed",
                    choices=options("retention_review.choose_", _NEEDED, _NOT_NEEDED),
                ),
                Field(
                    id="why_needed",
                    kind=FieldKind.LONG_TEXT,
                    label="retention_review.why",
                    is_required=False,
                    needed_when="retention_review.needed_with_yes",
                    watches=STORY,
                ),
            ),
            check=_check,
            shows=_show,
        ),
    ),
    allow=_may_review,
    begin=_begin,
    finish=_finish,
    code_of=name_case,
    finish_button="retention_review.finish_button",
    way_back=_back,
)
