"""A partner who knows nobody of twelve is done in three presses, in both frames."""

import pytest

from cards.kit import Frame
from domain.enquiry import EnquiryAnswer
from tests.support.cards import buttons
from tests.support.desk import card_of, page_of, presses, screen_of, types
from tests.support.enquiries import asked, find
from tests.support.judging_house import JudgingHouse


@pytest.mark.parametrize("frame", list(Frame))
async def test_who_knows_nobody_of_twelve_is_done_in_three_presses(
    judging_house: JudgingHouse, frame: Frame
):
    enquiries = [(await asked(judging_house, f"KX7-Q{one}"))[1] for one in range(10, 22)]
    mine = card_of(await types(judging_house, "agent", "mijn"))
    names = await presses(judging_house, "agent", buttons(mine)["Antwoord geven"], frame=frame)
    assert len(page_of(names).parts) == 12
    nobody = page_of(names).buttons[0]
    done = await presses(judging_house, "agent", nobody.press, frame=frame)
    assert screen_of(done).title.key == "enquiry.thanks"
    said = [(await find(judging_house, one)).answer for one in enquiries]
    assert said == [EnquiryAnswer.NOT_KNOWN] * 12
