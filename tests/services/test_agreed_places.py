"""Nobody gets a place in a case that public participants did not agree to (WGS art. 2.31(4)),
whichever way they come in.
"""

import ast
from pathlib import Path

import pytest

from domain.agreement import NobodyAgreedError
from domain.audit import AuditReason
from domain.case import CirclePlace, CircleReason
from domain.identifiers import CaseId, MemberId
from domain.stoplight import Colour
from services.joining import let_join
from tests.support.agenda_house import CARE, AgendaHouse

# who referred a case knows it, and that a colleague stands in is their organisation's own choice
OWN_CHOICE = {CircleReason.REFERRED, CircleReason.STANDS_IN}
SERVICES = Path(__file__).parents[2] / "services"


@pytest.fixture
async def case(agenda_house: AgendaHouse) -> CaseId:
    return await agenda_house.add_case("KX7-Q42", Colour.ORANGE, 15)


async def join(
    house: AgendaHouse, case: CaseId, reason: CircleReason, because: AuditReason | None = None
) -> list[MemberId]:
    async with house.acting("sanne") as ctx:
        place = CirclePlace(
            case=case,
            member=MemberId("nurse"),
            organisation=CARE,
            reason=reason,
            joined_at=ctx.now,
        )
        await let_join(ctx, place, because)
        return [one.member for one in await ctx.uow.cases.circle(case)]


@pytest.mark.parametrize("reason", sorted(set(CircleReason) - OWN_CHOICE))
async def test_without_who_agreed_nobody_gets_a_place(
    agenda_house: AgendaHouse, case: CaseId, reason: CircleReason
):
    with pytest.raises(NobodyAgreedError):
        await join(agenda_house, case, reason)


@pytest.mark.parametrize("reason", sorted(OWN_CHOICE))
async def test_what_is_an_organisations_own_choice_needs_nobody(
    agenda_house: AgendaHouse, case: CaseId, reason: CircleReason
):
    assert "nurse" in await join(agenda_house, case, reason)


async def test_a_place_that_is_handed_over_stays_as_it_was(agenda_house: AgendaHouse, case: CaseId):
    handed = AuditReason.HANDED_OVER
    assert "nurse" in await join(agenda_house, case, CircleReason.INVOLVED_PARTNER, handed)


def test_places_are_given_in_one_service_and_a_referral_its_own():
    giving = {
        path.relative_to(SERVICES).as_posix()
        for path in SERVICES.rglob("*.py")
        for one in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(one, ast.Call)
        and isinstance(one.func, ast.Attribute)
        and one.func.attr == "join_circle"
    }
    assert giving == {"joining.py", "referral.py"}
