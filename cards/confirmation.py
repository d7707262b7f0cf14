"""Who is said to have agreed to which decision: cards and rows with codes and days, never who a
case is about.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from cards.kit import Kit, Part
from cards.messages import Preview, PrivateMessage
from cards.overview import OverviewPart, OverviewPlace, OverviewRow, RowButton, draw_heads
from cards.page import ChoiceView, ReceiptView, ShownView
from cards.words import Telephone, Text, Value
from domain.confirmation import ConfirmationAnswer, ConfirmationStep, SettlingWay
from domain.press import Press
from services.confirmation import ConfirmationRow, ConfirmationsAsked, ConfirmationToNote
from services.confirmation_settling import AgreementInDoubt

SHOW_CONFIRMATIONS: Final = "confirmation.show"
SAY_RIGHT: Final = "confirmation.right"
SAY_WRONG: Final = "confirmation.wrong"
CONFIRM_ALL: Final = "confirmation.all"
UNDO_CONFIRMATION: Final = "confirmation.undo"
NOTE_CONFIRMATION: Final = "confirmation.note"
SETTLE_AGREEMENT: Final = "confirmation.settle"


def draw_confirmations(
    kit: Kit, asked: ConfirmationsAsked, *, is_changed: bool = False
) -> PrivateMessage:
    """Draw all decisions to which an organisation is said to have agreed on one card.
    ``is_changed`` when all were confirmed at once, but other ones than these.
    """
    body = [kit.title("confirmation.heading"), kit.subtle("confirmation.purpose")]
    if is_changed:
        body.append(kit.text("confirmation.list_changed"))
    for one in asked.rows:
        body += _draw_row(kit, one)
    if not asked.rows:
        body.append(kit.text("confirmation.nothing"))
    if asked.left_out:
        body.append(kit.counted("confirmation.left_out", asked.left_out))
    confirm_all = Press(verb=CONFIRM_ALL, subject=asked.mark)
    below = [kit.button("confirmation.all_button", confirm_all)] if len(asked.open) > 1 else []
    return kit.private(Preview.CONFIRMATIONS, body, below)


def _draw_row(kit: Kit, row: ConfirmationRow) -> Iterator[Part]:
    said: dict[str, Value] = {
        "code": row.code,
        "decision": Text(f"confirmation.decision_{row.decision}"),
    }
    if row.answer:
        yield kit.text("confirmation.said", **said, answer=Text(f"confirmation.{row.answer}"))
        yield kit.row_of([kit.button("confirmation.undo_button", _press(UNDO_CONFIRMATION, row))])
        return
    named: dict[str, Value] = {"name": row.named_by, "on": row.named_on}
    yield kit.text("confirmation.asked", **said, **named)
    yield kit.row_of([
        kit.button("confirmation.right_button", _press(SAY_RIGHT, row)),
        kit.button("confirmation.wrong_button", _press(SAY_WRONG, row)),
    ])  # fmt: skip


def _press(verb: str, row: ConfirmationRow) -> Press:
    return Press(verb=verb, subject=row.id, version=row.version)


def draw_contested(kit: Kit, rows: Sequence[AgreementInDoubt]) -> PrivateMessage:
    """Tell a process director at once what is contradicted, by code."""
    part = list_agreements_in_doubt(rows)
    body = draw_heads(kit, [(part, one) for one in part.rows])
    return kit.private(Preview.AGREEMENT_CONTESTED, body)


def list_to_confirm_agreed(asked: ConfirmationsAsked) -> OverviewPart:
    """What an organisation is asked, as one row of *mijn*."""
    return OverviewPart(
        heading="confirmation.heading", place=OverviewPlace.ASKED, rows=tuple(_rows_asked(asked))
    )


def _rows_asked(asked: ConfirmationsAsked) -> Iterator[OverviewRow]:
    if asked.open:
        number = len(asked.open) + asked.left_out
        until_on = min(one.until_on for one in asked.open)
        said: dict[str, Value] = {"number": number, "on": until_on}
        show = RowButton(key="overview.show", press=Press(verb=SHOW_CONFIRMATIONS))
        yield OverviewRow(text=Text("confirmation.own_row", said), button=show)


def list_agreements_in_doubt(rows: Sequence[AgreementInDoubt]) -> OverviewPart:
    """What process directors have to do something about."""
    return OverviewPart(
        heading="confirmation.doubt_heading",
        place=OverviewPlace.ASKED,
        rows=tuple(map(_row_in_doubt, rows)),
    )


def _row_in_doubt(row: AgreementInDoubt) -> OverviewRow:
    said: dict[str, Value] = {
        "code": row.code,
        "decision": Text(f"confirmation.decision_{row.decision}"),
        "organisation": row.organisation,
    }
    if row.step is ConfirmationStep.CONTRADICTED:
        press = Press(verb=SETTLE_AGREEMENT, subject=row.id)
        settle = RowButton(key="confirmation.settle_button", press=press, opens_dialog=True)
        return OverviewRow(text=Text("confirmation.contested_row", said), button=settle)
    press = Press(verb=NOTE_CONFIRMATION, subject=row.id)
    note = RowButton(key="confirmation.note_button", press=press, opens_dialog=True)
    return OverviewRow(text=Text("confirmation.silent_row", said), button=note)


def show_to_note(held: ConfirmationToNote) -> tuple[ShownView, ...]:
    """Show whom to call about which decision."""
    decision = Text(f"confirmation.decision_{held.asked.decision}")
    said: dict[str, Value] = {"organisation": held.organisation, "decision": decision}
    numbers = tuple(
        Text("takeover.to_call", {"name": one.name, "telephone": _number(one.telephone)})
        for one in held.speakers
    )
    return (
        ShownView(
            label=Text("confirmation.about", said),
            lines=numbers or (Text("takeover.nobody_speaks"),),
        ),
    )


def _number(telephone: str) -> Value:
    return Telephone(telephone) if telephone else Text("acute.no_number")


def show_contested(row: AgreementInDoubt) -> tuple[ShownView, ...]:
    """Show who contradicts what."""
    decision = Text(f"confirmation.decision_{row.decision}")
    said: dict[str, Value] = {"organisation": row.organisation, "decision": decision}
    who: dict[str, Value] = {"name": row.said_by, "on": row.said_on or row.named_on}
    label = Text("confirmation.about", said)
    return (ShownView(label=label, lines=(Text("confirmation.contradicted_by", who),)),)


def offer_ways(ways: Sequence[SettlingWay]) -> tuple[ChoiceView, ...]:
    """Offer how it may be settled."""
    return tuple(ChoiceView(value=one, title=Text(f"confirmation.way_{one}")) for one in ways)


def tell_noted(answer: ConfirmationAnswer) -> ReceiptView:
    """Tell what was put down."""
    lines = (Text("confirmation.directors_hear"),)
    is_wrong = answer is ConfirmationAnswer.CONTRADICTED
    return ReceiptView(title=Text("confirmation.noted"), lines=lines if is_wrong else ())


def tell_settled(way: SettlingWay) -> ReceiptView:
    """Tell that it is settled, and what follows."""
    return ReceiptView(
        title=Text("confirmation.settled"), lines=(Text(f"confirmation.follows_{way}"),)
    )
