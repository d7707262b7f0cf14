"""Whether the subject of a case was informed: by whom and when, or why not yet and until when."""

from collections.abc import Mapping
from typing import Final

from cards.informing import show_informing
from cards.page import ReceiptView, ShownView
from cards.words import Text
from dialogs.informing_questions import (
    BY_PAGE,
    NOT_YET_PAGE,
    ask_informed,
    fill_in_days,
    form_informing,
)
from dialogs.pages import Beginning, Dialog, Page, back_to_case, its_purpose, name_case
from domain.access import Action
from domain.draft import Answers
from services.access import Permit
from services.informing import record_informing_seen, say_informing, view_informing
from services.moment import Context
from services.seen_case import SeenCase, take_case


async def _may_say(ctx: Context, seen: SeenCase) -> Permit:
    return await take_case(ctx, Action.INFORM_SUBJECT, seen)


async def _begin(ctx: Context, permit: Permit) -> Beginning[SeenCase]:
    # whatever else happens to the case meanwhile, this stays true
    about = SeenCase(id=permit.case.id)
    return Beginning(about=about, case=permit.case.id, answers=fill_in_days(ctx.today))


async def _show(ctx: Context, permit: Permit) -> Mapping[str, tuple[ShownView, ...]]:
    return {"": show_informing(await view_informing(ctx, permit))}


async def _say(ctx: Context, permit: Permit, answers: Answers) -> ReceiptView:
    said = form_informing(answers, ctx.today)
    kept = await say_informing(ctx, permit, said) if said else None
    asked_on = kept.ask_on if kept else None
    key = "informing.asked_again" if asked_on else "informing.done"
    return ReceiptView(
        title=Text("informing.kept", {"code": permit.case.code}),
        lines=(Text(key, {"on": asked_on} if asked_on else {}),),
    )


INFORMING: Final[Dialog[SeenCase, Permit]] = Dialog(
    name="informing",
    version=1,
    title="informing.dialog",
    about=SeenCase,
    pages=(
        Page(
            id="informed",
            title="informing.page",
            intro="informing.page_intro",
            fields=(ask_informed(is_required=True),),
            shows=_show,
        ),
        BY_PAGE,
        NOT_YET_PAGE,
    ),
    allow=_may_say,
    begin=_begin,
    finish=_say,
    code_of=name_case,
    finish_button="informing.finish_button",
    way_back=back_to_case,
    sees=record_informing_seen,
    purpose_of=its_purpose,
)
