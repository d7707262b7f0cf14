"""Everybody of a journey with a chat of their own, and who heard something since the last look:
a journey fails on a message nobody expected.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from domain.schedule import Occurrence
from tests.support.hands import Courier, Hand, once
from tests.support.journey import agenda_channel, find_person, read_house
from tests.support.journey_clock import move_to, move_to_duty_hours, next_meeting
from tests.support.person import Person
from tests.support.served import Listening
from tests.support.teams import Call

CHANNEL = "the channel"
COORDINATORS = ("cora", "dirk", "ina")


@dataclass
class Cast:
    """The people of the pretend house in front of one bot."""

    bot: Listening
    people: dict[str, Person]

    def __getitem__(self, name: str) -> Person:
        return self.people[name]

    @asynccontextmanager
    async def only(self, *names: str) -> AsyncIterator[None]:
        """Fail unless exactly these people (or the channel) get something meanwhile."""
        await self.bot.quiet()
        before = len(self.bot.teams.calls)
        yield
        await self.bot.quiet()
        heard = {self._owner(call) for call in self.bot.teams.calls[before:]}
        assert heard == set(names), f"heard something: {sorted(heard)}, expected {sorted(names)}"

    def _owner(self, call: Call) -> str:
        if call.conversation_id.partition(";")[0] == agenda_channel():
            return CHANNEL
        if not call.conversation_id:
            channel = call.body.get("channelData", {}).get("channel", {}).get("id")
            return CHANNEL if channel == agenda_channel() else f"a new chat: {call.body}"
        chats = {person.conversation: name for name, person in self.people.items()}
        return chats.get(call.conversation_id, call.conversation_id)

    def move_over(self, bot: Listening) -> None:
        """Go on with another process on the same house."""
        self.bot = bot
        for person in self.people.values():
            person.bot = bot

    async def move_to(self, at: datetime) -> None:
        await move_to(self.bot, at)

    async def next_meeting(self) -> Occurrence:
        return await next_meeting(self.bot)

    async def move_to_duty_hours(self) -> None:
        await move_to_duty_hours(self.bot)


async def gather_cast(
    bot: Listening, hand: Hand = Hand.EXECUTE, courier: Courier = once, only: Sequence[str] = ()
) -> Cast:
    """Let everybody of the house (or ``only`` these) install the bot."""
    names = only or [str(member["id"]) for member in read_house()["members"]]
    people = {name: replace(find_person(bot, name), hand=hand, courier=courier) for name in names}
    for person in people.values():  # one by one: the bot writes for one at a time anyway
        await once(bot, person.activity({"type": "installationUpdate", "action": "add"}))
    await bot.quiet()
    return Cast(bot, people)
