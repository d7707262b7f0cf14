"""The signals that came from a case, on its page and in its export: for coordinators only."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.access import Action
from domain.signal import Signal, SignalStep, find_signal_step
from services.access import Permit
from services.moment import Context


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalShown:
    """A signal and where it is today."""

    signal: Signal
    step: SignalStep


async def read_case_signals(ctx: Context, permit: Permit) -> Sequence[SignalShown]:
    """Read the signals that came from a case, the newest first; the page puts it on record."""
    case = permit.case_for(ctx, Action.VIEW_CASE)
    kept = await ctx.uow.signals.of_case(case.id)
    return [
        SignalShown(signal=one, step=find_signal_step(one, ctx.today)) for one in reversed(kept)
    ]
