"""Who joins the circle of a case: on record, and said to them in their next digest, once; and who
leaves it: on record with the reason.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from domain.absence import Span
from domain.access import Action
from domain.audit import AuditEvent, AuditReason
from domain.case import Case, CirclePlace, CircleReason, LeftReason
from domain.case_circle import Involving
from domain.digest import find_first_digest
from domain.identifiers import CaseCode, CaseId, MemberId
from domain.meeting import Meeting
from domain.notice import NoticeKind
from services.access import find_grounds
from services.action_reminders import open_office_before
from services.agenda.timers import wake_posted
from services.digest import announce_digest, find_next_digest, list_spans_away
from services.moment import Context, Moment, Reading

# nobody is away longer and still represents their organisation
_LOOKS_BACK: Final = timedelta(weeks=8)
_NEAR_WITHIN: Final = timedelta(days=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinedView:
    """A case whose circle a member joined, and why they."""

    case: CaseId
    code: CaseCode
    reason: CircleReason


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldJoined:
    """What the message to who joined a case says, and no more."""

    case: CaseId
    code: CaseCode
    reason: CircleReason
    directed_by: str = ""
    starts_at: datetime | None = None


async def let_join(
    ctx: Context,
    place: CirclePlace,
    reason: AuditReason | None = None,
    involving: Involving | None = None,
) -> None:
    """Give a member a place in a case, with why and who agreed. Who takes it themselves, or
    referred the case, knows.
    """
    if not await ctx.uow.cases.join_circle(place, involving):
        await let_seats_end(ctx, await ctx.uow.cases.get(place.case))
        await ctx.uow.cases.join_circle(place, involving)
    await ctx.record(AuditEvent.CIRCLE_JOINED, place.case, place.member, reason=reason)
    if place.member != ctx.actor.id and place.reason is not CircleReason.REFERRED:
        await _tell(ctx, place)


async def _tell(ctx: Context, place: CirclePlace) -> None:
    """At once when the case is discussed within two days, else in the next digest."""
    meeting = await _find_near(ctx, place.case)
    if meeting is None:
        await announce_digest(ctx, place.member, find_next_digest(ctx))
        return
    await ctx.tell(
        NoticeKind.CIRCLE_JOINED,
        place.member,
        place.case,
        f"case:{place.case}:joined:{place.member}:{place.joined_at:%Y%m%d%H%M%S}",
        window=open_office_before(ctx, meeting.starts_at),
    )


async def _find_near(moment: Moment, case: CaseId) -> Meeting | None:
    by = moment.now + _NEAR_WITHIN
    return await moment.uow.meeting_runs.discussing(case, by, moment.now)


async def read_joined(reading: Reading, case_id: CaseId) -> ToldJoined | None:
    """What who joined a case is sent at once: why they, who directs its content, and when it is
    discussed; None when they have no place any more.
    """
    case = await reading.uow.cases.get(case_id)
    member = reading.recipient.id
    for place in await reading.uow.cases.circle(case_id):
        if place.member == member:
            meeting = await _find_near(reading, case_id)
            director = case.case_director
            return ToldJoined(
                case=case_id,
                code=case.code,
                reason=place.reason,
                directed_by=(await reading.uow.people.member(director)).name if director else "",
                starts_at=meeting.starts_at if meeting else None,
            )
    return None


async def let_leave(
    moment: Moment, case: Case, member: MemberId, because: LeftReason, why: str = ""
) -> bool:
    """End a member's place in a case, ``why`` in words; False when they have none. Who directed the
    content does so no more.
    """
    if all(place.member != member for place in await moment.uow.cases.circle(case.id)):
        return False
    await moment.uow.cases.leave_circle(case.id, member, moment.now, because, why)
    await _say_left(moment, case, member, because)
    return True


async def let_seats_end(moment: Moment, case: Case) -> None:
    """Put on record that the places in a case that were given until a moment that has come are
    over; they gave nothing since then.
    """
    for place in await moment.uow.cases.places_over(case.id):
        ended_at = place.until or moment.now
        await moment.uow.cases.leave_circle(case.id, place.member, ended_at, LeftReason.SEAT_ENDED)
        await _say_left(moment, case, place.member, LeftReason.SEAT_ENDED)


async def _say_left(moment: Moment, case: Case, member: MemberId, because: LeftReason) -> None:
    if case.case_director == member:
        await moment.uow.cases.save(replace(case, case_director=None))
    await wake_posted(moment)
    await moment.record(AuditEvent.CIRCLE_LEFT, case.id, member, reason=AuditReason(because))


async def list_joined(reading: Reading) -> Sequence[JoinedView]:
    """List the cases a member joined since their last digest, as far as they may see them today."""
    member, since = reading.recipient.id, reading.now - _LOOKS_BACK
    places = await reading.uow.cases.joined_since(member, since)
    if not places:
        return []
    away = await list_spans_away(reading, member, since)
    fresh = {one.case: one for one in places if _is_news(reading, one, away)}
    cases = await reading.uow.cases.known(fresh)
    involvements = await reading.uow.cases.involvements(fresh, member)
    ctx = reading.acting(await reading.form_actor(reading.recipient))
    seen = find_grounds(ctx, Action.VIEW_CASE, {one: involvements[one.id] for one in cases})
    return [JoinedView(case=one.id, code=one.code, reason=fresh[one.id].reason) for one in seen]


def _is_news(reading: Reading, place: CirclePlace, away: Sequence[Span]) -> bool:
    """Tell whether this digest is the first since a member got a place that was not their doing."""
    said_at = find_first_digest(reading.calendar, place.joined_at, away)
    return place.reason is not CircleReason.REFERRED and reading.day_of(said_at) == reading.today
