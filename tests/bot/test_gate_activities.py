"""The made-up activities have the shapes that Teams sends."""

from typing import Any

import pytest
from jsonschema_rs import Draft7Validator

from tests.bot.gatehouse import TEAMS_ACTIVITIES, read_activity
from tests.support.contracts import find_contract, find_schema_problems


def teams_schema() -> dict[str, Any]:
    """The official schema, but for two things in which Teams does otherwise: accounts may come
    without a name, and the content of a text/html attachment is a string.
    """
    contract = find_contract("activity.schema.json") or {"definitions": {"Activity": {}}}
    definitions = dict(contract["definitions"])
    if "ChannelAccount" in definitions:
        definitions["ChannelAccount"] = {**definitions["ChannelAccount"], "required": ["id"]}
        attachment = definitions["Attachment"]
        properties = {**attachment["properties"], "content": {"type": ["object", "string"]}}
        definitions["Attachment"] = {**attachment, "properties": properties}
    return {"$ref": "#/definitions/Activity", "definitions": definitions}


@pytest.mark.parametrize("name", TEAMS_ACTIVITIES)
def test_an_activity_keeps_to_the_protocol(name: str) -> None:
    assert find_schema_problems(Draft7Validator(teams_schema()), read_activity(name)) == []


def test_every_kind_that_the_turn_must_know_is_there() -> None:
    kinds = {
        (activity["type"], activity.get("name") or activity.get("action") or "")
        for activity in map(read_activity, TEAMS_ACTIVITIES)
    }
    assert kinds >= {
        ("message", ""),
        ("messageUpdate", ""),
        ("messageDelete", ""),
        ("messageReaction", ""),
        ("conversationUpdate", ""),
        ("installationUpdate", "add"),
        ("installationUpdate", "remove"),
        ("invoke", "adaptiveCard/action"),
        ("invoke", "task/fetch"),
        ("invoke", "task/submit"),
    }


def test_an_anonymous_meeting_user_has_no_entra_id() -> None:
    assert "aadObjectId" not in read_activity("anonymous_meeting_user")["from"]
