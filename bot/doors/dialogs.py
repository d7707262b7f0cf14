"""The buttons of every dialog, and the drafts that wait for their member."""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.turns.feature import Desk, Feature
from bot.turns.replies import Reply, Show
from cards.overview import OverviewPart, OverviewPlace, OverviewRow, RowButton
from cards.words import Text
from dialogs.engine import VERBS
from domain.press import Press
from domain.timer import TimerKind
from services.drafts import look_at_draft


async def _press(desk: Desk, press: Press, inputs: Mapping[str, str]) -> Reply:
    return Show(screen=await desk.dialogs.press(desk.ctx, press, inputs))


async def _list_drafts(desk: Desk) -> Sequence[OverviewPart]:
    rows = tuple(
        OverviewRow(
            text=Text(
                "overview.draft",
                {"dialog": draft.title, "at": desk.kit.short_moment(draft.changed_at)},
            ),
            button=RowButton(key="overview.go_on", press=draft.reopen, opens_dialog=True),
        )
        for draft in await desk.dialogs.unfinished(desk.ctx)
    )
    return (OverviewPart(heading="overview.drafts", place=OverviewPlace.DRAFTS, rows=rows),)


FEATURE: Final = Feature(
    buttons=dict.fromkeys(VERBS, _press),
    timers={TimerKind.DIALOG_DRAFT: look_at_draft},
    overview=(_list_drafts,),
)
