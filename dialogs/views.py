"""What a dialog shows: a page, the review, the question before throwing away, the last word."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, assert_never

from cards.page import (
    ButtonView,
    ChoiceView,
    FieldKind,
    FieldView,
    PageView,
    PartView,
    ReceiptView,
    ShownView,
)
from cards.purpose import tell_purpose
from cards.words import DayOfBirth, Text
from dialogs.answers import UNREADABLE, Choices, find_warnings, is_text, mark, show_in, show_input
from dialogs.open_draft import REVIEW, OpenDraft
from dialogs.pages import Field, Page, Problems
from domain.draft import Answer, Answers, Draft, DraftEnd
from domain.errors import AlreadyDoneError
from domain.identifiers import CaseCode, DraftId
from domain.press import Press

EMPTIED: Final = "emptied"
_SHORT_LIST: Final = 6


async def view_page(
    open_draft: OpenDraft[Any],
    problems: Problems | None = None,
    typed: Mapping[str, str] | None = None,
    hints: tuple[Text, ...] = (),
) -> PageView:
    """Show where the draft stands; ``typed`` is shown again where it could not be read."""
    page = open_draft.page
    if page is None:
        return await view_review(open_draft, hints=hints)
    await open_draft.record_seen()
    choices = await open_draft.choices(page)
    read_first = await page.shows(open_draft.ctx, open_draft.loaded) if page.shows else {}
    fields = tuple(
        _field(field, open_draft, choices, (problems or {}).get(field.id), typed or {}, read_first)
        for field in page.fields
        if _is_asked(field, choices)
    )
    return PageView(
        title=Text(page.title),
        step=_step(open_draft, page),
        intro=Text(page.intro) if page.intro else None,
        hints=_once(*_purpose(open_draft), *hints, *find_warnings(page, open_draft.draft.answers)),
        shown=read_first.get("", ()),
        fields=(*fields, *_empty_field(open_draft, page)),
        buttons=_page_buttons(open_draft, page),
        reopen=press("dialog.goto", open_draft.draft.id),
    )


async def view_review(
    open_draft: OpenDraft[Any], notes: tuple[Text, ...] = (), hints: tuple[Text, ...] = ()
) -> PageView:
    """Show all answers, exactly what is missing, and beside each page the way to change it."""
    await open_draft.record_seen()
    parts = [await _part(open_draft, page) for page in open_draft.pages]
    warnings = [
        w for page in open_draft.pages for w in find_warnings(page, open_draft.draft.answers)
    ]
    sums_up = open_draft.dialog.sums_up
    return PageView(
        title=Text("dialog.review"),
        step=_name(open_draft),
        intro=Text("dialog.review_intro"),
        notes=(*notes, *_missing(open_draft)),
        hints=_once(*hints, *warnings),
        shown=sums_up(open_draft.draft.answers) if sums_up else (),
        parts=tuple(parts),
        buttons=_review_buttons(open_draft),
        reopen=press("dialog.goto", open_draft.draft.id),
    )


def view_cancel(open_draft: OpenDraft[Any]) -> PageView:
    """Ask before anything is thrown away."""
    return PageView(
        title=Text("dialog.cancel_title"),
        step=_name(open_draft),
        intro=Text("dialog.cancel_intro"),
        buttons=(
            ButtonView(key="dialog.go_on", press=press("dialog.goto", open_draft.draft.id)),
            ButtonView(key="dialog.discard", press=press("dialog.discard", open_draft.draft.id)),
        ),
        reopen=press("dialog.goto", open_draft.draft.id),
    )


def view_saved(open_draft: OpenDraft[Any]) -> ReceiptView:
    """Tell which draft waits, where to find it and until when."""
    until = Text("dialog.saved_until", {"at": open_draft.draft.expires_at})
    lines = (_name(open_draft), Text("dialog.saved_where"), until)
    return ReceiptView(title=Text("dialog.saved"), lines=lines)


def view_ended(draft: Draft, back: Press | None = None) -> ReceiptView:
    """Answer the buttons of a draft that ended: how and when."""
    return ReceiptView(title=Text(_end_key(draft.end), {"at": draft.changed_at}), back=back)


def view_overtaken(done: AlreadyDoneError) -> ReceiptView:
    """Say who was first, and that nothing is left to finish here."""
    return ReceiptView(title=Text(done.text_key, done.parameters), lines=(Text("dialog.wiped"),))


def _end_key(end: DraftEnd | None) -> str:
    match end:
        case DraftEnd.SENT:
            return "dialog.already_sent"
        case DraftEnd.THROWN_AWAY:
            return "dialog.thrown_away"
        case DraftEnd.OVERTAKEN:
            return "dialog.overtaken"
        case DraftEnd.EXPIRED | None:
            return "dialog.expired"
        case never:
            assert_never(never)


def press(verb: str, draft: DraftId, page: str = "", version: int | None = None) -> Press:
    """A button of a draft; without a page it is about wherever the draft stands."""
    return Press(verb=verb, subject=f"{draft}:{page}", version=version)


def _purpose(open_draft: OpenDraft[Any]) -> tuple[Text, ...]:
    purpose_of = open_draft.dialog.purpose_of
    return (tell_purpose(purpose_of(open_draft.loaded)),) if purpose_of else ()


def _step(open_draft: OpenDraft[Any], page: Page[Any]) -> Text:
    if len(open_draft.pages) == 1:
        return _name(open_draft)  # answers may still add pages
    place = open_draft.pages.index(page) + 1
    numbers = {"number": place, "total": len(open_draft.pages)}
    return Text("dialog.step", {**numbers, "dialog": _name(open_draft)})


def _name(open_draft: OpenDraft[Any]) -> Text:
    code = open_draft.dialog.code_of(open_draft.loaded, open_draft.draft.answers)
    return name_dialog(open_draft.dialog.title, code)


def name_dialog(title: str, code: CaseCode | None) -> Text:
    """Name a dialog with the case it is about."""
    dialog = Text(title)
    return Text("dialog.about_case", {"dialog": dialog, "code": code}) if code else dialog


def _field(
    field: Field[Any],
    open_draft: OpenDraft[Any],
    choices: Choices,
    problem: Text | None,
    typed: Mapping[str, str],
    read_first: Mapping[str, tuple[ShownView, ...]],
) -> FieldView:
    answer = open_draft.draft.answers.get(field.id)
    again = typed.get(field.id, UNREADABLE) if problem else UNREADABLE
    return FieldView(
        id=field.id,
        kind=field.kind,
        label=Text(field.label),
        hint=Text(field.hint) if field.hint else None,
        value=show_in(field, answer) if again == UNREADABLE else show_input(again),
        choices=_chosen_first(field, choices[field.id], open_draft.draft.answers),
        is_required=field.is_required,
        needed_when=Text(field.needed_when) if field.needed_when else None,
        max_length=field.longest if is_text(field) else 0,
        minimum=field.minimum,
        maximum=field.maximum,
        beside=read_first.get(field.id, ()),
        problem=problem,
    )


def _is_asked(field: Field[Any], choices: Choices) -> bool:
    """What may stay open and of which the house has nothing to choose is not asked."""
    return bool(field.is_required or not field.choices_of or choices[field.id])


def _was_not_needed(field: Field[Any], answers: Answers) -> bool:
    """What depends on another answer and stayed empty says nothing in a review."""
    may_stay_out = bool(field.needed_when) or field.says_nothing_empty
    return may_stay_out and answers.get(field.id) in (None, "", ())


def _chosen_first(
    field: Field[Any], choices: tuple[ChoiceView, ...], answers: Answers
) -> tuple[ChoiceView, ...]:
    """In a long list of the house's own, who is named in this dialog already stands first."""
    if field.kind is not FieldKind.CHOICES or not field.choices_of or len(choices) <= _SHORT_LIST:
        return choices
    named = {one for answer in answers.values() if isinstance(answer, tuple) for one in answer}
    return tuple(sorted(choices, key=lambda choice: choice.value not in named))


