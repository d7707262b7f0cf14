"""A group of thirty is screened in two sittings, and the organisation that is named as having
agreed says nothing for a week: what each hears on which morning, and what it costs.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from cards.confirmation import list_agreements_in_doubt, list_to_confirm_agreed
from cards.overview import OverviewPart
from domain.audit import AuditEvent
from domain.confirmation import Confirmation, ConfirmationOverError
from domain.identifiers import CaseId, ConfirmationId, MemberId, OrganisationId
from domain.mandate import AgreedDecision
from domain.screening import PurposeJudgement
from services.access import RefusedError
from services.confirmation import (
    ASKED_ONE_BY_ONE,
    CONFIRMED_AT_ONCE,
    confirm_all,
    list_to_agree,
    read_to_agree,
    take_back_all,
)
from services.confirmation_asking import ask_organisations
from services.confirmation_noting import note_confirmations, open_confirmations_to_note
from services.confirmation_settling import list_in_doubt, read_in_doubt
from services.consent import Consent
from services.group_screening import open_group_screening, screen_group
from tests.services.test_confirmation import (
    DAY_AFTER,
    MONDAY,
    NEXT_DAY,
    REMINDED_ON,
    look_on,
    said_of,
    weighed,
)
from tests.support.agenda_house import POLICE
from tests.support.cards import a_kit
from tests.support.confirmations import a_confirmation
from tests.support.groups import Referred, all_statements, refer_people
from tests.support.judging_house import AGREED, JudgingHouse

TOWN, VILLAGE = OrganisationId("town"), OrganisationId("village")
DAY_BEFORE = date(2026, 2, 16)
MORNINGS = tuple(date(2026, 2, day) for day in (10, 11, 12, 13, 16, 17, 18, 19, 20, 23))


async def screened(house: JudgingHouse, number: int) -> None:
    """Iris screens a group, fifteen at a sitting."""
    house.now = MONDAY
    group = await refer_people(house, number, by="nurse")
    for _ in range(0, number, 15):
        await sit(house, group)


async def sit(house: JudgingHouse, group: Referred, consent: Consent = AGREED) -> int:
    """One sitting; how many statements deciding it takes."""
    async with house.acting("iris") as ctx:
        held = await open_group_screening(ctx, group.mark, "")
        chosen = [one.case.id for one in held.story.people]
        with all_statements() as sent:
            await screen_group(ctx, held.work, chosen, PurposeJudgement.FITS, "Past.", consent)
        return len(sent)


async def waiting(house: JudgingHouse, organisation: OrganisationId = POLICE) -> list[Confirmation]:
    async with house.reading() as moment:
        return list(await moment.uow.confirmations.asked_of(organisation))


async def name_police_anew(house: JudgingHouse) -> None:
    first = (await waiting(house))[0]
    async with house.acting("sanne") as ctx:
        await ask_organisations(ctx, first.case, AgreedDecision.INVOLVING, [POLICE])


def written(*parts: OverviewPart) -> list[str]:
    rows = [row.text for part in parts for row in part.rows]
    return [a_kit().text(one.key, **one.parameters)["text"] for one in rows]


async def digest_of(house: JudgingHouse, who: str) -> list[str]:
    async with house.sending_to(who) as reading:
        asked = list_to_confirm_agreed(await read_to_agree(reading))
        return written(asked, list_agreements_in_doubt(await read_in_doubt(reading)))


async def in_mijn(house: JudgingHouse, who: str) -> list[str]:
    async with house.acting(who) as ctx:
        return written(list_agreements_in_doubt(await list_in_doubt(ctx)))


async def test_in_two_weeks_each_hears_it_once_is_reminded_once_and_one_row_is_left(
    judging_house: JudgingHouse,
):
    await screened(judging_house, 30)
    told = dict[date, set[str]]()
    for on in MORNINGS:
        told[on] = await look_on(judging_house, on) & {"agent", "deputy", "sanne", "daan"}
        if on == NEXT_DAY:
            (line,) = await digest_of(judging_house, "agent")
            assert line.startswith("Te bevestigen besluiten: 30, uiterlijk maandag 16 februari")
        if on < DAY_AFTER:
            assert await in_mijn(judging_house, "sanne") == []
        if on == DAY_BEFORE:
            await name_police_anew(judging_house)
    assert {on: who for on, who in told.items() if who} == {
        NEXT_DAY: {"agent"},
        REMINDED_ON: {"agent"},
        DAY_AFTER: {"agent", "sanne", "daan"},
        # of what was asked anew; of the thirty nobody is told once more
        date(2026, 2, 18): {"agent"},
    }
    (row,) = await in_mijn(judging_house, "sanne")
    assert row.startswith("Politie heeft 30 besluiten nog niet bevestigd: ")
    assert row.endswith(" en nog 24. De besluiten blijven staan. U kunt bellen")
    assert await digest_of(judging_house, "daan") == [row]


async def test_one_call_puts_down_all_of_an_organisation_and_what_is_wrong_stays_one_row_each(
    judging_house: JudgingHouse,
):
    await screened(judging_house, 30)
    judging_house.now = MONDAY + timedelta(days=8)
    open_ones = await waiting(judging_house)
    async with judging_house.acting("sanne") as ctx:
        held = await open_confirmations_to_note(ctx, open_ones[7].id)
        assert {one.asked.id for one in held.questions} == {one.id for one in open_ones}
        wrong = [open_ones[3].id, open_ones[5].id]
        assert await note_confirmations(ctx, held, said_of(*open_ones, wrong=wrong)) == 30
    assert await waiting(judging_house) == []
    rows = await in_mijn(judging_house, "daan")
    assert len(rows) == 2
    assert all("Politie zegt dat het niet instemde met de doeltoets" in one for one in rows)
    seen = await judging_house.on_record(open_ones[0].case)
    assert AuditEvent.AGREEMENT_CONFIRMED in {one.event for one in seen}


async def test_what_was_not_discussed_stays_open(judging_house: JudgingHouse):
    await screened(judging_house, 3)
    first, *others = await waiting(judging_house)
    judging_house.now = MONDAY + timedelta(days=8)
    async with judging_house.acting("sanne") as ctx:
        held = await open_confirmations_to_note(ctx, first.id)
        await note_confirmations(ctx, held, said_of(first))
    assert await waiting(judging_house) == others


async def test_before_the_term_passed_a_director_may_call_already_and_nobody_else(
    judging_house: JudgingHouse,
):
    await screened(judging_house, 3)
    first = (await waiting(judging_house))[0]
    async with judging_house.acting("daan") as ctx:
        assert (await open_confirmations_to_note(ctx, first.id)).organisation == "Politie"
    for who in ("iris", "agent", "nurse"):
        async with judging_house.acting(who) as ctx:
            with pytest.raises(RefusedError):
                await open_confirmations_to_note(ctx, first.id)


async def test_what_was_answered_while_the_window_was_open_stands(judging_house: JudgingHouse):
    await screened(judging_house, 3)
    open_ones = await waiting(judging_house)
    async with judging_house.acting("agent") as ctx:
        assert await confirm_all(ctx, (await list_to_agree(ctx)).mark)
    async with judging_house.acting("sanne") as ctx:
        with pytest.raises(ConfirmationOverError):
            await open_confirmations_to_note(ctx, open_ones[0].id)


async def test_all_that_is_named_is_confirmed_at_once_also_what_has_no_buttons(
    judging_house: JudgingHouse,
):
    await screened(judging_house, 30)
    async with judging_house.acting("agent") as ctx:
        asked = await list_to_agree(ctx)
        assert (len(asked.rows), len(asked.further)) == (ASKED_ONE_BY_ONE, 30 - ASKED_ONE_BY_ONE)
    for one in (*asked.rows, *asked.further):
        async with judging_house.reading() as moment:
            case = (await moment.uow.confirmations.get(one.id)).case
        assert "agent" in {each.who for each in await judging_house.on_record(case)}
    async with judging_house.acting("agent") as ctx:
        assert await confirm_all(ctx, asked.mark)
    assert await waiting(judging_house) == []


async def test_what_was_confirmed_by_one_press_is_taken_back_by_one_press(
    judging_house: JudgingHouse,
):
    await screened(judging_house, 30)
    before = {one.id for one in await waiting(judging_house)}
    async with judging_house.acting("agent") as ctx:
        assert await confirm_all(ctx, (await list_to_agree(ctx)).mark)
    async with judging_house.acting("agent") as ctx:
        asked = await list_to_agree(ctx)
        assert (len(asked.rows), asked.recent, asked.open) == (
            ASKED_ONE_BY_ONE,
            30 - ASKED_ONE_BY_ONE,
            (),
        )
        await take_back_all(ctx)
    assert {one.id for one in await waiting(judging_house)} == before


async def test_nobody_else_takes_back_what_an_organisation_said(judging_house: JudgingHouse):
    await screened(judging_house, 3)
    async with judging_house.acting("agent") as ctx:
        assert await confirm_all(ctx, (await list_to_agree(ctx)).mark)
    for who in ("deputy", "nurse"):
        async with judging_house.acting(who) as ctx:
            await take_back_all(ctx)
    assert await waiting(judging_house) == []


async def test_what_is_not_named_on_the_card_is_not_confirmed(judging_house: JudgingHouse):
    seen = await weighed(judging_house)
    async with judging_house.work() as moment:
        asked = a_confirmation(seen.id)
        await moment.uow.confirmations.add(
            *(
                replace(
                    asked,
                    id=ConfirmationId(f"{number:032}"),
                    organisation=POLICE,
                    named_by=MemberId("sanne"),
                    named_at=MONDAY + timedelta(minutes=number),
                )
                for number in range(1, CONFIRMED_AT_ONCE + 2)
            )
        )
    async with judging_house.acting("agent") as ctx:
        asked_now = await list_to_agree(ctx)
        assert (len(asked_now.open), asked_now.left_out) == (CONFIRMED_AT_ONCE, 2)
        assert await confirm_all(ctx, asked_now.mark)
    assert len(await waiting(judging_house)) == 2


async def test_asking_three_organisations_costs_what_asking_one_does(judging_house: JudgingHouse):
    seen = await weighed(judging_house)
    costs = [
        await cost_of_asking(judging_house, seen.id, organisations)
        for organisations in ([POLICE], [POLICE, TOWN, VILLAGE])
    ]
    assert costs[0] == costs[1]


async def test_two_organisations_about_fifteen_people_cost_what_one_does(
    judging_house: JudgingHouse,
):
    judging_house.now = MONDAY
    async with judging_house.work() as moment:
        police = await moment.uow.people.organisation(POLICE)
        await moment.uow.people.save_organisation(replace(police, id=TOWN, name="Gemeente Zuid"))
    costs = []
    for agreed in ((POLICE,), (POLICE, TOWN)):
        group = await refer_people(judging_house, 15, by="nurse")
        costs.append(await sit(judging_house, group, replace(AGREED, agreed=agreed)))
    assert costs[0] == costs[1]
    assert len(await waiting(judging_house, TOWN)) == 15


async def test_a_morning_costs_the_same_for_however_many_decisions(judging_house: JudgingHouse):
    costs = []
    # the first morning reads who there are
    for number in (2, 2, 15):
        await screened(judging_house, number)
        costs.append(await cost_of_morning(judging_house))
    assert costs[1] == costs[2]


async def cost_of_asking(
    house: JudgingHouse, case: CaseId, organisations: Sequence[OrganisationId]
) -> int:
    house.now += timedelta(minutes=1)
    async with house.acting("sanne") as ctx:
        with all_statements() as sent:
            await ask_organisations(ctx, case, AgreedDecision.INVOLVING, organisations)
        return len(sent)


async def cost_of_morning(house: JudgingHouse) -> int:
    with all_statements() as sent:
        await look_on(house, NEXT_DAY)
    return len(sent)
