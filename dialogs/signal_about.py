"""What the dialogs about a signal that was written are about."""

from dataclasses import dataclass

from domain.signal import SignalId


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutSignal:
    """A signal that was written."""

    signal: SignalId
