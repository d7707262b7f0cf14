"""Renders a notice at the moment it is sent: newest state, recipient's language, closed types."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.activities import REFRESH, write_activity
from bot.doors.registry import Registry
from bot.turns.feature import Reading
from bot.turns.kits import Kits
from cards.kit import Kit
from cards.messages import ChannelMessage, PrivateMessage
from domain.house import House
from domain.member import Language, Member
from domain.notice import Notice
from domain.press import Press
from services.ports.turns import Database, Work

_MOST_REFRESHERS = 60  # the most Teams asks by itself (``teams.md`` §3.3)


class WrongAudienceError(TypeError):
    """A private message would have gone to a channel, or the other way round."""


Present = Callable[[Member, dict[str, Any]], dict[str, Any]]


def present_plainly(_member: Member, activity: dict[str, Any]) -> dict[str, Any]:
    """Show a message as it is."""
    return activity


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendering:
    """Turns notices into activities; ``present`` may add whose message it is (``local`` only)."""

    database: Database
    house: House
    kits: Kits
    registry: Registry
    present: Present = present_plainly

    async def render(self, notice: Notice, *, is_stub: bool) -> dict[str, Any] | None:
        """Write the activity; None when there is nothing to say any more."""
        render = self.registry.notice(notice.kind)
        if render is None:
            return None
        async with self.database.reading() as work:
            reading = await self._reading(work, notice, is_stub=is_stub)
            message = await render(reading, notice)
            if message is None:
                return None
            _refuse_wrong_audience(notice, message)
            activity = write_activity(reading.kit, message)
            if is_stub:
                await _add_refresh(work, reading.kit, notice, activity)
        return self.present(reading.recipient, activity) if reading.recipient else activity

    async def _reading(self, work: Work, notice: Notice, *, is_stub: bool) -> Reading:
        now = await work.now()
        recipient = await work.people.member(notice.member) if notice.member else None
        language = recipient.language if recipient else Language.DUTCH
        return Reading(
            uow=work,
            now=now,
            house=self.house,
            kit=self.kits.kit(language, now),
            recipient=recipient,
            is_stub=is_stub,
        )


def _refuse_wrong_audience(notice: Notice, message: PrivateMessage | ChannelMessage) -> None:
    if isinstance(message, ChannelMessage) is not (notice.channel is not None):
        raise WrongAudienceError


async def _add_refresh(work: Work, kit: Kit, notice: Notice, activity: dict[str, Any]) -> None:
    """A stub tells its own message id when a reader's Teams refreshes it."""
    press = Press(verb=REFRESH, subject=notice.card)
    activity["attachments"][0]["content"]["refresh"] = {
        "action": {
            "type": "Action.Execute",
            "title": kit.words("delivery.refresh"),
            "verb": "press",
            "data": {"press": kit.seal(press)},
        },
        "userIds": await work.addresses.users(_MOST_REFRESHERS),
    }
