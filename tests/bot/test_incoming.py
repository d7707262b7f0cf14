from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.gate.activity_shape import check_activity
from bot.gate.refusals import GateRefusedError
from bot.turns.incoming import ChatKind, Incoming, read_incoming
from bot.turns.routes import Door
from dialogs.answers import UNREADABLE
from tests.bot.gatehouse import TEAMS_ACTIVITIES, TENANT, read_activity
from tests.support.absent_fields import without_each_field

CORA, PIM = "00000000-0000-4000-8000-0000000000a0", "00000000-0000-4000-8000-0000000000a1"
THREAD = "19:11223344556677889900aabbccddeeff@thread.tacv2;messageid=1763626530001"


def _read(activity: dict[str, Any]) -> Incoming:
    return read_incoming(check_activity(activity))


def _fixture(name: str, **changes: Any) -> Incoming:
    return _read(read_activity(name) | changes)


@pytest.mark.parametrize(
    ("name", "door", "place", "object_id", "text"),
    [
        ("personal_message", Door.TEXT, ChatKind.PERSONAL, CORA, "mijn"),
        ("channel_message_with_mention", Door.TEXT, ChatKind.CHANNEL, CORA, "agenda vandaag"),
        ("group_chat_message", Door.TEXT, ChatKind.GROUP, PIM, "help"),
        ("anonymous_meeting_user", Door.TEXT, ChatKind.GROUP, "", "help"),
        ("installed", Door.ARRIVAL, ChatKind.PERSONAL, CORA, ""),
        ("installed_in_team", Door.ARRIVAL, ChatKind.CHANNEL, CORA, ""),
        ("card_submit", Door.SUBMIT, ChatKind.PERSONAL, PIM, ""),
        ("card_execute", Door.EXECUTE, ChatKind.CHANNEL, PIM, ""),
        ("message_edited", Door.NOTHING, ChatKind.PERSONAL, CORA, "mijn acties"),
    ],
)
def test_who_says_what_where(name: str, door: Door, place: ChatKind, object_id: str, text: str):
    incoming = _fixture(name)
    assert (incoming.door, incoming.chat_kind, incoming.object_id, incoming.text) == (
        door,
        place,
        object_id,
        text,
    )


@pytest.mark.parametrize("name", TEAMS_ACTIVITIES)
def test_every_activity_tells_its_tenant_and_where_to_answer(name: str):
    incoming = _fixture(name)
    raw = read_activity(name)
    assert incoming.tenant_id == TENANT
    assert incoming.address.conversation == raw["conversation"]["id"]
    assert incoming.address.service_url == raw["serviceUrl"]
    assert incoming.address.user == raw["from"]["id"]
    assert incoming.key.activity == raw["id"]


@pytest.mark.parametrize(
    "changes",
    [
        {"conversationType": "somethingNew"},
        {"conversationType": "Personal"},
        {"conversationType": ""},
        {"conversationType": None},
        {"isGroup": True},
    ],
)
def test_a_place_nobody_knows_is_one_where_others_may_read_along(changes: dict[str, Any]):
    raw = read_activity()
    raw["conversation"] |= changes
    assert _read(raw).chat_kind is ChatKind.GROUP


@pytest.mark.parametrize("name", TEAMS_ACTIVITIES)
def test_a_place_that_is_not_told_is_one_where_others_may_read_along(name: str):
    raw = read_activity(name)
    del raw["conversation"]["conversationType"]
    assert _read(raw).chat_kind is ChatKind.GROUP


@pytest.mark.parametrize("name", TEAMS_ACTIVITIES)
def test_no_field_that_is_left_out_makes_a_place_private(name: str):
    place = _fixture(name).chat_kind
    for smaller in without_each_field(read_activity(name)):
        try:
            left = _read(smaller).chat_kind
        except GateRefusedError:
            continue
        assert place is ChatKind.PERSONAL or left is not ChatKind.PERSONAL


def test_a_channel_is_known_by_its_own_id_and_answered_in_its_thread():
    incoming = _fixture("channel_message_with_mention")
    assert incoming.teams_channel == "19:11223344556677889900aabbccddeeff@thread.tacv2"
    assert incoming.address.conversation == THREAD


