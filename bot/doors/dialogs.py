"""The buttons of every dialog, and the drafts that wait for their member."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from bot.turns.feature import Desk, Feature
from bot.turns.replies import Reply, Show
from cards.overview import OverviewPart, OverviewRow, RowButton
from cards.words import Text
from dialogs.engine import VERBS
from domain.house import House
from domain.press import Press
from services.drafts import purge_drafts
from services.ports import UnitOfWork


async def _press(desk: Desk, press: Press, inputs: Mapping[str, str]) -> Reply:
    return Show(screen=await desk.dialogs.press(desk.ctx, press, inputs))


async def _list_drafts(desk: Desk) -> Sequence[OverviewPart]:
    rows = tuple(
        OverviewRow(
            text=Text("overview.draft", {"dialog": draft.title, "at": draft.changed_at}),
            button=RowButton(key="overview.go_on", press=draft.reopen, opens_dialog=True),
        )
        for draft in await desk.dialogs.unfinished(desk.ctx)
    )
    return (OverviewPart(heading="overview.drafts", rows=rows),)


async def _purge(uow: UnitOfWork, now: datetime, _house: House) -> None:
    await purge_drafts(uow, now)


FEATURE: Final = Feature(
    buttons=dict.fromkeys(VERBS, _press), jobs=(_purge,), overview=(_list_drafts,)
)
