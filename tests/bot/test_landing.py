"""A sender that is ended at any step, told to stop, or cannot write down what became of a call."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text

from bot.sending.sender import Sender
from bot.steps import Step
from domain.delivery import DeliveryState
from domain.notice import NoticeKind
from tests.support.databases import PostgresqlServer, SqliteFiles
from tests.support.outbox import a_notice
from tests.support.patience import PATIENCE
from tests.support.sending import Sending, open_sending
from tests.support.teams import HANG, throttled

S = DeliveryState


@pytest.fixture
async def sending(tmp_path: Path, sqlite_files: SqliteFiles) -> AsyncIterator[Sending]:
    async with sqlite_files.fresh() as url, open_sending(url, tmp_path) as opened:
        opened.have_patience()
        yield opened


async def test_each_step_is_passed_in_order(sending: Sending):
    await sending.reply()
    assert sending.steps == [
        Step.CLAIMED, Step.RENDERED, Step.CALLING, Step.CALLED, Step.RECORDED
    ]  # fmt: skip


class PowerCutError(BaseException):
    """The process is gone."""


async def cut_power_at(sending: Sending, step: Step) -> None:
    """A second sender takes over what the first one held."""

    def watch(reached: Step) -> None:
        if reached is step:
            raise PowerCutError

    first = replace(sending.sender, watch=watch)
    with suppress(PowerCutError):
        await first.send_due()
    await asyncio.gather(*first._flying, return_exceptions=True)
    await sending.office.let_leases_end()
    await sending.send()


# of sixteen ordinary messages, how many are put to a person when the power is cut at this step
ASKED_AFTER = {Step.CLAIMED: 0, Step.RENDERED: 0, Step.CALLING: 16, Step.CALLED: 16}


@pytest.mark.parametrize("step", ASKED_AFTER)
async def test_only_what_was_being_called_when_the_power_was_cut_is_put_to_a_person(
    sending: Sending, step: Step
):
    await sending.office.announce(*(a_notice(NoticeKind.OWN_TIMES) for _ in range(16)))
    await cut_power_at(sending, step)
    asked = ASKED_AFTER[step]
    found = await sending.states()
    assert (found.get(S.ASKED, 0), found.get(S.SENT, 0)) == (asked, 16 - asked)
    assert len(sending.teams.visible) == (0 if step is Step.CALLING else 16)


async def test_a_batch_costs_three_transactions_that_write(sending: Sending):
    await sending.office.announce(*(a_notice() for _ in range(16)))
    writes: list[str] = []
    engine = sending.office.database.engine.sync_engine
    event.listen(engine, "commit", lambda _connection: writes.append("commit"))
    await sending.sender.send_due()
    # on a busy machine they are on their way still
    await sending.sender.land(timedelta(seconds=PATIENCE))
    assert await sending.states() == {S.SENT: 16}
    assert len(writes) == 3


async def test_what_was_not_being_called_when_told_to_stop_is_not_called_any_more(
    sending: Sending,
):
    stopping = [False]
    sender = replace(sending.sender, is_stopping=lambda: stopping[0])
    sending.teams.fail_next(HANG, conversation_id="a:called")
    called, waiting = sending.a_reply("a:called"), sending.a_reply("a:waiting")
    await sending.office.reply(called)
    await sender.send_due()
    await sending.teams.wait_for_calls(1)
    await sending.office.reply(waiting)
    stopping[0] = True
    await sender.send_due()
    sending.teams.release()
    await sender.land(timedelta(seconds=PATIENCE))
    assert len(sending.teams.calls) == 1
    assert await sending.office.state(called.business_key) == S.UNKNOWN
    assert await sending.office.state(waiting.business_key) == S.PENDING


async def test_what_lands_after_it_was_told_to_stop_is_written_down(sending: Sending):
    reply = sending.a_reply()
    await sending.office.reply(reply)
    assert await sending.sender._take_off() == 1
    await sending.sender.land(timedelta(seconds=PATIENCE))
    assert await sending.office.state(reply.business_key) == S.SENT


async def refuse_to_record(sending: Sending, monkeypatch: pytest.MonkeyPatch, sick: str) -> None:
    """The database takes every result but this one."""
    row = await sending.office.row(sick)
    record = sending.office.database.outbox.record

    async def record_but_one(outcomes: Any) -> None:
        if row.id in {outcome.id for outcome in outcomes}:
            raise ValueError("value too long")
        await record(outcomes)

    monkeypatch.setattr(sending.office.database.outbox, "record", record_but_one)


async def test_one_result_that_cannot_be_kept_takes_no_other_along(
    sending: Sending, monkeypatch: pytest.MonkeyPatch
):
    replies = [sending.a_reply(f"a:{number}") for number in range(6)]
    await sending.office.reply(*replies)
    await refuse_to_record(sending, monkeypatch, replies[2].business_key)
    await sending.send()
    states = [await sending.office.state(each.business_key) for each in replies]
    assert states == [S.SENT, S.SENT, S.SENDING, S.SENT, S.SENT, S.SENT]


@pytest.mark.parametrize(("chance", "seconds"), [(0.0, 60), (0.5, 67.5), (1.0, 75)])
async def test_who_was_told_to_come_again_comes_no_sooner_and_not_all_at_once(
    sending: Sending, chance: float, seconds: float
):
    sender: Sender = replace(sending.sender, chance=lambda: chance)
    sending.teams.fail_next(throttled("60"))
    reply = sending.a_reply()
    await sending.office.reply(reply)
    pause, before = timedelta(seconds=seconds), await sending.office.now()
    await sender.send_due()
    row = await sending.office.row(reply.business_key)
    assert before + pause <= row.ready_at <= await sending.office.now() + pause


async def test_a_postgresql_that_ends_while_calls_are_in_the_air_loses_and_doubles_nothing(
    postgresql: PostgresqlServer, tmp_path: Path
):
    async with postgresql.fresh() as url, open_sending(url, tmp_path) as sending:
        sending.have_patience()
        await sending.office.reply(*(sending.a_reply(f"a:{number}") for number in range(40)))
        ending = asyncio.create_task(_end_connections_at_each_call(postgresql, sending, 3))
        for _ in range(200):
            await _send_as_the_pump_does(sending)
            if ending.done() and await _is_all_sent_once_pauses_end(sending, 40):
                break
        assert ending.done()
        assert await sending.states() == {S.SENT: 40}
        assert len({post.conversation_id for post in sending.teams.visible}) == 40
        assert len(sending.teams.visible) == 40


async def _end_connections_at_each_call(
    postgresql: PostgresqlServer, sending: Sending, times: int
) -> None:
    for number in range(times):
        await sending.teams.wait_for_calls(1 + 10 * number)
        await postgresql.run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'test_%'"
        )


async def _send_as_the_pump_does(sending: Sending) -> None:
    try:
        await sending.sender.settle()
        await sending.sender.send_due()
    except Exception:  # noqa: BLE001 - the pump goes on after any
        return


async def _is_all_sent_once_pauses_end(sending: Sending, many: int) -> bool:
    try:
        await sending.office.let_pauses_end()
        return await sending.states() == {S.SENT: many}
    except Exception:  # noqa: BLE001 - it was ended again
        return False


async def test_a_row_whose_result_is_refused_by_the_database_itself_holds_up_no_other(
    sending: Sending,
):
    sick, well = sending.a_reply("a:sick"), sending.a_reply("a:well")
    await sending.office.reply(sick)
    row = await sending.office.row(sick.business_key)
    async with sending.office.database.engine.begin() as connection:
        await connection.execute(
            text(
                f"CREATE TRIGGER refuse BEFORE UPDATE ON outbox WHEN NEW.id = {row.id}"
                " AND NEW.state = 'sent' BEGIN SELECT RAISE(ABORT, 'no'); END"
            )
        )
    await sending.office.reply(well)
    await _send_as_the_pump_does(sending)
    assert await sending.office.state(well.business_key) == S.SENT
    assert await sending.office.state(sick.business_key) == S.SENDING
