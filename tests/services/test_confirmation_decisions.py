"""Every decision for which public participants agree asks those that are named whether that is
right, once the decision counts.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.access import Action, CaseState
from domain.acute_session import Place
from domain.agreement import Agreement, Asked, AskedHow
from domain.confirmation import Confirmation, ConfirmationAnswer
from domain.identifiers import CaseId, OrganisationId
from domain.mandate import AgreedDecision, MandateOverError
from services.acute.circle import GatheringWish
from services.closing import close_case
from services.colour import set_colour
from services.confirmation import answer_confirmation
from services.confirmation_asking import ask_to_confirm
from services.consent import Consent
from services.merging import open_merge
from services.merging_wish import MergeForm, ask_or_merge, confirm_merge, open_merge_wish
from services.pause import return_case
from services.reopening import ask_to_reopen, confirm_reopening, open_reopening
from services.seen_case import SeenCase, take_case
from services.takeover import accept_takeover, open_takeover
from tests.services.test_acute import a_choice, report
from tests.services.test_discussion import SAYS, case_of, promise, save
from tests.services.test_priority import PUBLISHED, prioritise, publish
from tests.services.test_reopening import ORANGE, WHY
from tests.services.test_takeover import taken_on_by
from tests.support.acute_house import IN_DUTY, JUDGEMENT, AcuteHouse
from tests.support.agenda_house import CARE, POLICE, AgendaHouse
from tests.support.closings import a_farewell
from tests.support.extension_house import ask as ask_to_extend
from tests.support.extension_house import fill_case
from tests.support.house import OpenHouse
from tests.support.judging_house import AGREED, JudgingHouse
from tests.support.meeting_table import post_agenda_of_three, step_at
from tests.support.meetings import STARTS_AT
from tests.support.permits import convene, weigh_seen

Named = set[tuple[AgreedDecision, OrganisationId]]


async def named(house: OpenHouse, case: CaseId) -> Named:
    async with house.reading() as moment:
        found = await moment.uow.confirmations.of_case(case)
    return {(one.decision, one.organisation) for one in found}


def of_police(*decisions: AgreedDecision) -> Named:
    return {(one, POLICE) for one in decisions}


async def test_weighing_then_closing_then_reopening(judging_house: JudgingHouse):
    seen = await judging_house.take_up()
    assert await named(judging_house, seen.id) == of_police(AgreedDecision.WEIGHING)
    async with judging_house.acting("sanne") as ctx:
        permit = await take_case(ctx, Action.CLOSE_CASE, SeenCase(id=seen.id))
        await close_case(ctx, permit, a_farewell())
    then = of_police(AgreedDecision.WEIGHING, AgreedDecision.CLOSING)
    assert await named(judging_house, seen.id) == then
    judging_house.now += timedelta(weeks=40)
    async with judging_house.acting("sanne") as ctx:
        permit = await take_case(ctx, Action.REOPEN_CASE, SeenCase(id=seen.id))
        await ask_to_reopen(ctx, permit, WHY, ORANGE, AGREED)
    # it does not count before a second member confirms it
    assert await named(judging_house, seen.id) == then
    async with judging_house.acting("daan") as ctx:
        await confirm_reopening(ctx, await open_reopening(ctx, SeenCase(id=seen.id)))
    then |= of_police(AgreedDecision.INVOLVING)
    assert await named(judging_house, seen.id) == then


async def test_a_colour_that_brings_a_partner_in(judging_house: JudgingHouse):
    seen = await judging_house.refer(state=CaseState.TAKEN_UP)
    async with judging_house.acting("sanne") as ctx:
        permit = await take_case(ctx, Action.SET_COLOUR, SeenCase(id=seen.id))
        await set_colour(ctx, permit, replace(ORANGE, required=(CARE,)), consent=AGREED)
    assert await named(judging_house, seen.id) == of_police(AgreedDecision.INVOLVING)


async def test_a_colour_that_brings_nobody_in_asks_nobody(judging_house: JudgingHouse):
    seen = await judging_house.take_up()
    async with judging_house.acting("sanne") as ctx:
        permit = await take_case(ctx, Action.SET_COLOUR, SeenCase(id=seen.id))
        await set_colour(ctx, permit, replace(ORANGE, required=(CARE,)), consent=AGREED)
    assert await named(judging_house, seen.id) == of_police(AgreedDecision.WEIGHING)


async def test_a_case_that_comes_back_with_a_partner(judging_house: JudgingHouse):
    seen = await judging_house.refer(state=CaseState.PAUSED)
    async with judging_house.acting("daan") as ctx:
        permit = await take_case(ctx, Action.RETURN_CASE, SeenCase(id=seen.id))
        await return_case(ctx, permit, replace(ORANGE, required=(CARE,)), AGREED)
    assert await named(judging_house, seen.id) == of_police(AgreedDecision.INVOLVING)


async def test_keeping_a_case_longer(judging_house: JudgingHouse):
    seen = await fill_case(judging_house)
    judging_house.now += timedelta(weeks=240)
    await ask_to_extend(judging_house, seen)
    assert (AgreedDecision.EXTENSION, POLICE) in await named(judging_house, seen.id)


async def test_a_place_on_the_list_of_prioritised_cases(judging_house: JudgingHouse):
    publish(judging_house, PUBLISHED)
    seen = await judging_house.take_up()
    await prioritise(judging_house, "KX7-Q42")
    assert (AgreedDecision.PRIORITY, POLICE) in await named(judging_house, seen.id)


@pytest.mark.parametrize("is_contradicted", [False, True])
async def test_a_later_decision_takes_the_place_of_what_was_asked_of_the_one_before(
    judging_house: JudgingHouse, *, is_contradicted: bool
):
    publish(judging_house, PUBLISHED)
    seen = await judging_house.take_up()
    judging_house.now += timedelta(hours=1)
    await prioritise(judging_house, "KX7-Q42")
    (before,) = await of_priority(judging_house, seen)
    if is_contradicted:
        async with judging_house.acting("agent") as ctx:
            await answer_confirmation(ctx, before.id, 1, ConfirmationAnswer.CONTRADICTED)
    judging_house.now += timedelta(hours=1)
    await prioritise(judging_house, "KX7-Q42")
    kept = {one.id: one for one in await of_priority(judging_house, seen)}
    assert (before.id in kept) == is_contradicted
    assert not any(one.is_contested for one in kept.values())
    (waits,) = [one for one in kept.values() if one.answer is None]
    assert waits.named_at == judging_house.now
    # of the weighing it is asked still
    async with judging_house.reading() as moment:
        asked = await moment.uow.confirmations.asked_of(POLICE)
    decisions = sorted(one.decision for one in asked)
    assert decisions == [AgreedDecision.PRIORITY, AgreedDecision.WEIGHING]


async def of_priority(house: JudgingHouse, seen: SeenCase) -> list[Confirmation]:
    async with house.reading() as moment:
        found = await moment.uow.confirmations.of_case(seen.id)
    return [one for one in found if one.decision is AgreedDecision.PRIORITY]


async def test_merging_two_cases_once_a_second_member_confirmed_it(judging_house: JudgingHouse):
    stays = await judging_house.refer("BB2-H55", CaseState.TAKEN_UP, "nurse")
    goes = await judging_house.refer(state=CaseState.TAKEN_UP)
    async with judging_house.acting("sanne") as ctx:
        pair = await open_merge(ctx, goes.id, stays.id)
        form = MergeForm(stays=stays.id, reason="Een persoon.", consent=AGREED)
        await ask_or_merge(ctx, pair, form)
    assert await named(judging_house, stays.id) == set()
    async with judging_house.acting("daan") as ctx:
        await confirm_merge(ctx, await open_merge_wish(ctx, goes.id))
    assert await named(judging_house, stays.id) == of_police(AgreedDecision.MERGING)


async def test_two_cases_are_not_merged_on_a_mandate_that_ended_meanwhile(
    judging_house: JudgingHouse,
):
    stays = await judging_house.refer("BB2-H55", CaseState.TAKEN_UP, "nurse")
    goes = await judging_house.refer(state=CaseState.TAKEN_UP)
    async with judging_house.acting("sanne") as ctx:
        pair = await open_merge(ctx, goes.id, stays.id)
        form = MergeForm(stays=stays.id, reason="Een persoon.", consent=Consent(mandate="M-12"))
        await ask_or_merge(ctx, pair, form)
    judging_house.house = replace(judging_house.house, mandates=())
    async with judging_house.acting("daan") as ctx:
        with pytest.raises(MandateOverError):
            await confirm_merge(ctx, await open_merge_wish(ctx, goes.id))


async def test_of_a_case_that_is_merged_into_another_what_waits_is_over(
    judging_house: JudgingHouse,
):
    judging_house.house = replace(judging_house.house, second_member=False)
    stays = await judging_house.refer("BB2-H55", CaseState.TAKEN_UP, "nurse")
    goes = await judging_house.take_up()
    async with judging_house.acting("sanne") as ctx:
        pair = await open_merge(ctx, goes.id, stays.id)
        form = MergeForm(stays=stays.id, reason="Een persoon.", consent=Consent(mandate="M-12"))
        await ask_or_merge(ctx, pair, form)
    assert await named(judging_house, goes.id) == set()


async def test_an_acute_session(acute_house: AcuteHouse):
    consent = Consent(
        agreed=(OrganisationId("politie"),),
        asked=Asked(on=IN_DUTY.date(), how=AskedHow.TELEPHONE),
    )
    acute_house.now = IN_DUTY
    session = (await report(acute_house)).session.id
    here = GatheringWish(starts_at=acute_house.now, place=Place.AT_THE_HOUSE)
    async with acute_house.acting("cora") as ctx:
        judgement = replace(JUDGEMENT, consent=consent)
        await convene(ctx, session, judgement, here, a_choice("politie"))
    case = (await acute_house.session(session)).case
    police = OrganisationId("politie")
    assert await named(acute_house, case) == {(AgreedDecision.ACUTE, police)}


async def test_a_drill_asks_nobody(judging_house: JudgingHouse):
    seen = await judging_house.refer(state=CaseState.TAKEN_UP)
    drill = replace(await judging_house.case(seen), state=CaseState.DRILL)
    async with judging_house.acting("sanne") as ctx:
        agreement = Agreement(organisations=frozenset({POLICE}))
        await ask_to_confirm(ctx, drill, AgreedDecision.ACUTE, agreement)
    assert await named(judging_house, seen.id) == set()


async def test_whom_a_discussion_brings_in(agenda_house: AgendaHouse):
    await post_agenda_of_three(agenda_house)
    await agenda_house.is_led(begin)
    await save(agenda_house, replace(SAYS, actions=(promise("deputy"),), consent=AGREED))
    case = await case_of(agenda_house)
    assert await named(agenda_house, case.id) == of_police(AgreedDecision.INVOLVING)


async def begin(house: AgendaHouse) -> None:
    await step_at(house, STARTS_AT)


async def test_a_weighing_that_waits_for_an_organisation_asks_nobody_before_it_says_yes(
    judging_house: JudgingHouse,
):
    seen = await judging_house.refer(state=CaseState.PURPOSE_TESTED)
    async with judging_house.acting("sanne") as ctx:
        await weigh_seen(ctx, SeenCase(id=seen.id), taken_on_by(CARE))
    assert await named(judging_house, seen.id) == set()
    async with judging_house.acting("nurse") as ctx:
        await accept_takeover(ctx, await open_takeover(ctx, seen.id))
    assert await named(judging_house, seen.id) == of_police(AgreedDecision.WEIGHING)
