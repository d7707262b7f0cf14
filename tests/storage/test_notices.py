"""A change to a card that still waits to be brought up to date: one message shows both."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from domain.delivery import DeliveryState
from domain.identifiers import MemberId
from domain.notice import NoticeKind, PrivateNotice
from storage.claiming import CANDIDATES, take_due
from storage.failures import begin
from tests.support.databases import PostgresqlServer
from tests.support.outbox import LATER, PostOffice, a_notice, open_post_office

S = DeliveryState
DAY = timedelta(days=1)


async def a_board(office: PostOffice) -> PrivateNotice:
    """The first of the messages that bring one board up to date."""
    return a_notice(
        NoticeKind.SESSION_BOARD,
        member=MemberId("dina"),
        card="session:1:board",
        expires_at=await office.now() + DAY,
    )


def changed(board: PrivateNotice, key: str = "changed", later: timedelta = DAY) -> PrivateNotice:
    """The same board after something happened, somewhat later."""
    assert board.expires_at
    return replace(board, business_key=key, expires_at=board.expires_at + later)


async def test_a_card_that_waits_is_brought_up_to_date_once_for_all_that_changed(
    office: PostOffice,
):
    board = await a_board(office)
    await office.announce(board, *(changed(board, f"answer {n}") for n in range(5)))
    assert (await office.claim_one()).notice == replace(board, expires_at=board.expires_at + DAY)
    assert await office.count() == 1


async def test_a_card_that_waits_lasts_as_long_as_its_last_change_and_never_shorter(
    office: PostOffice,
):
    board = await a_board(office)
    await office.announce(board, changed(board, "one"), changed(board, "two", -DAY))
    assert (await office.row(board.business_key)).expires_at == board.expires_at + DAY


async def test_a_card_that_waits_is_late_when_its_first_change_is(office: PostOffice):
    board = await a_board(office)
    await office.announce(board)
    first = (await office.row(board.business_key)).late_at
    await office.announce(changed(board))
    assert first
    assert (await office.row(board.business_key)).late_at == first


async def test_a_change_after_a_sender_took_the_card_is_announced_anew(office: PostOffice):
    board = await a_board(office)
    await office.announce(board)
    await office.claim_one()
    await office.announce(changed(board, "one"), changed(board, "two"))
    assert await office.states() == {S.SENDING: 1, S.PENDING: 1}
    assert await office.state("one") == S.PENDING


@pytest.mark.parametrize("state", [S.UNKNOWN, S.SENT, S.DEAD, S.WITHHELD, S.OBSOLETE])
async def test_a_card_that_does_not_wait_shows_no_change(office: PostOffice, state: S):
    board = await a_board(office)
    await office.announce(board)
    await office.record(await office.claim_one(), state, again_within=LATER)
    await office.announce(changed(board))
    assert await office.state("changed") == S.PENDING


async def test_a_card_that_failed_for_good_is_told_and_the_next_change_goes(office: PostOffice):
    board = await a_board(office)
    await office.announce(board, changed(board, "one"))
    failed = await office.claim_one()
    await office.record(failed, S.DEAD)
    await office.announce(changed(board, "two"))
    async with office.database.work() as work:
        assert [one.id for one in await work.deliveries.untold_failures()] == [failed.id]
    claimed = await office.claim_one()
    assert claimed.notice
    assert claimed.notice.business_key == "two"


async def test_a_card_that_waits_to_be_tried_again_keeps_its_pause_and_shows_the_change(
    office: PostOffice,
):
    board = await a_board(office)
    await office.announce(board)
    await office.record(await office.claim_one(), S.PENDING, again_within=LATER)
    before = await office.row(board.business_key)
    await office.announce(changed(board))
    assert (await office.row(board.business_key)).ready_at == before.ready_at
    assert await office.claim() == []
    await office.let_pauses_end()
    assert (await office.claim_one()).id == before.id
    assert await office.count() == 1


@pytest.mark.parametrize(
    "other",
    [
        {"card": "session:2:board"},
        {"card": ""},
        {"kind": NoticeKind.SESSION_CLOSED},
        {"subject": "43"},
        {"member": MemberId("olga")},
        {"due_at": "tomorrow"},
        {"expires_at": None},
    ],
)
async def test_only_the_same_message_shows_a_change(office: PostOffice, other: dict[str, object]):
    board = await a_board(office)
    if "due_at" in other:
        other = {"due_at": await office.now() + DAY}
    await office.announce(board, replace(changed(board), **other))
    assert await office.count() == 2


async def test_what_waits_for_a_moment_of_its_own_shows_no_change_of_now(office: PostOffice):
    board = replace(await a_board(office), due_at=await office.now() + DAY)
    await office.announce(board, replace(changed(board), due_at=None))
    assert await office.count() == 2


async def test_a_change_that_is_announced_twice_is_at_most_one_message_of_its_own(
    office: PostOffice,
):
    board = await a_board(office)
    await office.announce(board, changed(board))
    await office.record(await office.claim_one(), S.SENT)
    for _ in range(2):
        await office.announce(board, changed(board))
        for claimed in await office.claim():
            await office.record(claimed, S.SENT)
    assert await office.states() == {S.SENT: 2}


async def test_a_transaction_that_fails_leaves_the_end_of_what_waits(office: PostOffice):
    board = await a_board(office)
    await office.announce(board)

    async def announce_and_fail() -> None:
        async with office.database.work() as work:
            await work.notices.announce(changed(board))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await announce_and_fail()
    assert (await office.claim_one()).notice == board


async def test_a_sender_leaves_a_card_until_the_change_it_will_show_is_there(
    postgresql: PostgresqlServer, tmp_path: Path
):
    async with postgresql.fresh() as url, open_post_office(url, tmp_path) as office:
        board = await a_board(office)
        await office.announce(board)
        async with open_post_office(url, tmp_path) as other, other.database.work() as work:
            await work.notices.announce(changed(board))
            assert await office.claim() == []
        assert len(await office.claim()) == 1
        assert await office.count() == 1


async def test_a_change_that_comes_while_a_sender_takes_the_card_is_announced_anew(
    postgresql: PostgresqlServer, tmp_path: Path
):
    async with postgresql.fresh() as url, open_post_office(url, tmp_path) as office:
        board = await a_board(office)
        await office.announce(board)
        async with begin(office.database.engine) as taking:
            assert len(await take_due(taking, CANDIDATES, 16, LATER)) == 1
            announcing = asyncio.create_task(office.announce(changed(board)))
            await postgresql.until_one_waits()
        await announcing
        assert await office.state("changed") == S.PENDING
        assert await office.state(board.business_key) == S.SENDING


async def test_two_replicas_that_change_a_card_that_waits_add_nothing(
    postgresql: PostgresqlServer, tmp_path: Path
):
    async with (
        postgresql.fresh() as url,
        open_post_office(url, tmp_path) as office,
        open_post_office(url, tmp_path) as other,
    ):
        board = await a_board(office)
        await office.announce(board)
        await asyncio.gather(
            *(one.announce(changed(board, f"{n}")) for n in range(6) for one in (office, other))
        )
        assert await office.states() == {S.PENDING: 1}
