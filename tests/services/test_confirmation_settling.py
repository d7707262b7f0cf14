"""A contradiction reopens a decision: a process director names another agreement, undoes it, or has
the case weighed anew; until then it stays.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.access import Action, CaseState
from domain.audit import AuditEvent
from domain.confirmation import (
    Confirmation,
    ConfirmationAnswer,
    NotContestedError,
    NotUndoneError,
    SameOrganisationError,
    SettlingWay,
)
from domain.identifiers import ConfirmationId, OrganisationId
from domain.mandate import AgreedDecision, MandateNotHeldError
from domain.member import Role
from domain.weighing import FollowUp, Outcome
from services.access import RefusedError
from services.case_circle import PartnerToInvolve, involve_partner, remove_partner
from services.confirmation import answer_confirmation
from services.confirmation_settling import (
    open_contested,
    settle_by_weighing_anew,
    settle_undone,
    settle_with,
)
from services.consent import Consent
from services.seen_case import SeenCase, take_case
from services.weighing import WeighingForm
from tests.services.test_confirmation import asked, in_doubt, says, weighed
from tests.support.agenda_house import HOUSING, POLICE, a_member
from tests.support.judging_house import ADVISE, AGREED, JudgingHouse
from tests.support.permits import weigh_seen

CONTRADICTED = ConfirmationAnswer.CONTRADICTED
MANDATED = Consent(mandate="M-12")
REFUSE = replace(
    ADVISE, outcome=Outcome.NOT_TAKEN_UP, follow_up=FollowUp(advice="Bel de wijkagent.")
)


async def contested(house: JudgingHouse, form: WeighingForm = ADVISE) -> SeenCase:
    seen = await weighed(house, form=form)
    await says(house, seen, CONTRADICTED)
    return seen


async def the_contested(house: JudgingHouse, seen: SeenCase) -> Confirmation:
    return next(one for one in await asked(house, seen) if one.answer is CONTRADICTED)


async def settle(house: JudgingHouse, known_as: ConfirmationId, consent: Consent) -> None:
    async with house.acting("sanne") as ctx:
        await settle_with(ctx, await open_contested(ctx, known_as), consent)


async def ways(house: JudgingHouse, seen: SeenCase) -> tuple[SettlingWay, ...]:
    one = await the_contested(house, seen)
    async with house.acting("sanne") as ctx:
        return (await open_contested(ctx, one.id)).ways


async def test_another_agreement_settles_it_and_is_kept_beside_it(judging_house: JudgingHouse):
    seen = await contested(judging_house)
    one = await the_contested(judging_house, seen)
    await settle(judging_house, one.id, MANDATED)
    settled = await the_contested(judging_house, seen)
    assert (settled.settled_by, settled.is_contested) == ("sanne", False)
    async with judging_house.reading() as moment:
        instead = (await moment.uow.confirmations.instead_of(seen.id))[one.id]
    assert instead.mandate is not None
    assert instead.mandate.number == "M-12"
    assert await in_doubt(judging_house) == []
    assert AuditEvent.CONTRADICTION_SETTLED in await judging_house.events(seen.id)


async def test_who_is_named_instead_is_asked_anew(judging_house: JudgingHouse):
    seen = await contested(judging_house)
    one = await the_contested(judging_house, seen)
    town = OrganisationId("town")
    async with judging_house.work() as moment:
        police = await moment.uow.people.organisation(POLICE)
        await moment.uow.people.save_organisation(replace(police, id=town, name="Gemeente Zuid"))
    await settle(judging_house, one.id, replace(AGREED, agreed=(town,)))
    (new,) = [each for each in await asked(judging_house, seen) if each.organisation == town]
    assert (new.decision, new.answer) == (AgreedDecision.WEIGHING, None)
    assert new.named_at == judging_house.now


async def test_who_contradicts_is_no_other_agreement(judging_house: JudgingHouse):
    one = await the_contested(judging_house, await contested(judging_house))
    with pytest.raises(SameOrganisationError):
        await settle(judging_house, one.id, AGREED)


async def test_a_mandate_that_does_not_hold_settles_nothing(judging_house: JudgingHouse):
    seen = await contested(judging_house)
    one = await the_contested(judging_house, seen)
    with pytest.raises(MandateNotHeldError):
        await settle(judging_house, one.id, Consent(mandate="M-99"))
    assert (await the_contested(judging_house, seen)).is_contested


async def test_it_is_settled_once(judging_house: JudgingHouse):
    one = await the_contested(judging_house, await contested(judging_house))
    await settle(judging_house, one.id, MANDATED)
    with pytest.raises(NotContestedError):
        await settle(judging_house, one.id, MANDATED)


@pytest.mark.parametrize("who", ["agent", "iris", "nurse"])
async def test_only_a_process_director_settles_it(judging_house: JudgingHouse, who: str):
    one = await the_contested(judging_house, await contested(judging_house))
    async with judging_house.acting(who) as ctx:
        with pytest.raises(RefusedError):
            await open_contested(ctx, one.id)


async def test_a_decision_that_stands_is_not_settled_as_undone(judging_house: JudgingHouse):
    seen = await contested(judging_house)
    one = await the_contested(judging_house, seen)
    assert await ways(judging_house, seen) == (SettlingWay.INSTEAD,)
    async with judging_house.acting("sanne") as ctx:
        look = await open_contested(ctx, one.id)
        with pytest.raises(NotUndoneError):
            await settle_undone(ctx, look)
        with pytest.raises(NotUndoneError):
            await settle_by_weighing_anew(ctx, look)


async def test_a_case_of_outcome_a_is_weighed_anew(judging_house: JudgingHouse):
    seen = await contested(judging_house, REFUSE)
    assert await ways(judging_house, seen) == (SettlingWay.INSTEAD, SettlingWay.WEIGH_ANEW)
    one = await the_contested(judging_house, seen)
    async with judging_house.acting("sanne") as ctx:
        await settle_by_weighing_anew(ctx, await open_contested(ctx, one.id))
    assert (await judging_house.case(seen)).state is CaseState.PURPOSE_TESTED
    assert await in_doubt(judging_house) == []
    async with judging_house.acting("sanne") as ctx:
        await weigh_seen(ctx, SeenCase(id=seen.id), ADVISE)


async def test_a_new_decision_takes_the_place_of_what_was_asked_and_contradicted_before(
    judging_house: JudgingHouse,
):
    seen = await contested(judging_house, REFUSE)
    before = await the_contested(judging_house, seen)
    async with judging_house.acting("sanne") as ctx:
        await settle_by_weighing_anew(ctx, await open_contested(ctx, before.id))
    judging_house.now = judging_house.now.replace(hour=10)
    async with judging_house.acting("sanne") as ctx:
        await weigh_seen(ctx, SeenCase(id=seen.id), ADVISE)
    answers = {one.id: one.answer for one in await asked(judging_house, seen)}
    assert len(answers) == 2
    assert answers[before.id] is CONTRADICTED


async def test_a_place_is_undone_once_its_partner_was_taken_out(judging_house: JudgingHouse):
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
    assert await ways(judging_house, seen) == (SettlingWay.INSTEAD,)
    async with judging_house.acting("sanne") as ctx:
        permit = await take_case(ctx, Action.CHANGE_CIRCLE, SeenCase(id=seen.id))
        await remove_partner(ctx, permit, huub.id, "Zij stemden niet in.")
    assert await ways(judging_house, seen) == (SettlingWay.INSTEAD, SettlingWay.UNDONE)
    async with judging_house.acting("sanne") as ctx:
        await settle_undone(ctx, await open_contested(ctx, one.id))
    assert await in_doubt(judging_house) == []
