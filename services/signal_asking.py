"""Who is asked whether their organisation objects to a signal, who guards one, and when the clock
looks at it; each of them reads it in the digest and in *mijn*.
"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Final

from domain.access import SHIELDED
from domain.audit import AuditEvent, AuditReason
from domain.case import Case
from domain.identifiers import CaseId, MemberId, OrganisationId
from domain.signal import Signal, SignalSource, SignalStep, find_signal_step
from domain.timer import TimerKind
from services.answering import find_who_to_ask
from services.digest import find_next_digest, find_when_back, tell_in_digest
from services.guarding import list_coordinators, list_directors
from services.moment import Moment
from services.morning_look import look_in_the_morning
from services.standing_in import add_deputies
from services.suppliers import find_asked_members

# before the last day to object
_REMINDED_BEFORE: Final = 2
_DECIDED: Final = frozenset({SignalStep.STOPPED, SignalStep.UNAGREED, SignalStep.READY})


async def find_who_says(
    moment: Moment, sources: Sequence[SignalSource], organisation: OrganisationId
) -> frozenset[MemberId]:
    """Who answers for a supplier now: who knows its cases, or stands in for them; while nobody of
    them is there, who represents it. Nobody when nobody speaks for it.
    """
    known = set[MemberId]()
    for one in sources:
        if organisation in one.suppliers:
            known |= await find_asked_members(moment, one.case, organisation)
    reached = await add_deputies(moment, sorted(known))
    here = [one for one in reached if await find_when_back(moment, one) is None]
    if here:
        return frozenset(here)
    speaker = await find_who_to_ask(moment, organisation)
    return frozenset({speaker.id} if speaker else ())


async def find_unreached(
    moment: Moment, signal: Signal, sources: Sequence[SignalSource]
) -> frozenset[OrganisationId]:
    """The suppliers that are silent and for which nobody speaks now."""
    return frozenset({
        one for one in signal.silent if not await find_who_says(moment, sources, one)
    })  # fmt: skip


async def tell_signal_suppliers(
    moment: Moment, signal: Signal, sources: Sequence[SignalSource], on: date
) -> None:
    """Have each supplier that is silent read on a day that it is asked."""
    for organisation in sorted(signal.silent):
        await tell_in_digest(moment, *await find_who_says(moment, sources, organisation), on=on)


async def find_signal_guards(moment: Moment, signal: Signal) -> frozenset[MemberId]:
    """Who reads where a signal is: its writer, or all coordinators when that one is none any more;
    the process directors once there is something to decide.
    """
    holders = await list_coordinators(moment)
    guards = {signal.writer} if signal.writer in holders else set(holders)
    if find_signal_step(signal, moment.today) in _DECIDED:
        guards |= set(await list_directors(moment))
    return frozenset(guards)


async def tell_guards(moment: Moment, signal: Signal, on: date) -> None:
    """Have who guards a signal read on a day where it is."""
    await tell_in_digest(moment, *await find_signal_guards(moment, signal), on=on)


async def tell_when_decided(moment: Moment, signal: Signal) -> None:
    """Have who guards a signal read it when there is something to decide."""
    if find_signal_step(signal, moment.today) in _DECIDED:
        await tell_guards(moment, signal, find_next_digest(moment))


async def list_signal_cases(moment: Moment, sources: Collection[SignalSource]) -> Sequence[Case]:
    """The cases that a signal came from, by code; of one that is closed nobody reads anything."""
    ids = {one.case for one in sources}
    known = await moment.uow.cases.known(ids) if ids else ()
    shown = (one for one in known if one.state not in SHIELDED)
    return sorted(shown, key=lambda one: one.code)


async def record_signal(
    moment: Moment,
    event: AuditEvent,
    signal: Signal,
    cases: Collection[CaseId],
    *,
    reason: AuditReason | None = None,
    on_behalf_of: OrganisationId | None = None,
) -> None:
    """Put on record what happened with a signal, of each case that it came from."""
    for case in sorted(cases) or (None,):
        await moment.record(event, case, signal.id, reason=reason, on_behalf_of=on_behalf_of)


async def look_at_signal_on(moment: Moment, signal: Signal, on: date) -> None:
    """Have the clock look at a signal on a day, before the digest of that day, and on its last day
    at the latest.
    """
    await look_in_the_morning(moment, TimerKind.SIGNAL, signal.id, min(on, signal.ends_on))


def find_signal_reminder(moment: Moment, signal: Signal) -> date:
    """The day on which who is silent is reminded, once: shortly before the last day to object."""
    asked_on, last = moment.day_of(signal.asked_at), signal.until_on
    days = moment.calendar.working_days_left(asked_on, last) - _REMINDED_BEFORE
    return moment.calendar.add_working_days(asked_on, max(1, days))
