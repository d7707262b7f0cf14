"""Who supplied what of a case that is still kept, and who of them is asked about it."""

from collections.abc import Sequence

from domain.case import Case, CirclePlace
from domain.extension import choose_asked
from domain.identifiers import CaseId, MemberId, OrganisationId
from domain.supplied_part import SuppliedPart, attribute
from services.moment import Moment
from services.partners import find_representatives


async def find_supplied_parts(moment: Moment, case: Case) -> Sequence[SuppliedPart]:
    """Find each part of a case that an organisation supplied, with who that was."""
    parts = await moment.uow.supplied_parts.of_case(case.id)
    places = await _list_places(moment, case.id)
    writers = sorted({one.writer for one in parts if one.writer})
    known = await moment.uow.people.by_ids(writers)
    today = {one.id: one.organisation for one in known.values()}
    return [attribute(one, places, today) for one in parts]


def name_suppliers(case: Case, parts: Sequence[SuppliedPart]) -> frozenset[OrganisationId]:
    """Name who is asked about a case: who referred it, and who supplied any of these parts."""
    return frozenset({case.referring_organisation}.union(*(one.suppliers for one in parts)))


async def find_asked_members(
    moment: Moment, case: CaseId, organisation: OrganisationId
) -> frozenset[MemberId]:
    """Find who is asked for an organisation today; nobody when nobody speaks for it."""
    speakers = (await find_representatives(moment, [organisation]))[organisation]
    return choose_asked(speakers, await _list_places(moment, case))


async def _list_places(moment: Moment, case: CaseId) -> Sequence[CirclePlace]:
    return [one.place for one in await moment.uow.cases.circle_history(case)]
