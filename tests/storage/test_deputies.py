from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.absence import Span
from domain.deputy import StandIn
from domain.errors import NotFoundError
from domain.identifiers import MemberId, OrganisationId, StandInId
from storage.deputies import DeputyRows
from tests.support.databases import Database
from tests.support.meetings import STARTS_AT

HOUR = timedelta(hours=1)


def stand_in(name: str, start: int, end: int, **changes: Any) -> StandIn:
    named = StandIn(
        id=StandInId(name),
        member=MemberId("agent"),
        deputy=MemberId("deputy"),
        organisation=OrganisationId("police"),
        span=Span(starts_at=STARTS_AT + start * HOUR, ends_at=STARTS_AT + end * HOUR),
        named_by=MemberId("agent"),
        named_at=STARTS_AT,
    )
    return replace(named, **changes)


async def test_who_stands_in_is_found_by_either_until_it_is_over(database: Database):
    over, now = stand_in("over", 0, 1), stand_in("now", 1, 3, withdrawn_at=STARTS_AT)
    declined = stand_in("declined", 4, 5, declined_at=STARTS_AT + HOUR)
    async with database.engine.begin() as connection:
        rows = DeputyRows(connection)
        for one in (now, over, stand_in("declined", 4, 5), declined):
            await rows.keep(one)
        assert await rows.get(over.id) == over
        assert await rows.of_member(now.member, STARTS_AT + HOUR) == [now, declined]
        assert await rows.of_deputy(now.deputy, STARTS_AT) == [over, now, declined]
        assert await rows.of_deputy(now.member, STARTS_AT) == []
        assert await rows.left_alone_since(STARTS_AT + HOUR) == [declined]
        assert await rows.left_alone_since(STARTS_AT + 2 * HOUR) == []
        ill = replace(over, deputy_away_at=STARTS_AT + 2 * HOUR)
        await rows.keep(ill)
        assert await rows.left_alone_since(STARTS_AT + 2 * HOUR) == [ill]
        with pytest.raises(NotFoundError):
            await rows.get(StandInId("other"))
