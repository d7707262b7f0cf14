"""How a feature enters the bot: everything that lists features reads it from one value."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from bot.turns.replies import Reply
from cards.calendar_mail import CalendarMail
from cards.kit import Kit
from cards.messages import ChannelMessage, PrivateMessage
from cards.overview import OverviewPart
from cards.referral import CaseButton
from dialogs.engine import Engine
from dialogs.pages import Dialog
from domain.access import Action
from domain.member import Language
from domain.notice import ChannelNotice, NoticeKind, PrivateNotice
from domain.press import Press
from domain.timer import TimerKind
from services.moment import Context, Moment, Reading
from services.own_parts import find_own_parts
from services.ports.address import Address
from services.ports.own_parts import OwnPart
from services.timers import TimerHandler


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What a handler works with in one turn; ``kit`` speaks the actor's language.
    ``is_private`` when nobody but the actor reads along; ``features`` are all of the bot, in order.
    ``group_chat`` is the chat of several in which it is said, None anywhere else.
    """

    ctx: Context
    kit: Kit
    is_private: bool = True
    group_chat: Address | None = None
    features: Sequence["Feature"] = ()

    @property
    def dialogs(self) -> Engine:
        """Every dialog of every feature."""
        return Engine(dialog for feature in self.features for dialog in feature.dialogs)

    @property
    def case_buttons(self) -> tuple[CaseButton, ...]:
        """Every button that a feature puts on the card of a case."""
        return tuple(button for feature in self.features for button in feature.case_buttons)

    @property
    def case_actions(self) -> tuple[Action, ...]:
        """What the buttons on the card of a case do, for the policy to choose from."""
        return tuple(button.action for button in self.case_buttons)

    async def list_own(self) -> Sequence[OverviewPart]:
        """Everything that is the actor's own, part by part."""
        found = await find_own_parts(self.ctx)
        return [
            part
            for feature in self.features
            if feature.own_part is None or feature.own_part in found
            for list_parts in feature.overview
            for part in await list_parts(self)
        ]


CommandHandler = Callable[[Desk, str], Awaitable[Reply]]
ButtonHandler = Callable[[Desk, Press, Mapping[str, str]], Awaitable[Reply]]
NoticeRenderer = Callable[[Reading, Kit, PrivateNotice], Awaitable[PrivateMessage | None]]
MailRenderer = Callable[[Reading, Kit, PrivateNotice], Awaitable[CalendarMail | None]]
PostRenderer = Callable[[Moment, Kit, ChannelNotice], Awaitable[ChannelMessage | None]]
OverviewLister = Callable[[Desk], Awaitable[Sequence[OverviewPart]]]
DigestLister = Callable[[Reading, Kit], Awaitable[Sequence[OverviewPart]]]
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
    OFFICE = "office"


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A word people type: the Dutch one first, its English alias last unless ``english`` names it.

    ``action`` is what the policy is asked before ``run``; ``help_key`` names its line in help, and
    what is done every day (``is_daily``) stands first there.
    ``runs_alone`` when it does something useful without arguments, and so can be a button.
    ``reads_more`` when it reads what is typed behind it, and itself asks to delete the rest.
    ``is_for_groups`` when it is of use in a chat of several only. ``is_rare`` when it is used now
    and then: it stands in help, and not in the short list of Teams.
    """

    words: tuple[str, ...]
    action: Action
    run: CommandHandler
    help_key: str
    group: Group = Group.EVERYONE
    english: str = ""
    is_daily: bool = False
    runs_alone: bool = False
    reads_more: bool = False
    is_for_groups: bool = False
    is_rare: bool = False

    def word_in(self, language: Language) -> str:
        """The word that help tells a reader of this language."""
        is_dutch = language is Language.DUTCH
        return self.words[0] if is_dutch else self.english or self.words[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """All that one feature brings to the bot. Every button handler asks the policy through its
    service.

    The renderers of ``notices``, ``mails`` and ``posts`` give None when there is nothing to say any
    more, or not to this recipient. A kit speaks the recipient's language, in a channel Dutch.
    ``overview`` lists what is a member's own (*mijn*), with an ``own_part`` only when that may hold
    anything; ``digest`` what of it asks for attention on the day it is sent; ``case_buttons`` stand
    on the card of a case for who may take their action.
    """

    commands: Sequence[Command] = ()
    buttons: Mapping[str, ButtonHandler] = field(default_factory=dict)
    notices: Mapping[NoticeKind, NoticeRenderer] = field(default_factory=dict)
    mails: Mapping[NoticeKind, MailRenderer] = field(default_factory=dict)
    posts: Mapping[NoticeKind, Posting] = field(default_factory=dict)
    timers: Mapping[TimerKind, TimerHandler] = field(default_factory=dict)
    jobs: Sequence[Job] = ()
    dialogs: Sequence[Dialog[Any, Any]] = ()
    overview: Sequence[OverviewLister] = ()
    own_part: OwnPart | None = None
    digest: Sequence[DigestLister] = ()
    case_buttons: Sequence[CaseButton] = ()
