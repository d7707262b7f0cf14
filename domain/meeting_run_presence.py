"""Which organisations are at the table: who is required for a case is taken to be there from its
start until no case needs them any more, unless somebody says otherwise. Per organisation, never per
person.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from domain.agenda import Agenda
from domain.identifiers import CaseId, OrganisationId
from domain.meeting_run import MeetingRun, OrganisationAtTable, find_now, list_waiting

_NOT_YET: Final = datetime.max.replace(tzinfo=UTC)


def seat_required(agenda: Agenda, run: MeetingRun, at: datetime) -> MeetingRun:
    """Let who is required for the case at the table come, and who is needed no more leave."""
    item, waiting = find_now(agenda, run), list_waiting(agenda, run)
    required = item.required if item else ()
    still_needed = {*required, *(one for item in waiting for one in item.required)}
    kept = tuple(
        one if not _is_taken_to_be_there(one) or one.organisation in still_needed else _end(one, at)
        for one in run.presences
    )
    seated = list_seated(run)
    come = tuple(
        OrganisationAtTable(organisation=one, from_at=at, is_assumed=True)
        for one in required
        if one not in seated
    )
    return replace(run, presences=(*kept, *come))


def list_seated(run: MeetingRun) -> frozenset[OrganisationId]:
    """The organisations at the table now."""
    return frozenset(one.organisation for one in run.presences if one.until_at is None)


def list_seated_during(run: MeetingRun, case: CaseId) -> frozenset[OrganisationId]:
    """The organisations at the table while a case was discussed; of one that was noted afterwards
    nobody knows when that was, so all that were there.
    """
    held = next((one for one in run.cases if one.case == case), None)
    if held is None or held.started_at is None:
        return frozenset(one.organisation for one in run.presences)
    ended = held.ended_at or _NOT_YET
    return frozenset(
        one.organisation
        for one in run.presences
        if one.from_at < ended and held.started_at < (one.until_at or _NOT_YET)
    )


def note_arrival(run: MeetingRun, organisation: OrganisationId, at: datetime) -> MeetingRun:
    """Somebody says that an organisation is at the table."""
    if organisation in list_seated(run):
        return run
    come = OrganisationAtTable(organisation=organisation, from_at=at)
    return replace(run, presences=(*run.presences, come))


def note_departure(run: MeetingRun, organisation: OrganisationId, at: datetime) -> MeetingRun:
    """Somebody says that an organisation is not at the table: one that was only taken to be there
    for the case that is discussed now was not there at all.
    """
    held = run.at_table
    began_at = held.started_at if held else None
    return replace(run, presences=tuple(_without(run.presences, organisation, began_at, at)))


def _without(
    presences: Iterable[OrganisationAtTable],
    organisation: OrganisationId,
    began_at: datetime | None,
    at: datetime,
) -> Iterable[OrganisationAtTable]:
    for one in presences:
        if one.organisation != organisation or one.until_at is not None:
            yield one
        elif not (one.is_assumed and one.from_at == began_at):
            yield _end(one, at)


def _is_taken_to_be_there(one: OrganisationAtTable) -> bool:
    return one.is_assumed and one.until_at is None


def _end(one: OrganisationAtTable, at: datetime) -> OrganisationAtTable:
    return replace(one, until_at=at)
