"""The list in Teams: one card, turned page by page; a line is chosen, then a button acts on it."""

from collections.abc import Mapping
from typing import Final

from bot.turns.feature import Command, Desk, Feature, Group
from bot.turns.laid_aside import lay_aside
from bot.turns.replies import Instead, Reply, Say, Show
from bot.turns.typed_case import explain_command, find_story
from cards.caselist import (
    BACK_TO_LIST,
    CHOSEN,
    COLOUR_LISTED,
    PRIORITY_LISTED,
    READ_LISTED,
    SHOW_LISTED,
    draw_how_to_list,
    draw_list,
)
from cards.caselist_choice import SHOW_LIST, read_list_place
from cards.colour import lay_out_history
from cards.messages import PrivateMessage
from cards.priority import lay_out_priority
from cards.referral import draw_case
from dialogs.colour import COLOUR, CaseToColour
from domain.access import Action
from domain.caselist import ListMark, ListOrder, ListWord, choose_words
from domain.press import Press
from domain.stoplight import Colour
from services.access import find_case, require_role
from services.caselist import choose_listed, view_list
from services.colour import view_colour_history
from services.priority import view_priority
from services.referral_views import view_case

_WORDS: Final[Mapping[str, ListWord]] = {
    **dict.fromkeys(("rood", "rode", "red"), Colour.RED),
    **dict.fromkeys(("oranje", "orange"), Colour.ORANGE),
    **dict.fromkeys(("groen", "groene", "green"), Colour.GREEN),
    **dict.fromkeys(("te laat", "laat", "overdue", "late"), ListMark.OVERDUE),
    **dict.fromkeys(
        ("zonder casusregisseur", "zonder regisseur", "without case director", "without director"),
        ListMark.UNDIRECTED,
    ),
    **dict.fromkeys(
        ("zonder afspraak", "zonder afspraken", "without agreement", "without agreements"),
        ListMark.UNAGREED,
    ),
    **dict.fromkeys(("geprioriteerd", "prioritised", "prioritized"), ListMark.PRIORITISED),
    **dict.fromkeys(("op volgorde", "volgorde", "by rank", "rank"), ListOrder.RANK),
    **dict.fromkeys(("op kleur", "kleur", "by colour", "colour", "color"), ListOrder.COLOUR),
    **dict.fromkeys(
        ("op datum", "datum", "by date", "by review date", "review date", "date"),
        ListOrder.REVIEW,
    ),
    **dict.fromkeys(("oudste eerst", "oudste", "oldest first", "oldest"), ListOrder.OLDEST),
}
_BETWEEN: Final = frozenset({"en", "and", "alleen", "only"})
_LONGEST: Final = max(len(one.split()) for one in _WORDS)


def _read_words(arguments: str) -> list[ListWord] | None:
    """Read what stands behind the word, the longest first; None when something that may mean more
    is not read.
    """
    typed = [word.strip("?!.,:;") for word in arguments.casefold().split()]
    words, unread = list[ListWord](), list[str]()
    while typed:
        lengths = range(min(_LONGEST, len(typed)), 0, -1)
        found = next((one for one in lengths if " ".join(typed[:one]) in _WORDS), 0)
        if found:
            words.append(_WORDS[" ".join(typed[:found])])
        elif typed[0] not in _BETWEEN:
            unread.append(typed[0])
        typed = typed[found or 1 :]
    return None if find_story(" ".join(unread)) else words


async def _show(desk: Desk, arguments: str) -> Reply:
    words = _read_words(arguments)
    if words is None:
        return explain_command(desk, arguments, draw_how_to_list)
    return Say(message=draw_list(desk.kit, await view_list(desk.ctx, choice=choose_words(words))))


async def _draw(desk: Desk, press: Press) -> PrivateMessage:
    """The page of the list that a button was drawn on, or that it turns to."""
    number, choice = read_list_place(press)
    return draw_list(desk.kit, await view_list(desk.ctx, number, choice))


async def _choose(desk: Desk, press: Press, inputs: Mapping[str, str]) -> str:
    """The case that was chosen, or the only one on the page."""
    _, choice = read_list_place(press)
    return await choose_listed(desk.ctx, inputs.get(CHOSEN, ""), choice)


async def _turn(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    return Instead(message=await _draw(desk, press))


async def _back(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    return lay_aside(desk, await _draw(desk, press))


async def _show_chosen(desk: Desk, press: Press, inputs: Mapping[str, str]) -> Reply:
    code = await _choose(desk, press, inputs)
    view = await view_case(desk.ctx, code, desk.case_actions)
    back = Press(verb=SHOW_LIST, subject=press.subject)
    return Instead(message=draw_case(desk.kit, view, desk.case_buttons, back))


async def _read_chosen(desk: Desk, press: Press, inputs: Mapping[str, str]) -> Reply:
    code = await _choose(desk, press, inputs)
    permit = await find_case(desk.ctx, Action.READ_COLOUR, code)
    back = Press(verb=BACK_TO_LIST, subject=press.subject)
    return Show(screen=lay_out_history(await view_colour_history(desk.ctx, permit), back))


async def _read_priority(desk: Desk, press: Press, inputs: Mapping[str, str]) -> Reply:
    code = await _choose(desk, press, inputs)
    permit = await find_case(desk.ctx, Action.READ_PRIORITY, code)
    back = Press(verb=BACK_TO_LIST, subject=press.subject)
    return Show(screen=lay_out_priority(await view_priority(desk.ctx, permit), back))


async def _colour_chosen(desk: Desk, press: Press, inputs: Mapping[str, str]) -> Reply:
    require_role(desk.ctx, Action.SET_COLOUR)
    code = await _choose(desk, press, inputs)
    asked = CaseToColour(permit=await find_case(desk.ctx, Action.SET_COLOUR, code))
    return Show(screen=await desk.dialogs.begin_allowed(desk.ctx, COLOUR, asked))


FEATURE: Final = Feature(
    commands=(
        Command(
            words=("lijst", "list"),
            is_daily=True,
            action=Action.VIEW_LIST,
            run=_show,
            reads_more=True,
            help_key="help.line.list",
            group=Group.COORDINATORS,
            runs_alone=True,
        ),
    ),
    buttons={
        SHOW_LIST: _turn,
        BACK_TO_LIST: _back,
        SHOW_LISTED: _show_chosen,
        READ_LISTED: _read_chosen,
        PRIORITY_LISTED: _read_priority,
        COLOUR_LISTED: _colour_chosen,
    },
)
