"""Who joins the circle of a case: on record, and said to them in their next digest, once; and who
leaves it: on record with the reason.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final

from domain.absence import Span
from domain.access import Action, CaseState
from domain.audit import AuditEvent, AuditReason
from domain.case import Case, CirclePlace, CircleReason, LeftReason
from domain.case_circle import Involving, require_agreed
from domain.deputy import StandIn, find_place_ends, was_taken_out
from domain.identifiers import CaseCode, CaseId, MemberId
from domain.meeting import Meeting
from domain.notice import NoticeKind
from domain.timer import Timer, TimerKind
from services.access import find_grounds
from services.action_reminders import open_office_before
from services.agenda.timers import wake_own_times, wake_posted
from services.digest import (
    is_first_digest,
    list_spans_away,
    tell_in_digest,
)
from services.moment import Context, Moment, Reading
from services.standing_in import find_stand_in

# nobody is away longer and still represents their organisation
_LOOKS_BACK: Final = timedelta(weeks=8)
_NEAR_WITHIN: Final = timedelta(days=2)
_NEXT_WITHIN: Final = timedelta(weeks=1)
_IN_DIRECTION: Final = frozenset({CaseState.TAKEN_UP, CaseState.PAUSED})
_DAY: Final = timedelta(days=1)
# before the digest of that day is made
_LOOKED_AT: Final = time(7)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldJoined:
    """What who joined a case is told of it, and no more; ``stands_in_for`` by name. Without the
    moment of a posted agenda, ``planned_on`` is the day it is planned for now. ``is_director`` when
    they direct its content themselves.
    """

    case: CaseId
    code: CaseCode
    reason: CircleReason
    stands_in_for: str = ""
    directed_by: str = ""
    is_director: bool = False
    starts_at: datetime | None = None
    planned_on: date | None = None
    review_on: date | None = None


async def let_join(
    ctx: Context,
    place: CirclePlace,
    reason: AuditReason | None = None,
    involving: Involving | None = None,
) -> None:
    """Give a member a place in a case, with why and who agreed: NobodyAgreedError without that, but
    for what is handed over as it was. Who takes it themselves, or referred the case, knows; who is
    given the place of a referrer who left does not.
    """
    if reason is not AuditReason.HANDED_OVER:
        require_agreed(place.reason, involving)
    if not await ctx.uow.cases.join_circle(place, involving):
        await let_seats_end(ctx, await ctx.uow.cases.get(place.case))
        await ctx.uow.cases.join_circle(place, involving)
    await ctx.record(AuditEvent.CIRCLE_JOINED, place.case, place.member, reason=reason)
    is_referral = place.reason is CircleReason.REFERRED and reason is not AuditReason.HANDED_OVER
    if place.member != ctx.actor.id and not is_referral:
        await tell_joined(ctx, place)
    await let_deputy_follow(ctx, place.member)


async def tell_joined(moment: Moment, place: CirclePlace) -> None:
    """Tell who got a place: at once when the case is discussed within two days, else in the next
    digest.
    """
    meeting = await _find_near(moment, place.case)
    if meeting is None:
        await tell_in_digest(moment, place.member)
        return
    await moment.tell(
        NoticeKind.CIRCLE_JOINED,
        place.member,
        place.case,
        f"case:{place.case}:joined:{place.member}:{place.joined_at:%Y%m%d%H%M%S}",
        window=open_office_before(moment, meeting.starts_at),
    )


async def _find_near(
    moment: Moment, case: CaseId, within: timedelta = _NEAR_WITHIN
) -> Meeting | None:
    by = moment.now + within
    return await moment.uow.meeting_runs.discussing(case, by, moment.now)


async def read_joined(reading: Reading, case_id: CaseId) -> ToldJoined | None:
    """What who joined a case is sent at once: why they, who directs its content, and when it is
    discussed; None when they have no place any more.
    """
    case = await reading.uow.cases.get(case_id)
    member = reading.recipient.id
    for place in await reading.uow.cases.circle(case_id):
        if place.member == member:
            return await _form_told(reading, case, place, _NEAR_WITHIN)
    return None


async def _form_told(
    reading: Reading, case: Case, place: CirclePlace, within: timedelta
) -> ToldJoined:
    meeting = await _find_near(reading, case.id, within)
    planned = None if meeting else await reading.uow.meetings.planned(case.id, reading.now)
    director = case.case_director
    return ToldJoined(
        case=case.id,
        code=case.code,
        reason=place.reason,
        stands_in_for=await _name_absent(reading, place),
        directed_by=(await reading.uow.people.member(director)).name if director else "",
        is_director=director == place.member,
        starts_at=meeting.starts_at if meeting else None,
        planned_on=reading.day_of(planned.starts_at) if planned else None,
        review_on=_find_review(case, reading.today),
    )


def _find_review(case: Case, today: date) -> date | None:
    """When a case is looked at again, as far as that is still to come."""
    on = case.paused_until or (case.colour.next_review_on if case.colour else None)
    return on if on and on >= today else None


async def let_leave(
    moment: Moment, case: Case, member: MemberId, because: LeftReason, why: str = ""
) -> bool:
    """End a member's place in a case, ``why`` in words; False when they have none. Who directed the
    content does so no more, and who stands in for them leaves too.
    """
    places = await moment.uow.cases.circle(case.id)
    if all(place.member != member for place in places):
        return False
    await moment.uow.cases.leave_circle(case.id, member, moment.now, because, why)
    await _say_left(moment, case, member, because)
    for place in places:
        if place.stands_in_for == member:
            await let_leave(moment, case, place.member, LeftReason.STOOD_IN)
    return True


async def let_seats_end(moment: Moment, case: Case) -> None:
    """Put on record that the places in a case that were given until a moment that has come are
    over; they gave nothing since then.
    """
    for place in await moment.uow.cases.places_over(case.id):
        ended_at = place.until or moment.now
        because = LeftReason.STOOD_IN if place.stands_in_for else LeftReason.SEAT_ENDED
        await moment.uow.cases.leave_circle(case.id, place.member, ended_at, because)
        await _say_left(moment, case, place.member, because)


async def _say_left(moment: Moment, case: Case, member: MemberId, because: LeftReason) -> None:
    await _take_cards(moment, case.id, member)
    if case.case_director == member:
        await moment.uow.cases.save(replace(case, case_director=None))
    await wake_posted(moment)
    await moment.record(AuditEvent.CIRCLE_LEFT, case.id, member, reason=AuditReason(because))


async def _take_cards(moment: Moment, case: CaseId, member: MemberId) -> None:
    """Put something without content in the place of each card about the case in their chat."""
    for card in await moment.uow.deliveries.cards_of_case(case, member):
        key = f"taken:{card}"
        await moment.tell(NoticeKind.CARD_TAKEN, member, case, key, card=card)


async def let_deputy_follow(moment: Moment, member: MemberId) -> None:
    """Let who stands in for a member now have that member's places, and nobody else; look again
    when that changes. Nothing for who has no deputy.
    """
    known = [one for one in await moment.uow.deputies.of_member(member, moment.now) if one.stands]
    if known:
        await settle_deputy(moment, member, known)


async def settle_deputy(moment: Moment, member: MemberId, known: Sequence[StandIn]) -> None:
    """Bring the places of the deputies of a member in line with who stands in now, of those
    ``known``.
    """
    running = await find_stand_in(moment, known)
    begun = running.span.starts_at if running else moment.now
    held = await moment.uow.cases.standing_in_for(member, begun)
    ends = await _find_ends(moment, running) if running else {}
    for place in held:
        stays = running is not None and place.member == running.deputy and place.case in ends
        if place.left_at is None and not stays:
            case = await moment.uow.cases.get(place.case)
            await let_seats_end(moment, case)
            await let_leave(moment, case, place.member, LeftReason.STOOD_IN)
    if running:
        await _seat_deputy(moment, running, ends, held)
    await _look_at_deputies(moment, member, known)


async def _find_ends(moment: Moment, running: StandIn) -> Mapping[CaseId, datetime]:
    """What a member told the house as referrer alone is no place of the organisation yet."""
    places = await moment.uow.cases.places_of(running.member)
    told = {one.case for one in places if one.reason is CircleReason.REFERRED}
    waiting = {
        one.id
        for one in (await moment.uow.cases.known(told) if told else ())
        if one.state not in _IN_DIRECTION
    }
    return find_place_ends(running, [one for one in places if one.case not in waiting])


async def _seat_deputy(
    moment: Moment,
    running: StandIn,
    ends: Mapping[CaseId, datetime],
    held: Sequence[CirclePlace],
) -> None:
    own = {one.case: one for one in await moment.uow.cases.places_of(running.deputy)}
    out = {one.case for one in held if one.member == running.deputy and was_taken_out(one)}
    for case, until in ends.items():
        kept = own.get(case)
        if kept is None and case not in out:
            await _let_stand_in(moment, running, case, until)
        elif kept is not None and kept.stands_in_for == running.member and kept.until != until:
            await moment.uow.cases.move_end(case, running.deputy, until)


async def _let_stand_in(moment: Moment, running: StandIn, case: CaseId, until: datetime) -> None:
    """That a colleague represents it is the organisation's own choice: nobody else agrees to it."""
    place = CirclePlace(
        case=case,
        member=running.deputy,
        organisation=running.organisation,
        reason=CircleReason.STANDS_IN,
        joined_at=moment.now,
        until=until,
        stands_in_for=running.member,
    )
    await moment.uow.cases.join_circle(place)
    await moment.record(
        AuditEvent.CIRCLE_JOINED,
        case,
        place.member,
        reason=AuditReason.STANDS_IN,
        on_behalf_of=running.member,
    )
    await wake_own_times(moment)
    await tell_joined(moment, place)


