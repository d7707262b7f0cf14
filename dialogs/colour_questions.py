"""The questions about a colour: asked when a colour is set, and when a weighing takes a case up."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from cards.page import FieldKind, ShownView
from cards.words import Text
from dialogs.answers import choices_of, options, text_of
from dialogs.pages import STORY, Field, Problems
from dialogs.partners import offer_participants
from domain.colour import MINUTES_STEP, MOST_MINUTES, ColourWish, names_enough
from domain.draft import Answers
from domain.identifiers import OrganisationId
from domain.stoplight import Colour, ColourPolicy
from services.moment import Context

COLOUR_FIELDS: Final[tuple[Field[object], ...]] = (
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
        watches=STORY,
    ),
    Field(
        id="minutes",
        kind=FieldKind.NUMBER,
        label="colour.minutes",
        is_required=False,
        needed_when="colour.usual_when_empty",
        minimum=0,
        maximum=MOST_MINUTES,
    ),
    Field(
        id="required",
        kind=FieldKind.CHOICES,
        label="colour.required",
        hint="colour.required_hint",
        is_required=False,
        needed_when="colour.needed_for_red",
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


def fill_in_minutes(ctx: Context, answers: Answers) -> Answers:
    """Minutes left empty are what is usual for the colour."""
    colour = text_of(answers, "colour")
    if not colour or "minutes" in answers:
        return answers
    return {**answers, "minutes": ctx.house.stoplight.of(Colour(colour)).minutes}


def check_colour(answers: Answers, _today: date) -> Problems:
    """Find minutes that suit no house (what green may take here is the policy's), and red for
    which nobody must be there.
    """
    colour = text_of(answers, "colour")
    problems: dict[str, Text] = {}
    if not _suits_some_house(answers.get("minutes"), colour):
        problems["minutes"] = Text("colour.wrong_minutes")
    if colour and not names_enough(Colour(colour), choices_of(answers, "required")):
        problems["required"] = Text("colour.nobody_named")
    return problems


def _suits_some_house(minutes: object, colour: str) -> bool:
    if not isinstance(minutes, int):
        return True
    return minutes % MINUTES_STEP == 0 and (colour == Colour.GREEN or minutes > 0)


async def show_policy(ctx: Context, _loaded: object) -> Mapping[str, tuple[ShownView, ...]]:
    """Show beside the minutes what is usual for each colour."""
    lines = tuple(_usual(colour, ctx.house.stoplight.of(colour)) for colour in Colour)
    return {"minutes": (ShownView(label=Text("colour.usual_title"), lines=lines),)}


def _usual(colour: Colour, policy: ColourPolicy) -> Text:
    key = "colour.usual" if policy.minutes else "colour.usual_undiscussed"
    days = policy.review_within.days
    return Text(key, {"colour": colour, "minutes": policy.minutes, "days": days})
