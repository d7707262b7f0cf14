"""Groups in Teams: people referred together, one page for all of them, and one answer to who
referred them.
"""

from collections.abc import Mapping
from typing import Final

from bot.turns.feature import Desk, Feature
from bot.turns.laid_aside import lay_aside
from bot.turns.opening import opening
from bot.turns.replies import Reply, Show
from cards.group_referral import (
    ASK_WITHDRAW_GROUP,
    BACK_TO_INBOX,
    BEGIN_GROUP,
    ENQUIRE_GROUP,
    SCREEN_GROUP,
    SHOW_GROUP,
    WITHDRAW_GROUP,
    draw_group_arrived,
    draw_group_news,
    lay_out_group,
    lay_out_group_withdrawal,
    read_group_press,
    tell_group_withdrawn,
)
from cards.inbox import draw_inbox
from cards.kit import Kit
from cards.messages import PrivateMessage
from dialogs.group_enquiry import GROUP_ENQUIRY
from dialogs.group_referral import GROUP_REFERRAL, go_on_with_group
from dialogs.group_screening import GROUP_SCREENING
from dialogs.group_work import AboutGroup
from domain.group_referral import GroupMark
from domain.notice import NoticeKind, PrivateNotice
from domain.press import Press
from domain.timer import TimerKind
from services.group_referral import look_at_group
from services.group_referral_views import (
    read_arrived_group,
    read_own_group,
    view_group,
)
from services.group_withdrawal import count_to_withdraw, withdraw_group
from services.inbox import view_inbox
from services.moment import Reading


async def _begin(desk: Desk, _press: Press, _inputs: Mapping[str, str]) -> Reply:
    reserved = await go_on_with_group(desk.ctx)
    return Show(screen=await desk.dialogs.begin_allowed(desk.ctx, GROUP_REFERRAL, reserved))


async def _show(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    mark, number = read_group_press(press)
    return Show(screen=lay_out_group(await view_group(desk.ctx, mark, number)))


async def _to_inbox(desk: Desk, _press: Press, _inputs: Mapping[str, str]) -> Reply:
    return lay_aside(desk, draw_inbox(desk.kit, await view_inbox(desk.ctx)))


async def _ask_withdraw(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    mark = GroupMark(press.subject)
    return Show(screen=lay_out_group_withdrawal(mark, await count_to_withdraw(desk.ctx, mark)))


async def _withdraw(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    mark = GroupMark(press.subject)
    return Show(screen=tell_group_withdrawn(mark, await withdraw_group(desk.ctx, mark)))


def _about(press: Press) -> AboutGroup:
    return AboutGroup(mark=GroupMark(press.subject))


async def _render_arrived(
    reading: Reading, kit: Kit, notice: PrivateNotice
) -> PrivateMessage | None:
    arrived = await read_arrived_group(reading, GroupMark(notice.subject))
    return draw_group_arrived(kit, arrived) if arrived else None


async def _render_news(reading: Reading, kit: Kit, notice: PrivateNotice) -> PrivateMessage | None:
    news = await read_own_group(reading, GroupMark(notice.subject))
    return draw_group_news(kit, news) if news else None


FEATURE: Final = Feature(
    buttons={
        BEGIN_GROUP: _begin,
        SHOW_GROUP: _show,
        BACK_TO_INBOX: _to_inbox,
        ASK_WITHDRAW_GROUP: _ask_withdraw,
        WITHDRAW_GROUP: _withdraw,
        SCREEN_GROUP: opening(GROUP_SCREENING, _about),
        ENQUIRE_GROUP: opening(GROUP_ENQUIRY, _about),
    },
    notices={
        NoticeKind.GROUP_ARRIVED: _render_arrived,
        NoticeKind.GROUP_NEWS: _render_news,
    },
    timers={TimerKind.GROUP_REFERRAL: look_at_group},
    dialogs=(GROUP_REFERRAL, GROUP_SCREENING, GROUP_ENQUIRY),
)
