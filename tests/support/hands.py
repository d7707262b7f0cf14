"""How somebody's Teams works: it presses a button in place (Execute), as an older Teams does
(Submit) or in Teams' own window (task module), and delivers once or more often.
"""

import asyncio
from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Any

from tests.support.served import Listening

Activity = dict[str, Any]
Courier = Callable[[Listening, Activity], Awaitable[Any]]


class Hand(StrEnum):
    """How somebody's Teams presses buttons and shows dialogs."""

    EXECUTE = "execute"
    SUBMIT = "submit"
    WINDOW = "window"

    @property
    def environment(self) -> dict[str, str]:
        """The frame of dialogs that the bot is started with."""
        frame = "task_module" if self is Hand.WINDOW else "chat_card"
        return {"STOPLICHT_DIALOG_FRAME": frame}


async def once(bot: Listening, activity: Activity) -> Any:
    """Deliver an activity as it should be."""
    status, body = await bot.post(activity)
    assert status == 200, (status, body, "\n".join(bot.log))
    return body


async def five_times_at_once(bot: Listening, activity: Activity) -> Any:
    """Deliver the same activity five times at once; all get the same answer."""
    answers = await asyncio.gather(*(bot.post(activity) for _ in range(5)))
    assert [status for status, _ in answers] == [200] * 5
    assert all(body == answers[0][1] for _, body in answers)
    return answers[0][1]


async def twice(bot: Listening, activity: Activity) -> Any:
    """Deliver the same activity again after its answer came, as Teams does when that got lost."""
    first = await once(bot, activity)
    await bot.quiet()
    assert await once(bot, activity) == first
    return first
