"""Whether the subject of a case was informed: by whom and when, or why not yet and until when."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from cards.informing import show_informing
from cards.page import FieldKind, ReceiptView, ShownView
from cards.words import Text
from dialogs.answers import options, text_of
from dialogs.pages import STORY, Beginning, Dialog, Field, Page, Problems, back_to_case, name_case
from domain.access import Action
from domain.draft import Answers
from domain.informing import LONGEST_WITHIN, Informed, NotYet, NotYetGround, Said
from services.access import Permit
from services.informing import record_informing_seen, say_informing, view_informing
from services.moment import Context
from services.seen_case import SeenCase, take_case

_INFORMED, _NOT_YET = "informed", "not_yet"


async def _may_say(ctx: Context, seen: SeenCase) -> Permit:
    return await take_case(ctx, Action.INFORM_SUBJECT, seen)


async def _begin(ctx: Context, permit: Permit) -> Beginning[SeenCase]:
    answers = {"informed_on": ctx.today, "review_on": ctx.today + LONGEST_WITHIN}
    # whatever else happens to the case meanwhile, this stays true
    about = SeenCase(id=permit.case.id)
    return Beginning(about=about, case=permit.case.id, answers=answers)


async def _show(ctx: Context, permit: Permit) -> Mapping[str, tuple[ShownView, ...]]:
    return {"": show_informing(await view_informing(ctx, permit))}


def _is_informed(answers: Answers) -> bool:
    return answers.get("informed") == _INFORMED


def _is_not_yet(answers: Answers) -> bool:
    return answers.get("informed") == _NOT_YET


def _check_informed(answers: Answers, today: date) -> Problems:
    on = answers.get("informed_on")
    is_to_come = isinstance(on, date) and on > today
    return {"informed_on": Text("informing.day_to_come")} if is_to_come else {}


def _check_not_yet(answers: Answers, today: date) -> Problems:
    if answers.get("ground") == NotYetGround.OTHER and not text_of(answers, "why"):
        return {"why": Text("informing.no_why")}
    on = answers.get("review_on")
    is_wrong = isinstance(on, date) and not today < on <= today + LONGEST_WITHIN
    return {"review_on": Text("informing.wrong_day")} if is_wrong else {}


def _read(answers: Answers, today: date) -> Said:
    informed_on, review_on = answers.get("informed_on"), answers.get("review_on")
    if _is_informed(answers):
        on = informed_on if isinstance(informed_on, date) else today
        return Informed(informer=text_of(answers, "informer"), informed_on=on)
    return NotYet(
        ground=NotYetGround(text_of(answers, "ground")),
        review_on=review_on if isinstance(review_on, date) else today + LONGEST_WITHIN,
        why=text_of(answers, "why"),
    )


async def _say(ctx: Context, permit: Permit, answers: Answers) -> ReceiptView:
    kept = await say_informing(ctx, permit, _read(answers, ctx.today))
    key = "informing.done" if kept.ask_on is None else "informing.asked_again"
    return ReceiptView(
        title=Text("informing.kept", {"code": permit.case.code}),
        lines=(Text(key, {"on": kept.ask_on} if kept.ask_on else {}),),
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
            fields=(
                Field(
                    id="informed",
                    kind=FieldKind.CHOICE,
                    label="informing.informed",
                    choices=options("informing.choose_", _INFORMED, _NOT_YET),
                ),
            ),
            shows=_show,
        ),
        Page(
            id="by",
            title="informing.page_by",
            fields=(
                Field(id="informer", kind=FieldKind.TEXT, label="informing.informer"),
                Field(id="informed_on", kind=FieldKind.DATE, label="informing.informed_on"),
            ),
            is_shown=_is_informed,
            check=_check_informed,
        ),
        Page(
            id="not_yet",
            title="informing.page_not_yet",
            fields=(
                Field(
                    id="ground",
                    kind=FieldKind.CHOICE,
                    label="informing.ground",
                    choices=options("informing.ground_", *NotYetGround),
                ),
                Field(
                    id="why",
                    kind=FieldKind.LONG_TEXT,
                    label="informing.why",
                    is_required=False,
                    needed_when="informing.why_needed",
                    watches=STORY,
                ),
                Field(
                    id="review_on",
                    kind=FieldKind.DATE,
                    label="informing.review_on",
                    hint="informing.review_on_hint",
                ),
            ),
            is_shown=_is_not_yet,
            check=_check_not_yet,
        ),
    ),
    allow=_may_say,
    begin=_begin,
    finish=_say,
    code_of=name_case,
    finish_button="informing.finish_button",
    way_back=back_to_case,
    sees=record_informing_seen,
)
