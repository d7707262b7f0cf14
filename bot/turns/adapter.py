"""The SDK's adapter, as thin as it goes: what a turn says becomes outbox rows, nothing is sent. The
fields that a turn speaks of are read and written here, one by one: the SDK's own serialiser takes
longer than all the rest of an answer.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import count
from typing import Any, Final, Self

from botbuilder.core import BotAdapter, TurnContext
from botbuilder.schema import (
    Activity,
    ChannelAccount,
    ConversationAccount,
    ConversationReference,
    ResourceResponse,
)

from domain.identifiers import CaseId, MemberId
from services.ports.address import Address
from services.ports.outbox import Claimed
from services.ports.turns import InboxKey, OutgoingReply, Work

_ACCOUNT: Final = {"id": "id", "name": "name", "aadObjectId": "aad_object_id", "role": "role"}
_CONVERSATION: Final = {"isGroup": "is_group", "conversationType": "conversation_type", **_ACCOUNT}
_RECEIVED: Final = {
    "type": "type",
    "id": "id",
    "serviceUrl": "service_url",
    "channelId": "channel_id",
    "locale": "locale",
}
_SAID: Final = {
    "type": "type",
    "serviceUrl": "service_url",
    "channelId": "channel_id",
    "from": "from_property",
    "conversation": "conversation",
    "recipient": "recipient",
    "textFormat": "text_format",
    "locale": "locale",
    "text": "text",
    "inputHint": "input_hint",
    "summary": "summary",
    "attachments": "attachments",
    "replyToId": "reply_to_id",
}


class Saying(Activity):
    """One thing to say, as ``write_activity`` wrote it."""

    def __init__(self, written: Mapping[str, Any], *, activity: str | None = None) -> None:
        super().__init__(id=activity, **_read(written, _SAID))

    def __deepcopy__(self, _memo: object) -> Self:
        return self  # it is said once: nobody needs a copy of its card


def read_activity(raw: Mapping[str, Any]) -> Activity:
    """Read what an answer must know of an admitted activity: who said it, to whom and where."""
    return Activity(
        from_property=ChannelAccount(**_read(raw["from"], _ACCOUNT)),
        recipient=ChannelAccount(**_read(raw["recipient"], _ACCOUNT)),
        conversation=ConversationAccount(**_read(raw["conversation"], _CONVERSATION)),
        **_read(raw, _RECEIVED),
    )


class OutboxAdapter(BotAdapter):
    """Collects what one turn says in the turn's unit of work. ``member`` is who asked, to be told
    when it may not have arrived. What is said here is ``taken`` for ``lease_within``, when it may
    leave right after the turn; without a lease all that is said waits for the sender.
    ``about`` is the one case that it shows; None for several or none.
    """

    def __init__(
        self,
        work: Work,
        key: InboxKey,
        member: MemberId | None = None,
        lease_within: timedelta | None = None,
    ) -> None:
        super().__init__()
        self.taken: list[Claimed] = []
        self.about: CaseId | None = None
        self._lease_within = lease_within
        self._work = work
        self._member = member
        self._digest = hashlib.sha256(
            f"{key.channel}/{key.conversation}/{key.activity}".encode()
        ).hexdigest()
        self._numbers = count(1)

    async def send_activities(
        self, context: TurnContext, activities: Sequence[Activity]
    ) -> list[ResourceResponse]:
        """Say something in the conversation of this turn."""
        for activity in activities:
            await self._say(_write_said(activity), _here(context))
        return [ResourceResponse(id="") for _ in activities]

    async def update_activity(self, context: TurnContext, activity: Activity) -> None:
        """Replace a message of this conversation; the address names it, its body does not."""
        await self._say(_write_said(activity), _here(context), activity=activity.id or "")

    async def delete_activity(self, context: TurnContext, reference: ConversationReference) -> None:
        """Turns take no messages away."""
        raise NotImplementedError

    async def say_to_member(self, member: MemberId, activity: dict[str, Any]) -> None:
        """Say something in a member's own chat."""
        await self._say(activity, None, member=member)

    async def _say(
        self,
        activity_json: dict[str, Any],
        address: Address | None,
        *,
        member: MemberId | None = None,
        activity: str = "",
    ) -> None:
        reply = OutgoingReply(
            business_key=f"reply:{self._digest}:{next(self._numbers)}",
            activity_json=json.dumps(activity_json, ensure_ascii=False, separators=(",", ":")),
            member=member or self._member,
            address=address,
            activity=activity,
            about=None if activity else self.about,
        )
        if address is None or self._lease_within is None:
            await self._work.replies.say(reply)
        elif taken := await self._work.replies.say_at_once(reply, self._lease_within):
            self.taken.append(taken)


def _here(context: TurnContext) -> Address:
    return Address(
        service_url=context.activity.service_url,
        conversation=context.activity.conversation.id,
    )


def _write_said(activity: Activity) -> dict[str, Any]:
    return _write(activity, _SAID) | {
        "from": _write(activity.from_property, _ACCOUNT),
        "conversation": _write(activity.conversation, _CONVERSATION),
        "recipient": _write(activity.recipient, _ACCOUNT),
    }


def _read(raw: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    return {attribute: raw.get(name) for name, attribute in names.items()}


def _write(part: object, names: Mapping[str, str]) -> dict[str, Any]:
    written = {name: getattr(part, attribute) for name, attribute in names.items()}
    return {name: value for name, value in written.items() if value is not None}
