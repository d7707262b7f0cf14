"""One turn, sentence by sentence of architecture §3, over a real database."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.turns.feature import Desk
from bot.turns.incoming import Incoming
from bot.turns.replies import Instead, Reply
from cards.messages import Preview, PrivateMessage
from cards.words import Words
from domain.access import Access, Action, Refusal
from domain.audit import AuditEvent
from domain.errors import ConflictError, RuleBrokenError
from domain.identifiers import CaseId, ChannelId, MemberId
from domain.member import Language
from domain.notice import NoticeKind
from domain.timer import Timer, TimerKind
from services.access import RefusedError
from services.ports.turns import DatabaseAwayError, StoredAnswer
from storage.inbox import InboxRows
from tests.support.agenda_house import CHANNEL, MEMBERS, AgendaHouse
from tests.support.canaries import CANARY
from tests.support.turning import (
    HELLO,
    SERVICE_URL,
    Scripted,
    TurningHouse,
    an_activity,
    an_invoke,
    say_hello,
)

CASE = CaseId("case-1")
REFUSED = RefusedError(Access(action=Action.SCREEN, refusal=Refusal.NOT_INVOLVED), CASE)


@pytest.fixture
def scripted() -> Scripted:
    return Scripted()


@pytest.fixture
def house(agenda_house: AgendaHouse, scripted: Scripted) -> TurningHouse:
    return TurningHouse(agenda_house, scripted)


async def do_much(desk: Desk, _incoming: Incoming) -> Reply:
    """Everything a use case leaves behind: state, a timer, what is on record and what is told."""
    ctx = desk.ctx
    timer = Timer(kind=TimerKind.OWN_TIMES, subject="weekly", due_at=ctx.now)
    await ctx.uow.timers.set(timer)
    await ctx.record(AuditEvent.SCREENED, CASE)
    await ctx.record(AuditEvent.ASKED, subject="weekly")
    await ctx.tell(NoticeKind.REFERRAL_RECEIVED, MemberId("agent"), CASE, "told-once")
    return HELLO


def fails_after_much(error: Exception) -> Any:
    async def act(desk: Desk, incoming: Incoming) -> Reply:
        await do_much(desk, incoming)
        raise error

    return act


async def fail_to_win(_desk: Desk, _incoming: Incoming) -> Reply:
    raise ConflictError


async def replace_card(_desk: Desk, _incoming: Incoming) -> Reply:
    card = {"type": "AdaptiveCard", "body": []}
    return Instead(message=PrivateMessage(preview=Preview.ANSWER, card=card))


async def test_what_was_done_is_kept_with_what_is_said_and_what_is_on_record(
    house: TurningHouse, scripted: Scripted
) -> None:
    scripted.acts = [do_much]
    assert await house.run(an_activity()) == StoredAnswer(status=200)
    assert await house.events(CASE) == [("screened", None)]
    assert [house.count(one) for one in ("outbox", "timer", "inbox")] == [2, 1, 1]
    assert house.database.opened == ["together"]


@pytest.mark.parametrize(
    ("error", "on_record"),
    [(REFUSED, [("refused", "not_involved")]), (RuleBrokenError(), []), (KeyError(CANARY), [])],
)
async def test_a_turn_that_is_refused_or_fails_leaves_its_refusal_and_an_apology_and_nothing_else(
    house: TurningHouse, scripted: Scripted, error: Exception, on_record: list[Any]
) -> None:
    scripted.acts = [fails_after_much(error)]
    assert await house.run(an_activity()) == StoredAnswer(status=200)
    assert await house.events(CASE) == on_record
    assert await house.events() == []
    assert [house.count(one) for one in ("outbox", "timer", "address")] == [1, 0, 0]
    (told,) = await house.said()
    assert CANARY not in told
    assert house.database.opened == ["together", "work"]  # the first had no effect
    assert await house.run(an_activity()) == StoredAnswer(status=200)
    assert len(scripted.heard) == 1


async def test_a_fault_of_our_own_is_told_with_the_reference_that_is_in_the_log(
    house: TurningHouse, scripted: Scripted, capsys: pytest.CaptureFixture[str]
) -> None:
    scripted.acts = [fails_after_much(KeyError(CANARY))]
    await house.run(an_activity())
    (told,) = await house.said()
    logged = capsys.readouterr().out
    assert any(word.strip(".") in logged for word in told.split() if len(word.strip(".")) == 8)
    assert CANARY not in logged


async def test_a_stranger_gets_one_polite_answer_and_is_on_record_as_such(
    house: TurningHouse, scripted: Scripted
) -> None:
    # kept by hand without an account: nobody who is anonymous is this member
    ghost = replace(MEMBERS[0], id=MemberId("ghost"), object_id="")
    async with house.house.work() as moment:
        await moment.uow.people.save_member(ghost)
    for number, stranger in enumerate(
        [
            an_activity("nobody"),
            an_activity("sanne", channelData={"tenant": {"id": "another"}}),
            an_activity("sanne", channelData={}),
            an_activity("sanne", **{"from": {"id": "29:sanne", "name": "Sanne"}}),
        ]
    ):
        assert await house.run(stranger | {"id": str(number)}) == StoredAnswer(status=200)
    assert scripted.heard == []
    assert await house.events() == [("refused", "unknown_member")] * 4
    assert len(set(await house.said())) == 1
    assert house.count("address") == 0


async def test_the_second_delivery_gets_the_stored_answer_and_does_nothing_else(
    house: TurningHouse, scripted: Scripted
) -> None:
    scripted.acts = [replace_card, fails_after_much(KeyError())]
    first = await house.run(an_invoke({}))
    assert first.body is not None
    assert await house.run(an_invoke({})) == first
    assert len(scripted.heard) == 1
    assert house.database.opened == ["together", "together"]


@pytest.mark.parametrize("lost", [1, 2])
async def test_who_loses_a_race_does_the_whole_turn_again(
    house: TurningHouse, scripted: Scripted, lost: int
) -> None:
    scripted.acts = [*[fails_after_much(ConflictError())] * lost, do_much]
    assert await house.run(an_activity()) == StoredAnswer(status=200)
    assert len(scripted.heard) == lost + 1
    assert await house.events(CASE) == [("screened", None)]
    assert await house.said() == ["Dag"]
    assert house.database.opened == ["together", *["work"] * lost]
    # read anew each time: nothing is remembered of what lost
    assert len({id(desk.ctx.uow) for desk in scripted.desks}) == lost + 1


@pytest.mark.parametrize(("error", "times"), [(ConflictError(), 3), (DatabaseAwayError(), 1)])
async def test_teams_is_asked_to_come_again_when_others_keep_winning_or_the_database_is_away(
    house: TurningHouse, scripted: Scripted, error: Exception, times: int
) -> None:
    scripted.acts = [*[fails_after_much(error)] * times, do_much]
    assert await house.run(an_activity()) == StoredAnswer(status=503)
    assert len(scripted.heard) == times
    assert [house.count(one) for one in ("outbox", "inbox", "audit")] == [0, 0, 0]
    assert house.woken == []
    assert await house.run(an_activity()) == StoredAnswer(status=200)


async def test_a_conversation_waits_for_its_turn_until_all_tries_of_the_one_before(
    house: TurningHouse, scripted: Scripted
) -> None:
    scripted.acts = [fail_to_win, fail_to_win, say_hello]
    await asyncio.gather(*(house.run(an_activity(number=number)) for number in (1, 2)))
    heard = [one.key.activity for one in scripted.heard]
    assert heard == sorted(heard)
    assert len(heard) == 4


async def test_a_turn_that_waits_for_its_conversation_holds_no_connection(
    house: TurningHouse,
) -> None:
    async with house.locks.hold("a:sanne"):
        waiting = asyncio.create_task(house.run(an_activity()))
        for _ in range(20):
            await asyncio.sleep(0)
        assert house.database.opened == []
        assert await house.run(an_activity("daan")) == StoredAnswer(status=200)
    assert await waiting == StoredAnswer(status=200)


async def test_the_sender_is_woken_when_others_can_read_what_was_said(house: TurningHouse) -> None:
    await house.run(an_activity())
    assert house.woken == [1]


def leaves(kind: TimerKind, within: timedelta = timedelta(0), then: Exception | None = None) -> Any:
    async def act(desk: Desk, _incoming: Incoming) -> Reply:
        due_at = desk.ctx.now + within
        await desk.ctx.uow.timers.set(Timer(kind=kind, subject="weekly", due_at=due_at))
        if then:
            raise then
        return HELLO

    return act


async def test_the_clock_is_woken_when_others_can_read_that_a_draft_is_to_be_made(
    house: TurningHouse, scripted: Scripted
) -> None:
    scripted.acts = [leaves(TimerKind.AGENDA_DRAFT)]
    await house.run(an_activity())
    assert house.clock_woken == [1]


@pytest.mark.parametrize(
    "act",
    [
        leaves(TimerKind.AGENDA_DRAFT, within=timedelta(seconds=1)),
        leaves(TimerKind.AGENDA_DRAFT, then=RuleBrokenError("no")),
        leaves(TimerKind.AGENDA_DRAFT, then=KeyError()),
        leaves(TimerKind.OWN_TIMES),
    ],
    ids=["due later", "refused", "broken", "nobody looks on"],
)
async def test_the_clock_sleeps_on_for_anything_else(
    house: TurningHouse, scripted: Scripted, act: Any
) -> None:
    scripted.acts = [act]
    await house.run(an_activity())
    assert house.clock_woken == []


async def test_a_member_is_reached_where_they_were_heard_alone(house: TurningHouse) -> None:
    for number, kind in enumerate(["groupChat", "channel", "somethingNew", ""]):
        where = {"id": f"a:{kind}", "conversationType": kind}
        await house.run(an_activity(number=number, conversation=where))
    assert house.count("address") == 0
    await house.run(an_activity(number=9))
    async with house.house.reading() as moment:
        sanne = await moment.uow.people.member(MemberId("sanne"))
        known = await moment.uow.addresses.of_member(sanne)
    assert known is not None
    assert (known.conversation, known.service_url) == ("a:sanne", SERVICE_URL)


async def test_a_channel_is_reached_as_a_whole_and_never_in_the_thread_it_was_heard_in(
    house: TurningHouse,
) -> None:
    thread = f"{CHANNEL.conversation_id};messageid=17"
    for number, channel in enumerate([CHANNEL.conversation_id, "19:other@thread.tacv2"]):
        data = {"tenant": {"id": "tenant"}, "channel": {"id": channel}}
        where = {"id": thread, "conversationType": "channel"}
        await house.run(an_activity(number=number, conversation=where, channelData=data))
    async with house.house.reading() as moment:
        known = await moment.uow.addresses.of_channel(ChannelId("agenda"))
    assert known is not None
    assert (known.conversation, known.user) == (CHANNEL.conversation_id, "")
    assert house.count("address") == 1


@pytest.mark.parametrize("kind", ["groupChat", "channel", "somethingNew"])
async def test_what_is_private_is_said_in_the_members_own_chat_when_others_read_along(
    house: TurningHouse, kind: str
) -> None:
    await house.run(an_activity(conversation={"id": "19:all", "conversationType": kind}))
    private, here = await house.replies()
    assert (private.member, private.address) == ("sanne", None)
    assert "Dag" in private.activity_json
    assert here.address is not None
    assert here.address.conversation == "19:all"
    assert "Dag" not in here.activity_json


async def test_a_card_that_everybody_sees_is_not_replaced_by_what_is_private(
    house: TurningHouse, scripted: Scripted
) -> None:
    scripted.acts = [replace_card]
    where = {"id": "19:all", "conversationType": "channel"}
    answer = await house.run(an_invoke({}) | {"conversation": where})
    assert answer.body is not None
    assert answer.body["type"] == "application/vnd.microsoft.activity.message"
    pressed = an_activity(number=2, text=None, value={"press": "x"}, conversation=where)
    assert await house.run(pressed | {"replyToId": "1"}) == StoredAnswer(status=200)
    assert [one.activity for one in await house.replies()] == ["", "", ""]
    own = an_activity(number=3, text=None, value={"press": "x"}, replyToId="1")
    await house.run(own)
    assert [one.activity for one in await house.replies()] == ["1"]


async def test_a_button_that_is_refused_is_answered_in_words_and_its_card_stays(
    house: TurningHouse, scripted: Scripted
) -> None:
    scripted.acts = [fails_after_much(REFUSED)]
    assert (await house.run(an_invoke({}))).body == {
        "statusCode": 200,
        "type": "application/vnd.microsoft.activity.message",
        "value": Words(Language.DUTCH)("error.not_for_you"),
    }
    assert await house.replies() == []


@pytest.mark.parametrize(
    ("kind", "is_private"),
    [("personal", True), ("groupChat", False), ("channel", False), ("somethingNew", False)],
)
async def test_who_answers_knows_whether_others_read_along(
    house: TurningHouse, scripted: Scripted, kind: str, is_private: bool
) -> None:
    await house.run(an_activity(conversation={"id": "a:sanne", "conversationType": kind}))
    assert [desk.is_private for desk in scripted.desks] == [is_private]


@pytest.mark.parametrize(
    ("typed", "is_asked"),
    [
        ("kleur KX7-Q42", False),
        ("kleur", False),
        ("kleur KX7-Q42 want Jan dreigt", True),
        (f"Jan {CANARY} dreigt sinds maandag bij de school", True),
    ],
)
async def test_who_is_refused_after_typing_a_story_is_asked_to_delete_it(
    house: TurningHouse, scripted: Scripted, typed: str, is_asked: bool
) -> None:
    scripted.acts = [fails_after_much(REFUSED)]
    await house.run(an_activity(text=typed))
    (told,) = await house.said()
    words = Words(Language.DUTCH)
    please = words("help.please_delete")
    assert told == (f"{words('error.not_for_you')} {please}" if is_asked else told)
    assert (please in told) is is_asked


async def test_an_answer_is_in_the_language_of_who_asked(
    house: TurningHouse, scripted: Scripted
) -> None:
    english = replace(MEMBERS[0], language=Language.ENGLISH)
    async with house.house.work() as moment:
        await moment.uow.people.save_member(english)
    scripted.acts = [fails_after_much(REFUSED)]
    await house.run(an_activity("sanne"))
    await house.run(an_activity("daan"))
    languages = (Language.ENGLISH, Language.DUTCH)
    assert await house.said() == [Words(one)("error.not_for_you") for one in languages]


async def test_what_the_table_does_not_know_is_noted_and_does_nothing(
    house: TurningHouse, scripted: Scripted
) -> None:
    for number, kind in enumerate(["typing", "conversationUpdate", "somethingNew"]):
        assert await house.run(an_activity(number=number, type=kind)) == StoredAnswer(status=200)
    upgrade = an_activity(number=9, type="installationUpdate", action="add-upgrade")
    assert await house.run(upgrade) == StoredAnswer(status=200)
    assert scripted.heard == []
    assert (house.count("outbox"), house.count("inbox")) == (0, 4)


@pytest.mark.parametrize(
    ("kind", "told"), [("personal", 1), ("groupChat", 0), ("", 0), ("channel", 1)]
)
async def test_who_brings_the_bot_into_a_chat_of_several_unknown_is_told_nothing_there(
    house: TurningHouse, scripted: Scripted, kind: str, told: int
) -> None:
    chat = {"id": "19:acuut@thread.v2", "conversationType": kind}
    arrival = {"type": "installationUpdate", "action": "add", "conversation": chat}
    assert await house.run(an_activity("nobody", **arrival)) == StoredAnswer(status=200)
    assert scripted.heard == []
    assert house.count("outbox") == told


async def test_who_comes_into_a_chat_or_leaves_it_is_answered_by_nobody(
    house: TurningHouse, scripted: Scripted
) -> None:
    for number, change in enumerate(("membersAdded", "membersRemoved")):
        presence = {"type": "conversationUpdate", change: [{"id": "29:x"}]}
        assert await house.run(an_activity("nobody", number, **presence)) == StoredAnswer(
            status=200
        )
    assert scripted.heard == []
    assert house.count("outbox") == 0


async def test_what_is_said_here_leaves_right_after_the_turn_and_nobody_is_woken(
    house: TurningHouse,
) -> None:
    house.outgoing.lease_within = timedelta(minutes=1)
    await house.run(an_activity())
    (taken,) = house.outgoing.taken
    assert taken.address is not None
    assert taken.address.conversation == "a:sanne"
    assert house.outgoing.kept == [1]  # others read it already
    assert house.woken == []


async def test_who_left_more_than_its_reply_wakes_the_sender(
    house: TurningHouse, scripted: Scripted
) -> None:
    house.outgoing.lease_within = timedelta(minutes=1)
    scripted.acts = [do_much]
    await house.run(an_activity())
    assert len(house.outgoing.taken) == 1
    assert house.woken == [2]


async def test_what_goes_to_the_members_own_chat_waits_for_the_sender(house: TurningHouse) -> None:
    house.outgoing.lease_within = timedelta(minutes=1)
    await house.run(an_activity(conversation={"id": "19:all", "conversationType": "channel"}))
    (here,) = house.outgoing.taken
    assert here.address is not None
    assert here.address.conversation == "19:all"
    assert house.woken == [2]


async def test_what_was_said_in_a_try_that_had_no_effect_never_leaves(
    house: TurningHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.outgoing.lease_within = timedelta(minutes=1)

    async def lose(*_: Any) -> None:
        raise ConflictError

    monkeypatch.setattr(InboxRows, "answer", lose)  # after all was said
    assert await house.run(an_activity()) == StoredAnswer(status=503)
    assert house.outgoing.taken == []


async def test_an_apology_leaves_at_once_too(house: TurningHouse, scripted: Scripted) -> None:
    house.outgoing.lease_within = timedelta(minutes=1)
    scripted.acts = [fails_after_much(KeyError())]
    await house.run(an_activity())
    (taken,) = house.outgoing.taken
    assert "Dag" not in taken.activity_json
    assert house.woken == []
