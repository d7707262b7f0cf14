import pytest

from bot.doors import weighing
from domain.access import CaseState
from domain.notice import NoticeKind
from services.weighing import WeighingForm
from tests.support.canaries import CANARY
from tests.support.cards import buttons, check_card, texts
from tests.support.desk import (
    page_of,
    presses,
    read_page,
    renders,
    said,
    types,
)
from tests.support.judging_house import (
    ADVISE,
    TAKE_UP,
    JudgingHouse,
)
from tests.support.permits import weigh_seen


@pytest.mark.parametrize("text", ["weeg KX7-Q42", "weigh kx7 q42", "weeg KX7Q42."])
async def test_a_director_weighs_by_the_code(judging_house: JudgingHouse, text: str):
    await judging_house.refer(state=CaseState.PURPOSE_TESTED)
    reply = await types(judging_house, "sanne", text)
    assert said(reply) == []
    assert page_of(reply).title.key == "weighing.page_criteria"


@pytest.mark.parametrize(
    ("form", "word"), [(TAKE_UP, "C, procesregie"), (ADVISE, "B, advies, antwoord of signaal")]
)
async def test_the_referrer_hears_the_outcome_and_reads_the_rest_in_a_window(
    judging_house: JudgingHouse, form: WeighingForm, word: str
):
    seen = await judging_house.refer(state=CaseState.PURPOSE_TESTED)
    async with judging_house.acting("sanne") as ctx:
        await weigh_seen(ctx, seen, form)
    message = await renders(judging_house, weighing.FEATURE, NoticeKind.REFERRAL_WEIGHED)
    assert message is not None
    assert message.card is not None
    assert word in texts(check_card(message.card))
    assert CANARY not in texts(message.card)
    page = await presses(judging_house, "agent", buttons(message.card)["Lees de uitleg"])
    assert (f"Praat met {CANARY}." in read_page(page)) is (form is ADVISE)
