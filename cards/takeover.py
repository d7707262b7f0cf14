"""Whether an organisation takes a case on: rows with a code and a day; whom it is about stands in a
window only.
"""

from collections.abc import Sequence
from typing import Final

from cards.kit import Kit
from cards.messages import Preview, PrivateMessage
from cards.overview import OverviewPart, OverviewRow, RowButton, asked_part
from cards.page import ReceiptView, ShownView
from cards.referral import tell_birth, write_name
from cards.weighing import WEIGH
from cards.words import Telephone, Text, Value
from domain.identifiers import CaseCode
from domain.press import Press
from domain.takeover import TakeoverStep
from services.takeover import TakeoverBefore, WhomAsked
from services.takeover_rows import TakenOn, TakeoverRow, TakeoverSeat

ANSWER_TAKEOVER: Final = "takeover.answer"


def draw_takeover(kit: Kit, row: TakeoverRow) -> PrivateMessage:
    """Ask an organisation at once whether it takes a case on, by code."""
    body = [
        kit.title("takeover.heading"),
        kit.text("takeover.row", code=row.code, on=row.until_on),
    ]
    press = Press(verb=ANSWER_TAKEOVER, subject=row.case)
    return kit.private(Preview.TAKEOVER, body, [kit.dialog_button("takeover.read_button", press)])


def list_to_take_on(rows: Sequence[TakeoverRow]) -> Sequence[OverviewPart]:
    """What an organisation is asked to take on, what who reads it asked, and what others asked."""

    def part(heading: str, seat: TakeoverSeat) -> OverviewPart:
        draw = _row_of_asked if seat is TakeoverSeat.ASKED else _row_of_asker
        of_seat = tuple(draw(one) for one in rows if one.seat is seat)
        return asked_part(heading, of_seat)

    return (
        part("takeover.heading", TakeoverSeat.ASKED),
        part("takeover.own_heading", TakeoverSeat.WEIGHED),
        part("takeover.others_heading", TakeoverSeat.COORDINATES),
    )


def list_taken_on(rows: Sequence[TakenOn]) -> OverviewPart:
    """What organisations said yes to, for who weighed."""
    return asked_part(
        "takeover.taken_on_heading",
        (
            OverviewRow(
                text=Text("takeover.taken_on", {"code": one.code, "organisation": one.organisation})
            )
            for one in rows
        ),
    )


def _row_of_asked(row: TakeoverRow) -> OverviewRow:
    said: dict[str, Value] = {"code": row.code, "on": row.until_on}
    return OverviewRow(text=Text("takeover.row", said), button=_answer("takeover.read_button", row))


def _row_of_asker(row: TakeoverRow) -> OverviewRow:
    said: dict[str, Value] = {
        "code": row.code,
        "organisation": row.organisation,
        "on": row.until_on,
    }
    whose = "own" if row.seat is TakeoverSeat.WEIGHED else "others"
    text = Text(f"takeover.{whose}_{row.step}", said)
    if row.step is not TakeoverStep.DECLINED:
        return OverviewRow(text=text, button=_answer("takeover.note_button", row))
    press = Press(verb=WEIGH, subject=row.case, version=row.version)
    button = RowButton(key="second_member.weigh_button", press=press, opens_dialog=True)
    return OverviewRow(text=text, button=button)


def _answer(key: str, row: TakeoverRow) -> RowButton:
    press = Press(verb=ANSWER_TAKEOVER, subject=row.case)
    return RowButton(key=key, press=press, opens_dialog=True)


def show_whom_asked(view: WhomAsked) -> tuple[ShownView, ...]:
    """Show whom an organisation is asked about, and whom to call."""
    who = ShownView(
        label=Text("takeover.about", {"organisation": view.organisation}),
        lines=(write_name(view.name), *tell_birth(view.born_on)),
    )
    if not view.is_by_telephone:
        return (who,)
    said: dict[str, Value] = {
        "name": view.speaker or Text("takeover.nobody_speaks"),
        "telephone": Telephone(view.telephone) if view.telephone else Text("acute.no_number"),
    }
    return (
        who,
        ShownView(label=Text("takeover.by_telephone"), lines=(Text("takeover.to_call", said),)),
    )


def show_takeover_before(view: TakeoverBefore) -> ShownView:
    """Show who weighs what became of the question that was asked before."""
    said: dict[str, Value] = {"organisation": view.organisation, "on": view.until_on}
    return ShownView(
        label=Text("takeover.before"),
        lines=(Text(f"takeover.before_{view.step}", said), *([view.reason] if view.reason else [])),
    )


def tell_asked_to_take_on(code: CaseCode) -> ReceiptView:
    """Tell who weighed that the organisation is asked first."""
    return ReceiptView(
        title=Text("takeover.asked", {"code": code}),
        lines=(Text("takeover.counts_after_yes"), Text("takeover.referrer_waits")),
    )
