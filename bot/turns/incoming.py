"""One incoming activity in our own words: who, where, and which door they came through."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from bot.turns.routes import Door, find_door
from bot.turns.text import normalise
from dialogs.answers import UNREADABLE
from services.ports.address import Address
from services.ports.turns import InboxKey

_PRESS = "press"
_NOT_INPUTS = frozenset({_PRESS, "msteams", "action"})
_SCALARS: Final = str | int | float


class ChatKind(StrEnum):
    """Where something is said."""

    PERSONAL = "personal"
    GROUP = "group"
    CHANNEL = "channel"


_CHAT_KINDS = {"personal": ChatKind.PERSONAL, "channel": ChatKind.CHANNEL}


def read_chat_kind(conversation: Mapping[str, Any]) -> ChatKind:
    """Read where something is said. Only what is explicitly a personal chat is private; what a
    client leaves out, or sends in another shape, means that others read along.
    """
    kind = _CHAT_KINDS.get(conversation.get("conversationType") or "", ChatKind.GROUP)
    is_contradicted = kind is ChatKind.PERSONAL and conversation.get("isGroup") is True
    return ChatKind.GROUP if is_contradicted else kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """What the turn needs to know of an activity. ``object_id`` is empty for an anonymous user."""

    door: Door
    key: InboxKey
    chat_kind: ChatKind
    address: Address
    tenant_id: str
    object_id: str
    bot_id: str
    text: str = ""
    token: str = ""
    inputs: Mapping[str, str] = field(default_factory=dict)
    pressed_activity: str = ""
    teams_channel: str = ""

    @property
    def is_invoke(self) -> bool:
        """Tell whether Teams waits for the answer in the HTTP body."""
        return self.door.is_invoke


def read_incoming(raw: Mapping[str, Any]) -> Incoming:
    """Read what an admitted activity asks."""
    data, sender = raw.get("channelData") or {}, raw["from"]
    pressed, text, bot_id = _read_pressed(raw), raw.get("text") or "", raw["recipient"]["id"]
    return Incoming(
        door=find_door(raw, has_press=_has_press(pressed, text)),
        key=_key(raw),
        chat_kind=read_chat_kind(raw["conversation"]),
        address=Address(
            service_url=raw["serviceUrl"],
            conversation=raw["conversation"]["id"],
            user=sender["id"],
        ),
        tenant_id=(data.get("tenant") or {}).get("id") or "",
        object_id=sender.get("aadObjectId") or "",
        bot_id=bot_id,
        text=normalise(text, raw.get("entities") or (), bot_id),
        token=str(pressed.get(_PRESS, "")),
        inputs=_read_inputs(pressed),
        pressed_activity=raw.get("replyToId") or "",
        teams_channel=(data.get("channel") or {}).get("id") or "",
    )


def _read_pressed(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """Find what a button carried: Execute, task module and Submit each put it elsewhere."""
    value = raw.get("value")
    if not isinstance(value, dict):
        return {}
    action = value.get("action")
    inner = action.get("data") if isinstance(action, dict) else value.get("data", value)
    return inner if isinstance(inner, dict) else {}


def _has_press(pressed: Mapping[str, Any], text: str) -> bool:
    """A button of ours; or one we never made, which is refused as such instead of read as words."""
    return _PRESS in pressed or bool(pressed and not text)


def _read_inputs(pressed: Mapping[str, Any]) -> dict[str, str]:
    return {name: _read_input(value) for name, value in pressed.items() if name not in _NOT_INPUTS}


def _read_input(value: object) -> str:
    """Write what a client sent for one question as an input holds it; a list is several choices.
    What is of no known shape is named as such, never left out.
    """
    if value is None:
        return ""
    if isinstance(value, list) and all(isinstance(one, _SCALARS) for one in value):
        return ",".join(map(str, value))
    return str(value) if isinstance(value, _SCALARS) else UNREADABLE


def _key(raw: Mapping[str, Any]) -> InboxKey:
    activity = raw.get("id") or _fingerprint(raw)
    return InboxKey(
        channel=str(raw.get("channelId") or "")[:32],
        conversation=str(raw["conversation"]["id"])[:400],
        activity=str(activity)[:200],
    )


def _fingerprint(raw: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(raw, sort_keys=True).encode()).hexdigest()
