"""Copying a case into another register, from the page of that case."""

from collections.abc import Mapping
from typing import Final

from bot.turns.feature import Desk, Feature
from bot.turns.replies import Reply, Show
from cards.case_export import lay_out_copy, read_copy
from cards.case_page import COPY_CASE
from domain.press import Press
from services.case_export import copy_case


async def _copy(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    case_id, number = read_copy(press)
    return Show(screen=lay_out_copy(await copy_case(desk.ctx, case_id), number))


FEATURE: Final = Feature(buttons={COPY_CASE: _copy})
