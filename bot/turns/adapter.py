"""The SDK's adapter, as thin as it goes: what a turn says becomes outbox rows, nothing is sent."""

import hashlib
import json
from collections.abc import Sequence
from itertools import count
from typing import Any

from botbuilder.core import BotAdapter, TurnContext
from botbuilder.schema import Activity, ConversationReference, ResourceResponse

from domain.identifiers import MemberId
from services.ports.address import Address
from services.ports.turns import InboxKey, OutgoingReply, Work


class OutboxAdapter(BotAdapter):
    """Collects what one turn says in the turn's unit of work. ``member`` is who asked, to be told
    when it may not have arrived.
    """

    def __init__(self, work: Work, key: InboxKey, member: MemberId | None = None) -> None:
        super().__init__()
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
            await self._say(activity.serialize(), _here(context))
        return [ResourceResponse(id="") for _ in activities]

    async def update_activity(self, context: TurnContext, activity: Activity) -> None:
        """Replace a message of this conversation; the address names it, its body does not."""
        written = {name: value for name, value in activity.serialize().items() if name != "id"}
        await self._say(written, _here(context), activity=activity.id or "")

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
        await self._work.replies.say(
            OutgoingReply(
                business_key=f"reply:{self._digest}:{next(self._numbers)}",
                activity_json=json.dumps(activity_json, ensure_ascii=False),
                member=member or self._member,
                address=address,
                activity=activity,
            )
        )


def _here(context: TurnContext) -> Address:
    return Address(
        service_url=context.activity.service_url,
        conversation=context.activity.conversation.id,
    )
