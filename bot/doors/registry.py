"""All features together: which word, button and notice belongs to whom."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from bot.turns.feature import (
    ButtonHandler,
    Command,
    Feature,
    Job,
    MailRenderer,
    NoticeRenderer,
    Posting,
)
from domain.notice import NoticeKind
from domain.timer import TimerKind
from services.timers import TimerHandler

_LIKENESS: Final = 0.6
# any other word of a sentence is seldom a mistyped command
_LIKENESS_IN_SENTENCE: Final = 0.8
_MOST_WORDS: Final = 30
_MOST_GUESSES: Final = 3


class DoubleEntryError(ValueError):
    """Two features claim the same word, button, notice, timer or dialog."""


@dataclass(frozen=True, slots=True)
class Registry:
    """The features of this bot."""

    features: Sequence[Feature]

    def __post_init__(self) -> None:
        """Refuse two owners of one door."""
        _refuse_doubles([w for c in self.commands() for w in c.words])
        _refuse_doubles([verb for feature in self.features for verb in feature.buttons])
        kinds = [kind for one in self.features for kind in (*one.notices, *one.mails, *one.posts)]
        _refuse_doubles([str(kind) for kind in kinds])
        _refuse_doubles([str(kind) for one in self.features for kind in one.timers])
        _refuse_doubles([one.name for feature in self.features for one in feature.dialogs])

    def commands(self) -> Iterator[Command]:
        """All commands, in the order of help."""
        for feature in self.features:
            yield from feature.commands

    def command(self, word: str) -> Command | None:
        """Find the command of a word."""
        return next((c for c in self.commands() if word in c.words), None)

    def guess(self, text: str, among: Sequence[Command]) -> Sequence[Command]:
        """The few commands that a sentence may mean: whose word is in it, else looks like it."""
        words = [word.strip("?!.,:;/") for word in text.casefold().split()[:_MOST_WORDS]]
        named = [command for command in among if not set(words).isdisjoint(command.words)]
        near = (self.nearest(word, among, _LIKENESS_IN_SENTENCE) for word in words[1:])
        alike = dict.fromkeys([self.nearest(words[0], among) if words else None, *near])
        return (named or [command for command in alike if command])[:_MOST_GUESSES]

    def nearest(
        self, word: str, among: Sequence[Command], likeness: float = _LIKENESS
    ) -> Command | None:
        """The command whose word looks most like what was typed."""
        words = {w: command for command in among for w in command.words}
        close = get_close_matches(word, words, n=1, cutoff=likeness)
        return words[close[0]] if close else None

    def button(self, verb: str) -> ButtonHandler | None:
        """Find the handler of a button."""
        return next((f.buttons[verb] for f in self.features if verb in f.buttons), None)

    def notice(self, kind: NoticeKind) -> NoticeRenderer | None:
        """Find the renderer of a private notice."""
        return next((f.notices[kind] for f in self.features if kind in f.notices), None)

    def mail(self, kind: NoticeKind) -> MailRenderer | None:
        """Find who writes a mail."""
        return next((f.mails[kind] for f in self.features if kind in f.mails), None)

    def posting(self, kind: NoticeKind) -> Posting | None:
        """Find how a notice is posted in a channel."""
        return next((f.posts[kind] for f in self.features if kind in f.posts), None)

    def timers(self) -> Mapping[TimerKind, TimerHandler]:
        """Who handles each kind of timer."""
        return {kind: handle for one in self.features for kind, handle in one.timers.items()}

    def jobs(self) -> Iterator[Job]:
        """All jobs of the tick, in order."""
        for feature in self.features:
            yield from feature.jobs


def _refuse_doubles(names: Sequence[str]) -> None:
    doubles = {name for name in names if names.count(name) > 1}
    if doubles:
        raise DoubleEntryError(f"claimed twice: {', '.join(sorted(doubles))}")
