"""Proposals to change an agenda, kept and read back on both databases."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from domain.absence import Span
from domain.agenda import AgendaBreak, AwayMember, PartnerStand
from domain.agenda_proposal import ProposalState, ask_proposal
from domain.errors import ConflictError
from domain.identifiers import CaseId, MemberId, OrganisationId
from storage.agenda_proposals import AgendaProposalRows
from tests.support.databases import Database
from tests.support.meetings import (
    CUT_OFF_AT,
    ORANGE,
    RED,
    THE_MEETING,
    WRITTEN,
    a_draft,
    a_meeting,
    at_minute,
)

ASKED = ask_proposal(None, a_meeting(), [CaseId("late")], CUT_OFF_AT)


PARTS = replace(
    a_draft(RED, ORANGE, breaks=(AgendaBreak(starts_at=at_minute(45), minutes=15),)),
    left_out=(WRITTEN,),
    partners=(
        PartnerStand(
            organisation=OrganisationId("police"),
            there=(Span(starts_at=at_minute(0), ends_at=at_minute(60)),),
            away=(
                AwayMember(
                    member=MemberId("agent"),
                    span=Span(starts_at=at_minute(60), ends_at=at_minute(180)),
                ),
            ),
        ),
    ),
)


@pytest.fixture
async def rows(database: Database) -> AsyncIterator[AgendaProposalRows]:
    async with database.engine.begin() as connection:
        yield AgendaProposalRows(connection)


async def test_a_proposal_is_read_as_it_was_kept(rows: AgendaProposalRows):
    assert await rows.get(THE_MEETING) is None
    await rows.add(ASKED)
    assert await rows.get(THE_MEETING) == ASKED
    presented = replace(
        ASKED,
        state=ProposalState.OPEN,
        was=(ORANGE,),
        parts=PARTS,
    )
    saved = await rows.save(presented)
    assert saved == replace(presented, version=2)
    assert await rows.get(THE_MEETING) == saved
    decided = replace(
        saved,
        state=ProposalState.DECLINED,
        decided_by=MemberId("sanne"),
        decided_at=CUT_OFF_AT,
    )
    assert await rows.save(decided) == await rows.get(THE_MEETING)


async def test_of_two_who_ask_or_decide_at_once_one_is_first(rows: AgendaProposalRows):
    await rows.add(ASKED)
    with pytest.raises(ConflictError):
        await rows.add(ASKED)
    await rows.save(ASKED)
    with pytest.raises(ConflictError):
        await rows.save(ASKED)
