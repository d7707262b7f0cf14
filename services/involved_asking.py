"""A referrer asked which organisations are involved: who weighs chooses which are asked whether
they may be named. The case is in outcome B at once; the answer grows until its last day.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import uuid4

from domain.access import Action
from domain.audit import AuditEvent
from domain.case import Case
from domain.enquiry import TELLS, EnquiryAnswer
from domain.identifiers import CaseId, MemberId, NamingId, OrganisationId
from domain.involved_answer import (
    InvolvedAnswer,
    KnownAs,
    NamingAsked,
    check_who_can_be_named,
    naming_due_on,
    naming_reminded_on,
)
from domain.sight import SeenPart
from domain.timer import TimerKind
from services.access import Permit
from services.answering import find_who_answers
from services.digest import find_next_digest, tell_in_digest
from services.moment import Context, Moment
from services.morning_look import look_in_the_morning
from services.partners import find_participants

_SAID: Final = {EnquiryAnswer.INVOLVED: KnownAs.INVOLVED, EnquiryAnswer.KNOWN: KnownAs.KNOWN}


@dataclass(frozen=True, slots=True, kw_only=True)
class NamingOption:
    """An organisation that can be asked whether it may be named, and why it can."""

    organisation: OrganisationId
    name: str
    known_as: KnownAs


async def list_to_be_named(ctx: Context, permit: Permit) -> Sequence[NamingOption]:
    """List which organisations can be asked about a case, by name; on record as seen."""
    case = permit.case_for(ctx, Action.WEIGH)
    await ctx.record_seen(permit.sight(SeenPart.ENQUIRY), permit.sight(SeenPart.CIRCLE))
    return await _find_options(ctx, case)


async def check_to_be_named(moment: Moment, case: Case, wanted: Collection[OrganisationId]) -> None:
    """Refuse to ask an organisation that cannot be asked now (CannotBeNamedError)."""
    options = await _find_options(moment, case)
    check_who_can_be_named(wanted, [one.organisation for one in options])


async def _find_options(moment: Moment, case: Case) -> Sequence[NamingOption]:
    known = await _find_known(moment, case)
    options = [
        NamingOption(organisation=one.id, name=one.name, known_as=known[one.id])
        for one in await find_participants(moment)
        if one.id in known and await find_who_answers(moment, one.id)
    ]
    return sorted(options, key=lambda one: one.name)


async def _find_known(moment: Moment, case: Case) -> Mapping[OrganisationId, KnownAs]:
    """Not who referred it: they ask."""
    asked = await moment.uow.enquiries.of_case(case.id)
    said = {one.organisation: _SAID[one.answer] for one in asked if one.answer in TELLS}
    places = await moment.uow.cases.circle(case.id)
    known = said | {one.organisation: KnownAs.SEATED for one in places}
    return {one: how for one, how in known.items() if one != case.referring_organisation}


async def ask_to_be_named(
    ctx: Context, case: Case, wanted: Collection[OrganisationId], asked_by: MemberId
) -> None:
    """Ask organisations whether they may be named to who referred a case. Nobody to ask takes as
    long: the referrer cannot tell it from who said no.
    """
    await check_to_be_named(ctx, case, wanted)
    term = ctx.house.terms.naming_working_days
    asked = InvolvedAnswer(
        case=case.id,
        asked_by=asked_by,
        asked_at=ctx.now,
        due_on=naming_due_on(ctx.today, ctx.calendar, term),
        namings=tuple(
            NamingAsked(id=NamingId(uuid4().hex), case=case.id, organisation=one)
            for one in sorted(wanted)
        ),
    )
    await ctx.uow.involved_answers.keep(asked)
    for one in asked.namings:
        await ctx.record(AuditEvent.NAMING_ASKED, case.id, one.id, on_behalf_of=one.organisation)
    await tell_asked_to_be_named(ctx, asked.namings, find_next_digest(ctx))
    reminded_on = naming_reminded_on(ctx.today, ctx.calendar, term)
    await look_in_the_morning(ctx, TimerKind.INVOLVED_ANSWER, case.id, reminded_on)


async def tell_asked_to_be_named(moment: Moment, namings: Sequence[NamingAsked], on: date) -> None:
    """Have who speaks for each organisation read in a digest that it is asked."""
    for one in namings:
        speaker = await find_who_answers(moment, one.organisation)
        if speaker:
            await tell_in_digest(moment, speaker.id, on=on)


async def end_involved_answer(moment: Moment, case_id: CaseId) -> None:
    """Ask nobody any more, and give no answer: the case was withdrawn or is weighed anew."""
    await moment.uow.involved_answers.forget(case_id)
    await moment.uow.timers.cancel(TimerKind.INVOLVED_ANSWER, case_id)
