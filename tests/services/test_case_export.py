"""Who copies a case into another register sees what is theirs, and that is on record."""

import pytest

from domain.audit import AuditEvent
from domain.case_page import CaseLeaf
from services.access import RefusedError
from services.case_export import copy_case
from services.case_page import read_case_page
from tests.support.judging_house import JudgingHouse


async def test_what_is_copied_is_on_record_part_by_part_for_who_copies(judging_house: JudgingHouse):
    seen = await judging_house.take_up()
    async with judging_house.acting("nurse") as ctx:
        whole = await copy_case(ctx, seen.id)
    # what was asked elsewhere is for coordinators
    assert [one.at for one in whole.pages] == [*CaseLeaf][:-1]
    # outside a window there is no next page
    assert {one.leaf.versions.total for one in whole.pages[:1]} == {1}
    out = [
        one for one in await judging_house.on_record(seen.id) if one.event is AuditEvent.EXPORTED
    ]
    assert {(one.who, one.operator) for one in out} == {("nurse", None)}
    assert {"identity", "story", "weighing", "circle"} <= {one.part for one in out}


async def test_who_is_not_involved_copies_nothing(judging_house: JudgingHouse):
    seen = await judging_house.take_up()
    async with judging_house.acting("deputy") as ctx:
        with pytest.raises(RefusedError):
            await copy_case(ctx, seen.id)


async def test_the_page_offers_it_to_who_may(judging_house: JudgingHouse):
    seen = await judging_house.take_up()
    async with judging_house.acting("nurse") as ctx:
        assert (await read_case_page(ctx, seen.id)).may_export
