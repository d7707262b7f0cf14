"""A group is screened on one page, and its partners are asked on one page."""

from dataclasses import replace
from datetime import date

import pytest

from cards.group_referral import lay_out_group
from cards.kit import Frame
from cards.page import draw_screen
from dialogs.group_enquiry import GROUP_ENQUIRY
from dialogs.group_referral import GROUP_REFERRAL
from dialogs.group_screening import GROUP_SCREENING
from dialogs.group_work import AboutGroup
from domain.access import CaseState
from domain.errors import AlreadyDoneError
from domain.group_referral import MOST_OWN_WORDS, GroupPerson
from domain.member import Language
from domain.referral import Identity
from domain.sight import SeenPart
from services.access import RefusedError
from services.group_referral import refer_group
from services.group_screening import PEOPLE_AT_A_SITTING
from services.intake import open_intake, tell_intake
from services.referral import begin_referral, edit_referral, open_for_edit
from tests.support.agenda_house import CARE, POLICE
from tests.support.canaries import CANARY
from tests.support.cards import check_card, real_size_kit
from tests.support.conversation import Conversation, inputs
from tests.support.groups import REMARK, Referred, cases_of, look, refer_people
from tests.support.intakes import FULL, tell
from tests.support.referrals import REFERRAL

SAYS = {"judgement": "fits", "reason": f"{CANARY}: past.", "agreed": POLICE}
SAYS |= {"agreed_on": "2026-02-01", "agreed_how": "telephone"}
ASKS = {"partner_1": CARE, "why_1": f"{CANARY} woont daar."}


@pytest.fixture
def talk(talk: Conversation) -> Conversation:
    return replace(talk, dialogs=(GROUP_REFERRAL, GROUP_SCREENING, GROUP_ENQUIRY), member="iris")


async def referred(talk: Conversation, number: int = 3) -> Referred:
    async with talk.house() as house:
        return await refer_people(house, number)


async def states(talk: Conversation, group: Referred) -> list[CaseState]:
    async with talk.house() as house:
        return [one.state for one in await cases_of(house, group.mark)]


async def screens(talk: Conversation, group: Referred) -> str:
    return await talk.begins(GROUP_SCREENING, AboutGroup(mark=group.mark))


async def ticked(talk: Conversation, group: Referred, *numbers: int) -> str:
    async with talk.house() as house:
        cases = await cases_of(house, group.mark)
    return ",".join(cases[number].id for number in numbers)


async def fits(talk: Conversation, group: Referred, *numbers: int) -> None:
    await screens(talk, group)
    await talk.goes_through({**SAYS, "chosen": await ticked(talk, group, *numbers)})
    await talk.presses("Vastleggen")


async def test_the_story_is_read_once_and_each_person_with_their_own_remark(talk: Conversation):
    group = await referred(talk)
    page = await screens(talk, group)
    assert page.count(REFERRAL.why_now) == 1
    assert REMARK in page
    assert all(f"{code} · Sam{at} {CANARY}" in page for at, code in enumerate(group.receipt.codes))
    assert inputs(talk.card)["chosen"] == await ticked(talk, group, 0, 1, 2)
    async with talk.house() as house:
        for case in await cases_of(house, group.mark):
            seen = {one.part for one in await house.on_record(case.id)}
            assert {SeenPart.STORY, SeenPart.IDENTITY} <= seen


async def test_who_is_ticked_is_judged_and_the_others_wait_for_another_sitting(talk: Conversation):
    group = await referred(talk)
    await fits(talk, group, 0, 1)
    tested, waits = CaseState.PURPOSE_TESTED, CaseState.SUBMITTED
    assert await states(talk, group) == [tested, tested, waits]
    page = await screens(talk, group)
    assert group.receipt.codes[2] in page
    assert group.receipt.codes[0] not in page
    said = {**SAYS, "judgement": "does_not_fit", "reason": "Past niet."}
    await talk.goes_through(said)
    await talk.presses("Vastleggen")
    assert await states(talk, group) == [tested, tested, CaseState.NOT_TAKEN_UP]
    async with talk.at_desk() as (_, ctx):
        for case in await ctx.uow.cases.known(await ctx.uow.group_referrals.of_mark(group.mark)):
            kept = await ctx.uow.weighings.last_screening(case.id)
            assert kept
            assert kept.screened_by == "iris"


