"""What follows when it changes who can come: a draft is made again; of an agenda that was approved
nothing moves, and the coordinators hear which case lacks a partner.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from domain.absence import Span
from domain.access import Action
from domain.agenda import Agenda, AgendaItem, AgendaState, PartnerStand
from domain.agenda_proposal import FIXED
from domain.agenda_steps import ask_redraft, needs_draft
from domain.identifiers import MeetingId, OrganisationId
from domain.meeting import Meeting
from domain.member import Member, Speaker
from domain.policy import decide_access
from services.agenda.notices import announce_clashes, find_needed
from services.agenda.partners import find_stands
from services.agenda.timers import wake_drafting
from services.moment import Moment, Reading
from services.partners import name_organisations
from services.standing_in import find_unreplaced

_LISTED_WITHIN: Final = timedelta(weeks=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """A required partner cannot come to a case on an approved agenda. ``names`` are those who were
    asked when ``others`` of the partner can; both are empty when nobody of it can.
    """

    item: AgendaItem
    organisation: OrganisationId
    names: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClashView:
    """The clashes of one meeting, by the clock; none when all is well again."""

    meeting: Meeting
    clashes: tuple[Clash, ...]
    names: Mapping[OrganisationId, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchedMeeting:
    """A meeting to come for which it may change whether a partner can come, as it was before."""

    meeting: Meeting
    agenda: Agenda | None
    organisation: OrganisationId
    stands: Sequence[PartnerStand]
    clashes: Sequence[Clash]


async def find_touched(
    moment: Moment, span: Span, organisation: OrganisationId
) -> Sequence[TouchedMeeting]:
    """Find the meetings to come during which it is about to change who of a partner can come."""
    upcoming = await moment.uow.meetings.upcoming(moment.now)
    return [
        await look_at_meeting(moment, one, organisation)
        for one in upcoming
        if one.ends_at > moment.now
        and span.overlaps(Span(starts_at=one.starts_at, ends_at=one.ends_at))
    ]


async def look_at_meeting(
    moment: Moment, meeting: Meeting, organisation: OrganisationId
) -> TouchedMeeting:
    """See how a partner stands to a meeting before that changes."""
    agenda = await moment.uow.meetings.agenda(meeting.id)
    return TouchedMeeting(
        meeting=meeting,
        agenda=agenda,
        organisation=organisation,
        stands=await find_stands(moment, meeting, {organisation}),
        clashes=await _find_clashes(moment, meeting, agenda),
    )


async def follow_change(
    moment: Moment, touched: Sequence[TouchedMeeting], about: str, change: str
) -> None:
    """Do what a change asks of each meeting that it touched. ``about`` names what changed, an
    absence or an answer, and ``change`` which change of it this is.
    """
    for was in touched:
        stands = await find_stands(moment, was.meeting, {was.organisation})
        if stands == was.stands:
            continue
        if was.agenda is None or was.agenda.state is AgendaState.DRAFT:
            await draft_again(moment, was.meeting, was.agenda)
        elif await _find_clashes(moment, was.meeting, was.agenda) != was.clashes:
            await announce_clashes(moment, was.meeting, about, change)


async def draft_again(moment: Moment, meeting: Meeting, agenda: Agenda | None) -> None:
    """Have a draft made anew, also when one is under way; nothing for one that was approved."""
    if agenda is not None and agenda.state is not AgendaState.DRAFT:
        return
    if moment.now >= meeting.starts_at:
        return
    if agenda is not None:
        # saved also when it was asked before: a draft under way does not know of this change
        await moment.uow.meetings.save(ask_redraft(meeting, agenda, moment.now))
        await wake_drafting(moment, meeting.id)
    elif needs_draft(meeting, None, moment.now):
        await moment.uow.meetings.save(meeting)


async def read_clashes(reading: Reading, meeting_id: MeetingId) -> ClashView | None:
    """What a coordinator hears of who cannot come; None once the meeting is over or the role gone.

    With no clash all is well again, which is told on the card of the clash.
    """
    meeting = await reading.uow.meetings.get(meeting_id)
    actor = await reading.form_actor(reading.recipient)
    may_see = decide_access(Action.VIEW_LIST, actor, None).is_allowed
    if not may_see or reading.now >= meeting.ends_at:
        return None
    agenda = await reading.uow.meetings.agenda(meeting_id)
    return ClashView(
        meeting=meeting,
        clashes=await _find_clashes(reading, meeting, agenda),
        names=await name_organisations(reading),
    )


async def list_clashes(reading: Reading) -> Sequence[ClashView]:
    """List for a coordinator what was approved for the coming week and lacks a partner."""
    actor = await reading.form_actor(reading.recipient)
    if not decide_access(Action.VIEW_LIST, actor, None).is_allowed:
        return ()
    names = await name_organisations(reading)
    views = [
        ClashView(
            meeting=one,
            clashes=await _find_clashes(reading, one, await reading.uow.meetings.agenda(one.id)),
            names=names,
        )
        for one in await reading.uow.meetings.upcoming(reading.now)
        if one.starts_at <= reading.now + _LISTED_WITHIN
    ]
    return [one for one in views if one.clashes]


async def _find_clashes(
    moment: Moment, meeting: Meeting, agenda: Agenda | None
) -> tuple[Clash, ...]:
    if agenda is None or agenda.state not in FIXED:
        return ()
    required = {organisation for item in agenda.items for organisation in item.required}
    stands = await find_stands(moment, meeting, required)
    if not stands:
        return ()
    stands = await _leave_out_replaced(moment, meeting, stands)
    on = moment.day_of(meeting.starts_at)
    needed = await find_needed(moment, agenda, on)
    speakers = await moment.uow.people.speakers(on)
    found = [
        _find_clash(item, stand, needed[item.code], speakers.get(stand.organisation, ()))
        for item in agenda.items
        for stand in stands
        if stand.organisation in item.required
    ]
    return tuple(one for one in found if one)


async def _leave_out_replaced(
    moment: Moment, meeting: Meeting, stands: Sequence[PartnerStand]
) -> Sequence[PartnerStand]:
    """Of whom somebody stands in for, it matters nothing that they are away."""
    whole = Span(starts_at=meeting.starts_at, ends_at=meeting.ends_at)
    away = {one.member for stand in stands for one in stand.away}
    alone = await find_unreplaced(moment, away, whole)
    return [
        replace(stand, away=tuple(one for one in stand.away if one.member in alone))
        for stand in stands
    ]


def _find_clash(
    item: AgendaItem,
    stand: PartnerStand,
    needed: Sequence[Member | Speaker],
    speakers: Sequence[Speaker],
) -> Clash | None:
    span = Span(starts_at=item.starts_at, ends_at=item.ends_at)
    away = {one.member for one in stand.away if one.span.overlaps(span)}
    if stand.there is not None and not any(one.holds(span) for one in stand.there):
        return Clash(item=item, organisation=stand.organisation)
    asked = [one for one in needed if one.organisation == stand.organisation]
    if not asked or any(one.id not in away for one in asked):
        return None
    return Clash(
        item=item,
        organisation=stand.organisation,
        names=tuple(one.name for one in asked),
        others=tuple(one.name for one in speakers if one.id not in away),
    )
