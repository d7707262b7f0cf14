"""The pretend house's own controls, in ``ENV=local`` and only there: one chat window in which one
person can be everybody. Behind that identity all is the real path.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

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
from services.moment import Moment
from services.ports.address import Address
from services.ports.outbox import Claimed
from services.ports.turns import Database

_WORDS = frozenset({"als", "as"})


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
    """Dispatch with one word more: ``als <name>``."""

    def __init__(self, dispatch: Dispatch, window: ChatWindow) -> None:
        self._dispatch = dispatch
        self._window = window

    async def answer(self, desk: Desk, incoming: Incoming) -> Reply:
        """Let the person in the window act as another member, or answer as always."""
        word, name = split_command(incoming.text)
        if incoming.door is not Door.TEXT or word not in _WORDS:
            return await self._dispatch.answer(desk, incoming)
        found = _find_members(await desk.ctx.uow.people.members(), name)
        if len(found) != 1:
            names = ", ".join(sorted(member.name for member in found))
            return Say(message=desk.kit.short("local.whom", names=names))
        return await self._switch(desk, incoming, found[0])

    async def _switch(self, desk: Desk, incoming: Incoming, member: Member) -> Reply:
        self._window.acting[incoming.tenant_id, incoming.object_id] = member.id
        self._window.seated[incoming.address.conversation] = member.id
        await desk.ctx.record(AuditEvent.ACTED_AS, on_behalf_of=member.id)
        organisation = await desk.ctx.uow.people.organisation(member.organisation)
        return Say(
            message=desk.kit.short("local.now", name=member.name, organisation=organisation.name)
        )


def _find_members(members: Sequence[Member], name: str) -> list[Member]:
    wanted = name.casefold()
    exact = [m for m in members if wanted in {m.id.casefold(), m.name.casefold()}]
    return exact or [m for m in members if wanted in m.name.casefold()]
