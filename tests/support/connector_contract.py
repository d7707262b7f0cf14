"""Our own short contract of a connector call: what Teams refuses, or shows wrongly."""

import json
from typing import Any

from tests.support.contracts import find_swagger_problems

CARD = "application/vnd.microsoft.card.adaptive"
_LARGEST = 40_000  # bytes in UTF-16, the product's own budget; Teams stops at about 100 kB
_SENT_TYPES = frozenset({"message", "typing"})


def find_activity_problems(activity: dict[str, Any]) -> list[str]:
    """What is wrong with a posted or updated activity; empty when nothing is."""
    size = len(json.dumps(activity, ensure_ascii=False).encode("utf-16-le"))
    checks = {
        f"type {activity.get('type')!r}": activity.get("type") in _SENT_TYPES,
        "a new activity names its own id": "id" not in activity,
        f"{size} bytes in UTF-16": size <= _LARGEST,
        "nothing to show": _shows_something(activity),
        "channel data that is no object": isinstance(activity.get("channelData", {}), dict),
        "a text that is no text": isinstance(activity.get("text", ""), str),
        "a mention without its text": all(map(_is_whole, _mentions(activity))),
        "a mention that is not in the text": all(
            mention.get("text", "") in json.dumps(activity.get("text", ""), ensure_ascii=False)
            for mention in _mentions(activity)
        ),
        "an attachment that is no Adaptive Card": all(
            map(_is_adaptive_card, activity.get("attachments", []))
        ),
    }
    own = [problem for problem, holds in checks.items() if not holds]
    return own + find_swagger_problems("Activity", activity)


def find_conversation_problems(body: dict[str, Any]) -> list[str]:
    """What is wrong with a new personal chat or channel thread; Teams makes no group chats."""
    channel = body.get("channelData", {}).get("channel", {}).get("id")
    checks = _thread_checks(body) if channel else _personal_checks(body)
    own = [problem for problem, holds in checks.items() if not holds]
    first = body.get("activity")
    posted = find_activity_problems(first) if isinstance(first, dict) else []
    return own + posted + find_swagger_problems("ConversationParameters", body)


def _personal_checks(body: dict[str, Any]) -> dict[str, bool]:
    members = body.get("members")
    tenant = body.get("channelData", {}).get("tenant", {}).get("id")
    return {
        "a personal chat is no group": body.get("isGroup") is False,
        "a personal chat has one member": isinstance(members, list) and len(members) == 1,
        "a personal chat names its tenant": bool(tenant) and body.get("tenantId") == tenant,
    }


def _thread_checks(body: dict[str, Any]) -> dict[str, bool]:
    return {
        "a channel thread is a group": body.get("isGroup") is True,
        "a channel thread has no members": not body.get("members"),
        "a channel thread starts with a post": isinstance(body.get("activity"), dict),
    }


def _shows_something(activity: dict[str, Any]) -> bool:
    is_typing = activity.get("type") == "typing"
    return is_typing or bool(activity.get("text") or activity.get("attachments"))


def _mentions(activity: dict[str, Any]) -> list[dict[str, Any]]:
    entities: list[dict[str, Any]] = activity.get("entities", [])
    return [entity for entity in entities if "mentioned" in entity]


def _is_whole(mention: dict[str, Any]) -> bool:
    return mention.get("type") == "mention" and bool(mention.get("text"))


def _is_adaptive_card(attachment: dict[str, Any]) -> bool:
    content = attachment.get("content", {})
    return attachment.get("contentType") == CARD and content.get("type") == "AdaptiveCard"
