"""What a coordinator changes in the draft of a meeting, case by case: each change is kept, goes on
record and is worked into a new draft at once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from domain.access import Action, CaseState
from domain.agenda import Agenda, AgendaFrozenError, AgendaState
from domain.agenda_proposal import FIXED
from domain.agenda_steps import MeetingBegunError, ask_redraft
from domain.agenda_wish import (
    AgendaWish,
    AskedCase,
    Bench,
    KeptWish,
    LeaveReason,
    NothingToTakeBackError,
    PinPastError,
    WishKind,
    WishOvertakenError,
    adjust_case,
    check_wish,
    find_last,
    list_since,
    list_standing,
)
from domain.audit import AuditEvent
from domain.case import Case
from domain.colour import require_participants
from domain.errors import RuleBrokenError
from domain.identifiers import CaseId, MeetingId
from domain.meeting import Meeting
from domain.sight import SeenPart
from services.access import HousePermit, Permit, read_code, require, require_case
from services.agenda.approval import find_changing_meeting, show_agenda
from services.agenda.planning import find_minutes
from services.agenda.proposing import ask_change, find_begun
from services.agenda.timers import wake_drafting
from services.agenda.views import AgendaView
from services.agenda.wishes import take_back
from services.calendar import write_moment
from services.caselist import NoCaseChosenError
from services.meeting_kind import refuse_other_kind
from services.moment import Context


class NotForMeetingsError(RuleBrokenError):
    """A case without a colour, or one that is not on the list, comes in no meeting."""

    text_key = "agenda_wish.not_for_meetings"


class CaseBegunError(RuleBrokenError):
    """This case came to the table, or its time is now: it keeps its time."""

    text_key = "agenda_wish.begun"


class NoMeetingError(RuleBrokenError):
    """No meeting is planned."""

    text_key = "agenda.no_meeting"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenDraft:
    """A case in the draft of a meeting as a coordinator saw it; without a revision it is looked at
    for the first time.
    """

    meeting: MeetingId
    case: CaseId
    revision: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Workbench:
    """An agenda a coordinator works on, and one case of it. ``meanwhile`` is what others changed in
    other cases since the coordinator looked. Of an agenda that was approved only what was wanted
    after ``base_revision`` can be taken back.
    """

    prepares: HousePermit
    sees: Permit
    bench: Bench
    asked: AskedCase
    kept: tuple[KeptWish, ...]
    meanwhile: tuple[KeptWish, ...] = ()
    base_revision: int = 0

    @property
    def is_approved(self) -> bool:
        """Tell whether the agenda was approved: what is wanted becomes a proposal."""
        return self.bench.agenda is not None and self.bench.agenda.state in FIXED

    def list_own(self) -> list[KeptWish]:
        """What is wanted of the case and can be taken back."""
        return [
            one
            for one in self.kept
            if one.case == self.case.id
            and one.taken_back_number is None
            and one.number > self.base_revision
        ]

    @property
    def meeting(self) -> Meeting:
        """The meeting it is about."""
        return self.bench.meeting

    @property
    def case(self) -> Case:
        """The case it is about."""
        return self.sees.case


async def open_chosen(ctx: Context, meeting_id: MeetingId, chosen: str) -> Workbench:
    """Take up the case that a coordinator chose in the draft of a meeting; NoCaseChosenError when
    there is none.
    """
    prepares = require(ctx, Action.PREPARE_AGENDA)
    meeting = await ctx.uow.meetings.get(meeting_id)
    if not chosen:
        raise NoCaseChosenError
    return await _open(ctx, prepares, meeting, await _find_case(ctx, chosen))


async def open_typed(ctx: Context, typed: str) -> Workbench:
    """Take up any case in the agenda of the next meeting of its kind that can change, also one that
    has no place in it; NoMeetingError when there is no meeting.
    """
    prepares = require(ctx, Action.PREPARE_AGENDA)
    case = await _find_case(ctx, typed)
    meeting = await find_changing_meeting(ctx, case)
    if meeting is None:
        raise NoMeetingError
    return await _open(ctx, prepares, meeting, case)


async def _find_case(ctx: Context, code: str) -> Case:
    return await ctx.uow.cases.by_code(read_code(code))


async def open_workbench(ctx: Context, seen: SeenDraft) -> Workbench:
    """Take up a case in an agenda that can still change: a draft before its meeting begins, what
    was approved until it ends.

    Raises WishOvertakenError, with who and when, when somebody else changed what is wanted of this
    case since the coordinator looked; NotForMeetingsError, CaseBegunError, MeetingBegunError.
    """
    prepares = require(ctx, Action.PREPARE_AGENDA)
    meeting = await ctx.uow.meetings.get(seen.meeting)
    case = await ctx.uow.cases.get(seen.case)
    return await _open(ctx, prepares, meeting, case, seen.revision)


async def _open(
    ctx: Context, prepares: HousePermit, meeting: Meeting, case: Case, seen: int | None = None
) -> Workbench:
    """Take up a case; ``seen`` is the revision of the wishes that the coordinator looked at."""
    agenda = await ctx.uow.meetings.agenda(meeting.id)
    await _refuse_over(ctx, meeting, agenda, case)
    sees = await require_case(ctx, Action.VIEW_CASE, case)
    await refuse_other_kind(ctx, meeting, case)
    kept = tuple(await ctx.uow.agenda_wishes.of_meeting(meeting.id))
    schedule = await ctx.uow.schedules.schedule(meeting.schedule)
    standing = list_standing(kept)
    return Workbench(
        prepares=prepares,
        sees=sees,
        bench=Bench(
            meeting=meeting,
            agenda=agenda,
            standing=standing,
            pause_minutes=sum(one.minutes for one in schedule.breaks),
        ),
        asked=_ask(ctx, case, standing),
        kept=kept,
        meanwhile=await _find_meanwhile(ctx, kept, case.id, seen),
        base_revision=await _find_base(ctx, meeting, agenda),
    )


async def _refuse_over(ctx: Context, meeting: Meeting, agenda: Agenda | None, case: Case) -> None:
    if agenda is None or agenda.state not in FIXED:
        _refuse_settled(ctx, meeting, agenda)
        return
    if ctx.now >= meeting.ends_at or meeting.is_cancelled:
        raise MeetingBegunError
    if case.id in await find_begun(ctx, meeting, agenda):
        raise CaseBegunError(code=case.code)


async def _find_base(ctx: Context, meeting: Meeting, agenda: Agenda | None) -> int:
    """What had happened to the wishes when the agenda was approved, or last decided on."""
    if agenda is None or agenda.state not in FIXED:
        return 0
    proposal = await ctx.uow.agenda_proposals.get(meeting.id)
    is_open = proposal is not None and proposal.is_undecided
    return proposal.base_revision if proposal and is_open else meeting.wish_revision


def _refuse_settled(ctx: Context, meeting: Meeting, agenda: Agenda | None) -> None:
    if ctx.now >= meeting.starts_at or meeting.is_cancelled:
        raise MeetingBegunError
    if agenda is not None and agenda.state is not AgendaState.DRAFT:
        raise AgendaFrozenError


def _ask(ctx: Context, case: Case, standing: Sequence[KeptWish]) -> AskedCase:
    if case.colour is None or case.state is not CaseState.TAKEN_UP:
        raise NotForMeetingsError(code=case.code)
    policy = ctx.house.stoplight
    by_colour = AskedCase(
        id=case.id,
        code=case.code,
        colour=case.colour.colour,
        minutes=find_minutes(case, case.colour, policy),
        required=tuple(sorted(case.colour.required)),
    )
    return adjust_case(by_colour, standing, policy.requested_green_minutes)


async def _find_meanwhile(
    ctx: Context, kept: Sequence[KeptWish], case: CaseId, seen: int | None
) -> tuple[KeptWish, ...]:
    if seen is None:
        return ()
    others = [one for one in list_since(kept, seen) if one.last_by != ctx.actor.id]
    for one in others:
        if one.case == case:
            raise await _overtaken(ctx, one)
    return tuple(others)


async def _overtaken(ctx: Context, by: KeptWish) -> WishOvertakenError:
    who = await ctx.uow.people.member(by.last_by)
    at = write_moment(ctx.house, by.last_at)
    return WishOvertakenError(code=by.code, name=who.name, at=at)


async def read_reasons(ctx: Context, workbench: Workbench) -> Mapping[int, str]:
    """Read why a partner is done without in this case, by the number of the wish."""
    workbench.prepares.check(ctx, Action.PREPARE_AGENDA)
    return {
        one.number: await ctx.uow.agenda_wishes.why(workbench.meeting.id, one)
        for one in workbench.bench.standing
        if one.case == workbench.case.id and one.wish.kind is WishKind.DO_WITHOUT
    }


async def record_workbench_seen(ctx: Context, workbench: Workbench) -> None:
    """Put on record that the case was looked at in the draft of the meeting."""
    await ctx.record_seen(workbench.sees.sight(SeenPart.AGENDA, workbench.meeting.id))


async def keep_wish(ctx: Context, workbench: Workbench, wish: AgendaWish) -> KeptWish:
    """Keep what a coordinator wants, and have a new draft made, or once the agenda was approved a
    proposal; before the first draft it counts when that is made. Raises what goes against it, in
    words.
    """
    workbench.prepares.check(ctx, Action.PREPARE_AGENDA)
    _refuse_past(ctx, workbench, wish)
    check_wish(workbench.bench, workbench.asked, wish)
    if wish.organisation is not None:
        require_participants([wish.organisation], await ctx.uow.people.organisations())
    meeting = workbench.meeting
    kept = await _keep(ctx, meeting, workbench.case, wish)
    await _ask_draft(ctx, meeting, workbench.bench.agenda, kept.number)
    return kept


async def _keep(ctx: Context, meeting: Meeting, case: Case, wish: AgendaWish) -> KeptWish:
    kept = KeptWish(
        number=meeting.wish_revision + 1,
        case=case.id,
        code=case.code,
        wish=wish,
        by=ctx.actor.id,
        at=ctx.now,
    )
    await ctx.uow.agenda_wishes.add(meeting.id, kept)
    await ctx.record(AuditEvent.AGENDA_ADJUSTED, kept.case, meeting.id)
    return kept


def _refuse_past(ctx: Context, workbench: Workbench, wish: AgendaWish) -> None:
    minute = wish.at_minute
    starts_at = workbench.meeting.starts_at
    if minute is not None and starts_at + timedelta(minutes=minute) < ctx.now:
        raise PinPastError


async def take_back_wishes(ctx: Context, workbench: Workbench) -> int:
    """Take back all that is wanted of a case in this meeting; how much that was.

    Raises NothingToTakeBackError when that is nothing.
    """
    workbench.prepares.check(ctx, Action.PREPARE_AGENDA)
    own = workbench.list_own()
    if not own:
        raise NothingToTakeBackError
    revision = workbench.meeting.wish_revision
    for number, one in enumerate(own, revision + 1):
        await take_back(ctx, workbench.meeting, one, number)
    await _ask_draft(ctx, workbench.meeting, workbench.bench.agenda, revision + len(own))
    return len(own)


async def take_back_last(
    ctx: Context, meeting_id: MeetingId, seen_number: int | None
) -> AgendaView:
    """Undo the last change of a draft, the one that the coordinator saw.

    Raises WishOvertakenError when somebody changed more since, NothingToTakeBackError.
    """
    permit = require(ctx, Action.PREPARE_AGENDA)
    meeting = await ctx.uow.meetings.get(meeting_id)
    agenda = await ctx.uow.meetings.agenda(meeting_id)
    _refuse_settled(ctx, meeting, agenda)
    kept = await ctx.uow.agenda_wishes.of_meeting(meeting_id)
    last = find_last(kept)
    if last is None:
        raise NothingToTakeBackError
    if last.number != seen_number:
        raise await _overtaken(ctx, max(kept, key=lambda one: one.last_number))
    number = meeting.wish_revision + 1
    await take_back(ctx, meeting, last, number)
    asked = await _ask_draft(ctx, meeting, agenda, number)
    return await show_agenda(ctx, permit, asked, agenda)


async def _ask_draft(
    ctx: Context, meeting: Meeting, agenda: Agenda | None, revision: int
) -> Meeting:
    """Note that the wishes changed, and have the draft there is made again; an agenda that was
    approved stays, and a proposal is made.
    """
    changed = replace(meeting, wish_revision=revision)
    if agenda is not None and agenda.state in FIXED:
        await ask_change(ctx, meeting)
    elif agenda is not None:
        changed = ask_redraft(changed, agenda, ctx.now)
        await wake_drafting(ctx, meeting.id)
    return await ctx.uow.meetings.save(changed)


async def leave_agendas(ctx: Context, case: Case) -> None:
    """Take a case that leaves the list out of every agenda to come: a draft is made again, of one
    that was approved a change is proposed. What has begun keeps its time.
    """
    for meeting in await ctx.uow.meetings.upcoming(ctx.now):
        agenda = await ctx.uow.meetings.agenda(meeting.id)
        if agenda is not None and any(one.case == case.id for one in agenda.items):
            await _leave_agenda(ctx, meeting, agenda, case)


async def _leave_agenda(ctx: Context, meeting: Meeting, agenda: Agenda, case: Case) -> None:
    if agenda.state is AgendaState.DRAFT and ctx.now < meeting.starts_at:
        await _ask_draft(ctx, meeting, agenda, meeting.wish_revision)
    if agenda.state not in FIXED or case.id in await find_begun(ctx, meeting, agenda):
        return
    settled = AgendaWish(kind=WishKind.LEAVE_OUT, leave_reason=LeaveReason.SETTLED)
    kept = await _keep(ctx, meeting, case, settled)
    await _ask_draft(ctx, meeting, agenda, kept.number)
