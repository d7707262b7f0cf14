"""Which partners can come to a meeting, and when: what is known when its agenda is made."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from domain.absence import Absence, Span, join_spans, list_free_spans
from domain.agenda import AwayMember, PartnerStand
from domain.attendance_request import AttendanceAnswer, AttendanceRequest
from domain.colour import MINUTES_STEP
from domain.identifiers import OrganisationId
from domain.meeting import Meeting
from domain.member import Speaker
from domain.planning import Window
from services.moment import Moment

# a window lies on the minutes a house plans in, so that the planner's grid stays as it is
_STEP: Final = timedelta(minutes=MINUTES_STEP)
_MINUTE: Final = timedelta(minutes=1)


def find_open(
    meeting: Meeting, stands: Sequence[PartnerStand]
) -> Mapping[OrganisationId, tuple[Window, ...]]:
    """The windows of the partners that cannot come the whole time, as the planner counts."""
    return {
        one.organisation: tuple(_count(meeting, span) for span in one.there)
        for one in stands
        if one.there is not None
    }


def _count(meeting: Meeting, span: Span) -> Window:
    start, end = span.starts_at - meeting.starts_at, span.ends_at - meeting.starts_at
    return Window(start=start // _MINUTE, end=end // _MINUTE)


async def find_stands(
    moment: Moment, meeting: Meeting, organisations: Collection[OrganisationId]
) -> Sequence[PartnerStand]:
    """Find of which of these organisations somebody is away during a meeting, and when the
    organisation can come all the same: when one of those who speak for it can. What nobody said
    is that they are there.
    """
    whole = Span(starts_at=meeting.starts_at, ends_at=meeting.ends_at)
    away = await moment.uow.absences.during(whole)
    asked = await moment.uow.attendance_requests.of_meeting(meeting.id)
    if not away and not asked:
        return []
    speakers = await moment.uow.people.speakers(moment.day_of(meeting.starts_at))
    requests = {one.organisation: one for one in asked}
    stands = [
        _answer(
            _stand(one, _list_coming(speakers.get(one, ()), requests.get(one)), away, whole),
            requests.get(one),
        )
        for one in sorted(organisations)
    ]
    return [one for one in stands if one.away or one.answer]


def _list_coming(
    speakers: Sequence[Speaker], request: AttendanceRequest | None
) -> Sequence[Speaker]:
    """Those of a partner who may come; not who said that somebody else does."""
    if request is None or request.answer is not AttendanceAnswer.COLLEAGUE:
        return speakers
    return [one for one in speakers if one.id != request.member]


def _answer(stand: PartnerStand, request: AttendanceRequest | None) -> PartnerStand:
    """What a partner says of itself goes before what is known of its members."""
    if request is None:
        return stand
    there = () if request.answer is AttendanceAnswer.CANNOT else stand.there
    return replace(stand, there=there, answer=request.answer)


def _stand(
    organisation: OrganisationId,
    speakers: Sequence[Speaker],
    away: Sequence[Absence],
    whole: Span,
) -> PartnerStand:
    free = [
        span
        for speaker in speakers
        for span in list_free_spans([one.span for one in away if one.member == speaker.id], whole)
    ]
    there = join_spans(free) if speakers else (whole,)
    rounded = (_round(span, whole) for span in there)
    ids = {speaker.id for speaker in speakers}
    return PartnerStand(
        organisation=organisation,
        there=None if there == (whole,) else tuple(one for one in rounded if one),
        away=tuple(
            AwayMember(member=one.member, span=one.span) for one in away if one.member in ids
        ),
    )


def _round(span: Span, whole: Span) -> Span | None:
    """What of a span lies in whole steps of five minutes, within which a case can lie."""
    start = -((whole.starts_at - span.starts_at) // _STEP)
    end = (span.ends_at - whole.starts_at) // _STEP
    if start >= end:
        return None
    starts_at = whole.starts_at + start * _STEP
    return Span(starts_at=starts_at, ends_at=whole.starts_at + end * _STEP)
