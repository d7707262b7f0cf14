"""After the night of the term everybody it concerns reads once what became of the question."""

from dataclasses import replace
from datetime import date

import pytest

from domain.access import CaseState
from domain.digest import READ_AT
from domain.extension import SupplierSays
from domain.extension_outcome import CaseGone, SupplierFate
from domain.identifiers import CaseCode, MemberId
from domain.notice import NoticeKind
from services.digest import find_next_digest
from services.extension_outcome import KeptCaseRow, OutcomesRead, OwnPartsRow, read_outcomes
from services.seen_case import SeenCase
from tests.support.extension_house import CODE, DAY, a_night, ask, end_of, fill_case, night, say
from tests.support.judging_house import JudgingHouse

YES, NO = SupplierSays.LONGER, SupplierSays.NO_LONGER
NOTHING = OutcomesRead()


@pytest.fixture
async def seen(judging_house: JudgingHouse) -> SeenCase:
    """A case to which police and care supplied something, a month before its end."""
    kept = await fill_case(judging_house)
    judging_house.now = a_night(await end_of(judging_house) - 30 * DAY)
    return kept


async def decide(
    house: JudgingHouse, seen: SeenCase, police: SupplierSays | None, care: SupplierSays | None
) -> date:
    """Ask, let them answer, and let the night of the term pass; until when the case is kept."""
    ends_on = await end_of(house)
    await ask(house, seen)
    for name, says in (("agent", police), ("nurse", care)):
        if says:
            await say(house, seen, name, says)
    await night(house, seen, ends_on)
    return ends_on.replace(year=ends_on.year + 2)


async def digest_comes(house: JudgingHouse) -> date:
    """It is the moment of the next digest; on which day that is."""
    async with house.reading() as moment:
        on = find_next_digest(moment)
        house.now = moment.calendar.moment(on, READ_AT)
    return on


async def read(house: JudgingHouse, name: str) -> OutcomesRead:
    async with house.sending_to(name) as reading:
        return await read_outcomes(reading)


def kept(until: date, *left_out: str) -> OutcomesRead:
    return OutcomesRead(kept=(KeptCaseRow(code=CaseCode(CODE), goes_on=until, left_out=left_out),))


def own(until: date, fate: SupplierFate) -> OutcomesRead:
    return OutcomesRead(own=(OwnPartsRow(code=CaseCode(CODE), goes_on=until, fate=fate),))


@pytest.mark.parametrize(
    ("care", "fates", "left_out"),
    [
        (YES, (SupplierFate.KEPT, SupplierFate.KEPT), ()),
        (NO, (SupplierFate.KEPT_PARTLY, SupplierFate.AS_SAID), ("GGZ Rivierstad",)),
        (None, (SupplierFate.KEPT_PARTLY, SupplierFate.UNANSWERED), ("GGZ Rivierstad",)),
    ],
)
async def test_coordinators_read_whose_parts_went_and_each_supplier_what_became_of_its_own(
    judging_house: JudgingHouse,
    seen: SeenCase,
    care: SupplierSays | None,
    fates: tuple[SupplierFate, SupplierFate],
    left_out: tuple[str, ...],
):
    until = await decide(judging_house, seen, YES, care)
    on = await digest_comes(judging_house)
    digests = {one.business_key for one in await judging_house.notices(NoticeKind.DIGEST)}
    told = ("sanne", "iris", "agent", "nurse")
    assert {f"digest:{name}:{on}" for name in told} <= digests
    for name in ("sanne", "iris"):
        assert await read(judging_house, name) == kept(until, *left_out)
    for name, fate in zip(("agent", "nurse"), fates, strict=True):
        assert await read(judging_house, name) == own(until, fate)
    await digest_comes(judging_house)
    for name in ("sanne", "agent", "nurse"):
        assert await read(judging_house, name) == NOTHING


async def test_of_a_case_that_went_whole_process_directors_read_that_it_did_and_nobody_else(
    judging_house: JudgingHouse, seen: SeenCase
):
    await decide(judging_house, seen, NO, YES)
    on = await digest_comes(judging_house)
    digests = {one.business_key for one in await judging_house.notices(NoticeKind.DIGEST)}
    assert f"digest:sanne:{on}" in digests
    assert f"digest:agent:{on}" not in digests
    assert await read(judging_house, "sanne") == OutcomesRead(gone=1)
    for name in ("iris", "agent", "nurse"):
        assert await read(judging_house, name) == NOTHING


async def test_a_case_that_nothing_was_asked_about_goes_as_it_did(
    judging_house: JudgingHouse, seen: SeenCase
):
    await night(judging_house, seen, await end_of(judging_house))
    await digest_comes(judging_house)
    assert await read(judging_house, "sanne") == NOTHING


async def test_only_who_is_asked_for_a_supplier_reads_of_it_and_only_while_they_may(
    judging_house: JudgingHouse, seen: SeenCase
):
    until = await decide(judging_house, seen, YES, YES)
    await digest_comes(judging_house)
    # a colleague who has no place in the case
    assert await read(judging_house, "deputy") == NOTHING
    assert await read(judging_house, "agent") == own(until, SupplierFate.KEPT)
    async with judging_house.work() as moment:
        case = await moment.uow.cases.get(seen.id)
        await moment.uow.cases.save(replace(case, state=CaseState.WITHDRAWN))
    assert await read(judging_house, "agent") == NOTHING


async def test_what_became_of_it_is_forgotten_when_everybody_could_read_it(
    judging_house: JudgingHouse, seen: SeenCase
):
    await decide(judging_house, seen, YES, NO)
    async with judging_house.work() as moment:
        await moment.uow.extension_outcomes.keep([CaseGone(decided_at=moment.now)])
    since = judging_house.now
    await night(judging_house, seen, since.date() + 55 * DAY)
    async with judging_house.reading() as moment:
        assert len(await moment.uow.extension_outcomes.since(since)) == 3
    await night(judging_house, seen, since.date() + 57 * DAY)
    async with judging_house.reading() as moment:
        assert await moment.uow.extension_outcomes.since(since) == []


async def test_a_coordinator_who_is_none_any_more_reads_nothing(
    judging_house: JudgingHouse, seen: SeenCase
):
    await decide(judging_house, seen, YES, NO)
    await digest_comes(judging_house)
    async with judging_house.work() as moment:
        iris = await moment.uow.people.member(MemberId("iris"))
        await moment.uow.people.save_member(iris.leave(moment.today))
    assert await read(judging_house, "iris") == NOTHING
