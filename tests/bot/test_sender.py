"""The sender between a real outbox and a connector that fails in every way."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.gate.service_hosts import ServiceHosts
from bot.sending.exchange import Body
from domain.access import Access, Action, Refusal
from domain.delivery import Attempt, AttemptResult, DeliveryState
from domain.errors import ConflictError
from domain.identifiers import MemberId
from domain.notice import NoticeKind
from services.ports.address import Address
from services.ports.turns import DatabaseAwayError
from services.recipients import NotSentError
from tests.support.canaries import CANARY
from tests.support.databases import SqliteFiles
from tests.support.outbox import (
    AT_ONCE,
    a_channel_notice,
    a_notice,
)
from tests.support.patience import PATIENCE
from tests.support.sending import Sending, open_sending
from tests.support.teams import (
    BAD_GATEWAY,
    BAD_GATEWAY_AFTER_DELIVERY,
    DROP_AFTER_ACCEPT,
    DROP_BEFORE,
    FORBIDDEN,
    HANG,
    HANG_AFTER_DELIVERY,
    NOT_FOUND,
    PRECONDITION_FAILED,
    TOO_LARGE,
    Fault,
    Operation,
    StandInTeams,
    throttled,
)

S = DeliveryState
PIET = MemberId("piet")


@pytest.fixture
async def sending(tmp_path: Path, sqlite_files: SqliteFiles) -> AsyncIterator[Sending]:
    async with sqlite_files.fresh() as url, open_sending(url, tmp_path) as opened:
        yield opened


# the fault of the first call, then: calls made, copies people see, and where the message ends
SURELY_SENT = [(None, 1, 1, S.SENT)]
SURELY_NOT_SENT = [(throttled("7"), 1, 0, S.PENDING)]
REFUSED = [(FORBIDDEN, 1, 0, S.DEAD), (TOO_LARGE, 1, 0, S.DEAD)]
CERTAIN = SURELY_SENT + SURELY_NOT_SENT + REFUSED
NOT_DELIVERED = [BAD_GATEWAY, PRECONDITION_FAILED, DROP_BEFORE, HANG]
DELIVERED = [BAD_GATEWAY_AFTER_DELIVERY, DROP_AFTER_ACCEPT, HANG_AFTER_DELIVERY]
ONCE_MORE = [(f, 2, 1, S.SENT) for f in NOT_DELIVERED] + [(f, 2, 2, S.SENT) for f in DELIVERED]
NEVER_AGAIN = [(f, 1, 0, S.ASKED) for f in NOT_DELIVERED] + [(f, 1, 1, S.ASKED) for f in DELIVERED]
Row = tuple[Fault | None, int, int, DeliveryState]


def _fail(teams: StandInTeams, fault: Fault | None, operation: Operation | None = None) -> None:
    if fault is not None:
        teams.fail_next(fault, operation=operation)


@pytest.mark.parametrize("row", CERTAIN + ONCE_MORE)
async def test_an_uncertain_reply_goes_once_more_and_a_certain_one_never(
    sending: Sending, row: Row
):
    fault, calls, copies, state = row
    _fail(sending.teams, fault)
    assert await sending.reply() == state
    assert (len(sending.teams.calls), len(sending.teams.visible)) == (calls, copies)


@pytest.mark.parametrize("row", CERTAIN + ONCE_MORE)
async def test_an_uncertain_invitation_goes_once_more(sending: Sending, row: Row):
    fault, calls, copies, state = row
    _fail(sending.teams, fault)
    assert await sending.announce(a_notice(NoticeKind.INVITATION)) == state
    assert (len(sending.teams.calls), len(sending.teams.visible)) == (calls, copies)


@pytest.mark.parametrize("row", CERTAIN + NEVER_AGAIN)
async def test_an_uncertain_ordinary_message_is_never_repeated(sending: Sending, row: Row):
    fault, calls, copies, state = row
    _fail(sending.teams, fault)
    assert await sending.announce(a_notice(NoticeKind.OWN_TIMES)) == state
    assert (len(sending.teams.calls), len(sending.teams.visible)) == (calls, copies)


@pytest.mark.parametrize("fault", [None, *NOT_DELIVERED])
async def test_an_agenda_is_a_stub_first_and_then_its_content(
    sending: Sending, fault: Fault | None
):
    _fail(sending.teams, fault)
    assert await sending.announce(a_channel_notice()) == S.SENT
    assert sending.texts == ["notice 42"]
    assert [call.body["text"] for call in sending.teams.calls[-2:]] == ["stub", "notice 42"]


@pytest.mark.parametrize("fault", DELIVERED)
async def test_an_uncertain_stub_leaves_at_most_stubs_without_content(
    sending: Sending, fault: Fault
):
    sending.teams.fail_next(fault, fault)
    assert await sending.announce(a_channel_notice()) == S.SENT
    assert sending.texts == ["stub", "stub", "notice 42"]


@pytest.mark.parametrize("fault", [BAD_GATEWAY, HANG_AFTER_DELIVERY])
async def test_content_of_unknown_fate_is_put_in_again_later(sending: Sending, fault: Fault):
    _fail(sending.teams, fault, Operation.UPDATE)
    assert await sending.announce(a_channel_notice()) == S.PENDING
    assert len(sending.teams.visible) == 1


async def test_two_uncertain_calls_are_enough(sending: Sending):
    sending.teams.fail_next(BAD_GATEWAY, BAD_GATEWAY)
    assert await sending.announce(a_notice(NoticeKind.INVITATION)) == S.ASKED
    assert len(sending.teams.calls) == 2


async def test_what_was_told_to_wait_is_not_called_before_its_time(sending: Sending):
    sending.teams.fail_next(throttled("3600"))
    reply = sending.a_reply()
    await sending.office.reply(reply)
    for _ in range(3):
        await sending.send()
    assert len(sending.teams.calls) == 1
    row = await sending.office.row(reply.business_key)
    assert row.ready_at > await sending.office.now() + timedelta(minutes=14)


async def test_a_connector_that_is_not_there_surely_got_nothing(sending: Sending):
    nowhere = Address(service_url="http://127.0.0.1:9/emea", conversation="a:piet")
    sending.sender.connector._hosts = ServiceHosts.parse("127.0.0.1:9")
    assert await sending.reply(address=nowhere) == S.PENDING


async def test_a_host_that_is_not_allowed_is_not_called(sending: Sending):
    elsewhere = Address(service_url="https://evil.example/emea", conversation="a:piet")
    assert await sending.reply(address=elsewhere) == S.DEAD
    assert sending.teams.calls == []


async def test_a_reply_replaces_the_message_it_names(sending: Sending):
    await sending.reply()
    (post,) = sending.teams.visible
    assert await sending.reply(activity=post.id) == S.SENT
    assert [each.edits for each in sending.teams.visible] == [1]


async def test_a_reply_is_posted_to_the_letter_as_it_was_said(
    sending: Sending, monkeypatch: pytest.MonkeyPatch
):
    posted: list[object] = []
    call = sending.sender.connector.send

    async def send(service_url: str, conversation: str, activity: Body) -> Attempt:
        posted.append(activity)
        return await call(service_url, conversation, activity)

    monkeypatch.setattr(sending.sender.connector, "send", send)
    said = '{ "type": "message",   "text": "één 🔴" }'
    assert await sending.reply(activity_json=said) == S.SENT
    assert posted == [said.encode()]


async def test_a_stray_is_taken_away_and_one_that_is_gone_counts_as_done(sending: Sending):
    notice = a_channel_notice()
    sending.teams.fail_next(BAD_GATEWAY_AFTER_DELIVERY)
    await sending.announce(notice)
    stray, known = sending.teams.visible
    here = Address(service_url=sending.teams.service_url, conversation=stray.conversation_id)
    async with sending.office.database.work() as work:
        await work.deliveries.take_away_stray(notice.card, here, stray.id)
        await work.deliveries.take_away_stray(notice.card, here, "1700000009999")
    await sending.send()
    assert sending.teams.visible == [known]
    assert await sending.states() == {S.SENT: 3}


async def test_what_teams_does_not_let_us_delete_is_emptied(sending: Sending):
    notice = a_channel_notice()
    sending.teams.fail_next(BAD_GATEWAY_AFTER_DELIVERY)
    await sending.announce(notice)
    stray, _ = sending.teams.visible
    here = Address(service_url=sending.teams.service_url, conversation=stray.conversation_id)
    async with sending.office.database.work() as work:
        await work.deliveries.take_away_stray(notice.card, here, stray.id)
    sending.teams.fail_next(FORBIDDEN, operation=Operation.DELETE)
    await sending.send()
    emptied = sending.teams.visible[0]
    assert (emptied.id, emptied.activity["text"]) == (stray.id, "-")
    assert "attachments" not in emptied.activity
    assert await sending.states() == {S.SENT: 2}


async def test_a_card_is_edited_in_place_with_the_newest_state(sending: Sending):
    board = a_notice(NoticeKind.SESSION_BOARD, member=PIET, card="board")
    await sending.announce(board)
    await sending.announce(replace(board, business_key="again", subject="43"))
    assert sending.texts == ["notice 43"]


async def test_a_chat_that_teams_does_not_know_is_opened_anew_once(sending: Sending):
    sending.teams.fail_next(NOT_FOUND)
    assert await sending.announce(a_notice(member=PIET)) == S.SENT
    assert sending.address_book.opened == ["a:piet"]
    assert [post.conversation_id for post in sending.teams.visible] == ["a:piet-anew"]
    sending.teams.fail_next(NOT_FOUND, NOT_FOUND)
    assert await sending.announce(a_notice(member=PIET)) == S.DEAD
    assert sending.address_book.opened == ["a:piet", "a:piet"]


async def test_a_chat_that_cannot_be_opened_anew_is_tried_again_later(sending: Sending):
    sending.teams.fail_next(NOT_FOUND)
    sending.address_book.fails = [Attempt(result=AttemptResult.NOT_SENT, cause="throttled")]
    assert await sending.announce(a_notice(member=PIET)) == S.PENDING


NO_ID = Fault(status=202, answer=b"", delivers=True)


async def test_a_stub_that_was_accepted_without_an_id_is_followed_by_another(sending: Sending):
    sending.teams.fail_next(NO_ID)
    assert await sending.announce(a_channel_notice()) == S.SENT
    assert sending.texts == ["stub", "notice 42"]


async def test_a_card_that_was_accepted_without_an_id_is_posted_anew_instead_of_edited(
    sending: Sending,
):
    board = a_notice(NoticeKind.SESSION_BOARD, member=PIET, card="board")
    sending.teams.fail_next(NO_ID)
    assert await sending.announce(board) == S.SENT
    assert await sending.announce(replace(board, business_key="again", subject="43")) == S.SENT
    assert sending.texts == ["notice 42", "notice 43"]
    assert {call.operation for call in sending.teams.calls} == {Operation.SEND}


async def test_what_need_not_be_said_any_more_is_not_sent(sending: Sending):
    sending.renderer.says_nothing = True
    assert await sending.announce(a_notice()) == S.OBSOLETE
    assert sending.teams.calls == []


@pytest.mark.parametrize(
    ("refusal", "state"),
    [(Refusal.NO_APPOINTMENT, S.WITHHELD), (Refusal.NOT_IN_THIS_STATE, S.OBSOLETE)],
)
async def test_what_its_recipient_may_not_have_any_more_is_not_sent(
    sending: Sending, refusal: Refusal, state: DeliveryState
):
    access = Access(action=Action.VIEW_CASE, refusal=refusal)
    sending.renderer.fails = [NotSentError(access)]
    assert await sending.announce(a_notice()) == state
    assert sending.teams.calls == []


async def test_who_draws_a_card_hears_whether_its_recipient_has_it_already(sending: Sending):
    for _ in range(2):
        await sending.announce(a_notice(card="card:1", member=PIET))
    assert sending.renderer.edits == [False, True]


async def test_one_message_that_cannot_be_drawn_stops_no_other(sending: Sending):
    broken, good = a_notice(), a_notice()
    sending.renderer.fails = [ValueError(CANARY)]
    await sending.office.announce(broken, good)
    await sending.send()
    states = [await sending.office.state(each.business_key) for each in (broken, good)]
    assert sorted(states) == [S.DEAD, S.SENT]


@pytest.mark.parametrize("trouble", [DatabaseAwayError(), ConflictError()])
async def test_a_database_that_is_away_while_drawing_costs_no_message(
    sending: Sending, trouble: Exception
):
    sending.renderer.fails = [trouble]
    assert await sending.announce(a_notice()) == S.PENDING
    assert sending.teams.calls == []


async def test_a_message_to_nowhere_is_told_as_failed(sending: Sending):
    sending.address_book.fails = [Attempt(result=AttemptResult.REFUSED, cause="no_address")]
    assert await sending.announce(a_notice()) == S.DEAD


async def test_a_chat_that_could_not_be_opened_for_sure_is_tried_again(sending: Sending):
    sending.address_book.fails = [Attempt(result=AttemptResult.UNKNOWN, cause="timeout")]
    assert await sending.announce(a_notice()) == S.PENDING


async def test_a_process_that_was_frozen_past_its_lease_posts_nothing(sending: Sending):
    reply = sending.a_reply()
    await sending.office.reply(reply)

    throttle = sending.sender.throttle
    wait = throttle._pause

    async def freeze(seconds: float) -> None:
        sending.seconds[0] += 59
        await wait(seconds)

    for _ in range(7):
        await throttle.wait("a:piet")
    throttle._pause = freeze
    await sending.send()
    assert sending.teams.calls == []
    assert await sending.office.state(reply.business_key) == S.PENDING


async def test_what_a_conversation_takes_no_more_of_in_an_hour_waits_in_the_outbox(
    sending: Sending,
):
    for _ in range(1800):
        await sending.sender.throttle.wait("a:piet")
    before = await sending.office.now()
    post, edit = sending.a_reply(), sending.a_reply(activity="1")
    for reply in (post, edit):
        await sending.office.reply(reply)
    await sending.send()
    assert sending.teams.calls == []
    for reply in (post, edit):
        row = await sending.office.row(reply.business_key)
        assert (row.state, row.ready_at > before + timedelta(minutes=14)) == (S.PENDING, True)


async def test_a_post_to_a_chat_that_was_opened_anew_counts_for_the_house_too(sending: Sending):
    asked: list[str] = []
    wait = sending.sender.throttle.wait

    async def note_and_wait(conversation: str) -> Attempt | None:
        asked.append(conversation)
        return await wait(conversation)

    sending.sender.throttle.wait = note_and_wait
    sending.teams.fail_next(NOT_FOUND)
    assert await sending.announce(a_notice(member=PIET)) == S.SENT
    assert asked == ["a:piet", "a:piet-anew"]


async def test_a_call_that_hangs_holds_up_no_other_conversation(sending: Sending):
    sending.teams.fail_next(HANG, conversation_id="a:piet")
    mine, yours = sending.a_reply(), sending.a_reply("a:olga")
    await sending.office.reply(mine)
    await sending.sender.send_due()
    await sending.office.reply(yours)
    await sending.sender.send_due()
    assert await sending.office.state(yours.business_key) == S.SENT
    assert await sending.office.state(mine.business_key) == S.SENDING
    await sending.send()


async def test_a_call_that_took_long_tells_when_it_landed(sending: Sending):
    woken = asyncio.Event()
    sender = replace(sending.sender, landed=woken.set)
    sending.teams.fail_next(HANG)
    await sending.office.reply(sending.a_reply())
    await sender.send_due()
    async with asyncio.timeout(PATIENCE):
        await woken.wait()
    assert await sender.land(AT_ONCE) == 1


async def test_a_result_is_not_lost_when_the_database_is_away_for_a_moment(
    sending: Sending, monkeypatch: pytest.MonkeyPatch
):
    record, troubles = sending.office.database.outbox.record, [DatabaseAwayError()]

    async def record_later(outcomes: Any) -> None:
        if troubles:
            raise troubles.pop()
        await record(outcomes)

    monkeypatch.setattr(sending.office.database.outbox, "record", record_later)
    reply = sending.a_reply()
    await sending.office.reply(reply)
    with pytest.raises(DatabaseAwayError):
        await sending.send()
    await sending.send()
    assert await sending.office.state(reply.business_key) == S.SENT
    assert len(sending.teams.calls) == 1


async def test_thirty_conversations_are_all_answered(sending: Sending):
    sending.have_patience()
    await sending.office.reply(*(sending.a_reply(f"a:{number}") for number in range(30)))
    await sending.send()
    assert len(sending.teams.visible) == 30