def _page_buttons(open_draft: OpenDraft[Any], page: Page[Any]) -> tuple[ButtonView, ...]:
    def button(move: str) -> ButtonView:
        shown = f"{page.id}:{_write_marks(page, open_draft.draft.answers)}"
        carried = press(f"dialog.{move}", open_draft.draft.id, shown, open_draft.draft.version)
        return ButtonView(key=f"dialog.{move}_button", press=carried, sends_answers=True)

    has_before = open_draft.is_changing or page is not open_draft.pages[0]
    back = (button("back"),) if has_before else ()
    return (button("next"), *back, button("save"), _cancel_button(open_draft))


def _write_marks(page: Page[Any], answers: Answers) -> str:
    return ".".join(mark(answers.get(field.id)) for field in page.fields)


def read_marks(page: Page[Any], written: str) -> Mapping[str, str]:
    """Read by field what a card showed when it was drawn."""
    return dict(zip((field.id for field in page.fields), written.split("."), strict=False))


def _empty_field(open_draft: OpenDraft[Any], page: Page[Any]) -> tuple[FieldView, ...]:
    """Clients leave out an input that was emptied, which says nothing: what may be empty and is
    not, can be emptied here.
    """
    filled = tuple(
        ChoiceView(value=field.id, title=Text(field.label))
        for field in page.fields
        if not field.is_required and field.id in open_draft.draft.answers
    )
    if not filled:
        return ()
    asked = FieldView(
        id=EMPTIED,
        kind=FieldKind.CHOICES,
        label=Text("dialog.emptied"),
        choices=filled,
        is_required=False,
    )
    return (asked,)


