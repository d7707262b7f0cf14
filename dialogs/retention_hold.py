"""Stopping the destruction of a case, as a dialog of one page: why, and until when."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from cards.page import FieldKind, ReceiptView, ShownView
from cards.retention import SHOW_RETENTION, show_hold
from cards.words import Text
from dialogs.answers import text_of
from dialogs.pages import STORY, Beginning, Dialog, Field, Page, Problems, name_case
from domain.access import Action
from domain.draft import Answers
from domain.press import Press
from domain.retention_hold import LONGEST_HOLD
from services.access import Permit
from services.moment import Context
from services.retention_hold import find_hold, hold_case
from services.seen_case import SeenCase, see, take_case


async def _may_hold(ctx: Context, seen: SeenCase) -> Permit:
    return await take_case(ctx, Action.HOLD_CASE, seen)


async def _begin(_ctx: Context, permit: Permit) -> Beginning[SeenCase]:
    return Beginning(about=see(permit.case), case=permit.case.id)


async def _show(ctx: Context, permit: Permit) -> Mapping[str, tuple[ShownView, ...]]:
    return {"": show_hold(await find_hold(ctx, permit))}


def _back(permit: Permit) -> Press:
    return Press(verb=SHOW_RETENTION, subject=permit.case.code)


def _check_day(answers: Answers, today: date) -> Problems:
    on = answers.get("hold_until")
    is_wrong = isinstance(on, date) and not today < on <= today + LONGEST_HOLD
    return {"hold_until": Text("retention_hold.other_day")} if is_wrong else {}


async def _finish(ctx: Context, permit: Permit, answers: Answers) -> ReceiptView:
    on = answers["hold_until"]
    until_on = on if isinstance(on, date) else ctx.today
    await hold_case(ctx, permit, text_of(answers, "hold_reason"), until_on)
    return ReceiptView(
        title=Text("retention_hold.done", {"code": permit.case.code, "on": until_on}),
        lines=(Text("retention_hold.what_follows"),),
    )


RETENTION_HOLD: Final[Dialog[SeenCase, Permit]] = Dialog(
    name="retention_hold",
    version=1,
    title="retention_hold.dialog",
    about=SeenCase,
    pages=(
        Page(
            id="retention_hold",
            title="retention_hold.page",
            intro="retention_hold.page_intro",
            fields=(
                Field(
                    id="hold_reason",
                    kind=FieldKind.LONG_TEXT,
                    label="retention_hold.reason",
                    hint="retention_hold.reason_hint",
                    watches=STORY,
                ),
                Field(
                    id="hold_until",
                    kind=FieldKind.DATE,
                    label="retention_hold.until",
                    hint="retention_hold.until_hint",
                ),
            ),
            check=_check_day,
            shows=_show,
        ),
    ),
    allow=_may_hold,
    begin=_begin,
    finish=_finish,
    code_of=name_case,
    finish_button="retention_hold.finish_button",
    way_back=_back,
)
