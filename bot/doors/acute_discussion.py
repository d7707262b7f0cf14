"""The page of an acute session in Teams: opened from the board by who runs it."""

from collections.abc import Mapping
from typing import Final

from bot.turns.feature import Desk, Feature
from bot.turns.replies import Reply, Show
from cards.acute_discussion import WRITE_SESSION
from dialogs.about import AboutSession
from dialogs.acute_discussion import ACUTE_DISCUSSION
from domain.identifiers import SessionId
from domain.press import Press


async def _write(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    about = AboutSession(session=SessionId(press.subject))
    return Show(screen=await desk.dialogs.begin(desk.ctx, ACUTE_DISCUSSION, about))


FEATURE: Final = Feature(buttons={WRITE_SESSION: _write}, dialogs=(ACUTE_DISCUSSION,))
