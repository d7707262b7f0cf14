"""That a call begins is written down before it does; and who finds out whether Teams answers."""

from datetime import timedelta

from sqlalchemy import event

from domain.delivery import DeliveryState
from domain.notice import Notice, NoticeKind
from services.ports.outbox import Claimed
from tests.support.outbox import (
    AT_ONCE,
    DEAD,
    LATER,
    PostOffice,
    a_channel_notice,
    a_notice,
    a_reply,
)


async def test_calls_that_begin_are_written_down_in_one_statement(office: PostOffice):
    await office.announce(*(a_notice() for _ in range(16)))
    claimed = await office.claim()
    statements: list[str] = []
    engine = office.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    assert await office.begin(*claimed) == {one.id for one in claimed}
    assert len([one for one in statements if "outbox" in one]) == 1


async def test_a_sender_whose_message_another_took_over_begins_no_call(office: PostOffice):
    await office.announce(a_notice())
    old = await office.claim_one(lease=DEAD)
    await office.settle(AT_ONCE)
    new = await office.claim_one()
    assert await office.begin(old) == set()
    assert await office.begin(new) == {new.id}


async def test_a_sender_whose_time_is_over_begins_no_call(office: PostOffice):
    await office.announce(a_notice())
    assert await office.begin(await office.claim_one(lease=DEAD)) == set()


async def test_what_was_written_down_as_ended_begins_no_call(office: PostOffice):
    await office.announce(a_notice())
    claimed = await office.claim_one()
    await office.record(claimed, DeliveryState.SENT)
    assert await office.begin(claimed) == set()


async def become_uncertain_once(office: PostOffice, notice: Notice) -> None:
    await office.announce(notice)
    await office.record(await office.claim_one(), DeliveryState.UNKNOWN)
    await office.settle()


async def probe(office: PostOffice) -> Claimed:
    (claimed,) = await office.database.outbox.claim_probe(LATER)
    return claimed


async def test_of_what_may_go_again_the_most_urgent_finds_out(office: PostOffice):
    await office.announce(a_notice(NoticeKind.OWN_TIMES), a_channel_notice())
    await office.reply(a_reply())
    acute = a_notice(NoticeKind.INVITATION)
    await office.announce(acute)
    assert (await probe(office)).notice == acute


async def test_an_acute_message_that_may_not_go_again_lets_another_find_out(office: PostOffice):
    await become_uncertain_once(office, a_notice(NoticeKind.INVITATION))
    reply = a_reply("words")
    await office.reply(reply)
    assert (await probe(office)).activity_json == "words"


async def test_an_edit_finds_out_before_what_may_not_go_again(office: PostOffice):
    await become_uncertain_once(office, a_notice(NoticeKind.INVITATION))
    await office.announce(a_notice(NoticeKind.OWN_TIMES))
    await office.reply(a_reply(activity="1700000000001"))
    assert (await probe(office)).activity == "1700000000001"


async def test_a_stub_finds_out_however_often_its_outcome_stayed_unknown(office: PostOffice):
    agenda = a_channel_notice()
    await become_uncertain_once(office, agenda)
    await office.announce(a_notice(NoticeKind.OWN_TIMES))
    assert (await probe(office)).notice == agenda


async def test_when_none_may_go_again_the_least_urgent_finds_out(office: PostOffice):
    await become_uncertain_once(office, a_notice(NoticeKind.INVITATION))
    ordinary = a_notice(NoticeKind.OWN_TIMES)
    await office.announce(ordinary)
    assert (await probe(office)).notice == ordinary


async def test_what_is_not_due_yet_finds_nothing_out(office: PostOffice):
    await office.announce(a_notice(due_at=await office.now() + timedelta(days=1)))
    assert await office.database.outbox.claim_probe(LATER) == []


async def test_a_card_whose_earlier_message_is_uncertain_finds_nothing_out(office: PostOffice):
    await office.announce(a_notice(card="board"), a_notice(card="board"))
    await office.record(await office.claim_one(), DeliveryState.UNKNOWN, again_within=LATER)
    assert await office.database.outbox.claim_probe(LATER) == []
