"""Komt u? The required partners of red cases are asked before the cut-off, each through one who
represents it; the answer stands in the draft, and a no keeps its cases out of that meeting.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from secrets import token_hex

from domain.absence import Span
from domain.access import Action, CaseState, Ground, Standing
from domain.agenda import AgendaState
from domain.attendance_request import (
    AttendanceAnswer,
    AttendanceRequest,
    TooLateToAnswerError,
    answer_request,
    find_next_asking,
    group_cases,
    reopen_request,
)
from domain.audit import AuditEvent, AuditReason
from domain.case import Case
from domain.identifiers import (
    AttendanceRequestId,
    CaseCode,
    CaseId,
    MeetingId,
    MemberId,
    OrganisationId,
)
from domain.meeting import Meeting
from domain.member import Actor, Speaker
from domain.notice import NoticeKind, SendingWindow
from domain.policy import decide_access
from domain.sight import SeenPart, Sight
from domain.stoplight import Colour
from domain.timer import Timer, TimerKind
from services.access import not_involved, require
from services.action_reminders import open_office
from services.agenda.clashes import follow_change, look_at_meeting
from services.agenda.partners import find_stands
from services.agenda.planning import choose_candidates
from services.agenda.timers import set_asking_timer
from services.meeting_kind import list_upcoming_for, name_kind_of, read_list_of
from services.moment import Context, Moment, Reading
from services.partners import name_organisations
from services.rotation import find_days
from services.standing_in import find_unreplaced, find_who_stands_in, stands_in


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestView:
    """What a partner is asked: for which meeting, and for which cases as far as they may see those;
    ``unnamed`` counts the others. ``sights`` are what it shows, for the record, ``kind`` what kind
    of meeting it is where there are several. ``on_behalf_of`` is the colleague that is away, by
    name, for who stands in.
    """

    id: AttendanceRequestId
    meeting: Meeting
    answer: AttendanceAnswer
    codes: tuple[CaseCode, ...]
    unnamed: int
    sights: tuple[Sight, ...] = ()
    kind: str = ""
    on_behalf_of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedPartner:
    """A partner that was asked for a meeting, by name, with its answer so far."""

    organisation: OrganisationId
    name: str
    answer: AttendanceAnswer


async def look_at_requests(moment: Moment, meeting_id: str) -> None:
    """Ask the partners who were not asked yet, and remind those who said nothing; the timer of a
    meeting calls this. Once its agenda is approved nobody is asked any more.
    """
    meeting = await moment.uow.meetings.get(MeetingId(meeting_id))
    if meeting.is_cancelled or moment.now >= meeting.starts_at or await _is_fixed(moment, meeting):
        return
    asked = await moment.uow.attendance_requests.of_meeting(meeting.id)
    for request in asked:
        if request.answer is AttendanceAnswer.OPEN:
            await announce_request(moment, meeting, request, NoticeKind.ATTENDANCE_REMINDER)
    await _ask_others(moment, meeting, {one.organisation for one in asked})
    await set_asking_timer(moment, meeting)


async def ask_soon_if_red(moment: Moment, case: Case) -> None:
    """Have the partners of a red case asked at once when the clock asks nobody any more for the
    meeting it comes in.
    """
    if case.colour and case.colour.colour is Colour.RED and await _list_asked_for(moment, case):
        late = Timer(kind=TimerKind.LATE_RED, subject=case.id, due_at=moment.now)
        await moment.uow.timers.set(late)


async def ask_for_red(moment: Moment, case_id: str) -> None:
    """Ask the partners of a case that turned red late, while the agenda is not approved; a timer
    calls this. Nobody is reminded.
    """
    case = await moment.uow.cases.get(CaseId(case_id))
    for meeting in await _list_asked_for(moment, case):
        if not await _is_fixed(moment, meeting):
            asked = await moment.uow.attendance_requests.of_meeting(meeting.id)
            await _ask_others(moment, meeting, {one.organisation for one in asked})


async def _list_asked_for(moment: Moment, case: Case) -> Sequence[Meeting]:
    """The meetings to come for which the clock asks nobody any more."""
    now, calendar = moment.now, moment.calendar
    return [
        one
        for one in await list_upcoming_for(moment, case)
        if one.starts_at > now and find_next_asking(one, calendar, now) is None
    ]


async def _is_fixed(moment: Moment, meeting: Meeting) -> bool:
    agenda = await moment.uow.meetings.agenda(meeting.id)
    return agenda is not None and agenda.state is not AgendaState.DRAFT


async def reopen_requests(moment: Moment, meeting: Meeting) -> None:
    """Ask anew for a meeting that was moved, on the card each partner has: an answer was for the
    old time. Who says nothing then is reminded at the hour of the new one.
    """
    for request in await moment.uow.attendance_requests.of_meeting(meeting.id):
        reopened = await moment.uow.attendance_requests.save(reopen_request(request))
        await announce_request(moment, meeting, reopened, NoticeKind.ATTENDANCE_REQUEST)
    await set_asking_timer(moment, meeting)


async def _ask_others(moment: Moment, meeting: Meeting, asked: Collection[OrganisationId]) -> None:
    required = await _find_red_cases(moment, meeting)
    cases = group_cases(required)
    stands = {one.organisation: one for one in await find_stands(moment, meeting, cases)}
    speakers = await moment.uow.people.speakers(moment.day_of(meeting.starts_at))
    circles = {case: await moment.uow.cases.circle(case) for case in required}
    whole = Span(starts_at=meeting.starts_at, ends_at=meeting.ends_at)
    for organisation in sorted(cases.keys() - asked):
        stand, own = stands.get(organisation), cases[organisation]
        # what is asked of a deputy is asked of whom they stand in for
        involved = {
            place.member for case in own for place in circles[case] if not place.stands_in_for
        }
        known = {one.member for one in stand.away} if stand else set()
        away = await find_unreplaced(moment, known, whole)
        member = _choose_representative(speakers.get(organisation, ()), involved, away)
        # of whom it is known that nobody can come, nothing needs to be asked
        if member is not None and not (stand and stand.there == ()):
            await _ask(moment, meeting, organisation, member, own)


async def _find_red_cases(
    moment: Moment, meeting: Meeting
) -> Mapping[CaseId, tuple[OrganisationId, ...]]:
    listed = await read_list_of(moment, meeting)
    days = find_days(moment, meeting, listed.held)
    candidates = choose_candidates(listed.cases, days, moment.house.stoplight)
    return {one.case: one.required for one in candidates.ready if one.colour is Colour.RED}


def _choose_representative(
    speakers: Sequence[Speaker], involved: Collection[MemberId], away: Collection[MemberId]
) -> MemberId | None:
    """Who represents a partner: the first of those who speak for it with a place in one of its
    cases; who is away only when nobody else is there.
    """
    ordered = sorted(
        (one for one in speakers if one.id in involved), key=lambda one: one.id in away
    )
    return ordered[0].id if ordered else None


async def _ask(
    moment: Moment,
    meeting: Meeting,
    organisation: OrganisationId,
    member: MemberId,
    cases: Sequence[CaseId],
) -> None:
    request = AttendanceRequest(
        id=AttendanceRequestId(token_hex(16)),
        meeting=meeting.id,
        organisation=organisation,
        member=member,
        cases=tuple(cases),
        asked_at=moment.now,
    )
    await moment.uow.attendance_requests.add(request)
    await moment.record(
        AuditEvent.ATTENDANCE_ASKED,
        subject=request.id,
        reason=AuditReason.ON_SCHEDULE,
        on_behalf_of=organisation,
    )
    await announce_request(moment, meeting, request, NoticeKind.ATTENDANCE_REQUEST)


async def announce_request(
    moment: Moment, meeting: Meeting, request: AttendanceRequest, kind: NoticeKind
) -> None:
    """Who stands in for whom is asked has a card of their own, and who is away is not asked."""
    deputy = await find_who_stands_in(moment, request.member)
    asked = deputy or request.member
    card = f"{kind}:{request.id}:{asked}"
    await moment.tell(
        kind,
        asked,
        request.id,
        f"{card}:{request.version}",
        card=card,
        window=SendingWindow(opens_at=open_office(moment).opens_at, closes_at=meeting.starts_at),
    )


async def read_request(reading: Reading, request_id: AttendanceRequestId) -> RequestView | None:
    """What a partner is sent of a request; None once the meeting has begun or its cases left."""
    request = await reading.uow.attendance_requests.get(request_id)
    meeting = await reading.uow.meetings.get(request.meeting)
    if meeting.is_cancelled or reading.now >= meeting.starts_at:
        return None
    return await _view(reading, await reading.form_actor(reading.recipient), meeting, request)


async def read_reminder(reading: Reading, request_id: AttendanceRequestId) -> RequestView | None:
    """What a partner is reminded of; None once it was answered."""
    view = await read_request(reading, request_id)
    return view if view and view.answer is AttendanceAnswer.OPEN else None


async def answer_own_request(
    ctx: Context, request_id: AttendanceRequestId, answer: AttendanceAnswer
) -> RequestView:
    """Answer for one's organisation whether it comes, or change that.

    Raises TooLateToAnswerError once the meeting has begun.
    """
    require(ctx, Action.ANSWER_ATTENDANCE)
    request = await ctx.uow.attendance_requests.get(request_id)
    if not await may_answer_request(ctx, ctx.actor, request):
        raise not_involved(Action.ANSWER_ATTENDANCE, None)
    meeting = await ctx.uow.meetings.get(request.meeting)
    answered = await _keep_answer(ctx, meeting, request, answer)
    view = await _view(ctx, ctx.actor, meeting, answered)
    if view is None:
        raise TooLateToAnswerError
    await ctx.record_seen(*view.sights)
    return view


async def may_answer_request(moment: Moment, actor: Actor, request: AttendanceRequest) -> bool:
    """Tell whether a member is asked, or stands in now for who is, still works for whom, and may
    open one of the cases it is about.
    """
    if actor.organisation.id != request.organisation:
        return False
    if actor.id != request.member and not await stands_in(moment, actor.id, request.member):
        return False
    cases = await _list_treated(moment, request)
    return not cases or bool(await _find_grounds(moment, actor, cases))


async def _list_treated(moment: Moment, request: AttendanceRequest) -> Sequence[Case]:
    known = await moment.uow.cases.known(request.cases)
    return [one for one in known if one.state is CaseState.TAKEN_UP]


async def ask_deputy(moment: Moment, member: MemberId) -> None:
    """Ask who stands in for a member what that member was asked and did not answer, once."""
    for meeting in await moment.uow.meetings.upcoming(moment.now):
        if meeting.is_cancelled or moment.now >= meeting.starts_at:
            continue
        for request in await moment.uow.attendance_requests.of_meeting(meeting.id):
            if request.member == member and request.answer is AttendanceAnswer.OPEN:
                await announce_request(moment, meeting, request, NoticeKind.ATTENDANCE_REQUEST)


async def list_asked(ctx: Context, meeting_id: MeetingId) -> Sequence[AskedPartner]:
    """List the partners that were asked for a meeting, for who takes answers by telephone."""
    require(ctx, Action.ENTER_ABSENCE)
    names = await name_organisations(ctx)
    return [
        AskedPartner(
            organisation=one.organisation,
            name=names.get(one.organisation, one.organisation),
            answer=one.answer,
        )
        for one in await ctx.uow.attendance_requests.of_meeting(
            (await ctx.uow.meetings.get(meeting_id)).id
        )
    ]


async def record_answer(
    ctx: Context, meeting_id: MeetingId, organisation: OrganisationId, answer: AttendanceAnswer
) -> None:
    """Record what a partner said by telephone; the card of who was asked follows.

    Raises TooLateToAnswerError once the meeting has begun.
    """
    require(ctx, Action.ENTER_ABSENCE)
    meeting = await ctx.uow.meetings.get(meeting_id)
    asked = await ctx.uow.attendance_requests.of_meeting(meeting.id)
    request = next((one for one in asked if one.organisation == organisation), None)
    if request is None:
        raise not_involved(Action.ENTER_ABSENCE, None)
    answered = await _keep_answer(ctx, meeting, request, answer)
    await announce_request(ctx, meeting, answered, NoticeKind.ATTENDANCE_REQUEST)


async def _keep_answer(
    ctx: Context, meeting: Meeting, request: AttendanceRequest, answer: AttendanceAnswer
) -> AttendanceRequest:
    if meeting.is_cancelled or ctx.now >= meeting.starts_at:
        raise TooLateToAnswerError
    touched = await look_at_meeting(ctx, meeting, request.organisation)
    answered = await ctx.uow.attendance_requests.save(
        answer_request(request, answer, ctx.actor.id, ctx.now)
    )
    await _record_answer(ctx, request)
    await follow_change(ctx, [touched], f"attendance:{request.id}", str(answered.version))
    return answered


async def _record_answer(ctx: Context, request: AttendanceRequest) -> None:
    """By whom was asked, by who stands in for them, or by telephone."""
    is_own = ctx.actor.id == request.member
    is_deputy = not is_own and await stands_in(ctx, ctx.actor.id, request.member)
    by_another = request.member if is_deputy else request.organisation
    await ctx.record_said(
        AuditEvent.ATTENDANCE_ANSWERED,
        subject=request.id,
        spoken_for=None if is_own else by_another,
        is_deputy=is_deputy,
    )


async def _view(
    moment: Moment, actor: Actor, meeting: Meeting, request: AttendanceRequest
) -> RequestView | None:
    cases = await _list_treated(moment, request)
    grounds = await _find_grounds(moment, actor, cases) if cases else {}
    if not grounds:
        return None
    absent = request.member if request.member != actor.id else None
    return RequestView(
        id=request.id,
        meeting=meeting,
        answer=request.answer,
        codes=tuple(sorted(one.code for one in cases if one.id in grounds)),
        unnamed=len(cases) - len(grounds),
        kind=await name_kind_of(moment, meeting),
        on_behalf_of=(await moment.uow.people.member(absent)).name if absent else "",
        sights=tuple(
            Sight(part=SeenPart.OVERVIEW, ground=ground, case_id=case)
            for case, ground in grounds.items()
        ),
    )


async def _find_grounds(
    moment: Moment, actor: Actor, cases: Sequence[Case]
) -> Mapping[CaseId, Ground]:
    """The cases whose code this member may read: a code is for who has a place in the case."""
    stands = await moment.uow.cases.involvements([one.id for one in cases], actor.id)
    grounds = {
        one.id: decide_access(
            Action.VIEW_CASE, actor, Standing(involvement=stands[one.id], state=one.state)
        ).ground
        for one in cases
    }
    return {case: ground for case, ground in grounds.items() if ground}
