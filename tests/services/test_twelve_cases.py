"""The twelve example cases of the trade on one sitting of three hours: more is asked than
there is, and one orange case waits, with the reason.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

import pytest

from cards.agenda import draw_agenda
from domain.identifiers import OrganisationId
from domain.member import Organisation, OrganisationType
from domain.planning import Reason
from domain.stoplight import Colour
from services.agenda.approval import view_agenda
from tests.support.agenda_house import AgendaHouse
from tests.support.cards import a_kit, card_of, texts
from tests.support.meetings import CUT_OFF_AT, THE_MEETING

RED, ORANGE, GREEN = Colour.RED, Colour.ORANGE, Colour.GREEN
# by code: colour, minutes and required participants (a third party comes to no agenda)
CASES: Final[Mapping[str, tuple[Colour, int, str]]] = {
    "KX7-Q42": (RED, 30, "police prosecution city ggz probation"),
    "MV3-T81": (ORANGE, 15, "safe-home child-protection city police guardians"),
    "BD9-L06": (GREEN, 0, "probation addiction city"),
    "ZP2-H55": (RED, 30, "prisons police prosecution safe-home probation city"),
    "RT6-C13": (ORANGE, 15, "police probation city lvb"),
    "HJ1-A38": (RED, 45, "prosecution prisons probation forensic city mayor"),
    "QE3-W61": (GREEN, 5, "ggz police city"),
    "VC7-N19": (ORANGE, 20, "police prosecution probation city safe-home"),
    "DU2-K47": (ORANGE, 15, "police guardians child-protection truancy"),
    "FL5-Y90": (ORANGE, 15, "ggd city ggz"),
}
WITHOUT_COLOUR: Final = ("WN4-J77", "GS8-E24")


@pytest.fixture
async def house(agenda_house: AgendaHouse) -> AgendaHouse:
    names = {name for _, _, required in CASES.values() for name in required.split()}
    async with agenda_house.database.work() as uow:
        for name in sorted(names - {"police", "city"}):
            await uow.people.save_organisation(
                Organisation(
                    id=OrganisationId(name), name=name, type=OrganisationType.PUBLIC_PARTICIPANT
                )
            )
    for code, (colour, minutes, required) in CASES.items():
        agenda_house.now += timedelta(minutes=1)
        partners = tuple(OrganisationId(one) for one in required.split())
        await agenda_house.add_case(code, colour, minutes, partners)
    for code in WITHOUT_COLOUR:
        await agenda_house.add_case(code, None)
    await agenda_house.tick(CUT_OFF_AT)
    return agenda_house


async def test_of_190_minutes_180_are_planned_and_one_orange_case_waits(house: AgendaHouse):
    assert sum(minutes for _, minutes, _ in CASES.values()) == 190
    agenda = await house.agenda()
    misfits = {one.code: one.reason for one in agenda.left_out if one.reason is Reason.CAPACITY}
    assert misfits == {"FL5-Y90": Reason.CAPACITY}
    assert sum(one.minutes for one in agenda.items) == 175
    assert [one.colour for one in sorted(agenda.items, key=lambda one: one.starts_at)[:3]] == [
        RED
    ] * 3
    assert {one.code for one in agenda.left_out} - set(misfits) == {"BD9-L06", *WITHOUT_COLOUR}
    assert agenda.attendance.is_proven_best


async def test_the_card_says_how_many_minutes_too_many(house: AgendaHouse):
    async with house.acting("iris") as ctx:
        shown = texts(card_of(draw_agenda(a_kit(), await view_agenda(ctx, THE_MEETING))))
    assert (
        "🟠 ORANJE FL5-Y90: past niet, 5 min te veel. Nodig 15 min; na de 7 casussen ervoor is nog"
        " 10 min over."
    ) in shown
    assert "**1 past niet**" in shown
