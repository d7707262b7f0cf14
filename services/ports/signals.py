"""Where signals are kept, and beside each from which cases it came."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from domain.identifiers import CaseId
from domain.signal import Signal, SignalId, SignalSource, SignalToWrite


class Signals(Protocol):
    """A signal names nobody and is sealed under the house: it outlives the cases that it came from.
    What it came from goes with each case.
    """

    async def add(self, signal: Signal, sources: Collection[SignalSource]) -> None:
        """Keep a new signal, with the cases that it came from."""

    async def get(self, signal_id: SignalId) -> Signal:
        """Find a signal; NotFoundError when there is none, or no longer."""
        ...

    async def save(self, signal: Signal) -> Signal:
        """Save what changed and return it one version higher; ConflictError when the kept version
        is no longer ``signal.version``.
        """
        ...

    async def change_sources(self, signal_id: SignalId, sources: Collection[SignalSource]) -> None:
        """Have a signal come from these cases, in the place of those before."""

    async def all(self) -> Sequence[Signal]:
        """All that are kept, the oldest first."""
        ...

    async def of_case(self, case_id: CaseId) -> Sequence[Signal]:
        """Those that came from a case, the oldest first."""
        ...

    async def sources(
        self, signals: Collection[SignalId]
    ) -> Mapping[SignalId, Sequence[SignalSource]]:
        """From which cases each of these came, as far as those are still there."""
        ...

    async def wipe(self, read: Signal) -> None:
        """Remove a signal; ConflictError when the kept version is no longer that of ``read``."""

    async def promise(self, promised: SignalToWrite) -> None:
        """Keep that a signal has to be written from a case."""

    async def promised(self, case_id: CaseId) -> SignalToWrite | None:
        """What has to come from a case, also while it was begun; None when nothing has to."""

    async def to_write(self) -> Sequence[SignalToWrite]:
        """What has to come from a case, as far as no signal came from it."""
        ...

    async def end_promise(self, case_id: CaseId) -> None:
        """Nothing has to come from a case any more."""
