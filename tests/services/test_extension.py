"""A process director has the suppliers of a case asked; each answers, or is called."""

from dataclasses import replace

import pytest

from domain.access import Action, CaseState
from domain.audit import AuditEvent, AuditReason
from domain.extension import (
    ExtensionAskedError,
    NotAskedOfYouError,
    NotExtendableError,
    SupplierSays,
)
from domain.identifiers import MemberId, OrganisationId
from domain.member import Role
from domain.notice import NoticeKind
from domain.sight import SeenPart
from services.access import RefusedError, find_case
from services.digest import find_next_digest, name_digest
from services.extension import list_answers, list_suppliers
from services.extension_answer import open_extension_question, read_extension_question
from services.seen_case import SeenCase, take_case
from tests.support.agenda_house import CARE, CITY, HOUSING, POLICE, a_member
from tests.support.canaries import CANARY
from tests.support.extension_house import (
    CODE,
    DAY,
    a_night,
    ask,
    call,
    end_of,
    fill_case,
    look,
    night,
    read_tasks,
    say,
)
from tests.support.judging_house import LANDLORD, JudgingHouse
from tests.support.referrals import REFERRAL

NAMES = ("agent", "deputy", "nurse", "sanne", "daan", "iris")
YES, NO = SupplierSays.LONGER, SupplierSays.NO_LONGER


@pytest.fixture
async def seen(judging_house: JudgingHouse) -> SeenCase:
    """A case to which police and care supplied something, three months before its end."""
    kept = await fill_case(judging_house)
    judging_house.now = a_night(await end_of(judging_house) - 90 * DAY)
    return kept


async def suppliers(house: JudgingHouse, seen: SeenCase) -> set[OrganisationId]:
    async with house.acting("sanne") as ctx:
        permit = await take_case(ctx, Action.EXTEND_CASE, seen)
        return {one.id for one in await list_suppliers(ctx, permit)}


async def told(house: JudgingHouse) -> set[str]:
    """Who reads a digest next."""
    async with house.reading() as moment:
        on = find_next_digest(moment)
    keys = {one.business_key for one in await house.notices(NoticeKind.DIGEST)}
    return {name for name in NAMES if name_digest(MemberId(name), on) in keys}


async def test_only_who_supplied_something_that_is_still_there_is_asked(
    judging_house: JudgingHouse, seen: SeenCase
):
    # in the case for years, and told nothing that is kept
    async with judging_house.work() as moment:
        await moment.uow.people.save_member(a_member("Ria", HOUSING, Role.PROFESSIONAL))
    await judging_house.seat_member(seen.id, "ria")
    assert await suppliers(judging_house, seen) == {POLICE, CARE}
    async with judging_house.work() as moment:
        later = replace(REFERRAL, why_now="Later.")
        await moment.uow.cases.save_referral(seen.id, later, MemberId("sanne"), moment.now)
    assert await suppliers(judging_house, seen) == {POLICE, CARE, CITY}


async def test_who_supplied_is_asked_also_after_they_left_the_case(
    judging_house: JudgingHouse, seen: SeenCase
):
    async with judging_house.work() as moment:
        for place in await moment.uow.cases.circle(seen.id):
            await moment.uow.cases.leave_circle(seen.id, place.member, moment.now)
    assert await suppliers(judging_house, seen) == {POLICE, CARE}


async def test_who_knows_the_case_of_each_supplier_reads_who_asks_and_until_when(
    judging_house: JudgingHouse, seen: SeenCase
):
    ends_on = await end_of(judging_house)
    await ask(judging_house, seen)
    assert await told(judging_house) == {"agent", "nurse"}
    for name in ("agent", "nurse"):
        (row,) = (await read_tasks(judging_house, name)).asked
        assert row.question.code == CODE
        assert row.question.asked_by == "Sanne"
        assert row.question.goes_on == ends_on.replace(year=ends_on.year + 2)
        assert row.question.answer_by == ends_on - DAY
    for name in ("deputy", "iris", "sanne"):
        assert not (await read_tasks(judging_house, name)).asked
    assert AuditEvent.EXTENSION_ASKED in await judging_house.events(seen.id)


async def test_an_answer_settles_it_and_can_be_changed_until_the_term_is_over(
    judging_house: JudgingHouse, seen: SeenCase
):
    await ask(judging_house, seen)
    await say(judging_house, seen, "nurse", YES)
    await say(judging_house, seen, "nurse", YES)
    own = await read_tasks(judging_house, "nurse")
    assert (own.asked, [one.question.says for one in own.said]) == ([], [YES])
    assert not (await read_tasks(judging_house, "agent")).said
    await say(judging_house, seen, "nurse", NO)
    async with judging_house.acting("nurse") as ctx:
        permit = await open_extension_question(ctx, seen)
        assert (await read_extension_question(ctx, permit)).says is NO
    events = await judging_house.events(seen.id)
    assert events.count(AuditEvent.EXTENSION_ANSWERED) == 2


async def test_what_is_asked_shows_nothing_of_a_case_that_is_shielded(
    judging_house: JudgingHouse, seen: SeenCase
):
    await ask(judging_house, seen)
    async with judging_house.work() as moment:
        kept = await moment.uow.cases.get(seen.id)
        await moment.uow.cases.save(replace(kept, state=CaseState.CLOSED))
    async with judging_house.acting("nurse") as ctx:
        permit = await open_extension_question(ctx, seen)
        assert (await read_extension_question(ctx, permit)).code == CODE
        assert {one.part for one in ctx.seen} == {SeenPart.RETENTION}
        with pytest.raises(RefusedError):
            await find_case(ctx, Action.VIEW_CASE, CODE)