def _cancel_button(open_draft: OpenDraft[Any]) -> ButtonView:
    return ButtonView(key="dialog.cancel_button", press=press("dialog.cancel", open_draft.draft.id))


def _review_buttons(open_draft: OpenDraft[Any]) -> tuple[ButtonView, ...]:
    def leads_to(verb: str, key: str) -> ButtonView:
        return ButtonView(key=key, press=press(verb, open_draft.draft.id, REVIEW))

    return (
        leads_to("dialog.finish", open_draft.dialog.finish_button),
        leads_to("dialog.save", "dialog.save_button"),
        _cancel_button(open_draft),
    )


def _missing(open_draft: OpenDraft[Any]) -> tuple[Text, ...]:
    labels = {field.id: field.label for page in open_draft.pages for field in page.fields}
    return tuple(
        Text(
            "dialog.missing",
            {"page": Text(page.title), "question": Text(labels[name]), "problem": problem},
        )
        for page, problems in open_draft.problems()
        for name, problem in problems.items()
    )


async def _part(open_draft: OpenDraft[Any], page: Page[Any]) -> PartView:
    change = press("dialog.goto", open_draft.draft.id, page.id)
    answers = open_draft.draft.answers
    if open_draft.dialog.is_long:
        return PartView(title=Text(page.title), change=change, shown=(_count(page, answers),))
    choices = await open_draft.choices(page)
    shown = (
        ShownView(
            label=Text(field.label),
            lines=_lines(_as_asked(field, answers.get(field.id)), choices[field.id]),
        )
        for field in page.fields
        if _is_asked(field, choices) and not _was_not_needed(field, answers)
    )
    return PartView(title=Text(page.title), change=change, shown=tuple(shown))


def _count(page: Page[Any], answers: Answers) -> ShownView:
    filled = [field for field in page.fields if field.id in answers]
    numbers = {"number": len(filled), "total": len(page.fields)}
    return ShownView(label=Text("dialog.filled_in", numbers), lines=())


def _once(*texts: Text) -> tuple[Text, ...]:
    """Each text once, where it came first."""
    return tuple(text for place, text in enumerate(texts) if text not in texts[:place])


def _as_asked(field: Field[Any], answer: Answer | None) -> Answer | None:
    """A day that is typed is one of birth: nobody asks what day of the week it was."""
    if field.kind is FieldKind.TYPED_DATE and isinstance(answer, date):
        return DayOfBirth.of(answer)
    return answer


def _lines(answer: Answer | None, choices: tuple[ChoiceView, ...]) -> tuple[Text | str, ...]:
    titles = {choice.value: choice.title for choice in choices}
    match answer:
        case None:
            return (Text("dialog.empty"),)
        case bool():
            return (Text("dialog.yes" if answer else "dialog.no"),)
        case tuple():
            return tuple(titles.get(one, one) for one in answer)
        case str():
            return (titles.get(answer, answer),)
        case _:
            return (Text("dialog.value", {"value": answer}),)
