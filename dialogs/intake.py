"""The full intake as a dialog: each page may stay open, is kept, and the review says exactly what
is missing. By who referred, or by a coordinator with them on the telephone.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import ClassVar, Final

from cards.intake import show_intake_gaps
from cards.page import ChoiceView, FieldKind, ReceiptView, ShownView
from cards.words import Text
from dialogs.about import AboutCase
from dialogs.answers import options, text_of
from dialogs.informing_questions import (
    BY_PAGE,
    NOT_YET_PAGE,
    ask_informed,
    fill_in_days,
    form_informing,
)
from dialogs.intake_answers import (
    CONTACT_NUMBERS,
    fill_intake,
    form_intake,
    name_contact,
    name_words,
)
from dialogs.pages import (
    STORY,
    Beginning,
    Dialog,
    Field,
    Page,
    Problems,
    ReadAgainError,
    back_to_case,
    its_purpose,
    name_case,
)
from domain.draft import Answers
from domain.intake import (
    HasAny,
    IntakePart,
    IntakeUrgency,
    LifeDomain,
    Playing,
    Relation,
    find_intake_gaps,
)
from services.access import Permit
from services.calendar import write_moment
from services.intake import (
    find_intake_told_last,
    name_telephoned,
    open_intake,
    read_to_fill,
    record_intake_seen,
    tell_intake,
)
from services.moment import Context
from services.partners import name_member

# all of it at its longest fits on one leaf of the page of a case
_SHORT_SIGNS: Final = 300
_STORY_SIGNS: Final = 600
_NAMED: Final = "intake.needed_for_contact"
_WITH_WORDS: Final = "intake.needed_with_words"
_CONTACT_PARTS: Final = ("name", "relation", "relevance")
# which version was read, and whether it was known if the subject was informed, beside the answers
_TOLD, _KNOWN = "told", "informing_told"


class IntakeToldMeanwhileError(ReadAgainError):
    """Somebody told something of this referral meanwhile: read it first."""

    text_key: ClassVar[str] = "intake.told_meanwhile"


def _choice(
    name: str, label: str, choices: tuple[ChoiceView, ...], needed_when: str = ""
) -> Field[object]:
    return Field(
        id=name,
        kind=FieldKind.CHOICE,
        label=label,
        is_required=False,
        needed_when=needed_when,
        choices=choices,
    )


def _words(name: str, label: str, signs: int, needed_when: str = "") -> Field[object]:
    return Field(
        id=name,
        kind=FieldKind.LONG_TEXT,
        label=label,
        is_required=False,
        needed_when=needed_when,
        max_length=signs,
        watches=STORY,
    )


def _contact_page(number: int) -> Page[object]:
    def is_shown(answers: Answers) -> bool:
        """Ask of one after another, and of whoever was told before."""
        if answers.get("has_contacts") != HasAny.YES:
            return False
        before = name_contact("name", number - 1)
        return number == 1 or before in answers or name_contact("name", number) in answers

    def check(answers: Answers, _today: date) -> Problems:
        """All of somebody, or nothing."""
        names = [name_contact(part, number) for part in _CONTACT_PARTS]
        lacking = [one for one in names if one not in answers]
        is_half = 0 < len(lacking) < len(names)
        return {one: Text("intake.contact_half_told") for one in lacking} if is_half else {}

    return Page(
        id=f"contact_{number}",
        title="intake.page_contact",
        intro="intake.page_contact_intro",
        fields=(
            Field(
                id=name_contact("name", number),
                kind=FieldKind.TEXT,
                label="intake.contact_name",
                is_required=False,
                needed_when=_NAMED,
            ),
            _choice(
                name_contact("relation", number),
                "intake.relation",
                options("relation.", *Relation),
                needed_when=_NAMED,
            ),
            _words(
                name_contact("relevance", number),
                "intake.relevance",
                _SHORT_SIGNS,
                needed_when=_NAMED,
            ),
        ),
        is_shown=is_shown,
        check=check,
    )


def _want_choice_with_words(**choice_of: str) -> Callable[[Answers, date], Problems]:
    """What is typed beside a question that is left open would be shown to nobody."""

    def check(answers: Answers, _today: date) -> Problems:
        return {
            choice: Text("intake.words_without_choice")
            for words, choice in choice_of.items()
            if words in answers and choice not in answers
        }

    return check


def _domain_page(number: int, *domains: LifeDomain) -> Page[object]:
    return Page(
        id=f"domains_{number}",
        title="intake.page_domains",
        intro="intake.page_domains_intro",
        fields=tuple(field for domain in domains for field in _ask_domain(domain)),
        check=_want_choice_with_words(**{name_words(one): one for one in domains}),
    )


def _ask_domain(domain: LifeDomain) -> tuple[Field[object], Field[object]]:
    return (
        _choice(domain, f"life_domain.{domain}", options("playing.", *Playing), _WITH_WORDS),
        _words(name_words(domain), f"intake.words_{domain}", _SHORT_SIGNS),
    )


async def _show_with_whom(ctx: Context, permit: Permit) -> Mapping[str, tuple[ShownView, ...]]:
    """Say to a coordinator with whom they fill this in, and what happens then."""
    name = await name_telephoned(ctx, permit)
    if not name:
        return {}
    line = Text("intake.referrer_confirms")
    return {"": (ShownView(label=Text("intake.with_referrer", {"name": name}), lines=(line,)),)}


_CONTACTS: Final[Page[Permit]] = Page(
    id=IntakePart.CONTACTS,
    title="intake.page_contacts",
    intro="intake.page_contacts_intro",
    fields=(_choice("has_contacts", "intake.has_contacts", options("intake.contacts_", *HasAny)),),
    shows=_show_with_whom,
)
_DOMAINS: Final = tuple(LifeDomain)
_HALF: Final = len(_DOMAINS) // 2
_TRIED: Final[Page[object]] = Page(
    id=IntakePart.TRIED,
    title="intake.page_tried",
    fields=(
        _words("tried", "intake.tried", _STORY_SIGNS),
        _words("stuck", "intake.stuck", _STORY_SIGNS),
    ),
)
_INFORMED: Final[Page[object]] = Page(
    id=IntakePart.INFORMED,
    title="intake.page_informed",
    intro="intake.page_informed_intro",
    fields=(ask_informed(is_required=False),),
)
_HOUSEHOLD: Final[Page[object]] = Page(
    id=IntakePart.HOUSEHOLD,
    title="intake.page_household",
    fields=(
        _choice("minors", "intake.minors", options("intake.minors_", *HasAny), _WITH_WORDS),
        _words("minors_told", "intake.minors_told", _SHORT_SIGNS),
        Field(
            id="municipality",
            kind=FieldKind.TEXT,
            label="intake.municipality",
            is_required=False,
            max_length=80,
            watches=STORY,
        ),
    ),
    check=_want_choice_with_words(minors_told="minors"),
)
_SAFE_CONTACT: Final[Page[object]] = Page(
    id=IntakePart.SAFE_CONTACT,
    title="intake.page_safe_contact",
    intro="intake.page_safe_contact_intro",
    fields=(
        _words("how", "intake.how", _SHORT_SIGNS),
        _words("through", "intake.through", _SHORT_SIGNS),
        _words("warning", "intake.warning", _SHORT_SIGNS),
    ),
)
_URGENCY: Final[Page[object]] = Page(
    id=IntakePart.URGENCY,
    title="intake.page_urgency",
    intro="intake.page_urgency_intro",
    fields=(
        _choice(
            "urgency", "intake.urgency", options("intake.urgency_", *IntakeUrgency), _WITH_WORDS
        ),
        _words("urgency_told", "intake.urgency_told", _SHORT_SIGNS),
    ),
    check=_want_choice_with_words(urgency_told="urgency"),
)


async def _may_fill(ctx: Context, about: AboutCase) -> Permit:
    return await open_intake(ctx, about.case)


async def _begin(ctx: Context, permit: Permit) -> Beginning[AboutCase]:
    case, held = permit.case.id, await read_to_fill(ctx, permit)
    answers = {
        **fill_in_days(ctx.today),
        **fill_intake(held.intake),
        _TOLD: held.number,
        _KNOWN: held.is_informing_told,
    }
    return Beginning(about=AboutCase(case=case), case=case, answers=answers)


async def _finish(ctx: Context, permit: Permit, answers: Answers) -> ReceiptView:
    newest = await find_intake_told_last(ctx, permit)
    if newest.number != answers.get(_TOLD):
        name = await name_member(ctx, newest.written_by)
        at = write_moment(ctx.house, newest.written_at)
        raise IntakeToldMeanwhileError({_TOLD: newest.number}, name=name, at=at)
    said = form_informing(answers, ctx.today)
    gaps = await tell_intake(ctx, permit, form_intake(answers), said)
    asked = Text("intake.referrer_asked") if await name_telephoned(ctx, permit) else None
    number = len(gaps)
    lacks = Text("intake.lacks", {"number": number}) if number else Text("intake.no_gaps")
    return ReceiptView(
        title=Text("intake.kept", {"code": permit.case.code}),
        lines=(lacks, *((asked,) if asked else ())),
    )


def _tell_gaps(answers: Answers) -> tuple[ShownView, ...]:
    is_told = answers.get(_KNOWN) is True or bool(text_of(answers, "informed"))
    return show_intake_gaps(find_intake_gaps(form_intake(answers), is_informing_told=is_told))


INTAKE: Final[Dialog[AboutCase, Permit]] = Dialog(
    name="intake",
    version=1,
    title="intake.dialog",
    about=AboutCase,
    pages=(
        _CONTACTS,
        *(_contact_page(number) for number in CONTACT_NUMBERS),
        _domain_page(1, *_DOMAINS[:_HALF]),
        _domain_page(2, *_DOMAINS[_HALF:]),
        _TRIED,
        _INFORMED,
        BY_PAGE,
        NOT_YET_PAGE,
        _HOUSEHOLD,
        _SAFE_CONTACT,
        _URGENCY,
    ),
    allow=_may_fill,
    begin=_begin,
    finish=_finish,
    code_of=name_case,
    finish_button="intake.finish",
    way_back=back_to_case,
    sees=record_intake_seen,
    purpose_of=its_purpose,
    sums_up=_tell_gaps,
    is_long=True,
)
