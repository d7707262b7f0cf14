"""The part of the Activity that we use, with its types: what passes here a turn can read without a
surprise. Fields that we do not use are left behind at the gate.
"""

import re
from datetime import datetime
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic import ValidationError as WrongShapeError
from pydantic.alias_generators import to_camel

from bot.gate.refusals import GateReason, GateRefusedError

_TIME: Final = re.compile(
    r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?"
    r"(Z|[+-][0-9]{2}:[0-9]{2})"
)


def _check_time(text: str) -> str:
    if not _TIME.fullmatch(text):
        raise ValueError("a date and time with its offset")
    datetime.fromisoformat(text)
    return text


_Id = Annotated[str, StringConstraints(min_length=1, max_length=400)]  # as long as we can keep it
_Word = Annotated[str, StringConstraints(min_length=1, max_length=128)]
_Time = Annotated[str, AfterValidator(_check_time)]


class _Part(BaseModel):
    """Strict types, the protocol's names, room for what we do not know."""

    model_config = ConfigDict(strict=True, extra="allow", alias_generator=to_camel)


class _Account(_Part):
    id: _Id
    name: str | None = None
    aad_object_id: str | None = None
    role: str | None = None


class _Conversation(_Part):
    id: _Id
    name: str | None = None
    conversation_type: str | None = None
    is_group: bool | None = None
    tenant_id: str | None = None
    aad_object_id: str | None = None
    role: str | None = None


class _Named(_Part):
    id: str | None = None
    name: str | None = None


class _ChannelData(_Part):
    tenant: _Named | None = None
    team: _Named | None = None
    channel: _Named | None = None
    event_type: str | None = None


class _Attachment(_Part):
    content_type: str
    content_url: str | None = None
    name: str | None = None
    thumbnail_url: str | None = None


class _Entity(_Part):
    type: str
    mentioned: _Account | None = None
    text: str | None = None


class _Reaction(_Part):
    type: str


class _Activity(_Part):
    type: _Word
    channel_id: _Word
    conversation: _Conversation
    sender: _Account = Field(alias="from")
    recipient: _Account
    service_url: _Id
    id: _Id | None = None
    timestamp: _Time | None = None
    local_timestamp: _Time | None = None
    local_timezone: str | None = None
    channel_data: _ChannelData | None = None
    name: _Word | None = None
    action: str | None = None
    reply_to_id: _Id | None = None
    locale: _Word | None = None
    text: str | None = None
    text_format: str | None = None
    topic_name: str | None = None
    delivery_mode: str | None = None
    value: Any = None
    value_type: str | None = None
    attachments: list[_Attachment] | None = None
    entities: list[_Entity] | None = None
    members_added: list[_Account] | None = None
    members_removed: list[_Account] | None = None
    reactions_added: list[_Reaction] | None = None
    reactions_removed: list[_Reaction] | None = None


_USED: Final = frozenset(str(field.alias) for field in _Activity.model_fields.values())


def check_activity(value: dict[str, Any]) -> dict[str, Any]:
    """Give the fields that we use, unchanged; refuse a missing one or a wrong type."""
    try:
        _Activity.model_validate(value)
    except WrongShapeError:
        raise GateRefusedError(GateReason.WRONG_SHAPE) from None
    return {name: part for name, part in value.items() if name in _USED}


def find_tenant(activity: dict[str, Any]) -> str:
    """Find whose tenant a checked activity comes from; empty when Teams does not say."""
    tenant = (activity.get("channelData") or {}).get("tenant") or {}
    return str(tenant.get("id") or "").lower()
