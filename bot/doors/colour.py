"""Colours in Teams: ``kleur CODE rood`` opens the questions, and why a case has its colour."""

from collections.abc import Mapping
from typing import Final

from bot.turns.feature import Command, Desk, Feature, Group
from bot.turns.replies import Reply, Show
from bot.turns.typed_case import ask_to_delete, explain_command, split_code
from cards.colour import READ_COLOUR, SET_COLOUR, draw_how_to_colour, lay_out_history
from cards.referral import CaseButton
from dialogs.colour import COLOUR, CaseToColour, ColourAsked
from domain.access import Action
from domain.identifiers import CaseId
from domain.press import Press
from domain.stoplight import Colour
from services.access import find_case
from services.colour import view_colour_history
from services.seen_case import SeenCase, take_case

_WORDS: Final = {
    "rood": Colour.RED,
    "red": Colour.RED,
    "oranje": Colour.ORANGE,
    "orange": Colour.ORANGE,
    "groen": Colour.GREEN,
    "green": Colour.GREEN,
}


async def _colour_typed(desk: Desk, arguments: str) -> Reply:
    typed = split_code(arguments)
    if typed.code is None:
        return explain_command(desk, arguments, draw_how_to_colour)
    word, _, after = typed.rest.partition(" ")
    colour = _WORDS.get(word.casefold().rstrip(".,:;!"))
    permit = await find_case(desk.ctx, Action.SET_COLOUR, typed.code)
    asked = CaseToColour(permit=permit, colour=colour)
    page = Show(screen=await desk.dialogs.begin_allowed(desk.ctx, COLOUR, asked))
    return (*ask_to_delete(desk, after if colour else typed.rest), page)


async def _open(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    about = ColourAsked(case=CaseId(press.subject), version=press.version)
    return Show(screen=await desk.dialogs.begin(desk.ctx, COLOUR, about))


async def _read(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    permit = await take_case(desk.ctx, Action.READ_COLOUR, SeenCase(id=CaseId(press.subject)))
    return Show(screen=lay_out_history(await view_colour_history(desk.ctx, permit)))


FEATURE: Final = Feature(
    commands=(
        Command(
            words=("kleur", "colour"),
            action=Action.SET_COLOUR,
            run=_colour_typed,
            reads_more=True,
            help_key="help.line.colour",
            group=Group.COORDINATORS,
        ),
    ),
    buttons={SET_COLOUR: _open, READ_COLOUR: _read},
    dialogs=(COLOUR,),
    case_buttons=(
        CaseButton(action=Action.SET_COLOUR, key="caselist.colour_button", verb=SET_COLOUR),
    ),
)
