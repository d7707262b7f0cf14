"""A change of an approved agenda, in the steps of a draft: it is asked for, what the planner needs
is collected, and what it found is shown to the coordinators. Nothing moves by it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from domain.absence import Span, join_spans
from domain.access import CaseState
from domain.agenda import Agenda, AgendaItem, PartnerStand
from domain.agenda_proposal import (
    FIXED,
    AgendaProposal,
    ProposalState,
    ask_proposal,
    present_proposal,
    settle_proposal,
)
from domain.agenda_wish import KeptWish, WishKind
from domain.audit import AuditEvent, AuditReason
from domain.case import Case
from domain.house import MeetingBreak
from domain.identifiers import CaseId, MeetingId
from domain.meeting import Meeting
from domain.notice import NoticeKind, SendingWindow
from domain.planning import Instance, Placement, Reason
from domain.rotation import is_due
from domain.stoplight import Colour
from services.action_reminders import open_office
from services.agenda.drafting import DraftingTask, DraftMade
from services.agenda.partners import find_open, find_stands
from services.agenda.planning import Candidate, Candidates, form_instance, rank_candidates
from services.agenda.timers import end_drafting, wake_drafting
from services.agenda.wishes import adjust_candidate, call_in, leave_out, read_standing
from services.guarding import list_coordinators
from services.meeting_kind import list_held
from services.moment import Moment
from services.partners import name_organisations
from services.rotation import find_days

_MINUTE: Final = timedelta(minutes=1)
# by then somebody must have looked at it
_DECIDED_BEFORE_WITHIN: Final = timedelta(hours=2)


async def ask_change(
    moment: Moment, meeting: Meeting, late: Collection[CaseId] = ()
) -> AgendaProposal:
    """Have a change of an approved agenda planned: all that was asked since the last decision.
    ``meeting`` as it was before what is asked for now.
    """
    before = await moment.uow.agenda_proposals.get(meeting.id)
    asked = ask_proposal(before, meeting, late, moment.now)
    if before is None:
        await moment.uow.agenda_proposals.add(asked)
    else:
        asked = await moment.uow.agenda_proposals.save(asked)
    await wake_drafting(moment, meeting.id)
    return asked


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """An approved agenda, the proposal to change it, what is wanted since the last decision, and
    the cases that came to the table or have their time already.
    """

    meeting: Meeting
    agenda: Agenda
    proposal: AgendaProposal
    standing: tuple[KeptWish, ...]
    begun: frozenset[CaseId]

    @property
    def since(self) -> tuple[KeptWish, ...]:
        """What is wanted since the last decision."""
        return tuple(one for one in self.standing if one.number > self.proposal.base_revision)


async def find_begun(moment: Moment, meeting: Meeting, agenda: Agenda) -> frozenset[CaseId]:
    """Find the cases of an agenda that came to the table or have their time already: they keep it,
    whatever else changes.
    """
    run = await moment.uow.meeting_runs.get(meeting.id)
    known = {one.case for one in run.cases} if run else set()
    return frozenset(
        one.case for one in agenda.items if one.starts_at < moment.now or one.case in known
    )


async def collect_proposal(moment: Moment, meeting_id: MeetingId) -> DraftingTask | None:
    """Collect what the planner needs to change an approved agenda; None when no change is asked for
    now, or nothing is left of what was asked.
    """
    asked = await _read_asked(moment, meeting_id)
    if asked is None:
        return None
    candidates = await _choose(moment, asked)
    return await _form_task(moment, asked, candidates) if candidates else None


async def _read_asked(moment: Moment, meeting_id: MeetingId) -> _Asked | None:
    proposal = await moment.uow.agenda_proposals.get(meeting_id)
    meeting = await moment.uow.meetings.get(meeting_id)
    agenda = await moment.uow.meetings.agenda(meeting_id)
    if proposal is None or proposal.state is not ProposalState.ASKED or agenda is None:
        return None
    if agenda.state not in FIXED or meeting.is_cancelled or moment.now >= meeting.ends_at:
        return None
    return _Asked(
        meeting=meeting,
        agenda=agenda,
        proposal=proposal,
        standing=await read_standing(moment, meeting),
        begun=await find_begun(moment, meeting, agenda),
    )


async def _choose(moment: Moment, asked: _Asked) -> Candidates | None:
    """The cases of the agenda as they are, those of which something is wanted as that is, and the
    newcomers; None when nothing is asked.
    """
    items = {one.case: one for one in asked.agenda.items}
    wished = frozenset(one.case for one in asked.since)
    known = await moment.uow.cases.known({*items, *wished, *asked.proposal.late})
    late = await _list_late(moment, asked, known)
    if not wished and not late:
        return None
    policy = moment.house.stoplight
    on = moment.day_of(asked.meeting.starts_at)
    called = call_in(known, asked.standing)
    ranked = rank_candidates([(one, one.colour) for one in called if one.colour], on, policy)
    anew = (wished | late) - asked.begun
    left = frozenset(one.case for one in asked.since if one.wish.kind is WishKind.LEAVE_OUT)
    newcomers = anew - left
    formed = [
        adjust_candidate(one, asked.standing, policy)
        if one.case in anew
        else _as_agreed(one, items[one.case], asked)
        for one in ranked
        if one.case in items or one.case in newcomers
    ]
    return _divide(asked, formed, left - asked.begun)


def _divide(asked: _Asked, formed: Sequence[Candidate], left: Collection[CaseId]) -> Candidates:
    ready = tuple(one for one in formed if one.case not in left)
    named = {one.case for one in formed}
    return Candidates(
        ready=ready,
        not_ready=(
            *(leave_out(one, Reason.WITHDRAWN) for one in formed if one.case in left),
            *(one for one in asked.agenda.left_out if one.case not in named),
        ),
        not_due=asked.agenda.not_due,
    )


async def _list_late(moment: Moment, asked: _Asked, known: Sequence[Case]) -> frozenset[CaseId]:
    """The red cases that proposed themselves and still need a place: not one that is on the agenda
    as red, was discussed meanwhile, or went to another kind of meeting.
    """
    if not asked.proposal.late:
        return frozenset()
    kinds = await moment.uow.schedules.kinds()
    days = find_days(moment, asked.meeting, await list_held(moment, asked.meeting))
    red = {one.case for one in asked.agenda.items if one.colour is Colour.RED}
    return frozenset(
        one.id
        for one in known
        if one.id in asked.proposal.late
        and one.id not in red | asked.begun
        and one.state is CaseState.TAKEN_UP
        and kinds.are_same(one.meeting_kind, asked.meeting.kind)
        and one.colour
        and one.colour.colour is Colour.RED
        and is_due(one.colour, one.rotation, days)
    )


def _as_agreed(candidate: Candidate, item: AgendaItem, asked: _Asked) -> Candidate:
    """A case as it is on the agenda; what has begun keeps its time."""
    pins = (one.wish.at_minute for one in asked.standing if one.case == item.case)
    pinned = next((minute for minute in pins if minute is not None), None)
    if item.case in asked.begun:
        pinned = (item.starts_at - asked.meeting.starts_at) // _MINUTE
    return replace(
        candidate,
        colour=item.colour,
        minutes=item.minutes,
        required=item.required,
        turn=item.turn,
        pinned_minute=pinned,
    )


async def _form_task(moment: Moment, asked: _Asked, candidates: Candidates) -> DraftingTask:
    meeting, agenda = asked.meeting, asked.agenda
    required = {organisation for one in candidates.ready for organisation in one.required}
    partners = await find_stands(moment, meeting, required)
    schedule = await moment.uow.schedules.schedule(meeting.schedule)
    breaks = _list_breaks(asked, schedule.breaks, moment.now)
    open_at = find_open(meeting, [_widen(one, agenda) for one in partners])
    instance = form_instance(meeting, breaks, candidates.ready, open_at)
    begun = {one.code for one in agenda.items if one.case in asked.begun}
    pins = [one for one in candidates.ready if one.pinned_minute is not None]
    return DraftingTask(
        meeting=meeting,
        agenda_version=agenda.version,
        collected_at=moment.now,
        candidates=candidates,
        instance=_publish(instance, asked, moment.now),
        partners=tuple(partners),
        names=await name_organisations(moment),
        time_zone=moment.house.time_zone,
        pinned=tuple(one.code for one in pins if one.code not in begun),
        proposal=asked.proposal.number,
        begun=tuple(sorted(begun)),
    )


def _publish(instance: Instance, asked: _Asked, now: datetime) -> Instance:
    """Tell the planner what partners already have, and how late it is."""
    codes = {str(one.id) for one in instance.cases}
    starts_at = asked.meeting.starts_at
    return replace(
        instance,
        published=tuple(
            Placement(
                case=CaseId(one.code),
                meeting=asked.meeting.id,
                start=(one.starts_at - starts_at) // _MINUTE,
            )
            for one in asked.agenda.items
            if one.code in codes
        ),
        now=-((starts_at - now) // _MINUTE) if now > starts_at else None,
    )


def _widen(stand: PartnerStand, agenda: Agenda) -> PartnerStand:
    """A partner keeps the times that were approved, whatever it said since: nothing of those moves
    by itself.
    """
    if stand.there is None:
        return stand
    own = [
        Span(starts_at=one.starts_at, ends_at=one.ends_at)
        for one in agenda.items
        if stand.organisation in one.required
    ]
    return replace(stand, there=join_spans([*stand.there, *own]))


def _list_breaks(
    asked: _Asked, wanted: Sequence[MeetingBreak], now: datetime
) -> list[MeetingBreak]:
    """The pauses as the schedule wants them; one that has begun stays, and none begins before
    now.
    """
    starts_at = asked.meeting.starts_at
    late = max(0, -((starts_at - now) // _MINUTE))
    held = [
        (one.starts_at - starts_at) // _MINUTE for one in asked.agenda.breaks if one.starts_at < now
    ]
    breaks = list[MeetingBreak]()
    for one in wanted:
        begun = [at for at in held if one.earliest_minute <= at <= one.latest_minute]
        if begun:
            breaks.append(replace(one, earliest_minute=begun[0], latest_minute=begun[0]))
        elif late <= one.latest_minute:
            earliest = max(one.earliest_minute, -(-late // 5) * 5)
            breaks.append(replace(one, earliest_minute=min(earliest, one.latest_minute)))
    return breaks


async def keep_proposal(moment: Moment, made: DraftMade) -> None:
    """Keep what was planned and show it to the coordinators; when more was asked or the agenda
    changed meanwhile it is dropped, and planned again.
    """
    task = made.task
    proposal = await moment.uow.agenda_proposals.get(task.meeting.id)
    meeting = await moment.uow.meetings.get(task.meeting.id)
    agenda = await moment.uow.meetings.agenda(meeting.id)
    if proposal is None or agenda is None or agenda.version != task.agenda_version:
        return
    if proposal.number != task.proposal or proposal.state is not ProposalState.ASKED:
        return
    presented = present_proposal(proposal, agenda, made.draft)
    presented = await moment.uow.agenda_proposals.save(presented)
    await moment.record(
        AuditEvent.AGENDA_CHANGE_PROPOSED, subject=meeting.id, reason=AuditReason.ON_SCHEDULE
    )
    await announce_proposal(moment, meeting, presented)
    await end_drafting(moment, meeting.id)


async def renew_proposal(moment: Moment, meeting: Meeting, agenda: Agenda | None) -> None:
    """Plan a proposal anew when its meeting is held at another time; when it is not held, or its
    agenda is a draft again, nobody needs to decide on it any more.
    """
    proposal = await moment.uow.agenda_proposals.get(meeting.id)
    if proposal is None or not proposal.is_undecided:
        return
    if meeting.is_cancelled or agenda is None or agenda.state not in FIXED:
        await lapse_proposal(moment, meeting, proposal)
    else:
        await ask_change(moment, meeting)


async def end_planning(moment: Moment, meeting: Meeting) -> None:
    """Nothing is to be planned now: what was asked was taken back, or comes too late."""
    await end_drafting(moment, meeting.id)
    proposal = await moment.uow.agenda_proposals.get(meeting.id)
    if proposal and proposal.state is ProposalState.ASKED:
        await lapse_proposal(moment, meeting, proposal)


async def lapse_proposal(moment: Moment, meeting: Meeting, proposal: AgendaProposal) -> None:
    """End a proposal that nobody needs to decide on any more; who saw it sees that."""
    lapsed = settle_proposal(proposal, ProposalState.LAPSED, None, moment.now)
    lapsed = await moment.uow.agenda_proposals.save(lapsed)
    if proposal.state is ProposalState.OPEN or proposal.number > proposal.series:
        await announce_proposal(moment, meeting, lapsed)


async def announce_proposal(moment: Moment, meeting: Meeting, proposal: AgendaProposal) -> None:
    """Show the coordinators a proposal or what became of it, on one card until it is decided; at
    once when the meeting is near, else in office hours.
    """
    opens_at = open_office(moment).opens_at
    is_near = opens_at is None or opens_at > meeting.starts_at - _DECIDED_BEFORE_WITHIN
    for member in await list_coordinators(moment):
        await moment.tell(
            NoticeKind.AGENDA_PROPOSAL,
            member,
            meeting.id,
            f"agenda:{meeting.id}:proposal:{proposal.number}:{proposal.state}:{member}",
            card=f"agenda:{meeting.id}:proposal:{proposal.series}:{member}",
            window=SendingWindow(opens_at=None if is_near else opens_at, closes_at=meeting.ends_at),
        )
