"""Whether the subject of a case was informed: asked after an acute session of its director, on the
day that was given when it is not yet of who gave it, and in the end of every process director.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from domain import informing as rules
from domain.access import SHIELDED, Action, CaseState, Ground
from domain.audit import AuditEvent
from domain.case import Case
from domain.identifiers import CaseCode, CaseId, MemberId
from domain.informing import Informed, Informing, InformingSaid, Said
from domain.member import Role
from domain.policy import may_ever
from domain.sight import SeenPart
from domain.timer import TimerKind
from services.access import Permit, find_grounds
from services.digest import tell_in_digest
from services.guarding import list_coordinators, list_directors
from services.moment import Context, Moment, Reading
from services.morning_look import look_in_the_morning

# of these nobody is informed any more through the house
_OVER = SHIELDED | {
    CaseState.NOT_TAKEN_UP,
    CaseState.WITHDRAWN,
    CaseState.REPORT_WITHDRAWN,
    CaseState.DRILL,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class InformingRow:
    """A case of which it is asked whether its subject was informed."""

    case: CaseId
    code: CaseCode
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InformingView:
    """What was said last of informing a subject, and by whom."""

    last: InformingSaid | None
    said_by: str


async def ask_informing(moment: Moment, case: Case, director: MemberId) -> None:
    """Ask who led an acute session, or judged a report, whether the subject was informed; what was
    answered before stands.
    """
    if case.state in _OVER or await moment.uow.informings.find(case.id) is not None:
        return
    begun = rules.begin_informing(case.id, director, moment.today, moment.calendar)
    await moment.uow.informings.keep(begun)
    await _look_on(moment, begun)


async def resume_informing(moment: Moment, case_id: CaseId) -> None:
    """Go on asking of a case that came back, or that another became part of: what was due meanwhile
    is asked anew.
    """
    informing = await moment.uow.informings.find(case_id)
    if informing is None or informing.ask_on is None:
        return
    if informing.is_due(moment.today):
        calendar = moment.calendar
        informing = rules.begin_informing(case_id, informing.asked, moment.today, calendar)
        await moment.uow.informings.keep(informing)
    await _look_on(moment, informing)


async def look_at_informing(moment: Moment, case_id: str) -> None:
    """Ask on the day that it is due, and again while nobody answers; its timer calls this."""
    informing = await moment.uow.informings.find(CaseId(case_id))
    if informing is None or informing.ask_on is None:
        return
    case = await moment.uow.cases.get(informing.case)
    if case.state in _OVER:
        return
    if not informing.is_due(moment.today):
        await _look_on(moment, informing)
        return
    await tell_in_digest(moment, *await _find_asked(moment, informing, case), on=moment.today)
    reminded = rules.remind_of_informing(informing)
    await moment.uow.informings.keep(reminded)
    due_on = rules.find_next_informing(reminded, moment.today, moment.calendar)
    await look_in_the_morning(moment, TimerKind.INFORMING, informing.case, due_on)


async def _look_on(moment: Moment, informing: Informing) -> None:
    if informing.ask_on is None:
        await moment.uow.timers.cancel(TimerKind.INFORMING, informing.case)
        return
    await look_in_the_morning(moment, TimerKind.INFORMING, informing.case, informing.ask_on)


async def _find_asked(moment: Moment, informing: Informing, case: Case) -> Sequence[MemberId]:
    """Who was asked, while they are a coordinator here or referred the case; else every process
    director.
    """
    if not informing.is_for_all() and await _may_answer(moment, informing.asked, case):
        return [informing.asked]
    directors = await list_directors(moment)
    return directors or [moment.house.duty.fallback]


async def _may_answer(moment: Moment, asked: MemberId, case: Case) -> bool:
    if asked in await list_coordinators(moment):
        return True
    people, today = moment.uow.people, moment.today
    if asked != case.referrer or asked not in await people.role_holders([Role.PROFESSIONAL], today):
        return False
    return (await people.member(asked)).organisation == case.referring_organisation


async def view_informing(ctx: Context, permit: Permit) -> InformingView:
    """Show what was said last of informing the subject; on record as seen. Who referred reads what
    they said themselves.
    """
    case = permit.case_for(ctx, Action.INFORM_SUBJECT)
    await record_informing_seen(ctx, permit)
    last = await ctx.uow.informings.last_said(case.id)
    if last is None or (permit.ground is Ground.REFERRER and last.signed.by != ctx.actor.id):
        return InformingView(last=None, said_by="")
    by = (await ctx.uow.people.member(last.signed.by)).name
    return InformingView(last=last, said_by=by)


async def record_informing_seen(ctx: Context, permit: Permit) -> None:
    """Put on record that somebody sees what was said of informing the subject."""
    permit.case_for(ctx, Action.INFORM_SUBJECT)
    await ctx.record_seen(permit.sight(SeenPart.INFORMING))


async def say_informing(ctx: Context, permit: Permit, said: Said) -> Informing:
    """Keep whether the subject was informed, or why not yet and when that is asked again."""
    case = permit.case_for(ctx, Action.INFORM_SUBJECT, Action.FILL_INTAKE)
    signed = InformingSaid(said=rules.check_said(said, ctx.today), signed=ctx.sign())
    before = await ctx.uow.informings.find(case.id)
    answered = rules.answer_informing(before, case.id, signed, ctx.calendar)
    await ctx.uow.informings.keep(answered, signed)
    await _look_on(ctx, answered)
    is_informed = isinstance(said, Informed)
    event = AuditEvent.SUBJECT_INFORMED if is_informed else AuditEvent.INFORMING_POSTPONED
    await ctx.record(event, case.id)
    return answered


async def list_informing(ctx: Context) -> Sequence[InformingRow]:
    """List the cases of which the actor is asked now whether the subject was informed."""
    grounds = await _find_own(ctx)
    await ctx.record_listed((case.id, ground) for case, ground in grounds.items())
    return _form_rows(grounds)


async def read_informing(reading: Reading) -> Sequence[InformingRow]:
    """Read the same for the digest."""
    return _form_rows(await _find_own(await reading.as_recipient()))


async def _find_own(ctx: Context) -> Mapping[Case, Ground]:
    if not may_ever(Action.INFORM_SUBJECT, ctx.actor):
        return {}
    due = {one.case: one for one in await ctx.uow.informings.due(ctx.today)}
    found = await ctx.uow.cases.known(due) if due else ()
    own = [one for one in found if ctx.actor.id in await _find_asked(ctx, due[one.id], one)]
    stands = await ctx.uow.cases.involvements([one.id for one in own], ctx.actor.id)
    return find_grounds(ctx, Action.INFORM_SUBJECT, {one: stands[one.id] for one in own})


def _form_rows(cases: Iterable[Case]) -> Sequence[InformingRow]:
    return [InformingRow(case=one.id, code=one.code, version=one.version) for one in cases]
