"""The timer round of the product, for a house whose time is moved by hand."""

from contextlib import AbstractAsyncContextManager
from typing import Protocol

from bot.doors.features import make_registry
from bot.running.destroying import make_destruction_errand
from bot.steps import watch_nothing
from domain.timer import TimerKind
from services.moment import Moment
from services.timers import Errand, TellFailure, TimerRound


class ByHand(Protocol):
    """A house that opens moments at its own time."""

    def work(self) -> AbstractAsyncContextManager[Moment]: ...

    def reading(self) -> AbstractAsyncContextManager[Moment]: ...


async def leave_alone(_subject: str) -> None:
    """An errand that is not what the test is about."""


def _raise(_kind: TimerKind, failure: Exception) -> None:
    raise failure


async def run_round(
    house: ByHand,
    draft: Errand = leave_alone,
    checkpoint: Errand = leave_alone,
    room: Errand = leave_alone,
    tell_failure: TellFailure = _raise,
) -> None:
    """Handle everything that is due, as the tick does; a failure nobody is told fails the test."""
    await TimerRound(
        moments=house,
        handlers=make_registry().timers(),
        errands={
            TimerKind.AGENDA_DRAFT: draft,
            TimerKind.CHECKPOINT: checkpoint,
            TimerKind.ROOM: room,
            TimerKind.DESTRUCTION: make_destruction_errand(house, watch_nothing),
        },
        tell_failure=tell_failure,
    ).run()
