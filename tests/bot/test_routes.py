from typing import Any

import pytest

from bot.turns.routes import Door, find_door
from tests.bot.gatehouse import TEAMS_ACTIVITIES, read_activity

DOORS = {
    "anonymous_meeting_user": Door.TEXT,
    "card_execute": Door.EXECUTE,
    "card_refresh": Door.EXECUTE,
    "card_submit": Door.TEXT,  # its press is not ours: what that means, incoming decides
    "channel_message_with_mention": Door.TEXT,
    "group_chat_message": Door.TEXT,
    "guest_message": Door.TEXT,
    "installed": Door.ARRIVAL,
    "installed_in_team": Door.ARRIVAL,
    "members_added": Door.PRESENCE,
    "message_deleted": Door.NOTHING,
    "message_edited": Door.NOTHING,
    "personal_message": Door.TEXT,
    "reaction_added": Door.NOTHING,
    "task_fetch": Door.TASK_FETCH,
    "task_submit": Door.TASK_SUBMIT,
    "team_renamed": Door.NOTHING,
    "uninstalled": Door.NOTHING,
    "unknown_invoke": Door.UNKNOWN_INVOKE,
}


def test_every_kind_of_activity_has_its_door():
    assert set(DOORS) == set(TEAMS_ACTIVITIES)


@pytest.mark.parametrize("name", DOORS)
def test_an_activity_enters_by_its_own_door(name: str):
    assert find_door(read_activity(name), has_press=False) is DOORS[name]


def test_a_message_with_a_press_is_a_button():
    assert find_door({"type": "message"}, has_press=True) is Door.SUBMIT


@pytest.mark.parametrize(
    "activity",
    [
        {"type": "typing"},
        {"type": "event", "name": "application/vnd.microsoft.readReceipt"},
        {"type": "somethingNew"},
        {"type": ""},
        {"type": "installationUpdate"},
        {"type": "installationUpdate", "action": "somethingNew"},
        {"type": "installationUpdate", "action": "remove-upgrade"},
        {"type": "installationUpdate", "action": "add-upgrade"},
        {},
    ],
)
def test_what_the_table_does_not_know_does_nothing(activity: dict[str, Any]):
    assert find_door(activity, has_press=True) is Door.NOTHING


@pytest.mark.parametrize("name", [None, "", "task/fetched", "composeExtension/query"])
def test_an_invoke_nobody_knows_is_answered_as_such(name: str | None):
    assert find_door({"type": "invoke", "name": name}, has_press=True) is Door.UNKNOWN_INVOKE


@pytest.mark.parametrize("door", Door)
def test_only_invokes_are_answered_in_the_body(door: Door):
    bodies = {Door.EXECUTE, Door.TASK_FETCH, Door.TASK_SUBMIT, Door.UNKNOWN_INVOKE}
    assert door.is_invoke == (door in bodies)
