"""A partner is added to a session that was convened; a third party that signed is only called."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date

import pytest

from domain.access import CaseState, Involvement
from domain.acute_circle import (
    Addition,
    AlreadyAskedError,
    NoReasonError,
    NoRepresentativeError,
    NoStatementError,
    Statement,
)
from domain.audit import AuditEvent, AuditReason
from domain.errors import NotAllowedError
from domain.house import CircleRule, CircleSignal
from domain.identifiers import MemberId, OrganisationId, SessionId
from domain.notice import NoticeKind
from services.acute.addition import add_partner, list_who_to_add, open_circle
from services.acute.report import KnownCase, SessionMovedOnError, reveal_report
from services.acute.session import view_board
from tests.support.acute_house import CODE, REPORT, AcuteFiles, AcuteHouse
from tests.support.canaries import CANARY
from tests.support.permits import close, report_now

WHY = f"{CANARY} staat onder toezicht"
SIGNED = Statement(
    signed_on=date(2026, 11, 24), signed_by="De directeur", may_tell=f"{CANARY} komt vrij"
)


@pytest.fixture
async def house(acute_files: AcuteFiles, socket_enabled: None) -> AsyncIterator[AcuteHouse]:
    async with acute_files.fresh() as opened:
        await opened.add_case(CODE, CaseState.TAKEN_UP, "gijs")
        yield opened


@pytest.fixture
async def session(house: AcuteHouse) -> SessionId:
    async with house.acting("wim") as ctx:
        found = (await report_now(ctx, REPORT, KnownCase(code=CODE))).session.id
    await house.convene(found)
    return found


def a_partner(organisation: str, member: str | None = None, note: str = WHY) -> Addition:
    return Addition(
        organisation=OrganisationId(organisation), member=member and MemberId(member), note=note
    )


def a_third_party(statement: Statement | None = SIGNED) -> Addition:
    return Addition(
        organisation=OrganisationId("rivierwonen"), member=None, note=WHY, statement=statement
    )


async def add(
    house: AcuteHouse, session: SessionId, addition: Addition, name: str = "cora"
) -> None:
    async with house.acting(name) as ctx:
        await add_partner(ctx, await open_circle(ctx, session), addition)


async def test_a_partner_is_invited_after_convening_with_a_reason_and_a_chain_of_its_own(
    house: AcuteHouse, session: SessionId
):
    await add(house, session, a_partner("reclassering", "rens"))

    assert "rens" in await house.invited(session)
    assert "rens" in await house.told(NoticeKind.INVITATION)
    case = (await house.session(session)).case
    assert await house.involvement(case, "rens") is Involvement.INVITED
    sent = [e for e in await house.on_record(case) if e.event is AuditEvent.INVITATION_SENT]
    assert (sent[-1].reason, sent[-1].who) == (AuditReason.CHOSEN, "cora")
    invitation = await house.invitation(session, "rens")
    async with house.database.reading() as uow:
        chains = await uow.escalations.of_session(session)
        circle = await uow.sessions.circle(await uow.sessions.get(session))
    assert invitation.id in {one.subject for one in chains if one.is_open}
    assert circle
    assert circle.additions[-1].note == WHY


@pytest.mark.parametrize(
    ("addition", "error"),
    [
        (a_partner("reclassering", "rens", note=" "), NoReasonError),
        (a_partner("reclassering", "piet"), NoRepresentativeError),
        (a_partner("politie", "piet"), NoRepresentativeError),
        (a_third_party(None), NoStatementError),
    ],
    ids=["no reason", "speaks for another", "was asked before", "signed nothing"],
)
async def test_an_addition_that_is_not_right_asks_nobody(
    house: AcuteHouse, session: SessionId, addition: Addition, error: type[Exception]
):
    before = await house.invited(session)
    with pytest.raises(error):
        await add(house, session, addition)
    assert await house.invited(session) == before


async def test_a_third_party_gets_a_number_on_the_board_and_no_access(
    house: AcuteHouse, session: SessionId
):
    before = await house.told(NoticeKind.INVITATION)
    await add(house, session, a_third_party())

    async with house.acting("cora") as ctx:
        board = await view_board(ctx, session)
    assert [(one.organisation, one.member) for one in board.seats if one.state is None] == [
        ("Woningcorporatie Rivierwonen", "")
    ]
    assert await house.told(NoticeKind.INVITATION) == before
    with pytest.raises(AlreadyAskedError):
        await add(house, session, a_third_party())


async def test_a_third_party_that_a_rule_of_the_house_proposes_is_called_only_after_it_signed(
    house: AcuteHouse,
):
    rule = CircleRule(
        signal=CircleSignal.WEAPON_OR_THREAT,
        organisation_tags=frozenset({"housing"}),
        reason="circle.home",
    )
    rules = (*house.house.circle_rules, rule)
    house.house = replace(house.house, circle_rules=rules)
    async with house.acting("wim") as ctx:
        session = (await report_now(ctx, REPORT, KnownCase(code=CODE))).session.id
    await house.convene(session)

    async with house.acting("cora") as ctx:
        board = await view_board(ctx, session)
    assert board.awaiting == ("Woningcorporatie Rivierwonen",)
    assert all(one.organisation != "Woningcorporatie Rivierwonen" for one in board.seats)
    with pytest.raises(NoStatementError):
        await add(house, session, a_third_party(None))
    await add(house, session, a_third_party())
    async with house.acting("cora") as ctx:
        board = await view_board(ctx, session)
    assert board.awaiting == ()
    assert board.seats[-1].organisation == "Woningcorporatie Rivierwonen"


async def test_the_director_reads_what_a_third_party_may_be_told(
    house: AcuteHouse, session: SessionId
):
    await add(house, session, a_third_party())
    async with house.acting("cora") as ctx:
        view = await reveal_report(ctx, session)
    assert view.circle
    assert [one.statement for one in view.circle.additions] == [SIGNED]
    assert "Woningcorporatie Rivierwonen" in view.organisations.values()


async def test_only_who_was_not_asked_is_offered(house: AcuteHouse, session: SessionId):
    await add(house, session, a_partner("reclassering", "rens"))
    async with house.acting("cora") as ctx:
        offered = {one.id for one in await list_who_to_add(ctx, await open_circle(ctx, session))}
    assert not offered & set(await house.invited(session))
    assert "petra" in offered


async def test_nobody_else_adds_and_nothing_is_added_to_what_is_over(
    house: AcuteHouse, session: SessionId
):
    for name in ("piet", "gijs", "wim", "karel"):
        with pytest.raises(NotAllowedError):
            await add(house, session, a_partner("reclassering", "rens"), name)
    async with house.acting("cora") as ctx:
        await close(ctx, session, [])
    with pytest.raises(SessionMovedOnError):
        await add(house, session, a_partner("reclassering", "rens"))
