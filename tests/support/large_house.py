"""The pretend house grown to the size of a real one: more partners, more members who speak for
each, everything else as its file says.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from domain.house import House
from domain.identifiers import MemberId, OrganisationId
from domain.member import Appointment, Member, Organisation, OrganisationType, Role
from tests.support.journey import read_pretend_house


def grow_house(organisations: int, members_each: int) -> House:
    """A house of so many organisations with so many members each."""
    house = read_pretend_house()
    partners = (*house.organisations, *_more_partners(organisations - len(house.organisations)))
    more = [one for partner in partners for one in _more_members(house, partner.id, members_each)]
    return replace(house, organisations=partners, members=(*house.members, *more))


def _more_partners(number: int) -> Iterator[Organisation]:
    for n in range(number):
        yield Organisation(
            id=OrganisationId(f"partner-{n}"),
            name=f"Partner {n}",
            type=OrganisationType.PUBLIC_PARTICIPANT,
            telephone=f"000-0001{n:03}",
        )


def _more_members(house: House, organisation: OrganisationId, wanted: int) -> Iterator[Member]:
    known = [one for one in house.members if one.organisation == organisation]
    for n in range(wanted - len(known)):
        name = f"{organisation}-{n}"
        yield Member(
            id=MemberId(name),
            tenant_id=house.members[0].tenant_id,
            object_id=f"object-{name}",
            name=f"Lid {n} van {organisation}",
            organisation=organisation,
            appointments=(Appointment(role=Role.PROFESSIONAL, from_on=date(2026, 1, 1)),),
            telephone="000-0000999",
        )
