"""The letter of a signal on paper, for the process director who hands it over: on record as printed
for each time, of the case by which it was found.
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from domain.access import Action
from domain.audit import Operator
from domain.errors import RuleBrokenError
from domain.sight import SeenPart
from domain.signal import SignalStep, SignalText, find_signal_step
from services.access import find_case, require
from services.moment import Context
from services.signal import require_may_still_go


class NoSignalToPrintError(RuleBrokenError):
    """From this case no signal came that may go now."""

    text_key: ClassVar[str] = "signal.none_to_print"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalLetter:
    """What leaves the house on paper: the text, from which house, and on which day."""

    text: SignalText
    house: str
    on: date


async def print_signal(ctx: Context, code: str, operator: Operator) -> SignalLetter:
    """Print the letter of the newest signal from a case that may go now. Raises
    NoSignalToPrintError, NamesPersonError and AddresseeLeftError.
    """
    require(ctx, Action.HAND_OVER_SIGNAL)
    permit = await find_case(ctx, Action.READ_SIGNALS, code)
    kept = await ctx.uow.signals.of_case(permit.case.id)
    ready = [one for one in kept if find_signal_step(one, ctx.today) is SignalStep.READY]
    if not ready:
        raise NoSignalToPrintError(code=permit.case.code)
    sources = (await ctx.uow.signals.sources([ready[-1].id]))[ready[-1].id]
    await require_may_still_go(ctx, ready[-1], sources)
    await ctx.record_seen(permit.sight(SeenPart.SIGNAL, ready[-1].id))
    await ctx.record_printed(operator)
    return SignalLetter(text=ready[-1].text, house=ctx.house.name, on=ctx.today)
