"""Everybody of a journey with a chat of their own, and who heard something since the last look: a
journey fails on a message nobody expected. Business time stands still but for what a test lets
pass, and everything that became due meanwhile is done before the test goes on.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from domain.schedule import Occurrence, list_occurrences
from services.calendar import calendar_of
from tests.support.hands import Courier, Hand, once
from tests.support.journey import agenda_channel, find_person, read_house, read_pretend_house
from tests.support.person import Person
from tests.support.served import Listening
from tests.support.teams import Call, ConversationView

CHANNEL = "the channel"
COORDINATORS = ("cora", "dirk", "ina")
_DAY = timedelta(days=1)


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
        said = f"heard something: {sorted(heard)}, expected {sorted(names)}"
        assert heard == set(names), "\n".join([said, await self.bot.outbox(), *self.bot.log])

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
        """Let business time pass until then."""
        ahead = at - await self.bot.now()
        if ahead > timedelta():
            await self.bot.advance(ahead.total_seconds() + 1)
        await self.bot.quiet()

    async def next_meeting(self) -> Occurrence:
        """The first meeting whose cut-off is still to come."""
        house, now = read_pretend_house(), await self.bot.now()
        (schedule,) = house.schedules
        coming = list_occurrences(schedule, calendar_of(house, now), now, now + timedelta(weeks=4))
        return next(one for one in coming if one.cut_off_at > now)

    async def move_to_duty_hours(self) -> None:
        """To ten in the morning of a day in duty hours, with another such day after it."""
        house, now = read_pretend_house(), await self.bot.now()
        calendar = calendar_of(house, now)

        def is_duty(at: datetime) -> bool:
            return calendar.is_duty_time(at, house.duty.hours)

        days = (calendar.local(now).date() + _DAY * ahead for ahead in range(1, 30))
        tens = (calendar.moment(day, time(10)) for day in days)
        await self.move_to(next(at for at in tens if is_duty(at) and is_duty(at + _DAY)))

    @property
    def agendas(self) -> ConversationView:
        """The channel that agendas are posted to."""
        return self.bot.teams.channel(agenda_channel())


async def gather_cast(
    bot: Listening, hand: Hand = Hand.EXECUTE, courier: Courier = once, only: Sequence[str] = ()
) -> Cast:
    """Let everybody of the house (or ``only`` these) install the bot, and the clock tick once: the
    house holds its meetings before anybody needs them, however fast the rest goes.
    """
    names = only or [str(member["id"]) for member in read_house()["members"]]
    people = {name: replace(find_person(bot, name), hand=hand, courier=courier) for name in names}
    installs = {"type": "installationUpdate", "action": "add"}
    await asyncio.gather(*(once(bot, one.activity(installs)) for one in people.values()))
    if not bot.token:  # in production nobody moves the clock
        await bot.advance(0)
    await bot.quiet()
    return Cast(bot, people)