PRESSED = {"press": "token", "reason": "Afgestemd", "minutes": 15}
READ = {"reason": "Afgestemd", "minutes": "15"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("card_execute", {"action": {"type": "Action.Execute", "data": PRESSED}}),
        ("card_refresh", {"action": {"data": PRESSED}, "trigger": "automatic"}),
        ("card_submit", PRESSED),
        ("task_fetch", {"data": {**PRESSED, "msteams": {"type": "task/fetch"}}}),
        ("task_submit", {"data": PRESSED, "context": {"theme": "dark"}}),
    ],
)
def test_every_kind_of_button_gives_its_token_and_what_was_filled_in(
    name: str, value: dict[str, Any]
):
    incoming = _fixture(name, value=value)
    assert (incoming.token, incoming.inputs) == ("token", READ)


def test_a_button_tells_the_message_it_is_in():
    assert _fixture("card_submit").pressed_activity == "1763626530001"


@pytest.mark.parametrize(
    "value", [None, "text", 7, [], {}, {"action": []}, {"data": "text"}, {"data": None}]
)
def test_a_button_without_anything_readable_carries_nothing(value: Any):
    incoming = _fixture("card_execute", value=value)
    assert (incoming.token, incoming.inputs) == ("", {})


def test_nothing_that_was_filled_in_is_cut_off():
    incoming = _fixture("card_submit", value={"press": "token", "story": "a" * 20_000})
    assert len(incoming.inputs["story"]) == 20_000


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (["a", "b"], "a,b"),
        ([7], "7"),
        ([], ""),
        (None, ""),
        (30.0, "30.0"),
        (True, "True"),
        ({"a": 1}, UNREADABLE),
        ([["a"]], UNREADABLE),
        ([None], UNREADABLE),
    ],
)
def test_an_answer_of_any_shape_is_read_or_named_and_never_left_out(sent: Any, read: str):
    incoming = _fixture("card_submit", value={"press": "token", "answer": sent})
    assert incoming.inputs == {"answer": read}


def test_a_message_with_words_and_a_value_of_somebody_else_is_words():
    incoming = _fixture("personal_message", value={"t": "something"})
    assert (incoming.door, incoming.text) == (Door.TEXT, "mijn")


def test_the_same_activity_without_an_id_is_the_same_and_another_is_not():
    raw = read_activity()
    del raw["id"]
    other = raw | {"text": "help"}
    assert _read(raw).key == _read(dict(reversed(raw.items()))).key
    assert _read(raw).key != _read(other).key


@pytest.mark.parametrize("part", ["value", "from", "conversation", "timestamp", "channelData"])
def test_an_activity_without_an_id_is_known_by_every_part_of_it(part: str):
    raw = read_activity("card_submit")
    del raw["id"]
    changed = raw[part] | {"more": 1} if isinstance(raw[part], dict) else "2026-11-20T08:00:00Z"
    assert _read(raw).key != _read(raw | {part: changed}).key


def test_a_button_of_a_card_that_is_not_ours_is_a_button_all_the_same():
    incoming = _fixture("card_submit", value={"action": "buy"}, text=None)
    assert (incoming.door, incoming.token) == (Door.SUBMIT, "")


def test_whose_tenant_it_is_stands_in_one_place_only():
    raw = read_activity()
    raw["conversation"]["tenantId"] = "00000000-0000-4000-8000-00000000ffff"
    assert _read(raw).tenant_id == TENANT
    del raw["channelData"]["tenant"]
    assert _read(raw).tenant_id == ""


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=9,
)
USED = ["value", "text", "entities", "channelData", "conversation", "replyToId", "name", "action"]


@given(
    name=st.sampled_from(TEAMS_ACTIVITIES),
    changes=st.dictionaries(st.sampled_from(USED), ANYTHING, max_size=4),
)
def test_whatever_the_gate_admits_can_be_read(name: str, changes: dict[str, Any]):
    try:
        admitted = check_activity(read_activity(name) | changes)
    except GateRefusedError:
        return
    incoming = read_incoming(admitted)
    assert isinstance(incoming.door, Door)
    assert len(incoming.key.conversation) <= 400
