"""Draws a page of a dialog, and the receipt after it, for both frames: the Teams window and the
card in the chat. What is on a page is decided in ``dialogs``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from cards.kit import Frame, Kit, Part
from cards.messages import Card, Preview
from cards.words import Text
from domain.press import Press


class FieldKind(StrEnum):
    """What a field asks for."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    DATE = "date"
    TYPED_DATE = "typed_date"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    NUMBER = "number"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceView:
    """One thing to choose; ``title`` is a text, or a name of the house's own (a partner)."""

    value: str
    title: Text | str


@dataclass(frozen=True, slots=True, kw_only=True)
class ButtonView:
    """A button below a page, or below something on it; ``sends_answers`` when it takes along what
    is filled in.
    """

    key: str
    press: Press
    sends_answers: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownView:
    """Something to read: a label, texts or lines that somebody typed, and what can be done with it
    at once.
    """

    label: Text
    lines: tuple[Text | str, ...]
    buttons: tuple[ButtonView, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldView:
    """One question; ``value`` is as an input holds it (several choices with commas between).

    ``beside`` is read next to the question; ``problem`` says what is not right yet. ``needed_when``
    says on what it depends that a question may not stay empty.
    """

    id: str
    kind: FieldKind
    label: Text
    hint: Text | None = None
    value: str = ""
    choices: tuple[ChoiceView, ...] = ()
    is_required: bool = True
    needed_when: Text | None = None
    max_length: int = 0
    minimum: int | None = None
    maximum: int | None = None
    beside: tuple[ShownView, ...] = ()
    problem: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartView:
    """A part of what was filled in, to be read, with the press that changes it; or of what can be
    chosen, with the ``button`` (a text key) that does.
    """

    title: Text
    change: Press
    shown: tuple[ShownView, ...]
    button: str = "dialog.change_button"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageView:
    """One page. ``notes`` draw attention, ``hints`` are good to know, ``shown`` and ``parts`` are
    to be read, ``reopen`` finds it back. The first button is the one most people want.
    """

    title: Text
    reopen: Press
    buttons: tuple[ButtonView, ...]
    step: Text | None = None
    intro: Text | None = None
    notes: tuple[Text, ...] = ()
    hints: tuple[Text, ...] = ()
    shown: tuple[ShownView, ...] = ()
    parts: tuple[PartView, ...] = ()
    fields: tuple[FieldView, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptView:
    """What stays behind after a dialog: that it was done and what follows, without content.
    ``back`` shows once more the card that the dialog took the place of, ``buttons`` begin what is
    next. ``is_drill`` when what was done began a drill: the dialog itself was none yet.
    """

    title: Text
    lines: tuple[Text, ...] = ()
    back: Press | None = None
    buttons: tuple[ButtonView, ...] = ()
    is_drill: bool = False


Screen = PageView | ReceiptView


def draw_screen(kit: Kit, screen: Screen, frame: Frame) -> Card:
    """Draw whatever a dialog shows now."""
    match screen:
        case PageView():
            return draw_page(kit, screen, frame)
        case ReceiptView():
            return draw_receipt(kit, screen, frame)


def draw_page(kit: Kit, page: PageView, frame: Frame) -> Card:
    """Draw a page with its questions filled in as far as they are answered."""
    body = [_title(kit, page.title)]
    body += [_subtle(kit, text) for text in (page.step, page.intro) if text]
    body += [_attention(kit, note) for note in page.notes]
    body += [_hint(kit, hint) for hint in page.hints]
    body += [part for shown in page.shown for part in _shown(kit, shown, frame)]
    body += [_part(kit, part, frame) for part in page.parts]
    body += [part for field in page.fields for part in _question(kit, field, frame)]
    return kit.card(Preview.DIALOG, body, _buttons(kit, page.buttons, frame))


def draw_receipt(kit: Kit, receipt: ReceiptView, frame: Frame) -> Card:
    """Draw a receipt, and what is next."""
    lines = [_paragraph(kit.say(line)) for line in receipt.lines]
    buttons = _buttons(kit, receipt.buttons, frame) if receipt.buttons else []
    return kit.card(Preview.DIALOG, [_title(kit, receipt.title), *lines], buttons)


def draw_opener(kit: Kit, page: PageView) -> Card:
    """Draw the card that opens a page in a window: a typed command cannot open one itself."""
    which = [_subtle(kit, page.step)] if page.step else []
    body = [_title(kit, page.title), *which, kit.text("dialog.opens_in_window")]
    return kit.card(Preview.DIALOG, body, [kit.dialog_button("dialog.open", page.reopen)])


def _buttons(kit: Kit, buttons: Sequence[ButtonView], frame: Frame) -> list[Part]:
    first, *others = (_button(kit, button, frame) for button in buttons)
    return [{**first, "style": "positive"}, *others]


def _button(kit: Kit, button: ButtonView, frame: Frame) -> Part:
    draw = kit.submit if frame is Frame.TASK_MODULE else kit.button
    return draw(button.key, button.press, needs_inputs=button.sends_answers)


def _paragraph(text: str) -> Part:
    return {"type": "TextBlock", "text": text, "wrap": True}


def _title(kit: Kit, text: Text) -> Part:
    look = {"size": "Medium", "weight": "Bolder", "style": "heading"}
    return {**_paragraph(kit.say(text)), **look}


def _subtle(kit: Kit, text: Text) -> Part:
    return {**_paragraph(kit.say(text)), "isSubtle": True, "spacing": "Small"}


def _attention(kit: Kit, text: Text) -> Part:
    note = {**_paragraph("⚠ " + kit.say(text)), "weight": "Bolder"}
    return {"type": "Container", "style": "attention", "items": [note]}


def _hint(kit: Kit, text: Text) -> Part:
    note = _paragraph("ⓘ " + kit.say(text))
    return {"type": "Container", "style": "emphasis", "items": [note]}


def _part(kit: Kit, part: PartView, frame: Frame) -> Part:
    """A heading, what was filled in, and the button below that: beside the heading it would leave
    no room on a telephone.
    """
    change = ButtonView(key=part.button, press=part.change)
    # a screen reader tells apart the buttons that look alike
    button = {
        **_button(kit, change, frame),
        "tooltip": kit.phrase("dialog.change", part=part.title),
    }
    heading = {**_paragraph(kit.say(part.title)), "weight": "Bolder", "style": "heading"}
    shown = [line for one in part.shown for line in _shown(kit, one, frame)]
    return kit.group([heading, *shown, kit.row_of([button])])


def _shown(kit: Kit, shown: ShownView, frame: Frame) -> list[Part]:
    label = {**_paragraph(kit.say(shown.label)), "weight": "Bolder", "spacing": "Medium"}
    below = [_beside(kit, one, shown.label, frame) for one in shown.buttons]
    lines = [part for line in shown.lines for part in _line(kit, line)]
    return [label, *lines, *([kit.row_of(below)] if below else [])]


def _beside(kit: Kit, button: ButtonView, about: Text, frame: Frame) -> Part:
    """A button of which a screen reader says what it is about: others look alike."""
    drawn = _button(kit, button, frame)
    return {**drawn, "tooltip": f"{drawn['title']}: {kit.say(about)}"}


def _line(kit: Kit, line: Text | str) -> list[Part]:
    return kit.typed(line) if isinstance(line, str) else [_paragraph(kit.say(line))]


def _question(kit: Kit, field: FieldView, frame: Frame) -> list[Part]:
    read_first = [part for shown in field.beside for part in _shown(kit, shown, frame)]
    hint = [_subtle(kit, field.hint)] if field.hint else []
    problem = [_attention(kit, field.problem)] if field.problem else []
    return [*read_first, *hint, *problem, _input(kit, field)]


def _input(kit: Kit, field: FieldView) -> Part:
    label = kit.say(field.label)
    asides = [label, _form(kit, field), _need(kit, field), _limit(kit, field)]
    label = " ".join(aside for aside in asides if aside)
    return {"id": field.id, "label": label, **_shape(kit, field), **_filled(field)}


def _form(kit: Kit, field: FieldView) -> str:
    """Say in which order a day is typed: a calendar is no way to find one of long ago."""
    return kit.words("dialog.day_form") if field.kind is FieldKind.TYPED_DATE else ""


def _need(kit: Kit, field: FieldView) -> str:
    """Say that a question may stay empty, or on what it depends."""
    if field.needed_when:
        return f"({kit.say(field.needed_when)})"
    return "" if field.is_required else kit.words("dialog.optional")


def _limit(kit: Kit, field: FieldView) -> str:
    """A limit is only told: clients cut what is pasted over one that they know."""
    return kit.words("dialog.at_most", most=field.max_length) if field.max_length else ""


def _filled(field: FieldView) -> Part:
    """What is filled in beforehand; a number is a number, as the schema asks."""
    if field.kind is FieldKind.NUMBER:
        is_number = field.value.removeprefix("-").isdecimal()
        return {"value": int(field.value)} if is_number else {}
    return {"value": field.value} if field.value else {}


def _shape(kit: Kit, field: FieldView) -> Part:
    match field.kind:
        case FieldKind.TEXT | FieldKind.LONG_TEXT | FieldKind.TYPED_DATE:
            is_long = field.kind is FieldKind.LONG_TEXT
            return {"type": "Input.Text", "isMultiline": is_long}
        case FieldKind.DATE:
            return {"type": "Input.Date"}
        case FieldKind.NUMBER:
            return {"type": "Input.Number", **_bounds(field)}
        case FieldKind.YES_NO:
            return _choice_set(kit, YES_NO, "expanded")
        case FieldKind.CHOICE:
            return _choice_set(kit, field.choices, _style(field))
        case FieldKind.CHOICES:
            return {**_choice_set(kit, field.choices, "expanded"), "isMultiSelect": True}


YES_NO = (
    ChoiceView(value="yes", title=Text("dialog.yes")),
    ChoiceView(value="no", title=Text("dialog.no")),
)
# a longer list is shown folded: open, it would fill the screen of a telephone
_MOST_EXPANDED = 6


def _style(field: FieldView) -> str:
    return "expanded" if len(field.choices) <= _MOST_EXPANDED else "compact"


def _choice_set(kit: Kit, choices: tuple[ChoiceView, ...], style: str) -> Part:
    named = [{"title": _choice_title(kit, c), "value": c.value} for c in choices]
    return {"type": "Input.ChoiceSet", "style": style, "wrap": True, "choices": named}


def _choice_title(kit: Kit, choice: ChoiceView) -> str:
    return choice.title if isinstance(choice.title, str) else kit.say(choice.title)


def _bounds(field: FieldView) -> Part:
    bounds = {"min": field.minimum, "max": field.maximum}
    return {name: value for name, value in bounds.items() if value is not None}
