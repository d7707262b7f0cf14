"""A case is kept longer than five years when everybody who supplied agrees, and else is not."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from dialogs.extension import EXTENSION
from domain.access import Action, CaseState
from domain.audit import AuditEvent
from domain.errors import NotFoundError
from domain.extension import (
    ExtensionForm,
    NotAllAgreeError,
    NotExtendableError,
)
from domain.identifiers import MemberId
from domain.merging import ExtendedMergeError, check_merge
from services.access import RefusedError
from services.destruction import destroy_case, look_at_retention
from services.extension import extend_case, find_extension, list_suppliers
from services.retention import view_end
from services.seen_case import SeenCase, take_case
from tests.support.agenda_house import CARE, CITY, POLICE
from tests.support.extensions import AN_EXTENSION
from tests.support.judging_house import AGREED, JudgingHouse
from tests.support.referrals import REFERRAL

CODE = "KX7-Q42"
DAY = timedelta(days=1)
FORM = replace(AN_EXTENSION.form, suppliers=frozenset({POLICE, CARE, CITY}))


@pytest.fixture
async def seen(judging_house: JudgingHouse) -> SeenCase:
    """A case to which three organisations supplied something, a month before its end."""
    taken_up = await judging_house.take_up()
    async with judging_house.work() as moment:
        later = replace(REFERRAL, why_now="Later.")
        await moment.uow.cases.save_referral(
            taken_up.id, later, MemberId("sanne"), judging_house.now
        )
    ends_on = await end_of(judging_house)
    judging_house.now = a_night(ends_on - 30 * DAY)
    return SeenCase(id=taken_up.id)


def a_night(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, 3, tzinfo=UTC)


async def end_of(house: JudgingHouse) -> date:
    async with house.acting("sanne") as ctx:
        (row,) = (await view_end(ctx, CODE)).page.items
        return row.end.goes_on


async def extend(
    house: JudgingHouse, seen: SeenCase, form: ExtensionForm | None = None, by: str = "sanne"
) -> None:
    ends_on = await end_of(house)
    later = replace(FORM, goes_on=ends_on.replace(year=ends_on.year + 2))
    async with house.acting(by) as ctx:
        permit = await take_case(ctx, Action.EXTEND_CASE, seen)
        await extend_case(ctx, permit, form or later, AGREED)


async def told_months(house: JudgingHouse, seen: SeenCase) -> int:
    """How many months before its end it was told last that the case goes."""
    async with house.reading() as moment:
        return (await moment.uow.retention_warnings.told([seen.id]))[seen.id]


async def night(house: JudgingHouse, seen: SeenCase, on: date) -> bool:
    """The look of the night and what follows; whether the case is still there."""
    house.now = a_night(on)
    async with house.work() as moment:
        await look_at_retention(moment, "house")
    await destroy_case(house, seen.id, lambda _: None)
    try:
        return bool(await house.case(seen))
    except NotFoundError:
        return False


async def test_a_case_that_all_who_supplied_agree_to_keep_goes_two_years_later(
    judging_house: JudgingHouse, seen: SeenCase
):
    ends_on = await end_of(judging_house)
    await extend(judging_house, seen)
    assert await night(judging_house, seen, ends_on)
    later = await end_of(judging_house)
    assert later == ends_on.replace(year=ends_on.year + 2)
    assert AuditEvent.CASE_EXTENDED in await judging_house.events(seen.id)
    assert await night(judging_house, seen, later - DAY)
    assert not await night(judging_house, seen, later)


async def test_who_supplied_is_asked_also_after_they_left_the_case(
    judging_house: JudgingHouse, seen: SeenCase
):
    async with judging_house.work() as moment:
        for place in await moment.uow.cases.circle(seen.id):
            await moment.uow.cases.leave_circle(seen.id, place.member, moment.now)
    async with judging_house.acting("sanne") as ctx:
        asked = await list_suppliers(ctx, await take_case(ctx, Action.EXTEND_CASE, seen))
    assert {one.id for one in asked} == {POLICE, CARE, CITY}


async def test_where_one_of_three_suppliers_does_not_say_yes_the_case_goes_at_its_term(
    judging_house: JudgingHouse, seen: SeenCase
):
    ends_on = await end_of(judging_house)
    async with judging_house.acting("sanne") as ctx:
        asked = await list_suppliers(ctx, await take_case(ctx, Action.EXTEND_CASE, seen))
        assert {one.id for one in asked} == {POLICE, CARE, CITY}
    silent = replace(FORM, goes_on=ends_on + DAY, suppliers=FORM.suppliers - {CARE})
    with pytest.raises(NotAllAgreeError):
        await extend(judging_house, seen, silent)
    assert await night(judging_house, seen, ends_on - DAY)
    assert not await night(judging_house, seen, ends_on)


async def test_it_is_extended_again_in_the_last_half_year_of_the_new_term_and_told_again(
    judging_house: JudgingHouse, seen: SeenCase
):
    await night(judging_house, seen, judging_house.now.date() + DAY)
    assert await told_months(judging_house, seen) == 1
    await extend(judging_house, seen)
    with pytest.raises(NotExtendableError):
        await extend(judging_house, seen)
    later = await end_of(judging_house)
    await night(judging_house, seen, later - 60 * DAY)
    assert await told_months(judging_house, seen) == 6
    await extend(judging_house, seen)
    assert await end_of(judging_house) == later.replace(year=later.year + 2)
    async with judging_house.acting("sanne") as ctx:
        permit = await take_case(ctx, Action.EXTEND_CASE, seen)
        last = await find_extension(ctx, permit)
        assert last is not None
        assert last.signed.on == ctx.today


async def test_only_a_process_director_extends_and_what_is_extended_is_not_merged(
    judging_house: JudgingHouse, seen: SeenCase
):
    for name in ("iris", "agent", "nurse"):
        with pytest.raises(RefusedError):
            await extend(judging_house, seen, FORM, by=name)
    await extend(judging_house, seen)
    kept = await judging_house.case(seen)
    other = replace(kept, id="other", extended_to=None, state=CaseState.TAKEN_UP)
    with pytest.raises(ExtendedMergeError):
        check_merge(other, kept)


async def test_the_dialog_names_the_end_and_who_is_asked_and_of_a_closed_case_no_earlier_reason(
    judging_house: JudgingHouse, seen: SeenCase
):
    ends_on = await end_of(judging_house)
    async with judging_house.acting("sanne") as ctx:
        permit = await EXTENSION.allow(ctx, seen)
        begun = await EXTENSION.begin(ctx, permit)
        why, who = EXTENSION.pages
        assert why.shows is not None
        assert who.fields[0].choices_of is not None
        (now,) = (await why.shows(ctx, permit))[""]
        assert now.label.parameters == {"on": ends_on}
        asked = {one.value for one in await who.fields[0].choices_of(ctx, permit)}
        answers = dict(begun.answers) | {
            "extension_ground": "still_open",
            "extension_reason": "Valt steeds terug.",
            "extended_to": ends_on + DAY,
            "suppliers": tuple(asked),
            "agreed": (POLICE,),
            "agreed_how": "telephone",
        }
        receipt = await EXTENSION.finish(ctx, permit, answers)
        assert receipt.title.parameters == {"code": CODE, "on": ends_on + DAY}
    async with judging_house.work() as moment:
        kept = await moment.uow.cases.get(seen.id)
        await moment.uow.cases.save(replace(kept, state=CaseState.CLOSED))
    async with judging_house.acting("sanne") as ctx:
        assert await find_extension(ctx, await EXTENSION.allow(ctx, seen)) is None
