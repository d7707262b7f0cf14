"""The page of a case in Teams: read in a window from its card, leaf by leaf."""

from collections.abc import Mapping
from typing import Final

from bot.turns.feature import Desk, Feature
from bot.turns.replies import Reply, Show
from cards.case_page import READ_CASE_PAGE, lay_out_case_page, read_leaf
from cards.referral import CaseButton
from domain.access import Action
from domain.press import Press
from services.case_page import read_case_page


async def _read(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    case_id, at, number = read_leaf(press)
    return Show(screen=lay_out_case_page(await read_case_page(desk.ctx, case_id, at, number)))


FEATURE: Final = Feature(
    buttons={READ_CASE_PAGE: _read},
    case_buttons=(
        CaseButton(action=Action.READ_STORY, key="case_page.button", verb=READ_CASE_PAGE),
    ),
)
