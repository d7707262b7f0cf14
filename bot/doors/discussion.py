"""The page of one case of a meeting in Teams: opened from the table by who runs it."""

from collections.abc import Mapping
from typing import Final

from bot.turns.feature import Desk, Feature
from bot.turns.replies import Reply, Show
from cards.discussion import DISCUSS
from dialogs.discussion import DISCUSSION, AboutDiscussion
from domain.identifiers import CaseId, MeetingId
from domain.press import Press


async def _open(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    meeting, _, case = press.subject.rpartition("/")
    about = AboutDiscussion(meeting=MeetingId(meeting), case=CaseId(case))
    return Show(screen=await desk.dialogs.begin(desk.ctx, DISCUSSION, about))


FEATURE: Final = Feature(buttons={DISCUSS: _open}, dialogs=(DISCUSSION,))
