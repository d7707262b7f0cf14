"""What a turn says is on the wire as the SDK itself would write it, without its serialiser."""

import json
from collections.abc import Iterator, Sequence
from types import SimpleNamespace
from typing import Any

import pytest
from botbuilder.core import BotAdapter, TurnContext
from botbuilder.schema import Activity, ConversationReference, ResourceResponse

from bot.activities import write_activity
from bot.gate.activity_shape import check_activity
from bot.gate.refusals import GateRefusedError
from bot.turns.adapter import OutboxAdapter, Saying, read_activity
from cards.messages import Preview, PrivateMessage
from services.ports.turns import InboxKey, OutgoingReply
from tests.bot import gatehouse
from tests.support.absent_fields import without_each_field
from tests.support.cards import a_kit
from tests.support.connector_contract import find_activity_problems

KEY = InboxKey(channel="msteams", conversation="a:piet", activity="1")
KIT = a_kit()
MESSAGES = {
    "a text": PrivateMessage(preview=Preview.ANSWER, text='Dag "Cora" 🔴\n‹é›'),
    "an empty text": PrivateMessage(preview=Preview.ANSWER),
    "a card": KIT.private(Preview.DIALOG, [KIT.title("help.title"), {"x": None, "y": [1, 1.5]}]),
}


class StockAdapter(BotAdapter):
    """Writes what it is given with the SDK's own serialiser."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[dict[str, Any]] = []

    async def send_activities(
        self, context: TurnContext, activities: Sequence[Activity]
    ) -> list[ResourceResponse]:
        self.said += [activity.serialize() for activity in activities]
        return [ResourceResponse(id="") for _ in activities]

    async def update_activity(self, context: TurnContext, activity: Activity) -> None:
        written = activity.serialize()
        del written["id"]
        self.said.append(written)

    async def delete_activity(self, context: TurnContext, reference: ConversationReference) -> None:
        raise NotImplementedError


class OurAdapter(OutboxAdapter):
    """Ours, over an outbox that is a list."""

    def __init__(self) -> None:
        self.said: list[OutgoingReply] = []
        super().__init__(SimpleNamespace(replies=self), KEY)  # type: ignore[arg-type]

    async def say(self, reply: OutgoingReply) -> None:
        self.said.append(reply)


@pytest.fixture
def ours() -> OurAdapter:
    return OurAdapter()


def admit(activity: dict[str, Any]) -> dict[str, Any] | None:
    try:
        return check_activity(activity)
    except GateRefusedError:
        return None


def admitted_activities(name: str) -> Iterator[dict[str, Any]]:
    """What Teams sends, whole, full, and with each of its fields left out or null."""
    whole = gatehouse.read_activity(name)
    nulls = ({**whole, field: None} for field in whole)
    return filter(None, map(admit, (whole, full(whole), *without_each_field(whole), *nulls)))


def full(activity: dict[str, Any]) -> dict[str, Any]:
    """The activity with every field that the SDK knows of a place and of a person."""
    person = {"name": "Cora", "aadObjectId": "a0", "role": "user"}
    place = {**person, "isGroup": False, "tenantId": "t", "conversationType": "personal"}
    places = {"from": person, "recipient": {"role": "bot"}, "conversation": place}
    return activity | {name: activity[name] | more for name, more in places.items()}


async def say_as_the_sdk(raw: dict[str, Any], written: dict[str, Any]) -> list[dict[str, Any]]:
    stock = StockAdapter()
    context = TurnContext(stock, Activity().deserialize(dict(raw)))
    await context.send_activity(Activity().deserialize(dict(written)))
    replacing: Activity = Activity().deserialize(dict(written))
    replacing.id = "17"
    await context.update_activity(replacing)
    return stock.said


async def say_as_we(raw: dict[str, Any], written: dict[str, Any]) -> list[OutgoingReply]:
    ours = OurAdapter()
    context = TurnContext(ours, read_activity(raw))
    await context.send_activity(Saying(written))
    await context.update_activity(Saying(written, activity="17"))
    return ours.said


@pytest.mark.parametrize("name", gatehouse.TEAMS_ACTIVITIES)
@pytest.mark.parametrize("kind", MESSAGES)
async def test_what_is_said_is_to_the_letter_what_the_sdk_would_send(name: str, kind: str) -> None:
    written = write_activity(KIT, MESSAGES[kind])
    for raw in admitted_activities(name):
        said = await say_as_we(raw, written)
        assert [reply.activity_json for reply in said] == [
            json.dumps(one, ensure_ascii=False, separators=(",", ":"))
            for one in await say_as_the_sdk(raw, written)
        ]


@pytest.mark.parametrize("name", gatehouse.TEAMS_ACTIVITIES)
async def test_what_is_said_keeps_the_contract_and_goes_where_it_came_from(name: str) -> None:
    raw = gatehouse.read_activity(name)
    said = await say_as_we(raw, write_activity(KIT, MESSAGES["a card"]))
    assert [reply.activity for reply in said] == ["", "17"]
    for reply in said:
        assert find_activity_problems(json.loads(reply.activity_json)) == []
        assert reply.address is not None
        assert reply.address.conversation == raw["conversation"]["id"]
        assert reply.address.service_url == raw["serviceUrl"]


async def test_an_answer_goes_out_whatever_way_of_delivery_was_asked(ours: OurAdapter) -> None:
    raw = gatehouse.read_activity() | {"deliveryMode": "expectReplies"}
    context = TurnContext(ours, read_activity(raw))
    await context.send_activity(Saying(write_activity(KIT, MESSAGES["a text"])))
    assert len(ours.said) == 1
