"""The full intake: read in windows and on paper; on lists a code only."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from cards.incorrect import fit_marks, tell_marks
from cards.overview import OverviewPart, OverviewRow, asked_part, opening_row
from cards.page import ButtonView, PageView, ReceiptView, ShownView
from cards.referral import FILL_INTAKE, HIDE
from cards.words import Text, Value
from domain.identifiers import CaseId
from domain.incorrect import StatementPart
from domain.intake import Intake, IntakeGap, LifeDomain, LifeDomainSaid
from domain.intake_confirmation import ConfirmationState
from domain.press import Press
from services.case_leaves import CasePageView, IntakeLeaf
from services.intake_confirmation import IntakeRow, IntakeToConfirm

READ_TO_CONFIRM: Final = "intake.read"
CONFIRM_INTAKE: Final = "intake.confirm"


def show_intake(intake: Intake, *, shows_circle: bool) -> Iterator[ShownView]:
    """Show what was told, with who is close and how to reach the subject safely for who reads
    that.
    """
    if shows_circle:
        yield from _show_contacts(intake)
    for domain in LifeDomain:
        said = intake.said_of(domain)
        if said is not None:
            yield _show_domain(said)
    yield from _show_story(intake)
    if shows_circle:
        yield from _show_safe_contact(intake)


def _show_contacts(intake: Intake) -> Iterator[ShownView]:
    if intake.has_contacts and not intake.contacts:
        answer = Text(f"intake.contacts_{intake.has_contacts}")
        yield ShownView(label=Text("intake.has_contacts"), lines=(answer,))
    for one in intake.contacts:
        relation = Text(f"relation.{one.relation}")
        label = Text("intake.contact", {"relation": relation})
        yield ShownView(label=label, lines=(one.name, one.relevance))


def _show_domain(said: LifeDomainSaid) -> ShownView:
    words = (said.words,) if said.words else ()
    label = Text(f"life_domain.{said.domain}")
    return ShownView(label=label, lines=(Text(f"playing.{said.playing}"), *words))


def _show_story(intake: Intake) -> Iterator[ShownView]:
    yield from _show_words("intake.tried", intake.tried)
    yield from _show_words("intake.stuck", intake.stuck)
    if intake.minors:
        told = (intake.minors_told,) if intake.minors_told else ()
        lines = (Text(f"intake.minors_{intake.minors}"), *told)
        yield ShownView(label=Text("intake.minors"), lines=lines)
    yield from _show_words("intake.municipality", intake.municipality)
    if intake.urgency:
        told = (intake.urgency_told,) if intake.urgency_told else ()
        lines = (Text(f"intake.urgency_{intake.urgency}"), *told)
        yield ShownView(label=Text("intake.urgency"), lines=lines)


def _show_safe_contact(intake: Intake) -> Iterator[ShownView]:
    contact = intake.safe_contact
    yield from _show_words("intake.warning", contact.warning)
    yield from _show_words("intake.how", contact.how)
    yield from _show_words("intake.through", contact.through)


def _show_words(key: str, words: str) -> Iterator[ShownView]:
    if words:
        yield ShownView(label=Text(key), lines=(words,))


def show_intake_gaps(gaps: Iterable[IntakeGap]) -> tuple[ShownView, ...]:
    """Show exactly what an intake lacks, and that nothing does."""
    lines = tuple(_tell_gap(one) for one in gaps)
    key = "intake.gaps" if lines else "intake.no_gaps"
    return (ShownView(label=Text(key), lines=lines),)


def _tell_gap(gap: IntakeGap) -> Text:
    reason = Text(f"intake.gap_{gap.reason}")
    part = Text(f"life_domain.{gap.domain}" if gap.domain else f"intake.page_{gap.part}")
    return Text("intake.gap", {"part": part, "reason": reason})


def show_intake_leaf(view: CasePageView, leaf: IntakeLeaf) -> Iterator[ShownView]:
    """Show one version of an intake on the page of a case, with who told it and what it lacks."""
    version = leaf.versions.items[0]
    told: dict[str, Value] = {"name": view.names[version.written_by], "at": version.written_at}
    is_newest = leaf.versions.number == 1
    key = "intake.told_by" if is_newest else "intake.told_before"
    marked = tell_marks(fit_marks(view.marks), StatementPart.INTAKE, view.name_organisation)
    yield ShownView(label=Text(key, told), lines=(*_tell_taken(view, leaf), *marked))
    if is_newest:
        yield from show_intake_gaps(leaf.gaps)
    yield from show_intake(leaf.intake, shows_circle=leaf.shows_circle)


def _tell_taken(view: CasePageView, leaf: IntakeLeaf) -> Iterator[Text]:
    asked = leaf.confirmation
    if asked is None:
        return
    names: dict[str, Value] = {
        "referrer": view.names[asked.referrer],
        "name": view.names[asked.taken_by],
        "at": asked.taken_at,
    }
    yield Text("intake.taken", names)
    if asked.state is ConfirmationState.CONFIRMED and asked.confirmed_at:
        yield Text("intake.confirmed", {"at": asked.confirmed_at})
    else:
        yield Text("intake.not_confirmed")


def offer_intake(leaf: IntakeLeaf, case: CaseId) -> tuple[ButtonView, ...]:
    """The button with which it is filled in further, for who may."""
    press = Press(verb=FILL_INTAKE, subject=case)
    return (ButtonView(key="intake.button", press=press),) if leaf.may_fill else ()


def lay_out_to_confirm(taken: IntakeToConfirm) -> PageView:
    """Lay out what was written down with a referrer, who confirms or corrects it."""
    case = taken.case.id
    confirm = Press(verb=CONFIRM_INTAKE, subject=case, version=taken.number)
    said: dict[str, Value] = {"name": taken.taken_by, "at": taken.taken_at}
    return PageView(
        title=Text("intake.confirm_title", {"code": taken.case.code}),
        intro=Text("intake.confirm_intro", said),
        shown=tuple(show_intake(taken.intake, shows_circle=True)),
        buttons=(
            ButtonView(key="intake.confirm_button", press=confirm),
            ButtonView(key="intake.correct_button", press=Press(verb=FILL_INTAKE, subject=case)),
            ButtonView(key="case.hide_button", press=Press(verb=HIDE, subject=case)),
        ),
        reopen=Press(verb=READ_TO_CONFIRM, subject=case),
    )


def lay_out_confirmed(code: str) -> ReceiptView:
    """What is left when a referrer confirmed it."""
    return ReceiptView(title=Text("intake.confirmed_now", {"code": code}))


def list_intakes(rows: Sequence[IntakeRow]) -> Sequence[OverviewPart]:
    """What a member still has to confirm, or wrote down that nobody confirmed, as a part of
    *mijn*.
    """
    listed = tuple(_row_unanswered(one) if one.unanswered_by else _row(one) for one in rows)
    return (asked_part("intake.heading", listed),)


def _row(row: IntakeRow) -> OverviewRow:
    return opening_row(
        Text("intake.row", {"code": row.code, "at": row.taken_at}),
        "intake.read_button",
        Press(verb=READ_TO_CONFIRM, subject=row.case),
    )


def _row_unanswered(row: IntakeRow) -> OverviewRow:
    said: dict[str, Value] = {"code": row.code, "name": row.unanswered_by, "at": row.taken_at}
    return opening_row(
        Text("intake.row_unanswered", said),
        "intake.button",
        Press(verb=FILL_INTAKE, subject=row.case),
    )