async def test_nobody_ticked_is_nothing_judged(talk: Conversation):
    group = await referred(talk)
    await screens(talk, group)
    read = await talk.presses("Verder", **SAYS, emptied="", chosen="")
    assert "Kruis minstens één" in read or "Vul dit nog in." in read
    assert set(await states(talk, group)) == {CaseState.SUBMITTED}


async def test_who_changed_meanwhile_has_to_be_read_again(talk: Conversation):
    group = await referred(talk)
    await screens(talk, group)
    review = await talk.goes_through(SAYS)
    assert "Vastleggen" in review
    async with talk.house() as house:
        case = (await cases_of(house, group.mark))[0]
        async with house.acting("agent") as ctx:
            other = replace(REFERRAL, identity=Identity(name="Sam", born_on=date(2009, 3, 1)))
            await edit_referral(ctx, await open_for_edit(ctx, case.id), other)
    assert "intussen iets veranderd" in await talk.presses("Vastleggen")
    assert set(await states(talk, group)) == {CaseState.SUBMITTED}


async def test_of_whom_something_else_is_told_by_now_is_named_to_be_screened_apart(
    talk: Conversation,
):
    group = await referred(talk)
    async with talk.house() as house:
        case = (await cases_of(house, group.mark))[0]
        async with house.acting("agent") as ctx:
            other = replace(REFERRAL, question=f"{CANARY}: iets anders")
            await edit_referral(ctx, await open_for_edit(ctx, case.id), other)
    page = await screens(talk, group)
    assert f"Screen die apart: {case.code}" in page
    assert inputs(talk.card)["chosen"] == await ticked(talk, group, 1, 2)
    assert f"{CANARY}: iets anders" not in page


async def test_of_whom_a_full_intake_is_kept_is_screened_with_the_others(talk: Conversation):
    group = await referred(talk)
    async with talk.house() as house:
        case = (await cases_of(house, group.mark))[1]
        async with house.acting("agent") as ctx:
            await tell_intake(ctx, await open_intake(ctx, case.id), FULL)
    page = await screens(talk, group)
    assert "Screen die apart" not in page
    assert inputs(talk.card)["chosen"] == await ticked(talk, group, 0, 1, 2)
    assert page.count("U leest die bij de casus.") == 1
    assert FULL.tried not in page
    async with talk.house() as house:
        seen = [one for one in await house.on_record(case.id) if one.who == "iris"]
    assert SeenPart.INTAKE in {one.part for one in seen}


async def test_of_whom_more_is_told_while_a_page_is_open_nobody_is_judged(talk: Conversation):
    group = await referred(talk)
    await screens(talk, group)
    await talk.goes_through(SAYS)
    async with talk.house() as house, house.acting("agent") as ctx:
        case = (await cases_of(house, group.mark))[0]
        await tell(ctx, case.id, FULL)
    assert "intussen iets veranderd" in await talk.presses("Vastleggen")
    assert set(await states(talk, group)) == {CaseState.SUBMITTED}
    assert "U leest die bij de casus." in await screens(talk, group)


@pytest.mark.parametrize("frame", list(Frame))
async def test_fifteen_that_were_each_told_anew_at_their_longest_fit_on_the_page(
    talk: Conversation, frame: Frame
):
    group = await referred(talk, PEOPLE_AT_A_SITTING)
    async with talk.house() as house, house.acting("agent") as ctx:
        for at, case in enumerate(await cases_of(house, group.mark)):
            own = chr(97 + at) * (MOST_OWN_WORDS if at % 2 else MOST_OWN_WORDS + 1)
            who = Identity(name=f"{at:02} {'N' * 97}", born_on=date(2009, 3, 1))
            other = replace(REFERRAL, identity=who, why_now=f"{'é' * (598 - len(own))}\n{own}")
            await edit_referral(ctx, await open_for_edit(ctx, case.id), other)
    talk.frame = frame
    async with talk.at_desk() as (engine, ctx):
        screen = await engine.begin(ctx, GROUP_SCREENING, AboutGroup(mark=group.mark))
        check_card(draw_screen(real_size_kit(Language.DUTCH, frame), screen, frame))


