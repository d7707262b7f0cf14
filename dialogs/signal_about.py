"""What the dialogs about a signal that was written are about."""

from contextlib import AbstractContextManager
from dataclasses import dataclass

from dialogs.about import gone_since
from domain.signal import Signal, SignalId, SignalOverError, SignalRewrittenError


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutSignal:
    """A signal that was written; ``asked`` is when its suppliers were asked about what was read."""

    signal: SignalId
    asked: str | None = None


def about_signal(signal: Signal) -> AboutSignal:
    """The signal as it reads now."""
    return AboutSignal(signal=signal.id, asked=signal.asked_at.isoformat())


def over_when_gone(about: AboutSignal) -> AbstractContextManager[None]:
    """Tell who read a signal that was withdrawn since that it is over (SignalOverError)."""
    return gone_since(SignalOverError, is_read=about.asked is not None)


def require_as_read(about: AboutSignal, signal: Signal) -> None:
    """Refuse to go on with a signal that reads otherwise by now (SignalRewrittenError)."""
    if about.asked not in {None, about_signal(signal).asked}:
        raise SignalRewrittenError
