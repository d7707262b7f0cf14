from datetime import timedelta

import pytest

from bot.doors import weighing
from bot.turns.replies import Instead
from cards.kit import Frame
from cards.overview import ROWS_ON_A_PAGE
from cards.page import ReceiptView
from domain.access import CaseState
from domain.member import Role
from domain.notice import NoticeKind
from tests.support.agenda_house import CITY, a_member
from tests.support.canaries import CANARY
from tests.support.cards import buttons, texts
from tests.support.desk import card_of, page_of, presses, read_page, renders, screen_of, types
from tests.support.judging_house import JudgingHouse


async def begin_screening(house: JudgingHouse, **answers: str) -> None:
    inbox = card_of(await types(house, "iris", "postvak"))
    page = page_of(await presses(house, "iris", buttons(inbox)["Screenen"]))
    onward = next(one for one in page.buttons if one.key == "dialog.next_button")
    await presses(house, "iris", onward.press, answers)


async def test_a_draft_is_named_by_what_it_is_and_the_code_of_its_case(judging_house: JudgingHouse):
    await judging_house.refer()
    await begin_screening(judging_house, is_complete="no")
    card = card_of(await types(judging_house, "iris", "mijn"))
    assert "Screening – casus KX7-Q42, bewaard op ma 9 feb, 10:00" in texts(card)
    again = page_of(await presses(judging_house, "iris", buttons(card)["Verdergaan"]))
    assert "KX7-Q42" in str(again.step)


async def test_a_draft_in_which_nothing_was_typed_is_not_in_mijn(judging_house: JudgingHouse):
    await judging_house.refer()
    await begin_screening(judging_house)
    assert "Nog niet af" not in texts(card_of(await types(judging_house, "iris", "mijn")))


async def test_a_draft_about_a_case_one_may_no_longer_see_names_no_code(
    judging_house: JudgingHouse,
):
    await judging_house.refer()
    await begin_screening(judging_house, is_complete="no")
    async with judging_house.database.work() as uow:
        await uow.people.save_member(a_member("Iris", CITY, Role.MANAGER))
    read = texts(card_of(await types(judging_house, "iris", "mijn")))
    assert "Screening, bewaard op" in read
    assert "KX7-Q42" not in read


@pytest.mark.parametrize("role", list(Role))
async def test_mijn_works_for_every_role(judging_house: JudgingHouse, role: Role):
    async with judging_house.database.work() as uow:
        await uow.people.save_member(a_member("Iris", CITY, role))
    assert "Uw overzicht" in texts(card_of(await types(judging_house, "iris", "mijn")))


async def test_mijn_turns_its_pages_in_place_and_comes_back_after_reading_names(
    judging_house: JudgingHouse,
):
    for number in range(ROWS_ON_A_PAGE + 1):
        await judging_house.refer(f"KX7-Q{number:02}", CaseState.SUBMITTED)
        judging_house.now += timedelta(minutes=1)
    first = card_of(await types(judging_house, "agent", "mijn"))
    assert CANARY not in texts(first)
    turned = await presses(judging_house, "agent", buttons(first)["Volgende"])
    assert isinstance(turned, Instead)
    second = card_of(turned)
    names = await presses(judging_house, "agent", buttons(second)["Wie is wie?"])
    assert CANARY in read_page(names)
    away = page_of(names).buttons[0].press
    back = await presses(judging_house, "agent", away)
    assert isinstance(back, Instead)
    assert card_of(back) == second
    in_window = await presses(judging_house, "agent", away, frame=Frame.TASK_MODULE)
    assert isinstance(screen_of(in_window), ReceiptView)


async def test_after_reading_who_it_is_the_card_of_the_case_comes_back(
    judging_house: JudgingHouse,
):
    await judging_house.refer()
    card = card_of(await types(judging_house, "iris", "casus KX7-Q42"))
    who = page_of(await presses(judging_house, "iris", buttons(card)["Wie is dit?"]))
    back = await presses(judging_house, "iris", who.buttons[0].press)
    assert isinstance(back, Instead)
    assert card_of(back) == card


async def test_after_reading_an_outcome_the_message_about_it_comes_back(
    judging_house: JudgingHouse,
):
    await judging_house.take_up()
    told = await renders(judging_house, weighing.FEATURE, NoticeKind.REFERRAL_WEIGHED)
    assert told is not None
    assert told.card is not None
    read = await presses(judging_house, "agent", buttons(told.card)["Lees de uitleg"])
    back = await presses(judging_house, "agent", page_of(read).buttons[0].press)
    assert card_of(back) == told.card
