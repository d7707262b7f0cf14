"""Help lists what this member may do here; what nobody understood gets the nearest command."""

from collections.abc import Callable, Mapping

from bot.doors.registry import Registry
from bot.turns.feature import Command, Desk, Feature, Group
from bot.turns.replies import Reply, Say, Where
from cards.help import CommandLine, HelpView, draw_help, draw_nearest
from cards.messages import Preview, PrivateMessage
from domain.access import Action
from domain.errors import NotFoundError
from domain.member import Role
from domain.policy import may_ever
from domain.press import Press
from services.access import require_role

RUN = "command.run"


def commands_for(desk: Desk, registry: Registry) -> list[Command]:
    """The commands of this member; where others read along, only those everybody has."""
    mine = [c for c in registry.commands() if may_ever(c.action, desk.ctx.actor)]
    if desk.is_private:
        return [c for c in mine if not c.is_for_groups]
    return [c for c in mine if c.group is Group.EVERYONE]


def suggest(desk: Desk, registry: Registry, text: str, *, is_story: bool) -> Reply:
    """Answer what is no command: what may be meant, and never what was typed.

    ``is_story`` when so much was typed that it may hold content: it is not kept, and the sender
    is asked to delete it.
    """
    meant = registry.guess(text, commands_for(desk, registry))
    lines = tuple(_line(desk, command) for command in meant)
    card = draw_nearest(desk.kit, lines, asks_to_delete=is_story)
    return Say(message=PrivateMessage(preview=Preview.ANSWER, card=card))


def show_help(desk: Desk, registry: Registry) -> Reply:
    """List the commands of this member, daily ones first, and say who the house takes them for."""
    actor = desk.ctx.actor
    view = HelpView(
        name=actor.member.name,
        organisation=actor.organisation.name,
        roles=tuple(role for role in Role if role in actor.roles),
        lines=tuple(_line(desk, command) for command in commands_for(desk, registry)),
        is_private=desk.is_private,
    )
    message = PrivateMessage(preview=Preview.ANSWER, card=draw_help(desk.kit, view))
    return Say(message=message, where=Where.HERE)


def make_help(find_registry: Callable[[], Registry]) -> Feature:
    """The help command, and the buttons that run a command without typing it."""

    async def answer(desk: Desk, _arguments: str) -> Reply:
        return show_help(desk, find_registry())

    async def run(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
        command = find_registry().command(press.subject)
        if command is None:
            raise NotFoundError
        require_role(desk.ctx, command.action)
        return await command.run(desk, "")

    command = Command(
        words=("help", "hulp"),
        english="help",
        action=Action.ASK_HELP,
        run=answer,
        help_key="help.line.help",
    )
    return Feature(commands=(command,), buttons={RUN: run})


def _line(desk: Desk, command: Command) -> CommandLine:
    return CommandLine(
        word=command.word_in(desk.kit.words.language),
        help_key=command.help_key,
        is_daily=command.is_daily,
        press=Press(verb=RUN, subject=command.words[0]) if command.runs_alone else None,
    )
