"""Where the job is played: what people can do and see, whichever client they do it in."""

from datetime import datetime
from typing import Protocol

from tests.story.reading import Seen


class Stage(Protocol):
    """People with a client in front of them. ``who`` is an id of the house file."""

    async def says(self, who: str, text: str) -> Seen:
        """Type something in the own chat; the last message that comes back."""

    async def presses(self, who: str, seen: Seen, title: str, answers: dict[str, str]) -> Seen:
        """Answer the questions of a message and press its button; what is then on the screen."""

    async def chat(self, who: str) -> list[Seen]:
        """Everything this member got from the bot, oldest first."""

    async def channel(self) -> list[Seen]:
        """Everything in the channel of the agendas, oldest first."""

    async def now(self) -> datetime:
        """Business time."""

    async def move_to(self, at: datetime) -> None:
        """Let business time pass until then."""

    async def settle(self) -> None:
        """Wait until the bot has nothing left to send."""
