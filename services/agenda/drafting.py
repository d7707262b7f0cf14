"""The draft of an agenda, in three steps so that nothing slow holds a unit of work: collect what
the planner needs, plan it elsewhere, keep the draft when nobody was before it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.agenda import AgendaParts, PartnerStand, TimesDoNotAddUpError, check_order, form_agenda
from domain.agenda_picture import AgendaPicture
from domain.agenda_steps import needs_draft
from domain.audit import AuditEvent, AuditReason
from domain.case import Case
from domain.house import WeeklyMeeting
from domain.identifiers import CaseCode, MeetingId, OrganisationId
from domain.meeting import Meeting
from domain.planning import Instance, InvalidInstanceError, plan_agenda
from domain.rhythm import Rhythm, WeeklyTime, count_colours, measure_rhythm
from domain.stoplight import StoplightPolicy
from services.agenda.notices import announce_draft
from services.agenda.partners import find_open, find_stands
from services.agenda.planning import Candidates, choose_candidates, form_instance, read_plan
from services.agenda.timers import set_draft_timer
from services.agenda.wishes import apply_wishes, call_in, drop_pinned, list_pinned, read_standing
from services.meeting_kind import read_list_of
from services.moment import Moment
from services.partners import name_organisations
from services.rotation import find_days


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftingTask:
    """One draft to make: a copy of all it needs, safe to hand to another process.

    ``agenda_version`` is the draft it replaces, 0 when there is none; ``names`` are those of the
    organisations, for its picture; ``pinned`` are the cases with a time of their own, the last one
    pinned at the end. A change of an approved agenda answers ``proposal``, the number of the
    proposal that asked for it; ``begun`` are its cases that keep their time.
    """

    meeting: Meeting
    agenda_version: int
    collected_at: datetime
    candidates: Candidates
    instance: Instance
    partners: tuple[PartnerStand, ...]
    names: Mapping[OrganisationId, str]
    time_zone: str
    pinned: tuple[CaseCode, ...] = ()
    proposal: int = 0
    begun: tuple[CaseCode, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftMade:
    """A finished draft, with the task it answers, and pictures of it where those were drawn."""

    task: DraftingTask
    draft: AgendaParts
    pictures: tuple[AgendaPicture, ...] = ()


async def collect_draft(moment: Moment, meeting_id: MeetingId) -> DraftingTask | None:
    """Collect what the planner needs for one meeting; None when no draft is needed now."""
    meeting = await moment.uow.meetings.get(meeting_id)
    agenda = await moment.uow.meetings.agenda(meeting_id)
    if not needs_draft(meeting, agenda, moment.now):
        return None
    listed = await read_list_of(moment, meeting)
    standing = await read_standing(moment, meeting)
    cases = call_in(listed.cases, standing)
    days = find_days(moment, meeting, listed.held)
    policy = moment.house.stoplight
    chosen = replace(
        choose_candidates(cases, days, policy), rhythm=_measure(cases, policy, listed.held)
    )
    candidates = apply_wishes(chosen, standing, policy)
    breaks = [pause for one in listed.held if one.id == meeting.schedule for pause in one.breaks]
    required = {organisation for one in candidates.ready for organisation in one.required}
    partners = await find_stands(moment, meeting, required)
    return DraftingTask(
        meeting=meeting,
        agenda_version=agenda.version if agenda else 0,
        collected_at=moment.now,
        candidates=candidates,
        instance=form_instance(meeting, breaks, candidates.ready, find_open(meeting, partners)),
        partners=tuple(partners),
        names=await name_organisations(moment),
        time_zone=moment.house.time_zone,
        pinned=list_pinned(standing),
    )


def _measure(
    cases: Sequence[Case], policy: StoplightPolicy, held: Sequence[WeeklyMeeting]
) -> Rhythm:
    """Measure what a whole list asks beside what the meetings of a week give."""
    pauses = sum(pause.minutes for one in held for pause in one.breaks)
    minutes = sum(one.minutes for one in held) - pauses
    standings = [one.colour for one in cases if one.colour]
    return measure_rhythm(
        count_colours(standings), policy, WeeklyTime(meetings=len(held), minutes=minutes)
    )


def make_draft(task: DraftingTask) -> DraftMade:
    """Plan the agenda. Takes up to two seconds: run it in another process.

    When what is pinned cannot be kept as a whole, the case that was pinned last is left out; of an
    agenda that was approved it stays, at another time.
    """
    try:
        plan = plan_agenda(task.instance)
        draft = read_plan(task.meeting, task.candidates, plan)
        check_order([one for one in draft.items if one.code not in task.begun])
    except (InvalidInstanceError, TimesDoNotAddUpError):
        if not task.pinned:
            raise
        return make_draft(_give_up_last_pin(task))
    return DraftMade(task=task, draft=replace(draft, partners=task.partners))


def _give_up_last_pin(task: DraftingTask) -> DraftingTask:
    *kept, last = task.pinned
    if task.proposal:
        return replace(task, pinned=tuple(kept), instance=_unpin(task.instance, last))
    if last not in {one.code for one in task.candidates.ready}:
        return replace(task, pinned=tuple(kept))
    return replace(
        task,
        pinned=tuple(kept),
        candidates=drop_pinned(task.candidates, last),
        instance=replace(
            task.instance,
            cases=tuple(one for one in task.instance.cases if str(one.id) != last),
        ),
    )


def _unpin(instance: Instance, code: CaseCode) -> Instance:
    return replace(
        instance,
        cases=tuple(
            replace(one, pinned=None) if str(one.id) == code else one for one in instance.cases
        ),
    )


async def keep_draft(moment: Moment, made: DraftMade) -> None:
    """Keep a draft and send it to the coordinators.

    When meeting or agenda changed since it was collected it is dropped: whoever changed them set
    the timer anew, and until then the errand is done again by itself.
    """
    task = made.task
    meeting = await moment.uow.meetings.get(task.meeting.id)
    before = await moment.uow.meetings.agenda(meeting.id)
    version = before.version if before else 0
    if (meeting.version, version) != (task.meeting.version, task.agenda_version):
        return
    agenda = form_agenda(meeting, made.draft, task.collected_at, before)
    if before is None:
        await moment.uow.meetings.add_agenda(agenda)
    else:
        agenda = await moment.uow.meetings.save_agenda(agenda)
    await moment.uow.agenda_pictures.keep(made.pictures)
    await moment.record(
        AuditEvent.AGENDA_DRAFTED, subject=meeting.id, reason=AuditReason.ON_SCHEDULE
    )
    await announce_draft(moment, meeting, agenda)
    await set_draft_timer(moment, meeting, agenda)