async def _look_at_deputies(moment: Moment, member: MemberId, known: Sequence[StandIn]) -> None:
    """When somebody begins or ends to stand in, and each morning while somebody does."""
    edges = [
        at
        for one in known
        if one.stands
        for at in (one.span.starts_at, one.span.ends_at)
        if at > moment.now
    ]
    if any(one.runs(moment.now) for one in known):
        edges.append(moment.calendar.moment(moment.today + _DAY, _LOOKED_AT))
    if edges:
        timer = Timer(kind=TimerKind.DEPUTY, subject=member, due_at=min(edges))
        await moment.uow.timers.set(timer)


async def list_joined(reading: Reading) -> Sequence[ToldJoined]:
    """List the cases a member joined since their last digest, as far as they may see them today:
    why they, who directs the content, and when it is discussed in the week to come.
    """
    member, since = reading.recipient.id, reading.now - _LOOKS_BACK
    places = await reading.uow.cases.joined_since(member, since)
    if not places:
        return []
    away = await list_spans_away(reading, member, since)
    fresh = {one.case: one for one in places if _is_news(reading, one, away)}
    cases = await reading.uow.cases.known(fresh)
    involvements = await reading.uow.cases.involvements(fresh, member)
    ctx = await reading.as_recipient()
    seen = find_grounds(ctx, Action.VIEW_CASE, {one: involvements[one.id] for one in cases})
    return [
        await _form_told(reading, one, fresh[one.id], _NEXT_WITHIN)
        for one in seen
        if await _was_given(reading, one, fresh[one.id])
    ]


async def _was_given(reading: Reading, case: Case, place: CirclePlace) -> bool:
    """Who referred a case knows of it; who took that over from a colleague hears it."""
    if place.reason is not CircleReason.REFERRED:
        return True
    if place.joined_at == case.received_at:
        return False
    history = await reading.uow.cases.circle_history(case.id)
    return any(
        one.place.reason is CircleReason.REFERRED and one.place.member != place.member
        for one in history
    )


async def _name_absent(moment: Moment, place: CirclePlace) -> str:
    """For whom a deputy is there."""
    absent = place.stands_in_for
    return (await moment.uow.people.member(absent)).name if absent else ""


def _is_news(reading: Reading, place: CirclePlace, away: Sequence[Span]) -> bool:
    """Tell whether this digest is the first since a member got a place that was not their doing."""
    return is_first_digest(reading, place.joined_at, away)
