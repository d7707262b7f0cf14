"""What a guided conversation is made of: pages of questions, as data and rules."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from cards.page import ChoiceView, FieldKind, ReceiptView, ShownView
from cards.words import Text
from domain.draft import Answers, Draft
from domain.identifiers import CaseId
from services.moment import Context

LONG_TEXT_SIGNS = 2000
TEXT_SIGNS = 200

Problems = Mapping[str, Text]
ChoicesOf = Callable[[Context, str], Awaitable[tuple[ChoiceView, ...]]]
ShownBeside = Callable[[Context, str], Awaitable[Mapping[str, tuple[ShownView, ...]]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One question. ``label`` and ``hint`` are text keys.

    ``choices_of`` finds the choices that only the house knows (its partners), given the subject.
    ``is_watched`` warns the writer about personal data, which belongs elsewhere.
    """

    id: str
    kind: FieldKind
    label: str
    hint: str = ""
    is_required: bool = True
    choices: tuple[ChoiceView, ...] = ()
    choices_of: ChoicesOf | None = None
    max_length: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    is_watched: bool = False

    @property
    def longest(self) -> int:
        """Most signs a typed answer may have."""
        usual = LONG_TEXT_SIGNS if self.kind is FieldKind.LONG_TEXT else TEXT_SIGNS
        return self.max_length or usual


def always(_answers: Answers) -> bool:
    """Show a page whatever was answered."""
    return True


def no_problems(_answers: Answers, _today: date) -> Problems:
    """Find nothing wrong beyond what each question asks by itself."""
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of questions. ``title`` and ``intro`` are text keys.

    ``is_shown`` hides the page when other answers make it needless. ``check`` finds problems
    between answers, by field. ``shows`` finds what is read beside a question (by field id) or
    above all of them (under the empty name).
    """

    id: str
    title: str
    fields: tuple[Field, ...]
    intro: str = ""
    is_shown: Callable[[Answers], bool] = always
    check: Callable[[Answers, date], Problems] = no_problems
    shows: ShownBeside | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """How a dialog begins: what it is about, and answers that are known already.

    ``case`` is the case whose key locks the answers.
    """

    subject: str
    case: CaseId | None = None
    answers: Answers = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialog:
    """A guided conversation. ``version`` grows when an old draft could no longer be read.

    ``allow`` asks the read policy at every step and raises when the answer is no. ``begin`` is
    given what the dialog was asked about. ``finish`` calls one service and says what happened.
    ``title`` and ``finish_button`` are text keys.
    """

    name: str
    version: int
    title: str
    pages: tuple[Page, ...]
    allow: Callable[[Context, str], Awaitable[None]]
    begin: Callable[[Context, str], Awaitable[Start]]
    finish: Callable[[Context, Draft], Awaitable[ReceiptView]]
    finish_button: str = "dialog.send"
