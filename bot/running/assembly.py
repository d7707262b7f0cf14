"""Puts the edge together: gate, turns, sender, clock and doors, over the database it is handed."""

import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.doors.dispatch import Dispatch
from bot.doors.features import make_registry
from bot.doors.registry import Registry
from bot.logs import log
from bot.running.agenda_drafting import plan_in_a_process
from bot.running.auditing import Auditing, keep_auditing
from bot.running.checkpointing import Checkpointing, Sign
from bot.running.destroying import make_destruction_errand
from bot.running.heartbeat import Heartbeat
from bot.running.local import ChatWindow, WindowAddressBook, WindowDispatch, WindowIdentity
from bot.running.metrics import Metrics
from bot.running.put_back import PutBack
from bot.running.room_keeping import make_room_errand
from bot.running.server_log import ServerLog
from bot.running.serving import HttpApps, Listening, Pump, keep_sending, keep_time, listen
from bot.running.settings import Settings
from bot.running.sharing import Sharing
from bot.running.teams_side import TeamsSide, open_teams_side
from bot.running.tick import Tick, log_timer_failure
from bot.running.web import Probes, make_message_app, make_operator_app
from bot.sending.address_book import AddressBook
from bot.sending.breaker import Breaker
from bot.sending.connector import Connector
from bot.sending.mailer import Mailer
from bot.sending.rendering import Present, Rendering, present_plainly
from bot.sending.sender import Sender
from bot.sending.throttle import Throttle
from bot.steps import StepWatch, watch_nothing
from bot.turns.answerer import Answerer
from bot.turns.identity import Identify, identify_registered
from bot.turns.kits import Kits
from bot.turns.locks import ConversationLocks
from bot.turns.outgoing import Outgoing
from bot.turns.trouble import TurnTrouble
from bot.turns.turn import Turns
from cards.kit import Frame
from domain.delivery import SETTLE_WITHIN
from domain.house import House
from domain.identifiers import MeetingId
from domain.timer import TimerKind
from services.agenda.errand import draft_agenda
from services.calendar import calendar_of
from services.case_director import watch_undirected
from services.destruction import watch_retention
from services.duty_gap import watch_duty
from services.leaving import watch_places
from services.moment import Moments
from services.ports.outbox import Claimed
from services.ports.replicas import Replicas
from services.ports.seal import Seals
from services.ports.turns import Database
from services.priority import watch_priority
from services.room_keeping import TeamsRooms
from services.timers import TimerRound

_SILENT_WITHIN = timedelta(minutes=2)
_HALT_FILE = "STOPLICHT_TEST_HALT_FILE"
_SETTLE_SECONDS = "STOPLICHT_TEST_SETTLE_SECONDS"


