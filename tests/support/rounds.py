"""The timer round of the product, for a house whose time is moved by hand."""

from contextlib import AbstractAsyncContextManager
from typing import Protocol

from domain.timer import TimerKind
from services.acute.notices import look_at_report
from services.agenda.clock import look_at_agenda
from services.agenda.notices import look_at_own_times
from services.delivery import look_at_undelivered
from services.drafts import look_at_draft
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
    tell_failure: TellFailure = _raise,
) -> None:
    """Handle everything that is due, as the tick does; a failure nobody is told fails the test."""
    await TimerRound(
        moments=house,
        handlers={
            TimerKind.AGENDA: look_at_agenda,
            TimerKind.ACUTE_REPORT: look_at_report,
            TimerKind.OWN_TIMES: look_at_own_times,
            TimerKind.UNDELIVERED: look_at_undelivered,
            TimerKind.DIALOG_DRAFT: look_at_draft,
        },
        errands={
            TimerKind.AGENDA_DRAFT: draft,
            TimerKind.CHECKPOINT: checkpoint,
        },
        tell_failure=tell_failure,
    ).run()
