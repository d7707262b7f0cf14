"""Where a message goes: the member's own chat, made when there is none yet, or the channel."""

from dataclasses import replace
from typing import Any

from bot.sending.connector import Connector
from domain.delivery import Attempt, AttemptResult
from domain.identifiers import ChannelId, MemberId
from domain.member import Member
from services.ports.address import Address
from services.ports.outbox import Claimed
from services.ports.turns import Database

_NOWHERE = Attempt(result=AttemptResult.REFUSED, cause="no_address")


class AddressBook:
    """Finds addresses; opens a personal chat once and remembers it."""

    def __init__(self, database: Database, connector: Connector, app_id: str) -> None:
        self._database = database
        self._connector = connector
        self._app_id = app_id

    async def find(self, message: Claimed) -> Address | Attempt:
        """The address, or the attempt that failed to find one."""
        known = message.posted or message.address
        if known and message.is_fresh:
            return known
        if known:
            return await self._where_it_is_now(known)
        if message.member:
            return await self._find_member(message.member)
        if message.channel:
            return await self._find_channel(message.channel)
        return _NOWHERE

    async def open_anew(self, member_id: MemberId, gone: Address) -> Address | Attempt:
        """Forget a chat that Teams does not know any more, and open one."""
        async with self._database.work() as work:
            member = await work.people.member(member_id)
            await work.addresses.forget_member(member, gone.conversation)
        return await self._open_chat(member, gone.service_url)

    async def _known(self, member_id: MemberId) -> Address | None:
        async with self._database.reading() as work:
            return await work.addresses.of_member(await work.people.member(member_id))

    async def _where_it_is_now(self, known: Address) -> Address:
        """A conversation moves between regions: the newest host it was heard from counts."""
        async with self._database.reading() as work:
            newest = await work.addresses.newest_service_url(known.conversation)
        return replace(known, service_url=newest or known.service_url)

    async def _find_member(self, member_id: MemberId) -> Address | Attempt:
        known = await self._known(member_id)
        if known is not None:
            return known
        async with self._database.reading() as work:
            member = await work.people.member(member_id)
            service_url = await work.addresses.any_service_url()
        return _NOWHERE if service_url is None else await self._open_chat(member, service_url)

    async def _find_channel(self, channel_id: ChannelId) -> Address | Attempt:
        async with self._database.reading() as work:
            channel = await work.channels.channel(channel_id)
            known = await work.addresses.of_channel(channel_id)
            service_url = known.service_url if known else await work.addresses.any_service_url()
        if service_url is None:
            return _NOWHERE
        return Address(service_url=service_url, conversation=channel.conversation_id)

    async def _open_chat(self, member: Member, service_url: str) -> Address | Attempt:
        """Opening a chat twice gives the same chat, so it may be tried again."""
        attempt = await self._connector.create_conversation(service_url, self._invitation(member))
        if attempt.result is not AttemptResult.SENT:
            return attempt
        address = Address(service_url=service_url, conversation=attempt.conversation_id)
        async with self._database.work() as work:
            await work.addresses.learn_member(member, address)
        return address

    def _invitation(self, member: Member) -> dict[str, Any]:
        return {
            "isGroup": False,
            "bot": {"id": f"28:{self._app_id}"},
            "members": [{"id": member.object_id}],
            "tenantId": member.tenant_id,
            "channelData": {"tenant": {"id": member.tenant_id}},
        }