async def test_another_case_of_the_same_person_is_hinted_at_for_who_screens(talk: Conversation):
    async with talk.house() as house:
        known = Identity(name=f"Sam1 {CANARY}", born_on=date(2009, 3, 2))
        await house.keep_case("AA1-A01", replace(REFERRAL, identity=known), "nurse")
    group = await referred(talk)
    page = await screens(talk, group)
    assert page.count("Gaat misschien over dezelfde persoon als: AA1-A01") == 1


async def test_when_nobody_waits_there_is_nothing_to_screen(talk: Conversation):
    group = await referred(talk)
    await fits(talk, group, 0, 1, 2)
    with pytest.raises(AlreadyDoneError):
        await screens(talk, group)


@pytest.mark.parametrize("member", ["agent", "nurse"])
@pytest.mark.parametrize("dialog", [GROUP_SCREENING, GROUP_ENQUIRY])
async def test_partners_screen_and_ask_nothing(talk: Conversation, member: str, dialog: object):
    group = await referred(talk)
    talk.member = member
    with pytest.raises((RefusedError, AlreadyDoneError)):
        await talk.begins(dialog, AboutGroup(mark=group.mark))  # type: ignore[arg-type]


async def test_partners_are_picked_once_and_asked_about_who_is_ticked(talk: Conversation):
    group = await referred(talk)
    await fits(talk, group, 0, 1, 2)
    await talk.begins(GROUP_ENQUIRY, AboutGroup(mark=group.mark))
    await talk.goes_through({**ASKS, "chosen": await ticked(talk, group, 0, 1)})
    receipt = await talk.presses("Vragen")
    assert "vragen verstuurd: 2. Aantal mensen: 2" in receipt
    await talk.begins(GROUP_ENQUIRY, AboutGroup(mark=group.mark))
    await talk.goes_through(ASKS)
    # who was asked already is not asked again
    assert "vragen verstuurd: 1. Aantal mensen: 1" in await talk.presses("Vragen")
    async with talk.house() as house:
        view = await look(house, group.mark)
    assert [(one.asked, one.know) for one in view.rows.items] == [(1, 0)] * 3


async def test_when_all_were_asked_already_that_is_said(talk: Conversation):
    group = await referred(talk, 2)
    await fits(talk, group, 0, 1)
    for said in ("vragen verstuurd", "al over iedereen gevraagd"):
        await talk.begins(GROUP_ENQUIRY, AboutGroup(mark=group.mark))
        await talk.goes_through(ASKS)
        assert said in await talk.presses("Vragen")


@pytest.mark.parametrize("frame", list(Frame))
@pytest.mark.parametrize("language", list(Language))
async def test_thirty_people_with_long_words_fit_on_every_page(
    talk: Conversation, frame: Frame, language: Language
):
    long = [
        GroupPerson(name=f"{at:02} {'N' * 30}", born_on=date(2009, 3, 1), remark="é" * 100)
        for at in range(30)
    ]
    told = replace(
        REFERRAL,
        why_now="é" * 450,
        question="é" * 600,
        criteria=tuple(replace(one, explanation="é" * 900) for one in REFERRAL.criteria),
    )
    async with talk.house() as house, house.acting("agent") as ctx:
        mark = (await refer_group(ctx, await begin_referral(ctx), told, long)).mark
    talk.frame, talk.language = frame, language
    kit = real_size_kit(language, frame)
    async with talk.at_desk() as (engine, ctx):
        screen = await engine.begin(ctx, GROUP_SCREENING, AboutGroup(mark=mark))
        check_card(draw_screen(kit, screen, frame))
    async with talk.house() as house:
        for number in (1, 2, 3):
            for by in ("sanne", "agent"):
                page = lay_out_group(await look(house, mark, by, number))
                check_card(draw_screen(kit, page, frame))
