"""Who answers: the command typed, the button pressed, or the welcome at installation."""

from dataclasses import dataclass, replace

from bot.activities import REFRESH
from bot.doors.delivery import refresh_stub
from bot.doors.help import show_help, suggest
from bot.doors.registry import Registry
from bot.turns.feature import Command, Desk
from bot.turns.incoming import Incoming
from bot.turns.replies import Reply, Say, Show
from bot.turns.routes import Door
from bot.turns.stopping import explain_stopping
from bot.turns.text import may_be_story, split_command, take_out
from bot.turns.typed_case import ask_to_delete, find_code, find_story
from cards.help import draw_unread
from domain.drill import is_drill
from domain.errors import AlreadyDoneError, NotFoundError, RuleBrokenError
from domain.policy import may_ever
from services.access import require_role
from services.ports.seal import Seals

_GREETINGS = frozenset({"", "hallo", "hoi", "hi", "hello", "hey", "goedemorgen", "start"})
_STOPPING = frozenset(
    {"stop", "stoppen", "annuleer", "annuleren", "afbreken", "cancel", "exit", "quit"}
)
_HELP, _CASE, _ACUTE = "help", "casus", "acuut"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """Finds the handler by our own tables."""

    registry: Registry
    seals: Seals

    async def answer(self, desk: Desk, incoming: Incoming) -> Reply:
        """Answer what came in; every command asks the policy before it runs."""
        match incoming.door:
            case Door.TEXT:
                return await self._answer_text(desk, incoming)
            case Door.ARRIVAL:
                return show_help(desk, self.registry)
            case Door.UNKNOWN_INVOKE:
                raise NotFoundError
            case _:
                return await self._answer_press(desk, incoming)

    async def _answer_text(self, desk: Desk, incoming: Incoming) -> Reply:
        word, arguments = split_command(incoming.text)
        command = self.registry.command(_HELP if word in _GREETINGS else word)
        if command is not None:
            return await self._run(desk, command, arguments)
        if word in _STOPPING:
            return _ask_to_delete_too(desk, await explain_stopping(desk), arguments)
        if (urgent := await self._answer_urgent(desk, incoming.text)) is not None:
            return urgent
        typed, look_up = find_code(incoming.text), self.registry.command(_CASE)
        if typed.code and look_up:
            reply = await self._run(desk, look_up, typed.code)
            return _ask_to_delete_too(desk, reply, typed.rest)
        return suggest(desk, self.registry, incoming.text, is_story=may_be_story(incoming.text))

    async def _answer_urgent(self, desk: Desk, text: str) -> Reply | None:
        """Who says that it is acute, wherever in a sentence, reads first whom to call."""
        command = self.registry.command(_ACUTE)
        around = take_out(text, command.words) if command else None
        if command is None or around is None or not may_ever(command.action, desk.ctx.actor):
            return None
        typed = find_code(around)
        reply = await self._run(desk, command, typed.code or around)
        told = reply if isinstance(reply, tuple) else (reply,)
        return (*told, *(ask_to_delete(desk, typed.rest) if typed.code else ()))

    async def _run(self, desk: Desk, command: Command, arguments: str) -> Reply:
        require_role(desk.ctx, command.action)
        reply = await command.run(desk, arguments)
        return reply if command.reads_more else _ask_to_delete_too(desk, reply, arguments)

    async def _answer_press(self, desk: Desk, incoming: Incoming) -> Reply:
        press = self.seals.open(incoming.token, desk.ctx.now)
        if press.verb == REFRESH:
            return await refresh_stub(desk, press, incoming)
        handler = self.registry.button(press.verb)
        if handler is None:
            raise NotFoundError
        if not is_drill(press.subject):
            return await handler(desk, press, incoming.inputs)
        drilled = replace(desk, kit=desk.kit.for_drill())
        try:
            return _mark(await handler(drilled, press, incoming.inputs))
        except (RuleBrokenError, AlreadyDoneError) as refused:
            refused.is_drill = True
            raise


def _mark(reply: Reply) -> Reply:
    """Pages are drawn later than messages, and say it too."""
    parts = reply if isinstance(reply, tuple) else (reply,)
    return tuple(replace(o, is_drill=True) if isinstance(o, Show) else o for o in parts)


def _ask_to_delete_too(desk: Desk, reply: Reply, rest: str) -> Reply:
    """Before the answer, ask to delete what was typed and is not read."""
    asked = (Say(message=draw_unread(desk.kit)),) if find_story(rest) else ()
    return (*asked, *(reply if isinstance(reply, tuple) else (reply,)))
