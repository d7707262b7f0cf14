"""What members who left still hold for an organisation: counted for the administrator, without a
code or a name of a case.
"""

from collections.abc import Mapping, Sequence

from domain.identifiers import MemberId, OrganisationId
from services.acute.reporter import find_reporting_organisation, list_left_reports
from services.held_work import HeldCounts, count_held, find_held
from services.moment import Moment
from services.standing_in import has_left

Leaver = tuple[MemberId, OrganisationId]


async def list_leavers(moment: Moment) -> Sequence[Leaver]:
    """List who holds something for an organisation that they do not speak for any more: also those
    whose places the clock did not end yet, and who reported something acute that runs.
    """
    found = list[Leaver]()
    for member_id, organisation_id in await moment.uow.cases.seated():
        if await has_left(moment, member_id, organisation_id):
            found.append((member_id, organisation_id))
    for session in await list_left_reports(moment, await moment.uow.sessions.open_sessions()):
        found.append((session.reported_by, await find_reporting_organisation(moment, session)))
    orphans = await moment.uow.orphans.all(moment.now)
    return list(dict.fromkeys([*found, *((one.member, one.organisation) for one in orphans)]))


async def count_left_behind(moment: Moment) -> Mapping[OrganisationId, HeldCounts]:
    """Count for each organisation what those who left hold, in cases without a colleague."""
    counts = dict[OrganisationId, HeldCounts]()
    for member, organisation in await list_leavers(moment):
        held = count_held(await find_held(moment, member, organisation))
        counts[organisation] = _add(counts.get(organisation, HeldCounts()), held)
    return counts


def _add(one: HeldCounts, other: HeldCounts) -> HeldCounts:
    return HeldCounts(
        cases=one.cases + other.cases,
        directed=one.directed + other.directed,
        actions=one.actions + other.actions,
        invitations=one.invitations + other.invitations,
        reports=one.reports + other.reports,
        questions=one.questions + other.questions,
        drafts=one.drafts + other.drafts,
    )
