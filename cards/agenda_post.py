"""The agenda as its channel sees it: codes, colours, minutes, times and numbers, nothing else.

Drawn from ``AgendaPost`` alone, whose types cannot hold a name or a story (product page §1.1).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cards.kit import Kit, Part
from cards.messages import ChannelMessage, ChannelPost, Preview
from domain.agenda import AgendaChange, AgendaChangeKind, AgendaItem, LeftOut
from domain.agenda_change import find_moved_from
from domain.identifiers import CaseCode, ChannelTitle
from domain.meeting import CallOffReason
from domain.planning import Reason
from domain.stoplight import Colour
from services.agenda.views import PostedView


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedItem(ChannelPost):
    """One case: when, how long, and how many organisations must be there."""

    code: CaseCode
    colour: Colour
    minutes: int
    starts_at: datetime
    ends_at: datetime
    organisations: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedBreak(ChannelPost):
    """A pause."""

    minutes: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedLeftOut(ChannelPost):
    """A case that is not discussed, and why."""

    code: CaseCode
    colour: Colour | None
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedChange(ChannelPost):
    """A case that came, went or moved since the agenda was posted."""

    code: CaseCode
    kind: AgendaChangeKind
    was_at: datetime | None
    now_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaPost(ChannelPost):
    """An agenda for a channel; ``late_at`` is set when it comes after its hour, ``changed_at`` when
    it changed since, with its ``changes``, and ``moved_from`` when its meeting was to be at another
    time. ``title`` is what the house lets its channel read of the kind of meeting.
    """

    starts_at: datetime
    ends_at: datetime
    items: tuple[PostedItem, ...]
    breaks: tuple[PostedBreak, ...]
    left_out: tuple[PostedLeftOut, ...]
    late_at: datetime | None
    changed_at: datetime | None = None
    moved_from: datetime | None = None
    is_cancelled: bool = False
    title: ChannelTitle | None = None
    changes: tuple[PostedChange, ...] = ()
    called_off: CallOffReason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaStub(ChannelPost):
    """The place of an agenda that is about to come."""

    starts_at: datetime


def form_post(view: PostedView) -> AgendaPost:
    """Keep of an agenda what a channel may know."""
    agenda = view.agenda
    return AgendaPost(
        starts_at=view.meeting.starts_at,
        ends_at=view.meeting.ends_at,
        items=tuple(_item(one) for one in agenda.items),
        breaks=tuple(
            PostedBreak(minutes=one.minutes, starts_at=one.starts_at, ends_at=one.ends_at)
            for one in agenda.breaks
        ),
        left_out=tuple(_left_out(one) for one in agenda.left_out),
        late_at=view.late_at,
        changed_at=agenda.changed_at,
        moved_from=find_moved_from(view.meeting, agenda),
        is_cancelled=view.meeting.is_cancelled,
        called_off=view.meeting.called_off,
        title=view.title,
        changes=tuple(_change(one) for one in agenda.changes) if agenda.changed_at else (),
    )


def _change(change: AgendaChange) -> PostedChange:
    return PostedChange(
        code=change.code, kind=change.kind, was_at=change.was_at, now_at=change.now_at
    )


def _item(item: AgendaItem) -> PostedItem:
    return PostedItem(
        code=item.code,
        colour=item.colour,
        minutes=item.minutes,
        starts_at=item.starts_at,
        ends_at=item.ends_at,
        organisations=len(item.required),
    )


def _left_out(left: LeftOut) -> PostedLeftOut:
    return PostedLeftOut(code=left.code, colour=left.colour, reason=left.reason)


def draw_stub(kit: Kit, stub: AgendaStub) -> ChannelMessage:
    """Hold the place of the agenda."""
    body = [kit.text("agenda.stub", day=_day(kit, stub.starts_at))]
    return ChannelMessage(post=stub, preview=Preview.AGENDA, card=kit.card(Preview.AGENDA, body))


def draw_post(kit: Kit, post: AgendaPost) -> ChannelMessage:
    """Draw the agenda for its channel."""
    body = [
        _title(kit, post),
        *([kit.text("agenda.late", at=kit.clock(post.late_at))] if post.late_at else []),
        *_changed(kit, post),
        *([] if post.is_cancelled else _contents(kit, post)),
    ]
    return ChannelMessage(post=post, preview=Preview.AGENDA, card=kit.card(Preview.AGENDA, body))


def _title(kit: Kit, post: AgendaPost) -> Part:
    day, hours = _day(kit, post.starts_at), _hours(kit, post)
    if post.title is None:
        return kit.title("agenda.title", day=day, hours=hours)
    return kit.title("agenda.title_of", title=post.title, day=day, hours=hours)


def _changed(kit: Kit, post: AgendaPost) -> list[Part]:
    if post.changed_at is None:
        return []
    changed = _say_changed(kit, post, post.changed_at)
    if post.is_cancelled:
        reason = kit.phrase(f"meeting_change.reason_{post.called_off}") if post.called_off else ""
        why = [kit.text("meeting_change.post_reason", reason=reason)] if reason else []
        return [kit.text("agenda.post_cancelled"), *why, changed]
    if post.moved_from:
        return [kit.text("agenda.moved_from", moved_from=post.moved_from), changed]
    return [changed]


def _say_changed(kit: Kit, post: AgendaPost, changed_at: datetime) -> Part:
    if post.is_cancelled or not post.changes:
        return kit.text("agenda.post_changed", changed_at=changed_at)
    said = "; ".join(say_change(kit, one) for one in post.changes)
    return kit.text("agenda.post_changes", changed_at=changed_at, changes=said)


def say_change(kit: Kit, change: PostedChange | AgendaChange) -> str:
    """Say what happened to a case: it comes, it is left out, or it moves."""
    return kit.phrase(
        f"agenda.changed_{change.kind}",
        code=change.code,
        was=kit.clock(change.was_at) if change.was_at else "",
        now=kit.clock(change.now_at) if change.now_at else "",
    )


def _contents(kit: Kit, post: AgendaPost) -> list[Part]:
    return [
        *_slots(kit, post),
        *_leftovers(kit, post.left_out),
        kit.subtle("agenda.own_times_follow"),
    ]


def _slots(kit: Kit, post: AgendaPost) -> list[Part]:
    if not post.items:
        return [kit.text("agenda.empty")]
    slots: list[PostedItem | PostedBreak] = [*post.items, *post.breaks]
    slots.sort(key=lambda slot: slot.starts_at)
    return [_line(kit, slot) for slot in slots]


def _line(kit: Kit, slot: PostedItem | PostedBreak) -> Part:
    hours = _hours(kit, slot)
    if isinstance(slot, PostedBreak):
        return kit.subtle("agenda.break", hours=hours, minutes=slot.minutes)
    return kit.text(
        "agenda.line",
        hours=hours,
        colour=slot.colour,
        code=slot.code,
        minutes=slot.minutes,
        organisations=kit.words.count("agenda.organisations", slot.organisations),
    )


def _leftovers(kit: Kit, left_out: Sequence[PostedLeftOut]) -> list[Part]:
    """Cases that are not discussed, one paragraph for each reason."""
    by_reason = {reason: [one for one in left_out if one.reason is reason] for reason in Reason}
    named = [(reason, cases) for reason, cases in by_reason.items() if cases]
    if not named:
        return []
    return [
        kit.heading("agenda.left_out_title"),
        *(
            kit.text(f"agenda.left_out_{reason}", codes=", ".join(_name(kit, one) for one in cases))
            for reason, cases in named
        ),
    ]


def _name(kit: Kit, left: PostedLeftOut) -> str:
    return f"{kit.colour(left.colour)} {left.code}" if left.colour else left.code


def _day(kit: Kit, at: datetime) -> str:
    return kit.day(kit.local(at).date())


def _hours(kit: Kit, slot: AgendaPost | PostedItem | PostedBreak) -> str:
    return f"{kit.clock(slot.starts_at)}–{kit.clock(slot.ends_at)}"
