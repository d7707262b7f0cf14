"""The line about an acute session in the channel of the coordinators."""

from typing import Final

from bot.turns.feature import Feature, Posting
from cards.acute_line import draw_line, draw_line_stub, form_line
from cards.kit import Kit
from cards.messages import ChannelMessage
from domain.identifiers import SessionId
from domain.notice import ChannelNotice, NoticeKind
from services.acute.line import read_line
from services.moment import Moment


async def _render_stub(moment: Moment, kit: Kit, notice: ChannelNotice) -> ChannelMessage | None:
    view = await read_line(moment, SessionId(notice.subject))
    return draw_line_stub(kit, form_line(view)) if view else None


async def _render_line(moment: Moment, kit: Kit, notice: ChannelNotice) -> ChannelMessage | None:
    view = await read_line(moment, SessionId(notice.subject))
    return draw_line(kit, form_line(view)) if view else None


FEATURE: Final = Feature(
    posts={NoticeKind.ACUTE_LINE: Posting(stub=_render_stub, content=_render_line)},
)
