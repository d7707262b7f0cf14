"""Pausing a case and bringing it back: why and until when, or the colour it has from now on."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from cards.page import FieldKind, ReceiptView, ShownView
from cards.pause import show_pause
from cards.words import Text
from dialogs.answers import text_of
from dialogs.colour_questions import (
    COLOUR_FIELDS,
    check_colour,
    fill_in_minutes,
    read_wish,
    show_policy,
)
from dialogs.consent import ask_about_newcomers, fill_in_newcomers, read_newcomers_consent
from dialogs.pages import (
    STORY,
    Beginning,
    Dialog,
    Field,
    Page,
    Problems,
    back_to_case,
    name_case,
)
from domain.access import Action
from domain.draft import Answers
from domain.pause import LONGEST_PAUSE_WITHIN
from services.access import Permit
from services.moment import Context
from services.pause import pause_case, record_pause_seen, return_case, view_pause
from services.seen_case import SeenCase, see, take_case


async def _may_pause(ctx: Context, seen: SeenCase) -> Permit:
    return await take_case(ctx, Action.PAUSE_CASE, seen)


async def _may_return(ctx: Context, seen: SeenCase) -> Permit:
    return await take_case(ctx, Action.RETURN_CASE, seen)


async def _begin(_ctx: Context, permit: Permit) -> Beginning[SeenCase]:
    return Beginning(about=see(permit.case), case=permit.case.id)


async def _begin_return(ctx: Context, permit: Permit) -> Beginning[SeenCase]:
    case = permit.case
    filled_in = await fill_in_newcomers(ctx, case)
    return Beginning(about=see(case), case=case.id, answers=filled_in)


async def _show(ctx: Context, permit: Permit) -> Mapping[str, tuple[ShownView, ...]]:
    return {"": show_pause(await view_pause(ctx, permit))}


async def _show_return(ctx: Context, permit: Permit) -> Mapping[str, tuple[ShownView, ...]]:
    return {**await show_policy(ctx, permit), **await _show(ctx, permit)}


def _check_day(answers: Answers, today: date) -> Problems:
    on = answers.get("review_on")
    is_wrong = isinstance(on, date) and not today < on <= today + LONGEST_PAUSE_WITHIN
    return {"review_on": Text("pause.wrong_day")} if is_wrong else {}


async def _pause(ctx: Context, permit: Permit, answers: Answers) -> ReceiptView:
    on = answers["review_on"]
    review_on = on if isinstance(on, date) else ctx.today
    saved = await pause_case(ctx, permit, text_of(answers, "pause_reason"), review_on)
    until = saved.paused_until or review_on
    return ReceiptView(
        title=Text("pause.done", {"code": saved.code, "on": until}),
        lines=(Text("pause.what_follows"),),
    )


async def _return(ctx: Context, permit: Permit, answers: Answers) -> ReceiptView:
    saved, standing = await return_case(
        ctx, permit, read_wish(answers), read_newcomers_consent(answers)
    )
    return ReceiptView(
        title=Text("pause.back", {"code": saved.code, "colour": standing.colour}),
        lines=(Text("colour.next_review", {"on": standing.next_review_on}),),
    )


CASE_PAUSE: Final[Dialog[SeenCase, Permit]] = Dialog(
    name="pause",
    version=1,
    title="pause.dialog",
    about=SeenCase,
    pages=(
        Page(
            id="pause",
            title="pause.page",
            intro="pause.page_intro",
            fields=(
                Field(
                    id="pause_reason",
                    kind=FieldKind.LONG_TEXT,
                    label="pause.reason",
                    hint="pause.reason_hint",
                    watches=STORY,
                ),
                Field(
                    id="review_on",
                    kind=FieldKind.DATE,
                    label="pause.review_on",
                    hint="pause.review_on_hint",
                ),
            ),
            check=_check_day,
            shows=_show,
        ),
    ),
    allow=_may_pause,
    begin=_begin,
    finish=_pause,
    code_of=name_case,
    finish_button="pause.finish_button",
    way_back=back_to_case,
    sees=record_pause_seen,
)
CASE_RETURN: Final[Dialog[SeenCase, Permit]] = Dialog(
    name="pause_return",
    version=1,
    title="pause.return_dialog",
    about=SeenCase,
    pages=(
        Page(
            id="colour",
            title="pause.return_page",
            intro="pause.return_page_intro",
            fields=COLOUR_FIELDS,
            check=check_colour,
            shows=_show_return,
            fill_in=fill_in_minutes,
        ),
        ask_about_newcomers(),
    ),
    allow=_may_return,
    begin=_begin_return,
    finish=_return,
    code_of=name_case,
    finish_button="pause.return_button",
    way_back=back_to_case,
    sees=record_pause_seen,
)
