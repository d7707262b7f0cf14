from collections.abc import AsyncIterator

import pytest

from cards.kit import Frame
from dialogs.written_round import (
    ROUND_TABLE,
    ROUND_TELEPHONE,
    ROUND_WRITER,
    ROUND_WRITING,
    AboutRound,
)
from domain.written_round import RoundState, Stance
from services.access import RefusedError
from tests.support.acute_house import AcuteFiles
from tests.support.canaries import CANARY
from tests.support.conversation import Conversation
from tests.support.written_rounds import LINES, WHY, GreenCase, a_green_case, morning

DIALOGS = (ROUND_WRITING, ROUND_TABLE, ROUND_TELEPHONE, ROUND_WRITER)
FRAMES = pytest.mark.parametrize("frame", list(Frame))


@pytest.fixture
async def case(acute_files: AcuteFiles, socket_enabled: None) -> AsyncIterator[GreenCase]:
    """A green case on the morning of its review: Gijs is asked to write."""
    async with acute_files.fresh() as house:
        made = await a_green_case(house)
        await made.mornings(1)
        house.now = morning(1, 10)
        yield made


def talk_of(acute_files: AcuteFiles, member: str, frame: Frame = Frame.CHAT_CARD) -> Conversation:
    return Conversation(acute_files, DIALOGS, frame, member=member, now=morning(1, 10))


async def about(case: GreenCase, *, as_coordinator: bool = False) -> AboutRound:
    return AboutRound(round=await case.round_id(), as_coordinator=as_coordinator)


async def state_of(case: GreenCase) -> RoundState | None:
    held = await case.round()
    return held.state if held else None


@FRAMES
async def test_a_case_director_writes_three_lines_and_the_receipt_repeats_none(
    acute_files: AcuteFiles, case: GreenCase, frame: Frame
):
    talk = talk_of(acute_files, "gijs", frame)
    await talk.begins(ROUND_WRITING, await about(case))
    lines = {"how": LINES.how, "agreed": LINES.agreed, "then": LINES.then}
    assert "Vul dit nog in." in await talk.goes_through({**lines, "then": " "})
    await talk.goes_through({**lines, "may_leave": "yes"})
    receipt = await talk.presses("Versturen")
    assert "tot en met woensdag 9 december 2026" in receipt
    assert CANARY not in receipt
    held = await case.round()
    assert held is not None
    assert (held.state, held.may_leave, held.written_by) == (RoundState.ASKING, True, "gijs")
    assert (await case.read("vera")).lines == LINES


@FRAMES
async def test_a_partner_says_why_a_case_has_to_be_discussed(
    acute_files: AcuteFiles, case: GreenCase, frame: Frame
):
    await case.write()
    talk = talk_of(acute_files, "vera", frame)
    await talk.begins(ROUND_TABLE, await about(case))
    assert "Vul dit nog in." in await talk.goes_through({"wish_reason": ""})
    await talk.goes_through({"wish_reason": WHY})
    receipt = await talk.presses("Bespreking vragen")
    assert "ZP2-H55 komt in een overleg" in receipt
    assert CANARY not in receipt
    assert await state_of(case) is RoundState.TO_TABLE


async def test_a_coordinator_brings_a_case_to_the_table_whatever_its_round_waits_for(
    acute_files: AcuteFiles, case: GreenCase
):
    talk = talk_of(acute_files, "ina")
    await talk.begins(ROUND_TABLE, await about(case, as_coordinator=True))
    await talk.goes_through({"wish_reason": WHY})
    await talk.presses("Bespreking vragen")
    assert await state_of(case) is RoundState.TO_TABLE
    assert (await case.now()).rotation.asked_for_on is not None


@FRAMES
async def test_by_telephone_an_objection_has_a_reason_and_an_agreement_needs_none(
    acute_files: AcuteFiles, case: GreenCase, frame: Frame
):
    await case.write()
    talk = talk_of(acute_files, "ina", frame)
    page = await talk.begins(ROUND_TELEPHONE, await about(case, as_coordinator=True))
    assert "Vera" in page
    assert "Gijs" not in page
    said = {"partner": "vera", "answer": "objects"}
    assert "Schrijf op waarom" in await talk.goes_through({**said, "wish_reason": " "})
    await talk.goes_through({**said, "answer": "agrees"})
    assert "vastgelegd" in await talk.presses("Vastleggen")
    assert await case.stances() == {"piet": Stance.OPEN, "vera": Stance.AGREES}
    await talk.begins(ROUND_TELEPHONE, await about(case, as_coordinator=True))
    await talk.goes_through({"partner": "piet", "answer": "objects", "wish_reason": WHY})
    await talk.presses("Vastleggen")
    async with case.house.database.reading() as uow:
        (wish,) = await uow.discussion_wishes.of_case(case.id)
    assert (wish.member, wish.organisation) == ("piet", "politie")
    assert await state_of(case) is RoundState.TO_TABLE


@FRAMES
async def test_a_director_asks_who_directs_the_case_from_now_on_and_the_round_waits(
    acute_files: AcuteFiles, case: GreenCase, frame: Frame
):
    talk = talk_of(acute_files, "cora", frame)
    page = await talk.begins(ROUND_WRITER, await about(case, as_coordinator=True))
    assert "Piet Politie" in page
    assert "Gijs" not in page
    await talk.goes_through({"director": "piet"})
    assert "is gevraagd voor" in await talk.presses("Casusregisseur vragen")
    held = await case.round()
    assert held is not None
    assert (held.writer, (await case.now()).case_director) == ("piet", "gijs")
    await case.mornings(2)
    assert (await case.digests())[-1] == "piet:2026-12-02"
    assert await state_of(case) is RoundState.APPOINTING


async def test_what_moved_on_meanwhile_is_not_done_any_more(
    acute_files: AcuteFiles, case: GreenCase
):
    writing = talk_of(acute_files, "gijs")
    await writing.begins(ROUND_WRITING, await about(case))
    await case.write("ina")
    said = await writing.goes_through({"how": "a", "agreed": "b", "then": "c", "may_leave": "no"})
    assert "Deze ronde is al verder of voorbij." in said
    assert (await case.read("vera")).lines == LINES


@pytest.mark.parametrize("member", ["piet", "noor", "olga"])
async def test_nobody_else_opens_any_of_it(acute_files: AcuteFiles, case: GreenCase, member: str):
    talk = talk_of(acute_files, member)
    for dialog in (ROUND_WRITING, ROUND_TABLE, ROUND_TELEPHONE, ROUND_WRITER):
        with pytest.raises(RefusedError):
            await talk.begins(dialog, await about(case, as_coordinator=True))
    with pytest.raises(RefusedError):
        await talk.begins(ROUND_WRITING, await about(case))
