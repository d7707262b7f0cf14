"""The pretend house's own controls, in ``ENV=local`` and only there: one chat window in which one
person can be everybody and let time pass. Behind that all is the real path.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final, cast

from bot.doors.dispatch import Dispatch
from bot.sending.address_book import AddressBook
from bot.sending.connector import Connector
from bot.turns.feature import Desk
from bot.turns.identity import identify_registered
from bot.turns.incoming import ChatKind, Incoming
from bot.turns.replies import Reply, Say
from bot.turns.routes import Door
from bot.turns.text import split_command
from cards.words import Words
from domain.audit import AuditEvent
from domain.delivery import Attempt
from domain.identifiers import MemberId
from domain.member import Actor, Member
from domain.timer import TimerKind
from services.moment import Moment
from services.ports.address import Address
from services.ports.outbox import Claimed
from services.ports.turns import Database, Work

_ACT_AS: Final = frozenset({"als", "as"})
_GO_AHEAD: Final = frozenset({"vooruit", "forward"})
_FURTHEST_AHEAD: Final = timedelta(days=366)
_AHEAD: Final = re.compile(r"(\d{1,6}) ?([a-z]+)")
_UNITS: Final = {
    "minuut": timedelta(minutes=1),
    "minuten": timedelta(minutes=1),
    "minute": timedelta(minutes=1),
    "minutes": timedelta(minutes=1),
    "uur": timedelta(hours=1),
    "uren": timedelta(hours=1),
    "hour": timedelta(hours=1),
    "hours": timedelta(hours=1),
    "dag": timedelta(days=1),
    "dagen": timedelta(days=1),
    "day": timedelta(days=1),
    "days": timedelta(days=1),
    "week": timedelta(weeks=1),
    "weken": timedelta(weeks=1),
    "weeks": timedelta(weeks=1),
}
# the rest is housekeeping, of which nobody in the window sees anything
_WAITED_FOR: Final = frozenset(TimerKind) - {
    TimerKind.CHECKPOINT,
    TimerKind.DIALOG_DRAFT,
    TimerKind.DUTY,
    TimerKind.PLACES,
    TimerKind.RETENTION,
    TimerKind.UNDIRECTED,
}


@dataclass(slots=True)
class ChatWindow:
    """Who sits where: the member behind each identity, and whose turn it is in each chat."""

    acting: dict[tuple[str, str], MemberId] = field(default_factory=dict)
    seated: dict[str, MemberId] = field(default_factory=dict)
    latest: Address | None = None

    def present(self, member: Member, activity: dict[str, Any]) -> dict[str, Any]:
        """Write above a message whose it is, unless that member sits here now."""
        if member.id in self.seated.values():
            return activity
        header = Words(member.language)("local.to", name=member.name)
        if "text" in activity:
            return {**activity, "text": f"{header}\n\n{activity['text']}"}
        card = activity["attachments"][0]["content"]
        block = {"type": "TextBlock", "text": header, "wrap": True, "isSubtle": True}
        shown = {**card, "body": [block, *card["body"]]}
        return {**activity, "attachments": [{**activity["attachments"][0], "content": shown}]}


class WindowIdentity:
    """Identity in the pretend house: the window's person, or whom that person acts as."""

    def __init__(self, window: ChatWindow) -> None:
        self._window = window

    async def __call__(self, moment: Moment, incoming: Incoming) -> Actor | None:
        """Find whom this activity comes from."""
        actor = await identify_registered(moment, incoming)
        acting = self._window.acting.get((incoming.tenant_id, incoming.object_id))
        if actor is not None and acting is not None:
            actor = await moment.form_actor(await moment.uow.people.member(acting))
        if actor is not None and incoming.chat_kind is ChatKind.PERSONAL:
            self._window.seated[incoming.address.conversation] = actor.id
            self._window.latest = incoming.address
        return actor


