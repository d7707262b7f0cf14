"""What Teams really sends, through the real HTTP door: each shape with its own expected answer."""

import json
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from cards.words import Words
from domain.member import Language
from tests.support.journey import on_both, on_postgresql, read_house
from tests.support.person import words_of
from tests.support.served import Served
from tests.support.teams import Post

FIXTURES = Path(__file__).parents[1] / "fixtures" / "activities"
NAMES = sorted(path.stem for path in FIXTURES.glob("*.json"))
IN_FIXTURES = "00000000-0000-4000-8000-0000000000"  # how ids of tenant and people begin there
GUEST, GUEST_OF_HOUSE = f"{IN_FIXTURES}a2", "00000000-0000-0000-0000-0000000000d1"

CORA, PIET, GUESTS = (
    f"a:11{who}_example" for who in ("cora-Bq0x7k3", "pim-Zk4m1d9", "gwen-Tt8w2s5")
)
THREAD = "19:11223344556677889900aabbccddeeff@thread.tacv2;messageid=1763626530001"
TEAM = "19:0a1b2c3d4e5f60718293a4b5c6d7e8f9@thread.tacv2"
GROUP = "19:meeting-place-of-five@thread.v2"
MEETING = "19:meeting_Zm9yYm9keQ@thread.v2"
SAY = Words(Language.DUTCH)


@dataclass(frozen=True, slots=True)
class Expected:
    """The HTTP body, and by conversation a text key of which the words are seen there."""

    body: Any = ""
    said: dict[str, str] = field(default_factory=dict)


def _in_words(key: str) -> dict[str, Any]:
    return {
        "statusCode": 200,
        "type": "application/vnd.microsoft.activity.message",
        "value": SAY(key),
    }


def _in_window(key: str) -> dict[str, Any]:
    return {"task": {"type": "message", "value": SAY(key)}}


NOTHING = Expected()
EXPECTED = {
    "anonymous_meeting_user": Expected(said={MEETING: "error.unknown_member"}),
    "card_execute": Expected(_in_words("error.button_broken")),
    "card_refresh": Expected(_in_words("error.button_broken")),
    "card_submit": Expected(said={PIET: "error.button_broken"}),
    "channel_message_with_mention": Expected(
        said={THREAD: "preview.sent_privately", CORA: "preview.agenda"}
    ),
    "group_chat_message": Expected(said={GROUP: "help.title"}),
    "guest_message": Expected(said={GUESTS: "help.title"}),
    "installed": Expected(said={CORA: "help.title"}),
    "installed_in_team": Expected(said={TEAM: "help.title"}),
    "members_added": NOTHING,
    "message_deleted": NOTHING,
    "message_edited": NOTHING,
    "personal_message": Expected(said={CORA: "overview.title"}),
    "reaction_added": NOTHING,
    "task_fetch": Expected(_in_window("error.button_broken")),
    "task_submit": Expected(_in_window("error.button_broken")),
    "team_renamed": NOTHING,
    "uninstalled": NOTHING,
    "unknown_invoke": Expected({}),
}


def test_every_shape_has_an_expected_answer():
    assert sorted(EXPECTED) == NAMES


def _read(name: str, bot: Served) -> dict[str, Any]:
    """A fixture as this house gets it: its own tenant and people, from the stand-in Teams."""
    text = (FIXTURES / f"{name}.json").read_text(encoding="utf-8")
    text = text.replace(GUEST, GUEST_OF_HOUSE)
    text = text.replace(f"{IN_FIXTURES}a", "00000000-0000-0000-0000-0000000000a")
    activity: dict[str, Any] = json.loads(text)
    activity["channelData"]["tenant"]["id"] = read_house()["tenant"]
    return activity | {"serviceUrl": bot.teams.service_url}


def _said(posts: list[Post], expected: Expected) -> bool:
    """Exactly one message in each expected conversation, and its words."""
    by_conversation = {post.conversation_id: words_of(post.activity) for post in posts}
    return (
        len(posts) == len(expected.said)
        and by_conversation.keys() == expected.said.keys()
        and all(SAY(key) in by_conversation[where] for where, key in expected.said.items())
    )


@on_postgresql
async def test_every_shape_that_teams_sends_gets_its_answer(bot: Served):
    await bot.post(_read("installed", bot) | {"id": "first"})
    await bot.advance(1)
    await bot.settled()
    for name, expected in EXPECTED.items():
        before = len(bot.teams.visible)
        assert await bot.post(_read(name, bot)) == (200, expected.body), name
        await bot.settled()
        posts = bot.teams.visible[before:]
        assert _said(posts, expected), (name, posts)


@pytest.mark.parametrize("ends", ["d1", "ff"])
async def test_a_guest_is_answered_when_the_house_knows_them_and_only_then(bot: Served, ends: str):
    activity = _read("guest_message", bot)
    activity["from"]["aadObjectId"] = f"00000000-0000-0000-0000-0000000000{ends}"
    await bot.post(activity)
    await bot.settled()
    [post] = bot.teams.visible
    key = "help.title" if ends == "d1" else "error.unknown_member"
    assert SAY(key) in words_of(post.activity)


async def test_somebody_of_another_tenant_with_a_known_id_is_nobody(bot: Served):
    activity = _read("personal_message", bot)
    activity["channelData"]["tenant"]["id"] = "00000000-0000-4000-8000-00000000beef"
    status, _ = await bot.post(activity)
    await bot.settled()
    assert status in {200, 403}
    assert all(SAY("error.unknown_member") == post.text for post in bot.teams.visible)


ODD_TEXTS = ["", " ", "\x01", "\U0001f600", "<at>", "<at>Stoplicht", "&nbsp;", "a" * 28_000, "{}"]


@on_both
async def test_no_text_is_too_odd_to_be_answered(bot: Served):
    for number, text in enumerate(ODD_TEXTS):
        activity = _read("personal_message", bot) | {"id": f"odd-{number}", "text": text}
        assert await bot.post(activity) == (200, "")
    await bot.settled()
    assert len(bot.teams.visible) == len(ODD_TEXTS)


@on_both
async def test_no_id_is_too_odd_to_be_answered_in_words_or_refused(bot: Served):
    odd_ids = ("\x00", "a\nb", "a" * 400, "a" * 401, "a" * 512, "\u202e", "%2f/../")
    for key, odd in product(("id", "replyToId", "serviceUrl"), odd_ids):
        value = f"{bot.teams.service_url}/{odd}" if key == "serviceUrl" else odd
        status, _ = await bot.post(_read("card_submit", bot) | {key: value})
        assert status in {200, 400, 403}, (key, odd, bot.log)


@on_both
async def test_no_conversation_is_too_odd_to_be_answered_or_refused(bot: Served):
    for odd in ("\x00", "a\nb", "a" * 400, "a" * 401, "\u202e", "../..", " "):
        activity = _read("personal_message", bot)
        activity["conversation"]["id"] = odd
        assert (await bot.post(activity))[0] in {200, 400, 403}, (odd, bot.log)
