"""The kinds of meeting in use: which cases and hours a meeting goes by, and a case that moves from
one kind to another.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.access import CaseState
from domain.audit import AuditEvent
from domain.case import Case
from domain.house import WeeklyMeeting
from domain.identifiers import MeetingKindId
from domain.meeting import Meeting
from domain.meeting_kind import KindsHeld, MeetingKind, OtherKindError
from services.agenda.clashes import draft_again
from services.moment import Context, Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOfKind:
    """What is discussed in one kind of meeting: the cases of its list, and when it is held."""

    cases: Sequence[Case]
    held: Sequence[WeeklyMeeting]


async def name_kind_of(moment: Moment, meeting: Meeting) -> str:
    """Name the kind of a meeting; empty in a house with one kind."""
    return (await moment.uow.schedules.kinds()).tell_apart(meeting.kind)


async def list_kinds_to_choose(ctx: Context) -> Sequence[MeetingKind]:
    """List the kinds of meeting a case can be discussed in; none in a house with one kind."""
    kinds = await ctx.uow.schedules.kinds()
    return kinds.all if kinds.are_several else ()


async def find_chosen_kind(moment: Moment, case: Case) -> MeetingKindId | None:
    """Find what was chosen for a case; None in a house with one kind."""
    kinds = await moment.uow.schedules.kinds()
    kind = kinds.find(case.meeting_kind)
    return kind.id if kind and kinds.are_several else None


async def read_list_of(moment: Moment, meeting: Meeting) -> ListOfKind:
    """Read the list that a meeting goes by, and the schedules that share it."""
    kinds = await moment.uow.schedules.kinds()
    cases = await moment.uow.cases.in_states({CaseState.TAKEN_UP})
    return ListOfKind(
        cases=[one for one in cases if kinds.are_same(one.meeting_kind, meeting.kind)],
        held=await list_held(moment, meeting),
    )


async def list_held(moment: Moment, meeting: Meeting) -> Sequence[WeeklyMeeting]:
    """List the schedules that share the list of a meeting."""
    kinds = await moment.uow.schedules.kinds()
    held = await moment.uow.schedules.schedules()
    return [one for one in held if kinds.are_same(one.kind, meeting.kind)]


async def list_upcoming_for(moment: Moment, case: Case) -> Sequence[Meeting]:
    """List the meetings to come in which a case may be discussed, by start."""
    return await _list_upcoming(moment, await moment.uow.schedules.kinds(), case.meeting_kind)


async def _list_upcoming(
    moment: Moment, kinds: KindsHeld, kind: MeetingKindId | None
) -> Sequence[Meeting]:
    upcoming = await moment.uow.meetings.upcoming(moment.now)
    return [one for one in upcoming if kinds.are_same(one.kind, kind)]


async def refuse_other_kind(ctx: Context, meeting: Meeting, case: Case) -> None:
    """Refuse a case that comes up in another kind of meeting than this one."""
    kinds = await ctx.uow.schedules.kinds()
    if not kinds.are_same(case.meeting_kind, meeting.kind):
        name = kinds.tell_apart(case.meeting_kind)
        raise OtherKindError(code=case.code, kind=name)


async def move_case(ctx: Context, case: Case, chosen: MeetingKindId | None) -> Case:
    """Choose the kind of meeting a case is discussed in, to be saved: it leaves the drafts of the
    one and comes in those of the other. What was approved stays as it is; no choice, no change.
    """
    kinds = await ctx.uow.schedules.kinds()
    if chosen is None or kinds.are_same(chosen, case.meeting_kind):
        return case
    await ctx.record(AuditEvent.MEETING_KIND_CHOSEN, case.id, chosen)
    for touched in (case.meeting_kind, chosen):
        for meeting in await _list_upcoming(ctx, kinds, touched):
            await draft_again(ctx, meeting, await ctx.uow.meetings.agenda(meeting.id))
    return replace(case, meeting_kind=chosen)
