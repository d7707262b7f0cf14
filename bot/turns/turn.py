"""The turn: one activity in, one transaction, one answer; nothing is sent here."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

from botbuilder.core import TurnContext
from botbuilder.schema import Activity

from bot.logs import describe_error, log
from bot.steps import Step, StepWatch, watch_nothing
from bot.turns.adapter import OutboxAdapter, read_activity
from bot.turns.answerer import Answerer
from bot.turns.feature import Desk, Feature
from bot.turns.identity import Identify
from bot.turns.incoming import ChatKind, Incoming, read_incoming
from bot.turns.kits import Kits
from bot.turns.locks import ConversationLocks
from bot.turns.outgoing import Outgoing
from bot.turns.responding import Addressee, conclude, refuse
from bot.turns.routes import Door
from bot.turns.text import may_be_story, split_command
from bot.turns.trouble import TurnTrouble
from bot.turns.typed_case import find_story
from domain.audit import AuditEvent, AuditOutcome, AuditReason
from domain.errors import ConflictError, StoplichtError, UnknownMemberError
from domain.house import House
from domain.member import Actor, Language
from services.access import record_refusal
from services.moment import Moment
from services.ports.outbox import Claimed
from services.ports.turns import (
    Database,
    DatabaseAwayError,
    KeyStoreAwayError,
    StoredAnswer,
    Work,
)
from services.room import note_presence

_TRIES = 3
# Teams delivers again after 15 seconds: who cannot be served in time is asked to come again
_WAITS_WITHIN = timedelta(seconds=8)
_TRIED_WITHIN = timedelta(seconds=8)
_KEYS_LOOKED_AT_EVERY = 0.25  # seconds
_SEATS = 8  # fewer than there are connections, so that sender and clock always find one


class _TooBusyError(Exception):
    """A turn would have to wait too long for those before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnEnd:
    """What became of an activity: the door it came through, and the HTTP answer."""

    door: Door
    answer: StoredAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class _Visit:
    """One activity in one transaction: whose it is, and where its answers go."""

    moment: Moment
    actor: Actor | None
    addressee: Addressee


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """What one transaction answers, and the messages it took to be sent right after it."""

    answer: StoredAnswer
    taken: Sequence[Claimed] = ()