class WindowAddressBook(AddressBook):
    """Messages to somebody who has no chat of their own appear in the window."""

    def __init__(
        self, database: Database, connector: Connector, app_id: str, window: ChatWindow
    ) -> None:
        super().__init__(database, connector, app_id)
        self._window = window

    async def find(self, message: Claimed) -> Address | Attempt:
        """The member's own chat, else the window."""
        is_known = message.posted or message.address
        if is_known or message.member is None or self._window.latest is None:
            return await super().find(message)
        return await self._known(message.member) or self._window.latest


class WindowDispatch:
    """Dispatch with two words more: ``als <name>``, and ``vooruit`` for the clock of the house."""

    def __init__(self, dispatch: Dispatch, window: ChatWindow) -> None:
        self._dispatch = dispatch
        self._window = window

    async def answer(self, desk: Desk, incoming: Incoming) -> Reply:
        """Answer what is said to the window itself, and all else as always."""
        word, rest = split_command(incoming.text)
        if incoming.door is Door.TEXT and word in _ACT_AS:
            return await self._act_as(desk, incoming, rest)
        if incoming.door is Door.TEXT and word in _GO_AHEAD:
            return await _go_ahead(desk, rest)
        reply = await self._dispatch.answer(desk, incoming)
        is_first = incoming.door is Door.ARRIVAL and desk.is_private
        return _introduce(desk, reply) if is_first else reply

    async def _act_as(self, desk: Desk, incoming: Incoming, name: str) -> Reply:
        members = await desk.ctx.uow.people.members()
        found = _find_members(members, name)
        if len(found) == 1:
            return await self._switch(desk, incoming, found[0])
        names = ", ".join(sorted(member.name for member in found or members))
        return Say(message=desk.kit.short("local.whom" if found else "local.nobody", names=names))

    async def _switch(self, desk: Desk, incoming: Incoming, member: Member) -> Reply:
        self._window.acting[incoming.tenant_id, incoming.object_id] = member.id
        self._window.seated[incoming.address.conversation] = member.id
        await desk.ctx.record(AuditEvent.ACTED_AS, on_behalf_of=member.id)
        organisation = await desk.ctx.uow.people.organisation(member.organisation)
        return Say(
            message=desk.kit.short("local.now", name=member.name, organisation=organisation.name)
        )


def _introduce(desk: Desk, reply: Reply) -> Reply:
    """Tell on the first card who sits here, and the words that only the pretend house has."""
    if not isinstance(reply, Say) or reply.message.card is None:
        return reply
    block = desk.kit.text("local.first", name=desk.ctx.actor.member.name)
    card = {**reply.message.card, "body": [block, *reply.message.card["body"]]}
    return replace(reply, message=replace(reply.message, card=card))


async def _go_ahead(desk: Desk, how_far: str) -> Reply:
    """Move business time in the turn's own transaction, so that a turn delivered twice moves it
    once; the clock then does what became due.
    """
    by = _read_ahead(how_far) if how_far else await _find_next(desk.ctx)
    if by is None:
        return Say(message=desk.kit.short("local.how_far"))
    await cast("Work", desk.ctx.uow).advance(by)
    at: datetime = desk.ctx.now + by
    return Say(message=desk.kit.short("local.moved", at=at))


def _read_ahead(text: str) -> timedelta | None:
    found = _AHEAD.fullmatch(text.casefold())
    unit = _UNITS.get(found[2]) if found else None
    by = int(found[1]) * unit if found and unit else None
    return by if by and by <= _FURTHEST_AHEAD else None


async def _find_next(moment: Moment) -> timedelta | None:
    """How long until something happens that people see; None when nothing waits."""
    waiting = await moment.uow.timers.due(
        _WAITED_FOR, moment.now + _FURTHEST_AHEAD, after=None, limit=1
    )
    if not waiting:
        return None
    return max(waiting[0].due_at - moment.now, timedelta()) + timedelta(seconds=1)


def _find_members(members: Sequence[Member], name: str) -> list[Member]:
    wanted = name.casefold()
    exact = [m for m in members if wanted in {m.id.casefold(), m.name.casefold()}]
    return exact or [m for m in members if wanted in m.name.casefold()]
