"""Example case 8: the mental health care cannot share, for weighty reasons. That is a valid answer:
nobody asks again or reminds, and nobody but the coordinators learns of it.
"""

from dataclasses import replace

import pytest

from cards.case_page import lay_out_case_page
from domain.case_page import CaseLeaf
from domain.colour import ColourWish
from domain.enquiry import EnquiredBeforeError, EnquiryAnswer, NotToAskAgainError
from domain.identifiers import EnquiryId
from domain.notice import NoticeKind
from domain.stoplight import Colour
from services.access import RefusedError
from services.case_page import read_case_page
from services.enquiry import send_enquiry_again
from services.enquiry_answer import view_subject_asked
from services.seen_case import SeenCase
from services.weighing import TakingUp
from tests.support.agenda_house import CARE, POLICE
from tests.support.canaries import CANARY
from tests.support.cards import page_text
from tests.support.enquiries import DAY_AFTER, LAST_MORNING, ask, asked, look, may_enquire, say
from tests.support.judging_house import TAKE_UP, JudgingHouse
from tests.support.permits import weigh_seen

CODE = "FL5-Y90"
REFUSED = "kan niet delen"
ORANGE = ColourWish(
    colour=Colour.ORANGE, reason=f"{CANARY} mijdt zorg.", minutes=15, required=(POLICE,)
)
FORM = replace(TAKE_UP, taking_up=TakingUp(involved=(POLICE,), colour=ORANGE))


@pytest.fixture
async def refused(judging_house: JudgingHouse) -> tuple[SeenCase, EnquiryId]:
    seen, enquiry = await asked(judging_house, CODE, referrer="agent", partner=CARE)
    await say(judging_house, enquiry, EnquiryAnswer.CANNOT_SHARE, who="nurse")
    return seen, enquiry


async def reads(house: JudgingHouse, seen: SeenCase, who: str) -> str:
    """All leaves of the page of the case that somebody may read."""
    words = []
    for leaf in CaseLeaf:
        try:
            async with house.acting(who) as ctx:
                words.append(page_text(lay_out_case_page(await read_case_page(ctx, seen.id, leaf))))
        except RefusedError:
            continue
    return "\n".join(words).lower()


async def test_to_refuse_is_a_valid_answer_that_nobody_asks_anew_and_nobody_reminds_of(
    judging_house: JudgingHouse, refused: tuple[SeenCase, EnquiryId]
):
    seen, enquiry = refused
    with pytest.raises(EnquiredBeforeError):
        await ask(judging_house, seen, CARE)
    async with judging_house.acting("iris") as ctx:
        with pytest.raises(NotToAskAgainError):
            await send_enquiry_again(ctx, await may_enquire(ctx, seen), CARE)
    await judging_house.send_all()
    told = await judging_house.notices(NoticeKind.DIGEST)
    for at in (LAST_MORNING, DAY_AFTER):
        await look(judging_house, enquiry, at)
    assert await judging_house.notices(NoticeKind.ENQUIRIES) == []
    assert await judging_house.notices(NoticeKind.DIGEST) == told


async def test_it_is_read_by_coordinators_and_by_nobody_else_also_once_it_is_orange(
    judging_house: JudgingHouse, refused: tuple[SeenCase, EnquiryId]
):
    seen, enquiry = refused
    async with judging_house.acting("nurse") as ctx:
        with pytest.raises(RefusedError):
            await view_subject_asked(ctx, enquiry)
    assert REFUSED in await reads(judging_house, seen, "iris")
    async with judging_house.acting("sanne") as ctx:
        case = await weigh_seen(ctx, seen, FORM)
    assert case.colour
    assert (case.colour.colour, case.colour.minutes) == (Colour.ORANGE, 15)
    assert REFUSED in await reads(judging_house, seen, "iris")
    for who in ("agent", "deputy", "nurse"):
        assert REFUSED not in await reads(judging_house, seen, who)
    assert "nurse" not in await judging_house.circle(seen)
