"""What the sender does with a reply that was taken in the turn that said it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.sending.address_book import AddressBook
from bot.sending.breaker import Passage
from bot.sending.departures import Departures
from bot.sending.sender import LEASE_WITHIN
from domain.delivery import DeliveryState
from services.ports.address import Address
from services.ports.deliveries import DeliveryId
from services.ports.outbox import Claimed, Operation
from services.ports.turns import OutgoingReply
from tests.support.databases import SqliteFiles
from tests.support.sending import Sending, open_sending

S = DeliveryState
HASTE = timedelta(seconds=20)
A_REPLY = Claimed(
    id=DeliveryId(1),
    fence=1,
    operation=Operation.POST,
    notice=None,
    address=Address(service_url="https://smba.example/", conversation="a:piet"),
)


@pytest.fixture
async def sending(tmp_path: Path, sqlite_files: SqliteFiles) -> AsyncIterator[Sending]:
    async with sqlite_files.fresh() as url, open_sending(url, tmp_path) as opened:
        yield opened


async def take(sending: Sending, reply: OutgoingReply) -> Claimed:
    """What a turn does with what it says here."""
    async with sending.office.database.work() as work:
        taken = await work.replies.say_at_once(reply, LEASE_WITHIN)
    assert taken is not None
    return taken


async def test_a_reply_taken_in_its_turn_is_posted_without_asking_the_outbox_or_the_address_book(
    sending: Sending, monkeypatch: pytest.MonkeyPatch
):
    reply = sending.a_reply()
    taken = await take(sending, reply)
    monkeypatch.setattr(Departures, "begin", None)
    sending.sender.take([taken], sending.sender.clock())
    assert await sending.sender.land(HASTE) == 1
    assert await sending.office.state(reply.business_key) == S.SENT
    assert len(sending.teams.calls) == 1


@pytest.mark.parametrize(("passage", "may"), [("free", True), ("probe", False), ("closed", False)])
async def test_a_turn_takes_nothing_while_teams_answers_nobody(
    sending: Sending, passage: str, may: bool
):
    sender = replace(sending.sender, passage=lambda: Passage(passage))
    assert (sender.lease_for_replies is not None) is may


async def test_a_turn_takes_nothing_for_a_sender_that_stops_or_has_its_hands_full(
    sending: Sending,
):
    assert replace(sending.sender, is_stopping=lambda: True).lease_for_replies is None
    full = replace(sending.sender)
    full._flying.update(asyncio.ensure_future(asyncio.sleep(0)) for _ in range(64))
    assert full.lease_for_replies is None
    await asyncio.gather(*full._flying)


async def test_a_reply_taken_long_ago_waits_for_the_next_claim(sending: Sending):
    """A process that stood still after its turn posts nothing that another may have posted."""
    reply = sending.a_reply()
    taken = await take(sending, reply)
    long_ago = sending.sender.clock() - LEASE_WITHIN.total_seconds() + 1
    sending.sender.take([taken], long_ago)
    assert await sending.sender.land(HASTE) == 1
    assert await sending.office.state(reply.business_key) == S.PENDING
    assert sending.teams.calls == []


async def test_where_a_fresh_reply_goes_is_asked_of_nobody():
    nobody: Any = None
    book = AddressBook(nobody, nobody, "app")
    assert await book.find(replace(A_REPLY, is_fresh=True)) == A_REPLY.address


async def test_what_a_turn_said_is_written_down_and_seen_once(sending: Sending):
    first, second = sending.a_reply(), sending.a_reply()
    taken = await take(sending, first)
    await sending.office.reply(second)
    woken: list[int] = []
    sender = replace(sending.sender, wake=lambda: woken.append(1))
    sender.take([taken], sending.sender.clock())
    assert await sender.send_due() == 0  # the second waits until the first has landed
    assert woken == [1]
    await sending.send()
    assert [await sending.office.state(one.business_key) for one in (first, second)] == [S.SENT] * 2
    assert len(sending.teams.calls) == 2
