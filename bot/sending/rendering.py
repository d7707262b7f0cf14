"""Renders a notice at the moment it is sent: newest state, recipient's language, closed types."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.activities import REFRESH, write_activity
from bot.doors.registry import Registry
from bot.turns.kits import Kits
from cards.calendar_mail import CalendarMail
from cards.kit import Kit
from domain.drill import is_drill
from domain.house import House
from domain.member import Language, Member
from domain.notice import ChannelNotice, Notice, PrivateNotice
from domain.press import Press
from services.moment import Moment, Reading
from services.ports.turns import Database, Work
from services.recipients import require_recipient

_MOST_REFRESHERS = 60  # the most Teams asks by itself (``teams.md`` §3.3)

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

    async def render(
        self, notice: Notice, *, is_stub: bool, is_posted: bool
    ) -> dict[str, Any] | CalendarMail | None:
        """Write the activity or the mail; None when there is nothing to say any more. ``is_posted``
        when it edits a card, or what is in a calendar. Raises NotSentError when the recipient may
        not have it now.
        """
        async with self.database.reading() as work:
            match notice:
                case PrivateNotice():
                    return await self._render_private(work, notice, is_posted=is_posted)
                case ChannelNotice():
                    return await self._render_post(work, notice, is_stub=is_stub)

    async def _render_private(
        self, work: Work, notice: PrivateNotice, *, is_posted: bool
    ) -> dict[str, Any] | CalendarMail | None:
        now, recipient = await work.now(), await work.people.member(notice.member)
        reading = Reading(uow=work, now=now, house=self.house, recipient=recipient)
        await require_recipient(reading, notice, is_posted=is_posted)
        kit = self.kits.kit(recipient.language, now)
        kit = kit.for_drill() if is_drill(notice.subject) else kit
        if write := self.registry.mail(notice.kind):
            return await write(reading, kit, notice)
        render = self.registry.notice(notice.kind)
        message = await render(reading, kit, notice) if render else None
        return self.present(recipient, write_activity(kit, message)) if message else None

    async def _render_post(
        self, work: Work, notice: ChannelNotice, *, is_stub: bool
    ) -> dict[str, Any] | None:
        posting = self.registry.posting(notice.kind)
        if posting is None:
            return None
        render = posting.stub if is_stub else posting.content
        moment = Moment(uow=work, now=await work.now(), house=self.house)
        kit = self.kits.kit(Language.DUTCH, moment.now)
        message = await render(moment, kit, notice)
        if message is None:
            return None
        activity = write_activity(kit, message)
        if is_stub:
            await _add_refresh(work, kit, notice, activity)
        return activity


async def _add_refresh(
    work: Work, kit: Kit, notice: ChannelNotice, activity: dict[str, Any]
) -> None:
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
