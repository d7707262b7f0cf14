"""What loading the house file changed goes on record: which account of the machine did it, and each
organisation, channel, meeting, member, place and rota that is another now.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from domain.audit import AuditEntry, AuditEvent, EntryChange, Operator
from domain.member import Appointment, Member
from services.house import HouseDifference, Section
from services.moment import Moment

_EVENTS: Final = {
    Section.ORGANISATIONS: AuditEvent.ORGANISATION_LOADED,
    Section.CHANNELS: AuditEvent.CHANNEL_LOADED,
    Section.MEETING_KINDS: AuditEvent.MEETING_KIND_LOADED,
    Section.SCHEDULES: AuditEvent.SCHEDULE_LOADED,
    Section.MEMBERS: AuditEvent.MEMBER_LOADED,
    Section.ROTA: AuditEvent.ROTA_LOADED,
}


async def record_load(
    moment: Moment, operator: Operator, difference: HouseDifference, before: Sequence[Member]
) -> None:
    """Put on record what was loaded; ``before`` are the members as they were."""
    after = await moment.uow.people.members()
    await moment.uow.audit.append(
        AuditEntry(event=AuditEvent.HOUSE_LOADED, at=moment.now, operator=operator),
        *_list_entries(moment, operator, difference),
        *_list_places(moment, operator, before, after),
    )


def _list_entries(
    moment: Moment, operator: Operator, difference: HouseDifference
) -> Iterator[AuditEntry]:
    for one in difference.changes:
        yield AuditEntry(
            event=_EVENTS[one.section],
            at=moment.now,
            subject=one.id,
            change=one.kind,
            operator=operator,
        )


def _list_places(
    moment: Moment, operator: Operator, before: Sequence[Member], after: Sequence[Member]
) -> Iterator[AuditEntry]:
    known = {member.id: member for member in before}
    for member in after:
        for place, change in _compare_places(known.get(member.id), member, moment.today):
            yield AuditEntry(
                event=AuditEvent.PLACE_LOADED,
                at=moment.now,
                organisation=member.organisation,
                roles=frozenset({place.role}),
                subject=member.id,
                change=change,
                operator=operator,
            )


def _compare_places(
    was: Member | None, now: Member, on: date
) -> Iterator[tuple[Appointment, EntryChange]]:
    """The appointments of a member that are others now; one that is over is history."""
    kept = {(one.role, one.from_on): one for one in was.appointments} if was else {}
    has_moved = was is not None and was.organisation != now.organisation
    for place in now.appointments:
        before = kept.pop((place.role, place.from_on), None)
        if before is None:
            yield place, EntryChange.ADDED
        elif place != before and place.is_over(on):
            yield place, EntryChange.REMOVED
        elif place != before or (has_moved and not place.is_over(on)):
            yield place, EntryChange.CHANGED
    for gone in kept.values():
        yield gone, EntryChange.REMOVED
