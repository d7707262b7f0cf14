"""What a member may do here, as a card with the daily ones as buttons."""

from collections.abc import Sequence
from dataclasses import dataclass

from cards.kit import MOST_BUTTONS, Kit, Part
from cards.messages import Card, Preview, PrivateMessage
from domain.member import Role
from domain.press import Press


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandLine:
    """A command: its word, what it does, and a press when it can run without arguments."""

    word: str
    help_key: str
    is_daily: bool
    press: Press | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpView:
    """Who a member is here, and their commands; ``is_private`` when nobody else reads along."""

    name: str
    organisation: str
    roles: tuple[Role, ...]
    lines: tuple[CommandLine, ...]
    is_private: bool


def draw_help(kit: Kit, view: HelpView) -> Card:
    """Draw the list of commands, what is done every day first; who reads it only to themselves."""
    daily = [line for line in view.lines if line.is_daily]
    rest = [line for line in view.lines if not line.is_daily]
    body = [
        kit.title("help.title"),
        *([_who(kit, view)] if view.is_private else []),
        kit.text("help.how"),
        *_lines(kit, "help.daily", daily),
        *_lines(kit, "help.at_times", rest),
        kit.subtle("help.emergency"),
    ]
    if not view.is_private:
        return kit.card(Preview.ANSWER, [*body, kit.subtle("help.more_privately")])
    return kit.card(Preview.ANSWER, body, _buttons(kit, (*daily, *rest)))


def _who(kit: Kit, view: HelpView) -> Part:
    roles = kit.listed([kit.words(f"role.{role}") for role in view.roles])
    return kit.text("help.who", name=view.name, organisation=view.organisation, roles=roles)


def _lines(kit: Kit, heading: str, lines: Sequence[CommandLine]) -> list[Part]:
    return [kit.heading(heading), *(_line(kit, line) for line in lines)] if lines else []


def draw_nearest(kit: Kit, meant: tuple[CommandLine, ...], *, asks_to_delete: bool) -> Card:
    """Answer what was not understood, without repeating it."""
    body = [kit.text("help.not_understood")]
    if meant:
        body += [kit.text("help.nearest"), *(_line(kit, line) for line in meant)]
    if asks_to_delete:
        body.append(kit.text("help.please_delete"))
    body.append(kit.subtle("help.type_help"))
    return kit.card(Preview.ANSWER, body, _buttons(kit, meant))


def _line(kit: Kit, line: CommandLine) -> Part:
    return kit.text("help.line", word=line.word, meaning=kit.words(line.help_key))


def _buttons(kit: Kit, lines: tuple[CommandLine, ...]) -> list[Part]:
    alone = [line for line in lines if line.press][:MOST_BUTTONS]
    return [kit.button("help.button", line.press, word=line.word) for line in alone if line.press]


def draw_unread(kit: Kit) -> PrivateMessage:
    """Tell that what stands behind a word was not read, and ask to delete what does not belong."""
    return kit.short("help.please_delete")


def draw_please_delete(kit: Kit) -> PrivateMessage:
    """Ask the sender to delete what was typed behind a command: it was not kept."""
    return kit.short("judging.please_delete")
