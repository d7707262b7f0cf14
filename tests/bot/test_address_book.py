"""Where a message goes: a chat is opened once and remembered, and an address belongs to one account
(architecture §4).
"""

from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from bot.sending.address_book import AddressBook
from domain.delivery import Attempt, AttemptResult
from domain.identifiers import ChannelId, MemberId
from domain.member import Member
from services.ports.address import Address
from services.ports.outbox import Claimed
from tests.support.agenda_house import CHANNEL, AgendaHouse
from tests.support.outbox import PostOffice, a_channel_notice, a_notice, a_reply

SANNE, DAAN = MemberId("sanne"), MemberId("daan")
HOST, OTHER_HOST = "https://smba.trafficmanager.net/emea/", "https://smba.trafficmanager.net/amer/"
UNKNOWN = Attempt(result=AttemptResult.UNKNOWN, cause="timeout")


@dataclass
class Opening:
    """Opens chats: each person has one; ``fails`` is what the next attempt comes to."""

    fails: Attempt | None = None
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    async def create_conversation(self, service_url: str, body: dict[str, Any]) -> Attempt:
        self.asked.append((service_url, body))
        if self.fails:
            return self.fails
        chat = f"a:{body['members'][0]['id']}:{len(self.asked)}"
        return Attempt(result=AttemptResult.SENT, conversation_id=chat)


@dataclass
class Addressing:
    house: AgendaHouse
    teams: Opening = field(default_factory=Opening)

    def __post_init__(self) -> None:
        self.book = AddressBook(self.house.database, self.teams, "app-1")
        self.office = PostOffice(self.house.database)

    async def member(self, name: MemberId) -> Member:
        async with self.house.reading() as moment:
            return await moment.uow.people.member(name)

    async def heard(self, name: MemberId, conversation: str, host: str = HOST) -> None:
        async with self.house.work() as moment:
            known = Address(service_url=host, conversation=conversation, user=f"29:{name}")
            await moment.uow.addresses.learn_member(await self.member(name), known)

    async def to_member(self, name: MemberId) -> Claimed:
        await self.office.announce(a_notice(member=name))
        return await self.office.claim_one()

    async def find(self, message: Claimed) -> str:
        found = await self.book.find(message)
        assert isinstance(found, Address)
        return found.conversation


@pytest.fixture
async def addressing(agenda_house: AgendaHouse) -> Addressing:
    opened = Addressing(agenda_house)
    await opened.heard(DAAN, "a:daan")
    return opened


async def test_a_chat_is_opened_once_and_remembered(addressing: Addressing) -> None:
    message = await addressing.to_member(SANNE)
    first = await addressing.find(message)
    assert await addressing.find(message) == first == "a:object-sanne:1"
    [(host, asked)] = addressing.teams.asked
    assert host == HOST
    assert (asked["isGroup"], asked["tenantId"]) == (False, "tenant")
    assert asked["bot"] == {"id": "28:app-1"}


async def test_a_chat_that_was_heard_needs_no_opening(addressing: Addressing) -> None:
    assert await addressing.find(await addressing.to_member(DAAN)) == "a:daan"
    assert addressing.teams.asked == []


async def test_a_chat_that_may_not_have_been_opened_is_not_remembered(
    addressing: Addressing,
) -> None:
    message = await addressing.to_member(SANNE)
    addressing.teams.fails = UNKNOWN
    assert await addressing.book.find(message) == UNKNOWN
    addressing.teams.fails = None
    assert await addressing.find(message) == "a:object-sanne:2"


async def test_a_chat_that_is_gone_is_forgotten_and_the_new_one_remembered(
    addressing: Addressing,
) -> None:
    await addressing.heard(SANNE, "a:old", OTHER_HOST)
    message = await addressing.to_member(SANNE)
    gone = await addressing.book.find(message)
    assert isinstance(gone, Address)
    opened = await addressing.book.open_anew(SANNE, gone)
    assert isinstance(opened, Address)
    assert (opened.service_url, opened.conversation) == (OTHER_HOST, "a:object-sanne:1")
    assert await addressing.find(message) == "a:object-sanne:1"


async def test_a_chat_that_is_gone_stays_forgotten_when_no_new_one_can_be_opened(
    addressing: Addressing,
) -> None:
    await addressing.heard(SANNE, "a:old")
    addressing.teams.fails = UNKNOWN
    gone = Address(service_url=HOST, conversation="a:old")
    assert await addressing.book.open_anew(SANNE, gone) == UNKNOWN
    addressing.teams.fails = None
    assert await addressing.find(await addressing.to_member(SANNE)) == "a:object-sanne:2"


async def test_the_chat_of_an_account_that_was_replaced_is_not_used(
    addressing: Addressing,
) -> None:
    daan = await addressing.member(DAAN)
    async with addressing.house.work() as moment:
        await moment.uow.people.save_member(replace(daan, object_id="object-new"))
    assert await addressing.find(await addressing.to_member(DAAN)) == "a:object-new:1"


async def test_a_message_of_before_goes_to_the_host_its_own_conversation_was_last_heard_from(
    addressing: Addressing,
) -> None:
    here = Address(service_url=HOST, conversation="a:sanne")
    await addressing.office.reply(a_reply(address=here))
    message = await addressing.office.claim_one()
    await addressing.heard(DAAN, "a:daan", OTHER_HOST)
    assert await addressing.book.find(message) == here
    await addressing.heard(SANNE, "a:sanne", OTHER_HOST)
    assert await addressing.book.find(message) == replace(here, service_url=OTHER_HOST)


async def test_a_channel_is_reached_by_the_id_the_house_has_for_it(addressing: Addressing) -> None:
    await addressing.office.announce(a_channel_notice(channel=ChannelId("agenda")))
    message = await addressing.office.claim_one()
    assert await addressing.find(message) == CHANNEL.conversation_id
    async with addressing.house.work() as moment:
        own = Address(service_url=OTHER_HOST, conversation="19:its-old-id@thread.tacv2")
        await moment.uow.addresses.learn_channel(CHANNEL.id, own)
    await addressing.heard(SANNE, "a:sanne", HOST)
    found = await addressing.book.find(message)
    assert isinstance(found, Address)
    assert (found.service_url, found.conversation) == (OTHER_HOST, CHANNEL.conversation_id)
