"""The sender: takes what is due from the outbox, renders it from the newest state, and calls the
connector. What happens to the answer is decided in ``domain.delivery``.
"""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from bot.address_book import AddressBook
from bot.connector import CALL_WITHIN, Connector
from bot.logs import describe_error, log
from bot.rendering import Rendering
from bot.steps import Step, StepWatch, watch_nothing
from bot.throttle import Throttle
from domain.delivery import (
    Attempt,
    AttemptResult,
    DeliveryState,
    NextState,
    state_after_edit,
    state_after_post,
)
from domain.notice import OnUnknown, rule_for
from services.ports.address import Address
from services.ports.outbox import Claimed, Operation, Outbox, Outcome
from services.ports.turns import DatabaseAwayError

_BATCH = 16
LEASE_WITHIN = timedelta(seconds=60)
_TOO_LATE = Attempt(result=AttemptResult.NOT_SENT, cause="lease_nearly_over")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Sends what is due. ``lease_within`` must outlast one call."""

    outbox: Outbox
    connector: Connector
    rendering: Rendering
    address_book: AddressBook
    throttle: Throttle
    clock: Callable[[], float]
    lease_within: timedelta = LEASE_WITHIN
    watch: StepWatch = watch_nothing

    async def send_due(self) -> int:
        """Settle, then send one batch; how many messages were taken."""
        await self.outbox.settle()
        started = self.clock()
        claimed = await self.outbox.claim(_BATCH, self.lease_within)
        if not claimed:
            return 0
        self.watch(Step.CLAIMED)
        outcomes = await asyncio.gather(*(self._send(message, started) for message in claimed))
        await self.outbox.record(outcomes)
        self.watch(Step.RECORDED)
        return len(claimed)

    async def drain(self) -> None:
        """Send until nothing is due any more."""
        while await self.send_due():
            pass

    async def _send(self, message: Claimed, started: float) -> Outcome:
        try:
            return await self._deliver(message, started)
        except DatabaseAwayError:
            raise
        except Exception as error:  # noqa: BLE001 - one bad message must not stop the others
            log.error("message_failed", kind=_kind(message), **describe_error(error))
            return _outcome(message, NextState(state=DeliveryState.DEAD), None)

    async def _deliver(self, message: Claimed, started: float) -> Outcome:
        activity = await self._activity(message)
        if activity is None:
            return _outcome(message, NextState(state=DeliveryState.OBSOLETE), None)
        self.watch(Step.RENDERED)
        address = message.posted or message.address or await self.address_book.find(message)
        if isinstance(address, Attempt):
            return _outcome(message, state_after_edit(address, message.attempts), address)
        await self.throttle.wait(address.conversation)
        if self._lease_is_nearly_over(started):
            return _outcome(message, state_after_post(_TOO_LATE, message.attempts), _TOO_LATE)
        if message.posted or message.operation is not Operation.POST:
            return await self._edit(message, address, activity)
        return await self._post(message, address, activity)

    def _lease_is_nearly_over(self, started: float) -> bool:
        """A frozen process must not post what another one has taken over meanwhile."""
        left = self.lease_within - timedelta(seconds=self.clock() - started)
        return left < min(CALL_WITHIN, self.lease_within / 2)

    async def _activity(self, message: Claimed) -> dict[str, Any] | None:
        if message.notice is None:
            return dict(json.loads(message.activity_json or "{}"))
        return await self.rendering.render(message.notice, is_stub=_goes_as_stub(message))

    async def _edit(self, message: Claimed, address: Address, activity: dict[str, Any]) -> Outcome:
        target = message.posted_activity or message.activity
        if message.operation is Operation.DELETE:
            attempt = await self.connector.delete(address.service_url, address.conversation, target)
        else:
            attempt = await self.connector.update(
                address.service_url, address.conversation, target, activity
            )
        self.watch(Step.CALLED)
        return _outcome(message, state_after_edit(attempt, message.attempts), attempt)

    async def _post(self, message: Claimed, address: Address, activity: dict[str, Any]) -> Outcome:
        attempt = await self.connector.send(address.service_url, address.conversation, activity)
        self.watch(Step.CALLED)
        following = state_after_post(attempt, message.attempts)
        if following.state is DeliveryState.SENT and _goes_as_stub(message):
            following = NextState(state=DeliveryState.PENDING)
        outcome = _outcome(message, following, attempt)
        if attempt.result is not AttemptResult.SENT:
            return outcome
        return replace(outcome, posted=address, posted_activity=attempt.remote_id)


def _goes_as_stub(message: Claimed) -> bool:
    """A card without content goes first where a POST may not be repeated (§1.4 B)."""
    if message.notice is None or message.posted is not None:
        return False
    return rule_for(message.notice.kind).on_unknown is OnUnknown.STUB_FIRST


def _outcome(message: Claimed, following: NextState, attempt: Attempt | None) -> Outcome:
    if attempt is not None and attempt.result is not AttemptResult.SENT:
        log.info(
            "message_not_sent",
            kind=_kind(message),
            state=following.state,
            cause=attempt.cause,
            status=attempt.status,
        )
    return Outcome(
        id=message.id,
        fence=message.fence,
        state=following.state,
        attempt=attempt,
        again_within=following.again_within,
    )


def _kind(message: Claimed) -> str:
    return message.notice.kind if message.notice else "reply"
