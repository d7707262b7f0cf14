"""The buttons of every dialog, and the drafts that wait for their member."""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.turns.feature import Desk, Feature
from bot.turns.replies import Instead, Reply, Say, Show
from cards.kit import Frame
from cards.overview import OverviewPart, OverviewPlace, OverviewRow, RowButton
from cards.page import ReceiptView
from cards.words import Text
from dialogs.engine import VERBS
from domain.errors import NotAllowedError
from domain.press import Press
from domain.timer import TimerKind
from services.drafts import look_at_draft
from services.ports.own_parts import OwnPart


async def _press(desk: Desk, press: Press, inputs: Mapping[str, str]) -> Reply:
    screen = await desk.dialogs.press(desk.ctx, press, inputs)
    if isinstance(screen, ReceiptView) and screen.back and desk.kit.frame is Frame.CHAT_CARD:
        return await _give_back(desk, screen, screen.back)
    return Show(screen=screen)


async def _give_back(desk: Desk, ended: ReceiptView, back: Press) -> Reply:
    """In the chat a dialog took the place of the card it was opened from: give that back."""
    show = next(one.buttons[back.verb] for one in desk.features if back.verb in one.buttons)
    try:
        card = await show(desk, back, {})
    except NotAllowedError:
        return Show(screen=ended)
    if not isinstance(card, Say | Instead):
        return Show(screen=ended)
    told = desk.kit.short(ended.title.key, **ended.title.parameters)
    return Instead(message=card.message), Say(message=told)


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
    own_part=OwnPart.DRAFTS,
)