Act = Callable[[Work], Awaitable[_Said]]
BeginWork = Callable[[], AbstractAsyncContextManager[Work]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turns:
    """Runs turns, a few at once: the others wait in order, and not at the database, where waiting
    would fail.
    """

    database: Database
    house: House
    kits: Kits
    features: Sequence[Feature]
    dispatch: Answerer
    identify: Identify
    locks: ConversationLocks
    outgoing: Outgoing
    wake_clock: Callable[[], None]
    watch: StepWatch = watch_nothing
    trouble: TurnTrouble = field(default_factory=TurnTrouble)
    seats: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_SEATS))
    waits_within: timedelta = _WAITS_WITHIN
    tried_within: timedelta = _TRIED_WITHIN

    async def run(self, raw: Mapping[str, Any]) -> TurnEnd:
        """Answer one admitted activity; 503 when the database is away, others keep winning,
        or too many came at once.
        """
        incoming = read_incoming(raw)
        answer = await self._run(read_activity(raw), incoming)
        return TurnEnd(door=incoming.door, answer=answer)

    async def _run(self, activity: Activity, incoming: Incoming) -> StoredAnswer:
        began = _read_monotonic()
        async with AsyncExitStack() as entered:
            try:
                async with self._waiting(began):
                    await entered.enter_async_context(self.locks.hold(incoming.key.conversation))
            except _TooBusyError:
                return _give_up(incoming, "busy")
            return await self._try(activity, incoming, began)

    async def _try(self, activity: Activity, incoming: Incoming, began: float) -> StoredAnswer:
        cause, lost = "conflict", 0
        while lost < _TRIES:
            # who lost once holds up nobody else, and is held up by nobody
            begin = self.database.work if lost else self.database.work_together
            try:
                async with self._seat(began):
                    return await self._attempt(activity, incoming, begin)
            except ConflictError:
                lost += 1
            except KeyStoreAwayError as away:
                cause = away.trouble
                await asyncio.sleep(_KEYS_LOOKED_AT_EVERY)  # without a seat and a transaction
            except DatabaseAwayError as away:
                self.trouble.meet(away.trouble)
                return _give_up(incoming, away.trouble)
            except _TooBusyError:
                return _give_up(incoming, "busy")
            except Exception as error:  # noqa: BLE001 - nobody could be told in words
                log.error("turn_broken", door=incoming.door.word, **describe_error(error))
                return _give_up(incoming, "broken")
            if _read_monotonic() - began > self.tried_within.total_seconds():
                break
        return _give_up(incoming, cause)

    @asynccontextmanager
    async def _seat(self, began: float) -> AsyncIterator[None]:
        async with self._waiting(began):
            await self.seats.acquire()
        try:
            yield
        finally:
            self.seats.release()

    @asynccontextmanager
    async def _waiting(self, began: float) -> AsyncIterator[None]:
        """Wait no longer than is left of what a turn may wait."""
        left = self.waits_within.total_seconds() - (_read_monotonic() - began)
        try:
            async with asyncio.timeout(left):
                yield
        except TimeoutError:
            raise _TooBusyError from None

    async def _attempt(
        self, activity: Activity, incoming: Incoming, begin: BeginWork
    ) -> StoredAnswer:
        """Do what is asked; or undo all of it, and tell in a transaction of its own why not."""
        if incoming.door is Door.NOTHING:
            return await self._run_in(begin, incoming, _do_nothing)
        if incoming.door is Door.PRESENCE:
            return await self._run_in(begin, incoming, partial(self._note_presence, incoming))
        try:
            return await self._run_in(begin, incoming, partial(self._handle, activity, incoming))
        except (ConflictError, DatabaseAwayError):
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, the member gets an apology
            refuse = partial(self._refuse, activity, incoming, error)
        return await self._run_in(self.database.work, incoming, refuse)

    async def _run_in(self, begin: BeginWork, incoming: Incoming, act: Act) -> StoredAnswer:
        began = _read_monotonic()
        async with begin() as work:
            stored = await work.inbox.open(incoming.key)
            if stored is not None:
                return stored
            self.watch(Step.INBOX_NOTED)
            said = await act(work)
            self.watch(Step.HANDLED)
            await work.inbox.answer(incoming.key, said.answer)
            self.watch(Step.ANSWER_STORED)
        self.watch(Step.COMMITTED)
        self.trouble.pass_by()
        self.outgoing.take(said.taken, began)
        if work.has_left_messages:
            self.outgoing.wake()
        if work.is_awaited:
            self.wake_clock()
        return said.answer

    async def _note_presence(self, incoming: Incoming, work: Work) -> _Said:
        """Somebody came or left: nobody is answered."""
        moment = Moment(uow=work, now=await work.now(), house=self.house)
        await note_presence(moment, incoming.address.conversation)
        return await _do_nothing(work)

    async def _receive(self, work: Work, activity: Activity, incoming: Incoming) -> _Visit:
        moment = Moment(uow=work, now=await work.now(), house=self.house)
        actor = await self.identify(moment, incoming)
        language = actor.member.language if actor else Language.DUTCH
        member = actor.id if actor else None
        adapter = OutboxAdapter(work, incoming.key, member, self.outgoing.lease_within)
        addressee = Addressee(
            incoming=incoming,
            context=TurnContext(adapter, activity),
            adapter=adapter,
            kit=self.kits.kit(language, moment.now),
            member=member,
        )
        return _Visit(moment=moment, actor=actor, addressee=addressee)

    async def _handle(self, activity: Activity, incoming: Incoming, work: Work) -> _Said:
        visit = await self._receive(work, activity, incoming)
        if visit.actor is None and _is_installed_in_a_group(incoming):
            return await _do_nothing(work)
        if visit.actor is None:
            raise UnknownMemberError
        addressee = visit.addressee
        await _learn_address(work, visit.actor, incoming)
        desk = Desk(
            ctx=visit.moment.acting(visit.actor),
            kit=addressee.kit,
            is_private=addressee.is_personal,
            group_chat=incoming.address if incoming.chat_kind is ChatKind.GROUP else None,
            features=self.features,
        )
        reply = await self.dispatch.answer(desk, incoming)
        addressee.adapter.about = desk.ctx.find_only_case()
        answer = await conclude(addressee, reply)
        return _Said(answer=answer, taken=addressee.adapter.taken)

    async def _refuse(
        self, activity: Activity, incoming: Incoming, error: Exception, work: Work
    ) -> _Said:
        visit = await self._receive(work, activity, incoming)
        addressee = visit.addressee
        if isinstance(error, StoplichtError):
            await _record_refusal(visit.moment, visit.actor, error)
            why = _explain(addressee, error)
        else:
            reference = uuid4().hex[:8]
            log.error("turn_failed", reference=reference, **describe_error(error))
            why = addressee.kit.words("error.reference", reference=reference)
        answer = await refuse(addressee, why)
        return _Said(answer=answer, taken=addressee.adapter.taken)


def _is_installed_in_a_group(incoming: Incoming) -> bool:
    """Where others read along, whoever brought the bot in (maybe itself) is told nothing."""
    return incoming.door is Door.ARRIVAL and incoming.chat_kind is ChatKind.GROUP


async def _do_nothing(_work: Work) -> _Said:
    return _Said(answer=StoredAnswer(status=200))


def _read_monotonic() -> float:
    return asyncio.get_running_loop().time()


def _give_up(incoming: Incoming, cause: str) -> StoredAnswer:
    log.warning("turn_given_up", door=incoming.door.word, cause=cause)
    return StoredAnswer(status=503)


async def _learn_address(work: Work, actor: Actor, incoming: Incoming) -> None:
    """A member's own chat is learnt from nothing but itself, and so is a channel of the house."""
    if incoming.chat_kind is ChatKind.PERSONAL:
        await work.addresses.learn_member(actor.member, incoming.address)
    elif incoming.chat_kind is ChatKind.CHANNEL:
        channel = await work.channels.by_conversation(incoming.teams_channel)
        if channel is not None:
            known = replace(incoming.address, conversation=channel.conversation_id, user="")
            await work.addresses.learn_channel(channel.id, known)


def _explain(addressee: Addressee, error: StoplichtError) -> str:
    kit = addressee.kit.for_drill() if error.is_drill else addressee.kit
    told = kit.mark(kit.phrase(error.text_key, **error.parameters))
    if addressee.incoming.door is not Door.TEXT or not _holds_story(addressee.incoming.text):
        return told
    return f"{told} {addressee.kit.words('help.please_delete')}"


def _holds_story(text: str) -> bool:
    _, arguments = split_command(text)
    return may_be_story(text) or bool(find_story(arguments))


async def _record_refusal(moment: Moment, actor: Actor | None, error: StoplichtError) -> None:
    """A stranger's attempt and the policy's refusals go on record, other errors do not."""
    if actor is None:
        reason = AuditReason.UNKNOWN_MEMBER
        await moment.record(AuditEvent.REFUSED, outcome=AuditOutcome.REFUSED, reason=reason)
        return
    await record_refusal(moment.acting(actor), error)