async def test_nobody_answers_for_another_or_what_is_not_asked(
    judging_house: JudgingHouse, seen: SeenCase
):
    with pytest.raises(RefusedError):
        await say(judging_house, seen, "nurse", YES)
    await ask(judging_house, seen)
    for name in ("deputy", "iris", "bea"):
        with pytest.raises(RefusedError):
            await say(judging_house, seen, name, YES)
    with pytest.raises(NotAskedOfYouError):
        await call(judging_house, seen, LANDLORD, YES)


async def test_an_answer_by_telephone_says_who_gave_it_and_is_on_record_for_its_organisation(
    judging_house: JudgingHouse, seen: SeenCase
):
    await ask(judging_house, seen)
    await call(judging_house, seen, CARE, YES)
    async with judging_house.acting("sanne") as ctx:
        permit = await take_case(ctx, Action.EXTEND_CASE, seen)
        care, police = await list_answers(ctx, permit)
    assert care.told is not None
    assert (care.answer.says, care.told.by) == (YES, f"{CANARY} van de balie")
    assert (police.answer.says, police.told) == (None, None)
    *_, entry = [
        one
        for one in await judging_house.on_record(seen.id)
        if one.event is AuditEvent.EXTENSION_ANSWERED
    ]
    assert (entry.who, entry.on_behalf_of, entry.reason) == (
        "daan",
        CARE,
        AuditReason.BY_TELEPHONE,
    )


async def test_who_is_silent_is_reminded_once_and_named_to_the_process_directors(
    judging_house: JudgingHouse, seen: SeenCase
):
    ends_on = await end_of(judging_house)
    asked_on = judging_house.now.date()
    await ask(judging_house, seen)
    await say(judging_house, seen, "agent", YES)
    await look(judging_house, asked_on + 27 * DAY)
    assert not (await read_tasks(judging_house, "daan")).silent
    assert "nurse" not in await told(judging_house)
    await look(judging_house, asked_on + 28 * DAY)
    assert await told(judging_house) >= {"nurse", "sanne", "daan"}
    assert "agent" not in await told(judging_house)
    (row,) = (await read_tasks(judging_house, "daan")).silent
    assert (row.code, row.organisations, row.goes_on) == (CODE, ("GGZ Rivierstad",), ends_on)
    await look(judging_house, asked_on + 29 * DAY)
    assert "nurse" not in await told(judging_house)
    await call(judging_house, seen, CARE, NO)
    assert not (await read_tasks(judging_house, "daan")).silent


async def test_an_organisation_for_which_nobody_can_answer_is_named_at_once(
    judging_house: JudgingHouse, seen: SeenCase
):
    async with judging_house.work() as moment:
        nurse = await moment.uow.people.member(MemberId("nurse"))
        await moment.uow.people.save_member(nurse.leave(moment.today))
    await ask(judging_house, seen)
    (row,) = (await read_tasks(judging_house, "daan")).silent
    assert row.organisations == ("GGZ Rivierstad",)
    async with judging_house.acting("sanne") as ctx:
        permit = await take_case(ctx, Action.EXTEND_CASE, seen)
        care, police = await list_answers(ctx, permit)
    assert (care.is_reached, police.is_reached) == (False, True)
    await call(judging_house, seen, CARE, YES)
    assert not (await read_tasks(judging_house, "daan")).silent


async def test_another_of_the_organisation_is_asked_when_who_knew_the_case_left(
    judging_house: JudgingHouse, seen: SeenCase
):
    await ask(judging_house, seen)
    async with judging_house.work() as moment:
        agent = await moment.uow.people.member(MemberId("agent"))
        await moment.uow.people.save_member(agent.leave(moment.today))
    assert not (await read_tasks(judging_house, "agent")).asked
    assert len((await read_tasks(judging_house, "deputy")).asked) == 1
    await say(judging_house, seen, "deputy", YES)


async def test_who_comes_to_supply_something_is_asked_too(
    judging_house: JudgingHouse, seen: SeenCase
):
    asked = await ask(judging_house, seen)
    assert asked.asked == {POLICE, CARE}
    async with judging_house.work() as moment:
        later = replace(REFERRAL, why_now="Later.")
        await moment.uow.cases.save_referral(seen.id, later, MemberId("sanne"), moment.now)
    await look(judging_house, judging_house.now.date() + DAY)
    async with judging_house.reading() as moment:
        found = await moment.uow.extensions.find(seen.id)
        assert found is not None
        assert found.asked == {POLICE, CARE, CITY}


async def test_it_is_asked_once_by_a_process_director_and_in_the_last_half_year(
    judging_house: JudgingHouse, seen: SeenCase
):
    for name in ("iris", "agent", "nurse"):
        with pytest.raises(RefusedError):
            await ask(judging_house, seen, by=name)
    await ask(judging_house, seen)
    with pytest.raises(ExtensionAskedError):
        await ask(judging_house, seen, by="daan")
    async with judging_house.work() as moment:
        await moment.uow.extensions.forget(seen.id)
    judging_house.now = a_night(await end_of(judging_house) - 200 * DAY)
    with pytest.raises(NotExtendableError):
        await ask(judging_house, seen)


async def test_a_case_that_is_closed_meanwhile_is_not_asked_about_any_more_and_told_of_anew(
    judging_house: JudgingHouse, seen: SeenCase
):
    await ask(judging_house, seen)
    async with judging_house.work() as moment:
        kept = await moment.uow.cases.get(seen.id)
        await moment.uow.cases.save(replace(kept, state=CaseState.CLOSED))
    on = judging_house.now.date() + DAY
    assert await night(judging_house, seen, on)
    assert AuditEvent.EXTENSION_LAPSED in await judging_house.events(seen.id)
    assert not (await read_tasks(judging_house, "agent")).asked
    with pytest.raises(RefusedError):
        await say(judging_house, seen, "agent", YES)
