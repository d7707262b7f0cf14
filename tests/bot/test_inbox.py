import pytest

from domain.screening import PurposeJudgement
from services.seen_case import CaseChangedError
from tests.support.cards import buttons, texts
from tests.support.desk import (
    card_of,
    drafts,
    presses,
    read_page,
    types,
)
from tests.support.judging_house import (
    AGREED,
    JudgingHouse,
)
from tests.support.permits import judge_fit


@pytest.mark.parametrize("word", ["postvak", "inbox"])
async def test_a_coordinator_goes_from_the_inbox_to_the_screening(
    judging_house: JudgingHouse, word: str
):
    seen = await judging_house.refer()
    card = card_of(await types(judging_house, "iris", word))
    assert "KX7-Q42" in texts(card)
    page = await presses(judging_house, "iris", buttons(card)["Screenen"])
    assert "Is de aanmelding compleet?" in read_page(page)
    (draft,) = await drafts(judging_house, "iris")
    assert (draft.case, draft.subject) == (seen.id, f"{seen.id}:1")


async def test_a_button_of_an_inbox_that_is_no_longer_true_says_who_was_first(
    judging_house: JudgingHouse,
):
    seen = await judging_house.refer()
    card = card_of(await types(judging_house, "sanne", "postvak"))
    async with judging_house.acting("iris") as ctx:
        await judge_fit(ctx, seen, PurposeJudgement.FITS, "Reden.", AGREED)
    with pytest.raises(CaseChangedError) as refused:
        await presses(judging_house, "sanne", buttons(card)["Screenen"])
    assert refused.value.parameters["name"] == "Iris"
