"""Setting a colour as a dialog: one page that starts from the house's policy; the same questions
are part of a weighing.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final

from cards.page import FieldKind, ReceiptView, ShownView
from cards.words import Text
from dialogs.answers import choices_of, options, text_of
from dialogs.pages import Dialog, Field, Page, Problems, Start
from dialogs.partners import offer_participants
from dialogs.seen_case import read_subject, write_subject
from domain.access import Action
from domain.colour import MINUTES_STEP, MOST_MINUTES, ColourWish
from domain.draft import Answer, Answers, Draft
from domain.identifiers import OrganisationId
from domain.stoplight import Colour
from services.colour import ColourProposal, propose_colour, set_colour
from services.moment import Context
from services.seen_case import take_case

_BETWEEN: Final = "/"

COLOUR_FIELDS: Final = (
    Field(
        id="colour",
        kind=FieldKind.CHOICE,
        label="colour.colour",
        choices=options("colour.choose_", *Colour),
    ),
    Field(
        id="colour_reason",
        kind=FieldKind.LONG_TEXT,
        label="colour.reason",
        hint="colour.reason_hint",
        is_watched=True,
    ),
    Field(
        id="minutes", kind=FieldKind.NUMBER, label="colour.minutes", minimum=0, maximum=MOST_MINUTES
    ),
    Field(
        id="required",
        kind=FieldKind.CHOICES,
        label="colour.required",
        hint="colour.required_hint",
        is_required=False,
        choices_of=offer_participants,
    ),
)


def read_wish(answers: Answers) -> ColourWish:
    """Read what a process director asks for."""
    minutes = answers.get("minutes")
    return ColourWish(
        colour=Colour(text_of(answers, "colour")),
        reason=text_of(answers, "colour_reason"),
        minutes=minutes if isinstance(minutes, int) else 0,
        required=tuple(OrganisationId(one) for one in choices_of(answers, "required")),
    )


def check_colour(answers: Answers, _today: date) -> Problems:
    """Find minutes that suit no house; what green may take here is the policy's."""
    minutes, is_green = answers.get("minutes"), answers.get("colour") == Colour.GREEN.value
    if not isinstance(minutes, int):
        return {}
    suits = minutes % MINUTES_STEP == 0 and (is_green or minutes > 0)
    return {} if suits else {"minutes": Text("colour.wrong_minutes")}


async def show_policy(ctx: Context, _subject: str) -> Mapping[str, tuple[ShownView, ...]]:
    """Show beside the minutes what is usual for each colour."""
    lines = tuple(
        Text(
            "colour.usual",
            {
                "colour": colour,
                "minutes": ctx.house.stoplight.of(colour).minutes,
                "days": ctx.house.stoplight.of(colour).review_within.days,
            },
        )
        for colour in Colour
    )
    return {"minutes": (ShownView(label=Text("colour.usual_title"), lines=lines),)}


def name_wish(subject: str, colour: Colour | None) -> str:
    """Name a case together with the colour that was asked for."""
    return f"{subject}{_BETWEEN}{colour}" if colour else subject


def _asked_colour(subject: str) -> Colour | None:
    asked = subject.partition(_BETWEEN)[2]
    return Colour(asked) if asked else None


def _case_of(subject: str) -> str:
    return subject.partition(_BETWEEN)[0]


async def _may_colour(ctx: Context, subject: str) -> None:
    await take_case(ctx, Action.SET_COLOUR, read_subject(_case_of(subject)))


async def _begin(ctx: Context, about: str) -> Start:
    asked = _asked_colour(about)
    proposal = await propose_colour(ctx, read_subject(_case_of(about)), asked)
    return Start(
        subject=name_wish(write_subject(proposal.case), asked),
        case=proposal.case.id,
        answers=_fill(proposal),
    )


def _fill(proposal: ColourProposal) -> Answers:
    answers: dict[str, Answer] = {}
    if proposal.colour is not None:
        answers["colour"] = proposal.colour.value
    if proposal.minutes is not None:
        answers["minutes"] = proposal.minutes
    if proposal.required:
        answers["required"] = tuple(proposal.required)
    return answers


async def _finish(ctx: Context, draft: Draft) -> ReceiptView:
    seen = read_subject(_case_of(draft.subject))
    decision = await set_colour(ctx, seen, read_wish(draft.answers))
    code = (await ctx.uow.cases.get(decision.case)).code
    return ReceiptView(
        title=Text("colour.done", {"code": code, "colour": decision.colour}),
        lines=(Text("colour.next_review", {"on": decision.next_review_on}),),
    )


COLOUR: Final = Dialog(
    name="colour",
    version=1,
    title="colour.dialog",
    pages=(
        Page(
            id="colour",
            title="colour.page",
            intro="colour.page_intro",
            fields=COLOUR_FIELDS,
            check=check_colour,
            shows=show_policy,
        ),
    ),
    allow=_may_colour,
    begin=_begin,
    finish=_finish,
    finish_button="colour.finish_button",
)
