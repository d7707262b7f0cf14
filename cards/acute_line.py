"""An acute session as the channel of the coordinators sees it: a code and two moments.

Drawn from ``AcuteLinePost`` alone, whose types cannot hold a name or a story (product page §1.1).
"""

from dataclasses import dataclass
from datetime import datetime

from cards.kit import Kit
from cards.messages import ChannelMessage, ChannelPost, Preview
from domain.identifiers import CaseCode
from services.acute.line import AcuteLineView


@dataclass(frozen=True, slots=True, kw_only=True)
class AcuteLinePost(ChannelPost):
    """One session for a channel; ``closed_at`` is set once it is over."""

    code: CaseCode
    starts_at: datetime
    closed_at: datetime | None


def form_line(view: AcuteLineView) -> AcuteLinePost:
    """Keep of a session what a channel may know."""
    return AcuteLinePost(code=view.code, starts_at=view.starts_at, closed_at=view.closed_at)


def draw_line_stub(kit: Kit, post: AcuteLinePost) -> ChannelMessage:
    """Hold the place of the line."""
    card = kit.card(Preview.SESSION, [kit.text("acute_line.stub")])
    return ChannelMessage(post=post, preview=Preview.SESSION, card=card)


def draw_line(kit: Kit, post: AcuteLinePost) -> ChannelMessage:
    """Draw the line: that a session is planned and when it begins, or that it is closed."""
    if post.closed_at is None:
        said = kit.text("acute_line.planned", code=post.code, at=kit.short_moment(post.starts_at))
    else:
        said = kit.text("acute_line.closed", code=post.code, at=kit.short_moment(post.closed_at))
    return ChannelMessage(
        post=post, preview=Preview.SESSION, card=kit.card(Preview.SESSION, [said])
    )
