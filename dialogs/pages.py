"""What a guided conversation is made of: pages of questions, as data and rules."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import ClassVar, Final, Generic, TypeVar

from cards.page import ChoiceView, FieldKind, Screen, ShownView
from cards.referral import SHOW_CASE
from cards.words import Text
from dialogs.about import About
from domain.draft import Answers
from domain.errors import InvalidInputError
from domain.identifiers import CaseCode, CaseId
from domain.personal_data import PersonalData
from domain.press import Press
from domain.purpose import CasePurpose, find_purpose
from services.access import Permit
from services.moment import Context

# a citizen service number belongs in no answer at all; a story holds no other data of a person
_CITIZEN_NUMBER: Final = frozenset({PersonalData.CITIZEN_NUMBER})
STORY: Final = frozenset(PersonalData)
UNWATCHED: Final[frozenset[PersonalData]] = frozenset()
LONG_TEXT_SIGNS = 2000
TEXT_SIGNS = 200

Loaded = TypeVar("Loaded")
Given_contra = TypeVar("Given_contra", contravariant=True)
Problems = Mapping[str, Text]
ChoicesOf = Callable[[Context, Given_contra], Awaitable[tuple[ChoiceView, ...]]]
ShownBeside = Callable[[Context, Given_contra], Awaitable[Mapping[str, tuple[ShownView, ...]]]]


class ReadAgainError(InvalidInputError):
    """Somebody saved this too; what they wrote is put beside your own answers."""

    text_key: ClassVar[str] = "dialog.read_again"

    def __init__(self, answers: Answers, name: str, at: str) -> None:
        super().__init__(name=name, at=at)
        self.answers = answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Field(Generic[Given_contra]):
    """One question. ``label``, ``hint`` and ``needed_when`` are text keys; the last says on what
    it depends that a question may not stay empty, when the page's ``check`` asks for it at times.

    ``choices_of`` finds the choices that only the house knows (its partners), given what the dialog
    loaded. ``watches`` is the personal data that does not belong in a typed answer: its writer is
    warned. A review leaves out one that was not filled in and ``says_nothing_empty``.
    """

    id: str
    kind: FieldKind
    label: str
    hint: str = ""
    is_required: bool = True
    needed_when: str = ""
    choices: tuple[ChoiceView, ...] = ()
    choices_of: ChoicesOf[Given_contra] | None = None
    max_length: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    says_nothing_empty: bool = False
    watches: frozenset[PersonalData] = _CITIZEN_NUMBER

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


def fill_in_nothing(_ctx: Context, answers: Answers) -> Answers:
    """Leave the answers as they were given."""
    return answers


def name_case(permit: Permit, _answers: Answers) -> CaseCode:
    """Name the case that a permit is about."""
    return permit.case.code


def its_purpose(permit: Permit) -> CasePurpose:
    """Find for what something is asked of the case that a permit is about."""
    return find_purpose(permit.case.state)


def back_to_case(permit: Permit) -> Press:
    """Go back to the card of the case that a permit is about."""
    return Press(verb=SHOW_CASE, subject=permit.case.id)


def no_case_yet(_loaded: object, _answers: Answers) -> None:
    """Name no case: the dialog is about one that has no code yet."""


def about_no_case(_loaded: object, _answers: Answers) -> None:
    """Name no case: the dialog is about none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[Given_contra]):
    """A page of questions. ``title`` and ``intro`` are text keys.

    ``is_shown`` hides the page when other answers make it needless. ``check`` finds problems
    between answers, by field. ``shows`` finds what is read beside a question (by field id) or
    above all of them (under the empty name), given what the dialog loaded. ``fill_in`` completes
    what was answered with what the house knows.
    """

    id: str
    title: str
    fields: tuple[Field[Given_contra], ...]
    intro: str = ""
    is_shown: Callable[[Answers], bool] = always
    check: Callable[[Answers, date], Problems] = no_problems
    shows: ShownBeside[Given_contra] | None = None
    fill_in: Callable[[Context, Answers], Answers] = fill_in_nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning(Generic[About]):
    """How a dialog begins: what it is about from now on, and answers that are known already.

    ``case`` is the case whose key locks both.
    """

    about: About
    case: CaseId | None = None
    answers: Answers = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialog(Generic[About, Loaded]):
    """A guided conversation. ``version`` grows when an old draft could no longer be read.

    ``allow`` asks the read policy at every step, raises when the answer is no and gives what it
    loaded: all that the rest of this turn needs, so that nothing is loaded or decided twice.
    ``code_of`` names the case on every page, so that one open dialog is told from another.
    ``about`` is the shape of what is kept in a draft between turns. ``finish`` calls one service
    and says what happened, or shows what was asked for. ``sees`` puts on record what its answers
    show of the case, wherever they are shown; None when they show only what the member filled in.
    ``purpose_of`` finds for what a member is asked to tell something; it stands on each page.
    ``kept_within`` is how long it may wait unfinished, where that is less than the house says.
    ``way_back`` is the press that shows once more the card a dialog is opened from. ``sums_up`` is
    what the review says above the answers; one that ``is_long`` says of each page only how much is
    filled in. ``title`` and ``finish_button`` are text keys.
    """

    name: str
    version: int
    title: str
    about: type[About]
    pages: tuple[Page[Loaded], ...]
    allow: Callable[[Context, About], Awaitable[Loaded]]
    begin: Callable[[Context, Loaded], Awaitable[Beginning[About]]]
    finish: Callable[[Context, Loaded, Answers], Awaitable[Screen]]
    code_of: Callable[[Loaded, Answers], CaseCode | None]
    finish_button: str = "dialog.send"
    way_back: Callable[[Loaded], Press] | None = None
    sees: Callable[[Context, Loaded], Awaitable[None]] | None = None
    purpose_of: Callable[[Loaded], CasePurpose] | None = None
    kept_within: timedelta = timedelta.max
    sums_up: Callable[[Answers], tuple[ShownView, ...]] | None = None
    is_long: bool = False
