"""What the channel reads of a meeting at the table: now and next, then what was discussed.

Drawn from ``RunPost`` alone, whose types cannot hold a name or a story (product page §1.1).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cards.kit import Kit, Part
from cards.messages import ChannelMessage, ChannelPost, Preview
from domain.agenda import AgendaItem
from domain.identifiers import CaseCode
from domain.meeting_run import Progress
from domain.stoplight import Colour
from services.meeting_run_views import RunView

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPostCase(ChannelPost):
    """One case: its colour, and when it is discussed or expected."""

    code: CaseCode
    colour: Colour
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPost(ChannelPost):
    """A meeting at the table for a channel; ``ended_at`` is set when it was closed."""

    starts_at: datetime
    now: RunPostCase | None
    pause_until: datetime | None
    following: RunPostCase | None
    more: int
    delay_minutes: int
    discussed: tuple[RunPostCase, ...]
    moves_on: tuple[RunPostCase, ...]
    ended_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStub(ChannelPost):
    """The place of a meeting that is about to be shown."""

    starts_at: datetime


def form_run_post(view: RunView) -> RunPost:
    """Keep of a meeting at the table what a channel may know."""
    coming, ended_at = view.coming, view.run.ended_at if view.run else None
    following = None if ended_at else next(iter(coming), None)
    skipped = view.with_progress(Progress.SKIPPED)
    moves_on = (*skipped, *coming) if ended_at else skipped
    return RunPost(
        starts_at=view.meeting.starts_at,
        now=_case(view.item_now, view.expectation.now_until) if view.item_now else None,
        pause_until=view.expectation.pause_until,
        following=_case(following, view.expected(following)) if following else None,
        more=0 if ended_at else max(len(coming) - 1, 0),
        delay_minutes=view.delay // _MINUTE,
        discussed=tuple(_case(one) for one in view.with_progress(Progress.DISCUSSED)),
        moves_on=tuple(_case(one) for one in moves_on),
        ended_at=ended_at,
    )


def _case(item: AgendaItem, at: datetime | None = None) -> RunPostCase:
    return RunPostCase(code=item.code, colour=item.colour, at=at)


def draw_run_stub(kit: Kit, stub: RunStub) -> ChannelMessage:
    """Hold the place of the card."""
    body = [kit.text("meeting_run.post_stub", day=kit.day(kit.local(stub.starts_at).date()))]
    card = kit.card(Preview.MEETING_RUN, body)
    return ChannelMessage(post=stub, preview=Preview.MEETING_RUN, card=card)


def draw_run_post(kit: Kit, post: RunPost) -> ChannelMessage:
    """Draw a meeting at the table for its channel."""
    body = [
        kit.title("meeting_run.post_title", day=kit.day(kit.local(post.starts_at).date())),
        *(_going_on(kit, post) if post.ended_at is None else _ended(kit, post, post.ended_at)),
    ]
    card = kit.card(Preview.MEETING_RUN, body)
    return ChannelMessage(post=post, preview=Preview.MEETING_RUN, card=card)


def _going_on(kit: Kit, post: RunPost) -> list[Part]:
    late = [kit.counted("meeting_run.delay", post.delay_minutes)] if post.delay_minutes else []
    return [
        _now(kit, post),
        *_following(kit, post),
        *late,
        *_listed(kit, "meeting_run.discussed", post.discussed),
        *_listed(kit, "meeting_run.moves_on", post.moves_on),
    ]


def _now(kit: Kit, post: RunPost) -> Part:
    if post.now and post.now.at:
        until = kit.clock(post.now.at)
        now = post.now
        return kit.text("meeting_run.post_now", colour=now.colour, code=now.code, until=until)
    if post.pause_until:
        return kit.text("meeting_run.pause", until=kit.clock(post.pause_until))
    return kit.text("meeting_run.waiting" if post.following else "meeting_run.all_done")


def _following(kit: Kit, post: RunPost) -> list[Part]:
    if post.following is None or post.following.at is None:
        return []
    case, at = post.following, kit.clock(post.following.at)
    more = [kit.counted("meeting_run.post_more", post.more)] if post.more else []
    return [kit.text("meeting_run.post_next", colour=case.colour, code=case.code, at=at), *more]


def _ended(kit: Kit, post: RunPost, ended_at: datetime) -> list[Part]:
    counted = [
        kit.counted(key, len(cases), codes=_name(kit, cases))
        for key, cases in (
            ("meeting_run.post_discussed", post.discussed),
            ("meeting_run.post_moves_on", post.moves_on),
        )
        if cases
    ]
    nothing = [] if post.discussed else [kit.text("meeting_run.post_nothing")]
    return [kit.text("meeting_run.ended", at=kit.clock(ended_at)), *nothing, *counted]


def _listed(kit: Kit, key: str, cases: tuple[RunPostCase, ...]) -> list[Part]:
    return [kit.subtle(key, codes=_name(kit, cases))] if cases else []


def _name(kit: Kit, cases: tuple[RunPostCase, ...]) -> str:
    return ", ".join(f"{kit.colour(one.colour)} {one.code}" for one in cases)