@dataclass(frozen=True, slots=True, kw_only=True)
class Foundation:
    """What the edge stands on. ``sign`` keeps a checkpoint; ``now`` is the clock, aware UTC;
    ``mailer`` is None in a house that sends no mail.
    """

    settings: Settings
    house: House
    database: Database
    replicas: Replicas
    seals: Seals
    sign: Sign
    now: Callable[[], datetime]
    mailer: Mailer | None = None

    @property
    def zone(self) -> ZoneInfo:
        """The time of the house."""
        return ZoneInfo(self.house.time_zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvironmentParts:
    """What differs between production and the pretend house."""

    dispatch: Answerer
    identify: Identify
    address_book: AddressBook
    present: Present = present_plainly
    watch: StepWatch = watch_nothing
    settle_within: timedelta = SETTLE_WITHIN


class Vital:
    """What must go on as long as the bot runs."""

    def __init__(self, tick_seconds: float) -> None:
        self.sending = Heartbeat(
            name="sending", silent_within=_SILENT_WITHIN, read_monotonic=time.monotonic
        )
        self.clock = Heartbeat(
            name="clock",
            silent_within=max(_SILENT_WITHIN, timedelta(seconds=10 * tick_seconds)),
            read_monotonic=time.monotonic,
        )

        self.auditing = Heartbeat(
            name="auditing", silent_within=_SILENT_WITHIN, read_monotonic=time.monotonic
        )

    @property
    def troubles(self) -> list[str]:
        """A word for each that stands still."""
        return [*self.sending.troubles, *self.clock.troubles, *self.auditing.troubles]


@dataclass(frozen=True, slots=True, kw_only=True)
class SenderDoor:
    """The sender and its pump, as a turn sees them."""

    sender: Sender
    pump: Pump

    @property
    def lease_within(self) -> timedelta | None:
        """How long a turn may take what it says for the sender; None when nothing may leave now."""
        return self.sender.lease_for_replies

    def take(self, messages: Sequence[Claimed], since: float) -> None:
        """Send these, taken ``since`` this moment of the event loop, in transactions now kept."""
        self.sender.take(messages, since)

    def wake(self) -> None:
        """Look what waits to be sent."""
        self.pump.wake()


async def start(base: Foundation, stack: AsyncExitStack) -> Listening:
    """Start everything in the order in which it must stop again; where it listens."""
    calendar_of(base.house, base.now())  # made now, so that no turn waits for it
    teams = open_teams_side(base.settings, base.now, stack)
    registry = make_registry()
    kits = Kits(seals=base.seals, time_zone=base.zone, frame=Frame(base.settings.dialog_frame))
    parts = _choose_parts(base, teams.connector, Dispatch(registry=registry, seals=base.seals))
    vital = Vital(base.settings.tick_seconds)
    pump = Pump(min(base.settings.tick_seconds, 1.0), vital.sending)
    rendering = Rendering(
        database=base.database,
        house=base.house,
        kits=kits,
        registry=registry,
        present=parts.present,
    )
    sender = _make_sender(base, teams, rendering, parts, pump)
    sharing = await _begin_sharing(base, teams.throttle, stack)

    def after() -> None:
        vital.clock.beat()
        pump.wake()

    tick = await _make_tick(base, registry, teams.rooms, sharing, after, parts.watch)
    await stack.enter_async_context(keep_sending(pump, sender))
    await stack.enter_async_context(keep_time(tick, base.settings.tick_seconds))
    auditing = Auditing(
        moments=Moments(database=base.database, house=base.house),
        heartbeat=vital.auditing,
        file=base.settings.checkpoint_dir / "auditor-heartbeat",
    )
    await stack.enter_async_context(keep_auditing(auditing))
    door = SenderDoor(sender=sender, pump=pump)
    turns = _make_turns(base, kits, parts, door, registry, tick.wake)
    probes = _make_probes(base, tick, vital, teams.breaker, turns.trouble)
    return await stack.enter_async_context(listen(_make_apps(base, teams, turns, probes, auditing)))


async def _begin_sharing(base: Foundation, throttle: Throttle, stack: AsyncExitStack) -> Sharing:
    sharing = Sharing(
        replicas=base.replicas,
        share_among=throttle.share_among,
        read_monotonic=time.monotonic,
        tick_within=timedelta(seconds=base.settings.tick_seconds),
    )
    stack.push_async_callback(sharing.stop)
    await sharing.run()
    return sharing


async def _make_tick(
    base: Foundation,
    registry: Registry,
    rooms: TeamsRooms,
    sharing: Sharing,
    after: Callable[[], None],
    watch: StepWatch,
) -> Tick:
    moments = Moments(database=base.database, house=base.house)
    checkpointing = Checkpointing(moments=moments, sign=base.sign)
    await checkpointing.begin()
    async with moments.work() as moment:
        await watch_duty(moment)
        await watch_places(moment)
        await watch_retention(moment)
        await watch_undirected(moment)
        await watch_priority(moment)

    async def draft(meeting: str) -> None:
        await draft_agenda(moments, plan_in_a_process, MeetingId(meeting))

    timers = TimerRound(
        moments=moments,
        handlers=registry.timers(),
        errands={
            TimerKind.AGENDA_DRAFT: draft,
            TimerKind.CHECKPOINT: checkpointing.write,
            TimerKind.DESTRUCTION: make_destruction_errand(moments, watch),
            TimerKind.ROOM: make_room_errand(moments, rooms),
        },
        tell_failure=log_timer_failure,
        put_back=PutBack(read_monotonic=time.monotonic),
    )
    return Tick(moments=moments, registry=registry, timers=timers, sharing=sharing, after=after)


def _choose_parts(base: Foundation, connector: Connector, dispatch: Dispatch) -> EnvironmentParts:
    """The real edge; in ``local`` with the window in which one person can be everybody."""
    app_id = base.settings.app_id
    if not base.settings.is_local:
        return EnvironmentParts(
            dispatch=dispatch,
            identify=identify_registered,
            address_book=AddressBook(base.database, connector, app_id),
        )
    window = ChatWindow()
    return EnvironmentParts(
        dispatch=WindowDispatch(dispatch, window),
        identify=WindowIdentity(window),
        address_book=WindowAddressBook(base.database, connector, app_id, window),
        present=window.present,
        watch=_watch_for_halt(),
        settle_within=_read_seconds(_SETTLE_SECONDS, SETTLE_WITHIN),
    )


def _make_turns(
    base: Foundation,
    kits: Kits,
    parts: EnvironmentParts,
    outgoing: Outgoing,
    registry: Registry,
    wake_clock: Callable[[], None],
) -> Turns:
    return Turns(
        database=base.database,
        house=base.house,
        kits=kits,
        features=registry.features,
        dispatch=parts.dispatch,
        identify=parts.identify,
        locks=ConversationLocks(),
        outgoing=outgoing,
        wake_clock=wake_clock,
        watch=parts.watch,
    )


def _make_sender(
    base: Foundation,
    teams: TeamsSide,
    rendering: Rendering,
    parts: EnvironmentParts,
    pump: Pump,
) -> Sender:
    teams.throttle.when_there_is_room(pump.wake)
    return Sender(
        outbox=base.database.outbox,
        connector=teams.connector,
        mailer=base.mailer,
        rendering=rendering,
        address_book=parts.address_book,
        throttle=teams.throttle,
        clock=time.monotonic,
        landed=pump.note_landing,
        wake=pump.wake,
        passage=lambda: teams.passage,
        is_stopping=lambda: pump.is_stopping,
        settle_within=parts.settle_within,
        watch=parts.watch,
    )


def _make_apps(
    base: Foundation, teams: TeamsSide, turns: Turns, probes: Probes, auditing: Auditing
) -> HttpApps:
    metrics = Metrics(base.database, lambda: auditing.figures)
    return HttpApps(
        messages=make_message_app(teams.gate, turns, metrics),
        operator=make_operator_app(probes, metrics),
        host=base.settings.host,
        port=base.settings.port,
        operator_port=base.settings.admin_port,
        server_log=ServerLog(metrics),
    )


def _make_probes(
    base: Foundation, tick: Tick, vital: Vital, breaker: Breaker, turns: TurnTrouble
) -> Probes:
    async def ready() -> list[str]:
        troubles = [*await base.database.troubles(), *turns.troubles, *vital.troubles]
        return list(dict.fromkeys(troubles))

    async def advance(by: timedelta) -> datetime:
        now = await base.database.advance(by)
        await tick.run()
        await tick.finish()
        return now

    async def now() -> datetime:
        async with base.database.reading() as work:
            return await work.now()

    def silent() -> Sequence[str]:
        return breaker.troubles

    if not base.settings.is_local:
        return Probes(ready=ready, beside=silent)
    return Probes(ready=ready, beside=silent, advance=advance, now=now)


def _watch_for_halt() -> StepWatch:
    """Stand still at the step that a file names, so that a test can end the process there; with a
    number behind it, when it is reached for the n-th time.
    """
    name = os.environ.get(_HALT_FILE)
    if name is None:
        return watch_nothing
    file, times = Path(name), Counter[StrEnum]()

    def watch(reached: StrEnum) -> None:
        if not file.exists():
            return
        times[reached] += 1
        wanted, _, time = file.read_text(encoding="utf-8").partition(" ")
        if wanted == reached and times[reached] >= int(time or 1):
            log.warning(f"halted at {reached}")
            signal.pause()

    return watch


def _read_seconds(name: str, otherwise: timedelta) -> timedelta:
    seconds = os.environ.get(name)
    return timedelta(seconds=float(seconds)) if seconds else otherwise
