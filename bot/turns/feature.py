"""How a feature enters the bot: its commands, buttons, notices, posts and timers in one value."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from bot.turns.replies import Reply
from cards.kit import Kit
from cards.messages import ChannelMessage, PrivateMessage
from domain.access import Action
from domain.notice import ChannelNotice, NoticeKind, PrivateNotice
from domain.press import Press
from domain.timer import TimerKind
from services.moment import Context, Moment, Reading
from services.timers import TimerHandler


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What a handler works with in one turn; ``kit`` speaks the actor's language.
    ``is_private`` when nobody but the actor reads along.
    """

    ctx: Context
    kit: Kit
    is_private: bool = True


CommandHandler = Callable[[Desk, str], Awaitable[Reply]]
ButtonHandler = Callable[[Desk, Press, Mapping[str, str]], Awaitable[Reply]]
NoticeRenderer = Callable[[Reading, Kit, PrivateNotice], Awaitable[PrivateMessage | None]]
PostRenderer = Callable[[Moment, Kit, ChannelNotice], Awaitable[ChannelMessage | None]]
# what the clock does at every tick: for the house as a whole, never for each subject of it
Job = Callable[[Moment], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """How a card reaches a channel: first a stub without content, then the content in its place."""

    stub: PostRenderer
    content: PostRenderer


class Group(StrEnum):
    """Headings of ``help``; rights are the policy's."""

    EVERYONE = "everyone"
    COORDINATORS = "coordinators"


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A word people type: the Dutch one first, then its English alias.

    ``action`` is what the policy is asked before ``run``; ``help_key`` names its line in help.
    ``runs_alone`` when it does something useful without arguments, and so can be a button.
    """

    words: tuple[str, ...]
    action: Action
    run: CommandHandler
    help_key: str
    group: Group = Group.EVERYONE
    runs_alone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """All doors of one feature. Every button handler asks the policy through its service.

    The renderers of ``notices`` and ``posts`` give None when there is nothing to say any more, or
    not to this recipient. A kit speaks the recipient's language, in a channel Dutch.
    """

    commands: Sequence[Command] = ()
    buttons: Mapping[str, ButtonHandler] = field(default_factory=dict)
    notices: Mapping[NoticeKind, NoticeRenderer] = field(default_factory=dict)
    posts: Mapping[NoticeKind, Posting] = field(default_factory=dict)
    timers: Mapping[TimerKind, TimerHandler] = field(default_factory=dict)
    jobs: Sequence[Job] = ()
