"""Who answers: the command typed, the button pressed, or the welcome at installation."""

from dataclasses import dataclass

from bot.activities import REFRESH
from bot.doors.delivery import refresh_stub
from bot.doors.help import show_help, suggest
from bot.doors.registry import Registry
from bot.turns.feature import Desk
from bot.turns.incoming import Incoming
from bot.turns.replies import Reply, Say
from bot.turns.routes import Door
from bot.turns.text import may_be_story, split_command
from bot.turns.typed_case import split_code
from cards.help import draw_unread
from domain.errors import NotFoundError
from services.access import require_role
from services.ports.seal import Seals

_GREETINGS = frozenset({"", "hallo", "hoi", "hi", "hello", "hey", "goedemorgen", "start"})
# said to a bot without meaning more; whatever else is not read may be about somebody
_HARMLESS = frozenset(
    {"allemaal", "aub", "bot", "daar", "graag", "nu", "vandaag", "now", "please", "there", "today"}
)
_HELP = "help"


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
        if command is None:
            return suggest(desk, self.registry, word, is_story=may_be_story(incoming.text))
        require_role(desk.ctx, command.action)
        reply = await command.run(desk, arguments)
        if command.reads_more:
            return reply
        asked = (Say(message=draw_unread(desk.kit)),) if _is_unread(arguments) else ()
        return (*asked, *(reply if isinstance(reply, tuple) else (reply,)))

    async def _answer_press(self, desk: Desk, incoming: Incoming) -> Reply:
        press = self.seals.open(incoming.token, desk.ctx.now)
        if press.verb == REFRESH:
            return await refresh_stub(desk, press, incoming)
        handler = self.registry.button(press.verb)
        if handler is None:
            raise NotFoundError
        return await handler(desk, press, incoming.inputs)


def _is_unread(arguments: str) -> bool:
    """Tell whether more stands behind a word than a code or what means nothing more."""
    words = split_code(arguments).rest.casefold().split()
    return any(word.strip("?!.,:") not in _HARMLESS for word in words)
