"""The second week of an agreement that is contradicted: who came instead says no too, the telephone
rings late, and many are asked at once.
"""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.access import Action
from domain.confirmation import (
    Confirmation,
    ConfirmationAnswer,
    NotUndoneError,
    SaidBeforeNamedError,
    SameOrganisationError,
    SettlingWay,
)
from domain.identifiers import ConfirmationId, OrganisationId
from domain.mandate import AgreedDecision
from domain.member import Role
from services.case_circle import PartnerToInvolve, involve_partner
from services.confirmation import (
    ASKED_ONE_BY_ONE,
    answer_confirmation,
    list_to_agree,
    take_back_confirmation,
)
from services.confirmation_noting import note_confirmations, open_confirmations_to_note
from services.confirmation_settling import (
    open_contested,
    settle_by_weighing_anew,
    settle_undone,
    settle_with,
)
from services.consent import Consent
from services.seen_case import SeenCase, take_case
from tests.services.test_confirmation import asked, codes, only, said_of, says, weighed
from tests.services.test_confirmation_settling import REFUSE
from tests.support.agenda_house import HOUSING, POLICE, a_member
from tests.support.judging_house import AGREED, JudgingHouse

CONFIRMED, CONTRADICTED = ConfirmationAnswer
TOWN = OrganisationId("town")
TOWN_AGREED = replace(AGREED, agreed=(TOWN,))


async def open_town(house: JudgingHouse) -> None:
    """A second public participant, for which Tess speaks."""
    async with house.work() as moment:
        police = await moment.uow.people.organisation(POLICE)
        await moment.uow.people.save_organisation(replace(police, id=TOWN, name="Gemeente Zuid"))
        await moment.uow.people.save_member(a_member("Tess", TOWN, Role.PROFESSIONAL))


async def settle(house: JudgingHouse, known_as: ConfirmationId, consent: Consent) -> None:
    async with house.acting("sanne") as ctx:
        await settle_with(ctx, await open_contested(ctx, known_as), consent)


async def contradicted_by_town(house: JudgingHouse, seen: SeenCase) -> Confirmation:
    """Who came instead of the police, a day later, says that it did not agree either."""
    (one,) = [each for each in await asked(house, seen) if each.answer is CONTRADICTED]
    house.now += timedelta(days=1)
    await settle(house, one.id, TOWN_AGREED)
    house.now += timedelta(days=1)
    (new,) = [each for each in await asked(house, seen) if each.organisation == TOWN]
    async with house.acting("tess") as ctx:
        await answer_confirmation(ctx, new.id, new.version, CONTRADICTED)
    return new


async def ways(house: JudgingHouse, one: Confirmation) -> tuple[SettlingWay, ...]:
    async with house.acting("sanne") as ctx:
        return (await open_contested(ctx, one.id)).ways


async def test_a_weighing_stands_when_who_came_instead_says_no_as_well(
    judging_house: JudgingHouse,
):
    await open_town(judging_house)
    seen = await weighed(judging_house)
    await says(judging_house, seen, CONTRADICTED)
    new = await contradicted_by_town(judging_house, seen)
    assert await ways(judging_house, new) == (SettlingWay.INSTEAD,)
    async with judging_house.acting("sanne") as ctx:
        look = await open_contested(ctx, new.id)
        with pytest.raises(NotUndoneError):
            await settle_undone(ctx, look)


async def test_a_place_stands_when_who_came_instead_says_no_as_well(judging_house: JudgingHouse):
    await open_town(judging_house)
    seen = await judging_house.take_up()
    judging_house.now += timedelta(hours=1)
    huub = a_member("Huub", HOUSING, Role.PROFESSIONAL)
    async with judging_house.work() as moment:
        await moment.uow.people.save_member(huub)
    async with judging_house.acting("sanne") as ctx:
        permit = await take_case(ctx, Action.CHANGE_CIRCLE, SeenCase(id=seen.id))
        wish = PartnerToInvolve(member=huub.id, why="Kent hem.", consent=AGREED)
        await involve_partner(ctx, permit, wish)
    (one,) = [
        each
        for each in await asked(judging_house, seen)
        if each.decision is AgreedDecision.INVOLVING
    ]
    async with judging_house.acting("agent") as ctx:
        await answer_confirmation(ctx, one.id, one.version, CONTRADICTED)
    new = await contradicted_by_town(judging_house, seen)
    assert await ways(judging_house, new) == (SettlingWay.INSTEAD,)


async def test_who_contradicted_it_before_does_not_come_back_as_the_other_agreement(
    judging_house: JudgingHouse,
):
    await open_town(judging_house)
    seen = await weighed(judging_house)
    await says(judging_house, seen, CONTRADICTED)
    new = await contradicted_by_town(judging_house, seen)
    with pytest.raises(SameOrganisationError):
        await settle(judging_house, new.id, AGREED)


async def test_nobody_said_so_before_the_decision_was_taken(judging_house: JudgingHouse):
    seen = await weighed(judging_house)
    one = await only(judging_house, seen)
    async with judging_house.acting("sanne") as ctx:
        held = await open_confirmations_to_note(ctx, one.id)
        with pytest.raises(SaidBeforeNamedError):
            await note_confirmations(ctx, held, said_of(one, on=date(2026, 2, 8)))
    assert (await only(judging_house, seen)).answer is None


async def weigh_many(house: JudgingHouse, number: int) -> None:
    for at in range(number):
        await weighed(house, f"AA1-B{at:02}")


async def test_a_wrong_press_is_taken_back_however_many_are_still_asked(
    judging_house: JudgingHouse,
):
    await weigh_many(judging_house, ASKED_ONE_BY_ONE + 2)
    async with judging_house.acting("agent") as ctx:
        first = (await list_to_agree(ctx)).rows[0]
        await answer_confirmation(ctx, first.id, first.version, CONTRADICTED)
        said = [one for one in (await list_to_agree(ctx)).rows if one.answer]
        assert [one.id for one in said] == [first.id]
        await take_back_confirmation(ctx, first.id, said[0].version)
        assert first.id in {one.id for one in (await list_to_agree(ctx)).open}


async def test_of_a_weighing_that_is_done_anew_nobody_else_is_asked_any_more(
    judging_house: JudgingHouse,
):
    await open_town(judging_house)
    both = replace(AGREED, agreed=(POLICE, TOWN))
    seen = await weighed(judging_house, form=replace(REFUSE, consent=both))
    (one,) = [each for each in await asked(judging_house, seen) if each.organisation == POLICE]
    async with judging_house.acting("agent") as ctx:
        await answer_confirmation(ctx, one.id, one.version, CONTRADICTED)
    judging_house.now += timedelta(hours=1)
    async with judging_house.acting("sanne") as ctx:
        await settle_by_weighing_anew(ctx, await open_contested(ctx, one.id))
    assert await codes(judging_house, "tess") == []
