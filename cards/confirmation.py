"""Who is said to have agreed to which decision: cards and rows with codes and days, never who a
case is about.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Final

from cards.kit import Kit, Part
from cards.messages import Preview, PrivateMessage
from cards.overview import OverviewPart, OverviewRow, RowButton, asked_part, draw_heads
from cards.page import ChoiceView, ReceiptView, ShownView
from cards.words import Telephone, Text, Value
from domain.confirmation import SettlingWay
from domain.mandate import AgreedDecision
from domain.press import Press
from services.confirmation import ConfirmationRow, ConfirmationsAsked
from services.confirmation_noting import ConfirmationsToNote
from services.confirmation_settling import AgreementInDoubt, AgreementsInDoubt, SilentOrganisation

SHOW_CONFIRMATIONS: Final = "confirmation.show"
SAY_RIGHT: Final = "confirmation.right"
SAY_WRONG: Final = "confirmation.wrong"
CONFIRM_ALL: Final = "confirmation.all"
UNDO_CONFIRMATION: Final = "confirmation.undo"
UNDO_ALL: Final = "confirmation.undo_all"
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
    if asked.further:
        body += _draw_further(kit, asked.further)
    if asked.left_out:
        body.append(kit.counted("confirmation.left_out", asked.left_out))
    if asked.recent:
        body.append(kit.counted("confirmation.recent", asked.recent))
    below = [*_draw_all_button(kit, asked), *_draw_undo_all(kit, asked)]
    return kit.private(Preview.CONFIRMATIONS, body, below)


def _draw_further(kit: Kit, further: Sequence[ConfirmationRow]) -> Iterator[Part]:
    """By code, under what was decided by whom on which day; who disagrees with one of these first
    answers what stands above.
    """
    yield kit.counted("confirmation.further", len(further))
    for (decision, name, on), rows in groupby(sorted(further, key=_tell_apart), key=_tell_apart):
        said: dict[str, Value] = {"decision": Text(f"confirmation.decision_{decision}")}
        codes = ", ".join(row.code for row in rows)
        yield kit.text("confirmation.further_of", **said, name=name, on=on, codes=codes)
    yield kit.subtle("confirmation.further_wrong")


def _tell_apart(row: ConfirmationRow) -> tuple[AgreedDecision, str, date]:
    return row.decision, row.named_by, row.named_on


def _draw_all_button(kit: Kit, asked: ConfirmationsAsked) -> list[Part]:
    """Who presses it confirms what stands on the card: all, or only these."""
    if len(asked.open) <= 1:
        return []
    press = Press(verb=CONFIRM_ALL, subject=asked.mark)
    if asked.left_out:
        return [kit.button("confirmation.these_button", press, number=len(asked.open))]
    return [kit.button("confirmation.all_button", press)]


def _draw_undo_all(kit: Kit, asked: ConfirmationsAsked) -> list[Part]:
    said = sum(one.answer is not None for one in asked.rows) + asked.recent
    press = Press(verb=UNDO_ALL)
    return [kit.button("confirmation.undo_all_button", press)] if said > 1 else []


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
    part = list_agreements_in_doubt(AgreementsInDoubt(contested=tuple(rows)))
    body = draw_heads(kit, [(part, one) for one in part.rows])
    return kit.private(Preview.AGREEMENT_CONTESTED, body)


def list_to_confirm_agreed(asked: ConfirmationsAsked) -> OverviewPart:
    """What an organisation is asked, as one row of *mijn*."""
    return asked_part("confirmation.heading", _rows_asked(asked))


def _rows_asked(asked: ConfirmationsAsked) -> Iterator[OverviewRow]:
    if asked.open:
        number = len(asked.open) + asked.left_out
        until_on = min(one.until_on for one in asked.open)
        said: dict[str, Value] = {"number": number, "on": until_on}
        show = RowButton(key="overview.show", press=Press(verb=SHOW_CONFIRMATIONS))
        yield OverviewRow(text=Text("confirmation.own_row", said), button=show)


def list_agreements_in_doubt(doubt: AgreementsInDoubt) -> OverviewPart:
    """What process directors have to do something about: each contradiction, and each organisation
    that says nothing.
    """
    return asked_part(
        "confirmation.doubt_heading",
        (*map(_row_contested, doubt.contested), *map(_row_silent, doubt.silent)),
    )


def _row_contested(row: AgreementInDoubt) -> OverviewRow:
    press = Press(verb=SETTLE_AGREEMENT, subject=row.id)
    settle = RowButton(key="confirmation.settle_button", press=press, opens_dialog=True)
    return OverviewRow(text=Text("confirmation.contested_row", _tell_doubt(row)), button=settle)


def _row_silent(silent: SilentOrganisation) -> OverviewRow:
    oldest = silent.rows[0]
    press = Press(verb=NOTE_CONFIRMATION, subject=oldest.id)
    note = RowButton(key="confirmation.note_button", press=press, opens_dialog=True)
    if silent.number == 1:
        return OverviewRow(text=Text("confirmation.silent_row", _tell_doubt(oldest)), button=note)
    said: dict[str, Value] = {
        "organisation": oldest.organisation,
        "number": silent.number,
        "codes": ", ".join(dict.fromkeys(one.code for one in silent.rows)),
        "more": silent.number - len(silent.rows),
    }
    key = "confirmation.silent_rows_more" if said["more"] else "confirmation.silent_rows"
    return OverviewRow(text=Text(key, said), button=note)


def _tell_doubt(row: AgreementInDoubt) -> dict[str, Value]:
    decision = Text(f"confirmation.decision_{row.decision}")
    return {"code": row.code, "decision": decision, "organisation": row.organisation}


def show_to_note(held: ConfirmationsToNote) -> tuple[ShownView, ...]:
    """Show whom to call, and how many questions come after these."""
    numbers = tuple(
        Text("takeover.to_call", {"name": one.name, "telephone": _number(one.telephone)})
        for one in held.speakers
    )
    later = (Text("confirmation.note_later", {"number": held.left_out}),)
    return (
        ShownView(
            label=Text("confirmation.whom_to_call", {"organisation": held.organisation}),
            lines=(
                *(numbers or (Text("takeover.nobody_speaks"),)),
                *(later if held.left_out else ()),
            ),
        ),
    )


def offer_questions(held: ConfirmationsToNote) -> tuple[ChoiceView, ...]:
    """Offer each decision of which something may have been said."""
    return tuple(
        ChoiceView(
            value=one.asked.id,
            title=Text(
                "confirmation.question",
                {
                    "code": one.code,
                    "decision": Text(f"confirmation.decision_{one.asked.decision}"),
                },
            ),
        )
        for one in held.questions
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


def tell_noted(number: int, wrong: int) -> ReceiptView:
    """Tell of how many decisions an answer was put down."""
    lines = (Text("confirmation.directors_hear"),)
    title = Text(
        "confirmation.noted" if number == 1 else "confirmation.noted_all", {"number": number}
    )
    return ReceiptView(title=title, lines=lines if wrong else ())


def tell_settled(way: SettlingWay) -> ReceiptView:
    """Tell that it is settled, and what follows."""
    return ReceiptView(
        title=Text("confirmation.settled"), lines=(Text(f"confirmation.follows_{way}"),)
    )
