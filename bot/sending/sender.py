"""The sender: takes what is due from the outbox, renders it from the newest state, and calls the
connector. What happens to the answer is decided in ``domain.delivery``.
"""

import asyncio
import random
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from bot.logs import describe_error, log
from bot.sending.address_book import AddressBook
from bot.sending.breaker import Passage, always_free
from bot.sending.connector import Connector
from bot.sending.departures import Departures
from bot.sending.exchange import CALL_WITHIN, Body
from bot.sending.mailer import Mailer
from bot.sending.rendering import Rendering
from bot.sending.throttle import Throttle
from bot.steps import Step, StepWatch, watch_nothing
from cards.calendar_mail import CalendarMail
from domain.delivery import (
    SETTLE_WITHIN,
    Attempt,
    AttemptResult,
    DeliveryState,
    NextState,
    state_after_edit,
    state_after_post,
)
from domain.errors import ConflictError
from domain.notice import Carrier, OnUnknown, rule_for
from services.ports.address import Address
from services.ports.outbox import Claimed, Operation, Outbox, SendingOutcome
from services.ports.turns import DatabaseAwayError
from services.recipients import NotSentError

_BATCH = 16
_MOST_FLYING = 64  # calls to the connector at once
_LANDING_WITHIN = timedelta(milliseconds=100)  # so that results are written down together
LEASE_WITHIN = timedelta(seconds=60)
_SPREAD = 0.25  # at most this much longer than a pause, so that not all come back at once
_STOPPING = Attempt(result=AttemptResult.NOT_SENT, cause="stopping")
_TOO_LATE = Attempt(result=AttemptResult.NOT_SENT, cause="lease_nearly_over")
_NO_SUCH_CHAT = 404
_MAY_HAVE_ARRIVED = frozenset({AttemptResult.SENT, AttemptResult.UNKNOWN})
_CALENDAR = Address(service_url="mail", conversation="calendar")  # a mail is not looked up by it
_EMPTIED: Body = b'{"type":"message","text":"-"}'
_DATABASE_AWAY = Attempt(result=AttemptResult.NOT_SENT, cause="database_away")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Sends what is due. ``lease_within`` must outlast one call; ``settle_within`` is how long an
    unknown outcome may take to show; ``landed`` tells that a call has ended, ``wake`` that
    something is due; ``mailer`` is None in a house that sends no mail.
    ``passage`` tells whether anybody answers now, ``chance`` is a number from 0 to 1.
    """

    outbox: Outbox
    connector: Connector
    rendering: Rendering
    address_book: AddressBook
    throttle: Throttle
    clock: Callable[[], float]
    landed: Callable[[], None] = lambda: None
    wake: Callable[[], None] = lambda: None
    mailer: Mailer | None = None
    passage: Callable[[], Passage] = always_free
    is_stopping: Callable[[], bool] = lambda: False
    chance: Callable[[], float] = random.random
    lease_within: timedelta = LEASE_WITHIN
    settle_within: timedelta = SETTLE_WITHIN
    watch: StepWatch = watch_nothing
    _flying: "set[asyncio.Task[SendingOutcome]]" = field(default_factory=set, init=False)
    _departures: Departures = field(default_factory=Departures, init=False)

    async def settle(self) -> None:
        """Decide about what is too late, was held by a dead sender or stayed unknown."""
        await self.outbox.settle(self.settle_within)

    async def send_due(self) -> int:
        """Let one batch take off and write down what landed; how many took off.

        A call that takes long stays in the air and holds up nobody else.
        """
        taken = await self._take_off()
        await self.land(_LANDING_WITHIN)
        return taken

    async def land(self, within: timedelta) -> int:
        """Wait this long for what is in the air, and write down what landed; how many that were."""
        if not self._flying:
            return 0
        landed, _ = await asyncio.wait(self._flying, timeout=within.total_seconds())
        if landed:
            await self._write_down(landed)
        return len(landed)

    @property
    def lease_for_replies(self) -> timedelta | None:
        """How long a turn may take a reply for this sender; None when nothing may leave now."""
        may_leave = self.passage() is Passage.FREE and not self.is_stopping()
        return self.lease_within if may_leave and len(self._flying) < _MOST_FLYING else None

    def take(self, messages: Sequence[Claimed], since: float) -> None:
        """Let messages take off that were taken ``since`` this moment of the clock."""
        if messages:
            self.watch(Step.CLAIMED)
        for message in messages:
            flight = asyncio.create_task(self._send(message, since))
            flight.add_done_callback(lambda _: self.landed())
            self._flying.add(flight)

    async def _take_off(self) -> int:
        started = self.clock()
        claimed = await self._claim()
        self.take(claimed, started)
        return len(claimed)

    async def _claim(self) -> Sequence[Claimed]:
        """Where nobody answers, one message at a time finds out."""
        room = min(_BATCH, _MOST_FLYING - len(self._flying))
        match self.passage():
            case Passage.FREE if room:
                return await self.outbox.claim(room, self.lease_within)
            case Passage.PROBE if not self._flying:
                return await self.outbox.claim_probe(self.lease_within)
            case _:
                return ()

    async def _write_down(self, landed: "Collection[asyncio.Task[SendingOutcome]]") -> None:
        """What cannot be written down now stays, and is when the database answers again."""
        try:
            await self._record(landed)
        except DatabaseAwayError:
            raise
        except Exception:  # noqa: BLE001 - whatever it is, it may be about one of them
            await self._write_down_apart(landed)
        else:
            self._flying.difference_update(landed)
        self.watch(Step.RECORDED)

    async def _record(self, landed: "Collection[asyncio.Task[SendingOutcome]]") -> None:
        if await self.outbox.record([self._spread(flight.result()) for flight in landed]):
            self.wake()

    async def _write_down_apart(self, landed: "Collection[asyncio.Task[SendingOutcome]]") -> None:
        """One result that cannot be kept takes no other along."""
        lost_race: ConflictError | None = None
        for flight in landed:
            try:
                await self._record([flight])
            except ConflictError as error:
                lost_race = error
                continue
            except DatabaseAwayError:
                raise
            except Exception as error:  # noqa: BLE001 - its lease ends, and its kind decides
                log.error("result_not_kept", **describe_error(error))
            self._flying.discard(flight)
        if lost_race is not None:
            raise lost_race

    def _spread(self, outcome: SendingOutcome) -> SendingOutcome:
        if outcome.state is not DeliveryState.PENDING:
            return outcome
        longer = 1 + _SPREAD * self.chance()
        return replace(outcome, again_within=outcome.again_within * longer)

    async def _send(self, message: Claimed, started: float) -> SendingOutcome:
        try:
            return await self._deliver(message, started)
        except (ConflictError, DatabaseAwayError):  # both come before the call
            return self._outcome_of_post(message, _DATABASE_AWAY)
        except NotSentError as refused:
            return _outcome(message, NextState(state=_state_after_refusal(refused)), None)
        except Exception as error:  # noqa: BLE001 - one bad message must not stop the others
            log.error("message_failed", kind=_kind(message), **describe_error(error))
            return _outcome(message, NextState(state=DeliveryState.DEAD), None)

    async def _deliver(self, message: Claimed, started: float) -> SendingOutcome:
        with self._departures.getting_ready():
            ready = await self._get_ready(message)
        if isinstance(ready, SendingOutcome):
            return ready
        if isinstance(ready, CalendarMail):
            return await self._mail(message, ready, started)
        held = await self._wait_for_turn(ready[0], started)
        if held is not None:
            return self._outcome_of_post(message, held)
        if message.posted or message.operation is not Operation.POST:
            return await self._edit(message, *ready)
        is_mine = message.is_fresh or await self._departures.begin(message, self.outbox)
        if not is_mine or self._lease_is_nearly_over(started):
            return self._outcome_of_post(message, _TOO_LATE)
        self.watch(Step.CALLING)
        return await self._post(message, *ready)

    async def _get_ready(
        self, message: Claimed
    ) -> tuple[Address, Body] | CalendarMail | SendingOutcome:
        """Everything before the call; the outcome when there will be none."""
        activity = await self._activity(message)
        if activity is None:
            return _outcome(message, NextState(state=DeliveryState.OBSOLETE), None)
        self.watch(Step.RENDERED)
        if isinstance(activity, CalendarMail):
            return activity
        address = await self.address_book.find(message)
        if isinstance(address, Attempt):
            return _outcome(message, state_after_edit(address, message.attempts), address)
        return address, activity

    async def _wait_for_turn(self, address: Address, started: float) -> Attempt | None:
        """Wait until Teams takes the call; why it may not begin, when it may not any more."""
        held = await self.throttle.wait(address.conversation)
        if held is None and self.is_stopping():
            return _STOPPING
        if held is None and self._lease_is_nearly_over(started):
            return _TOO_LATE
        return held

    def _lease_is_nearly_over(self, started: float) -> bool:
        """A frozen process must not post what another one has taken over meanwhile."""
        left = self.lease_within - timedelta(seconds=self.clock() - started)
        return left < min(CALL_WITHIN, self.lease_within / 2)

    async def _activity(self, message: Claimed) -> Body | CalendarMail | None:
        if message.notice is None:
            return (message.activity_json or "{}").encode()
        if self.mailer is None and rule_for(message.notice.kind).carrier is Carrier.MAIL:
            return None  # this house sends no mail
        return await self.rendering.render(
            message.notice,
            is_stub=_goes_as_stub(message),
            is_posted=message.posted is not None,
        )

    async def _mail(self, message: Claimed, mail: CalendarMail, started: float) -> SendingOutcome:
        """Hand a mail over; what may be in a calendar by then is remembered as posted."""
        if self.mailer is None or self.is_stopping():
            return self._outcome_of_post(message, _STOPPING)
        is_mine = await self._departures.begin(message, self.outbox)
        if not is_mine or self._lease_is_nearly_over(started):
            return self._outcome_of_post(message, _TOO_LATE)
        self.watch(Step.CALLING)
        attempt = await self.mailer.send(mail)
        self.watch(Step.CALLED)
        outcome = self._outcome_of_post(message, attempt)
        if attempt.result not in _MAY_HAVE_ARRIVED:
            return outcome
        return replace(outcome, posted=_CALENDAR, posted_activity=mail.uid)

    async def _edit(self, message: Claimed, address: Address, activity: Body) -> SendingOutcome:
        target = message.posted_activity or message.activity
        if message.operation is Operation.DELETE:
            attempt = await self._take_away(address, target)
        else:
            attempt = await self.connector.update(
                address.service_url, address.conversation, target, activity
            )
        self.watch(Step.CALLED)
        return _outcome(message, state_after_edit(attempt, message.attempts), attempt)

    async def _take_away(self, address: Address, target: str) -> Attempt:
        """Delete a posted message; where Teams refuses that, leave nothing in it."""
        attempt = await self.connector.delete(address.service_url, address.conversation, target)
        if attempt.result is not AttemptResult.REFUSED:
            return attempt
        return await self.connector.update(
            address.service_url, address.conversation, target, _EMPTIED
        )

    async def _post(self, message: Claimed, address: Address, activity: Body) -> SendingOutcome:
        attempt = await self.connector.send(address.service_url, address.conversation, activity)
        self.watch(Step.CALLED)
        if attempt.status == _NO_SUCH_CHAT and message.member and not message.address:
            # surely nothing was delivered, so it may go to a chat that is opened anew
            opened = await self.address_book.open_anew(message.member, address)
            if isinstance(opened, Attempt):
                return self._outcome_of_post(message, opened)
            address = opened
            attempt = await self.throttle.wait(address.conversation) or await self.connector.send(
                address.service_url, address.conversation, activity
            )
        if _goes_as_stub(message) and not attempt.remote_id:
            # accepted without an id: this stub can never get its content, so another one goes
            attempt = replace(attempt, result=AttemptResult.UNKNOWN)
        outcome = self._outcome_of_post(message, attempt)
        if attempt.result is not AttemptResult.SENT or not attempt.remote_id:
            return outcome
        if _goes_as_stub(message):
            outcome = replace(outcome, state=DeliveryState.PENDING)
        return replace(outcome, posted=address, posted_activity=attempt.remote_id)

    def _outcome_of_post(self, message: Claimed, attempt: Attempt) -> SendingOutcome:
        following = state_after_post(attempt, message.attempts, self.settle_within)
        return _outcome(message, following, attempt)


def _goes_as_stub(message: Claimed) -> bool:
    """A card without content goes first where a POST may not be repeated (§1.4 B)."""
    if message.notice is None or message.posted is not None:
        return False
    return rule_for(message.notice.kind).on_unknown is OnUnknown.STUB_FIRST


def _state_after_refusal(refused: NotSentError) -> DeliveryState:
    """Nobody needs to hear that what a message was about has moved on."""
    return DeliveryState.OBSOLETE if refused.is_superseded else DeliveryState.WITHHELD


def _outcome(message: Claimed, following: NextState, attempt: Attempt | None) -> SendingOutcome:
    if attempt is not None and attempt.result is not AttemptResult.SENT:
        log.info(
            "message_not_sent",
            kind=_kind(message),
            state=following.state,
            cause=attempt.cause,
            status=attempt.status,
        )
    return SendingOutcome(
        id=message.id,
        fence=message.fence,
        state=following.state,
        attempt=attempt,
        again_within=following.again_within,
    )


def _kind(message: Claimed) -> str:
    return message.notice.kind if message.notice else "reply"
