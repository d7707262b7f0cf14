"""The house in which the life of a case is played: everybody of it, each in one role."""

from dataclasses import replace
from typing import Final

from domain.member import Role
from tests.support.agenda_house import CITY, HOUSING, AgendaHouse, a_member
from tests.support.judging_house import open_for_judging

_MORE: Final = (
    a_member("Huib", HOUSING, Role.PROFESSIONAL),
    a_member("Noor", CITY, Role.NOTE_TAKER),
    a_member("Karel", CITY, Role.MANAGER),
    a_member("Ada", CITY, Role.ADMINISTRATOR),
    a_member("Co", CITY, Role.CONTACT_POINT),
    a_member("Fien", CITY, Role.PRIVACY_OFFICER),
)


async def come_to_the_house(house: AgendaHouse) -> None:
    """Everybody of a house, each in one role; one director also refers."""
    await open_for_judging(house)
    pia = a_member("Pia", CITY, Role.PROCESS_DIRECTOR)
    refers = replace(pia.appointments[0], role=Role.PROFESSIONAL)
    async with house.database.work() as uow:
        for member in (*_MORE, replace(pia, appointments=(*pia.appointments, refers))):
            await uow.people.save_member(member)
