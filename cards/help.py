"""What a member may do here, as a card with the daily ones as buttons."""

from dataclasses import dataclass

from cards.kit import MOST_BUTTONS, Kit, Part
from cards.messages import Card, Preview, PrivateMessage
from domain.press import Press


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandLine:
    """A command: its word, what it does, and a press when it can run without arguments."""

    word: str
    help_key: str
    press: Press | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpView:
    """The commands of one member; ``is_private`` when nobody else reads along."""

    lines: tuple[CommandLine, ...]
    is_private: bool


def draw_help(kit: Kit, view: HelpView) -> Card:
    """Draw the list of commands."""
    body = [kit.title("help.title"), kit.text("help.how"), *(_line(kit, ln) for ln in view.lines)]
    body.append(kit.subtle("help.emergency"))
    if not view.is_private:
        return kit.card(Preview.ANSWER, [*body, kit.subtle("help.more_privately")])
    return kit.card(Preview.ANSWER, body, _buttons(kit, view.lines))


def draw_nearest(kit: Kit, nearest: CommandLine | None, *, asks_to_delete: bool) -> Card:
    """Answer what was not understood, without repeating it."""
    body = [kit.text("help.not_understood")]
    if nearest:
        body += [kit.text("help.nearest"), _line(kit, nearest)]
    if asks_to_delete:
        body.append(kit.text("help.please_delete"))
    return kit.card(Preview.ANSWER, [*body, kit.subtle("help.type_help")])


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
