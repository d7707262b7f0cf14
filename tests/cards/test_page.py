import pytest

from cards.kit import Frame
from cards.page import (
    ButtonView,
    ChoiceView,
    FieldKind,
    FieldView,
    PageView,
    ReceiptView,
    ShownView,
    draw_opener,
    draw_page,
    draw_receipt,
    draw_screen,
)
from cards.words import Text
from domain.member import Language
from domain.press import Press
from tests.support.canaries import CANARY
from tests.support.cards import a_kit, buttons, check_card, texts, walk

NEXT = Press(verb="dialog.next", subject="draft:page", version=2)
REOPEN = Press(verb="dialog.goto", subject="draft:")
LABEL = Text("dialog.review")


def a_page(*fields: FieldView, **changes: object) -> PageView:
    return PageView(
        title=Text("dialog.saved"),
        reopen=REOPEN,
        buttons=(ButtonView(key="dialog.next_button", press=NEXT, sends_answers=True),),
        fields=fields,
        **changes,
    )


def a_field(kind: FieldKind, **changes: object) -> FieldView:
    return FieldView(id="field", kind=kind, label=LABEL, **changes)


def drawn_input(field: FieldView) -> dict[str, object]:
    card = check_card(draw_page(a_kit(), a_page(field), Frame.CHAT_CARD))
    return next(part for part in walk(card) if part.get("id") == "field")


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("frame", list(Frame))
def test_a_page_with_everything_on_it_is_a_valid_card(frame: Frame, language: Language):
    shown = ShownView(label=LABEL, lines=(Text("dialog.yes"), "**getypt**\ntwee"))
    fields = [a_field(kind, hint=LABEL, beside=(shown,), problem=LABEL) for kind in FieldKind]
    page = a_page(*fields, step=LABEL, intro=LABEL, notes=(LABEL,), shown=(shown,))
    card = check_card(draw_screen(a_kit(language), page, frame))
    kinds = {part.get("type") for part in walk(card)}
    assert ("Action.Execute" in kinds) is (frame is Frame.CHAT_CARD)
    assert set(buttons(card).values()) == {NEXT}
    assert "**getypt**" in texts(card)


def test_a_button_that_takes_answers_along_says_so():
    card = draw_page(a_kit(), a_page(), Frame.TASK_MODULE)
    assert [action["associatedInputs"] for action in card["actions"]] == ["auto"]


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        (FieldKind.TEXT, "hallo", "hallo"),
        (FieldKind.DATE, "2026-02-01", "2026-02-01"),
        (FieldKind.NUMBER, "-7", -7),
        (FieldKind.NUMBER, "zeven", None),
        (FieldKind.YES_NO, "no", "no"),
        (FieldKind.TEXT, "", None),
    ],
)
def test_an_answer_given_before_is_filled_in(kind: FieldKind, value: str, expected: object):
    assert drawn_input(a_field(kind, value=value)).get("value") == expected


def test_a_question_that_may_stay_empty_says_so():
    assert drawn_input(a_field(FieldKind.TEXT))["label"] == "Klopt het zo?"
    optional = a_field(FieldKind.TEXT, is_required=False)
    assert drawn_input(optional)["label"] == "Klopt het zo? (mag leeg blijven)"


def test_a_question_that_is_needed_at_times_says_when():
    at_times = a_field(FieldKind.TEXT, is_required=False, needed_when=Text("acute.needed_online"))
    assert drawn_input(at_times)["label"] == "Klopt het zo? (nodig als het overleg online is)"


@pytest.mark.parametrize(("number", "style"), [(6, "expanded"), (7, "compact")])
def test_a_long_list_of_choices_folds_up(number: int, style: str):
    choices = tuple(ChoiceView(value=str(n), title=f"Partner {n}") for n in range(number))
    assert drawn_input(a_field(FieldKind.CHOICE, choices=choices))["style"] == style


def test_limits_are_told_to_the_client():
    text = drawn_input(a_field(FieldKind.LONG_TEXT, max_length=600))
    assert text["label"] == "Klopt het zo? (hoogstens 600 tekens)"
    assert "maxLength" not in text  # a client that knows it cuts what is pasted, without a word
    number = drawn_input(a_field(FieldKind.NUMBER, minimum=0, maximum=120))
    assert (number["min"], number["max"]) == (0, 120)


def test_a_typed_command_gets_a_card_that_opens_the_window_and_holds_no_answers():
    page = a_page(a_field(FieldKind.TEXT, value=CANARY))
    card = check_card(draw_opener(a_kit(frame=Frame.TASK_MODULE), page))
    assert buttons(card) == {"Openen": REOPEN}
    assert card["actions"][0]["data"]["msteams"] == {"type": "task/fetch"}
    assert CANARY not in str(card)


def test_a_receipt_has_a_title_and_lines():
    receipt = ReceiptView(title=Text("dialog.saved"), lines=(Text("dialog.saved_where"),))
    assert texts(check_card(draw_receipt(a_kit(), receipt, Frame.CHAT_CARD))).startswith(
        "Vragen van"
    )
    assert draw_screen(a_kit(), receipt, Frame.CHAT_CARD) == draw_receipt(
        a_kit(), receipt, Frame.CHAT_CARD
    )
