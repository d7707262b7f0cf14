"""A signal on cards: rows with codes and days; what was found and for whom stands in a window only.
The text to hand over names nobody and has no code.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from cards.overview import OverviewPart, OverviewRow, RowButton, asked_part
from cards.page import ButtonView, ChoiceView, ReceiptView, ShownView
from cards.plain import join_names
from cards.words import Text, Value
from domain.identifiers import CaseId
from domain.press import Press
from domain.signal import Signal, SignalAddressee, SignalStep, SignalSupplier, SignalText
from services.signal import SignalView
from services.signal_answer import AskedView, SignalRow, SignalTasks
from services.signal_reading import SignalShown
from services.signal_to_write import ToWriteRow

SIGNAL_CASE: Final = "signal.case"
ANSWER_SIGNAL: Final = "signal.answer"
GUARD_SIGNAL: Final = "signal.guard"
REWRITE_SIGNAL: Final = "signal.rewrite"

_Lines = tuple[Text | str, ...]


def press_to_signal(case_id: CaseId) -> Press:
    """Begin a signal from a case."""
    return Press(verb=SIGNAL_CASE, subject=case_id)


def list_signal_rows(tasks: SignalTasks) -> Sequence[OverviewPart]:
    """What a member is asked of signals, what they said, and what they write and guard."""
    asked = tuple(_row(one, _name_asked(one), ANSWER_SIGNAL) for one in tasks.asked)
    said = tuple(_row(one, f"signal.row_said_{one.says}", ANSWER_SIGNAL) for one in tasks.said)
    own = tuple(_to_write_row(one) for one in tasks.to_write)
    own += tuple(_guarded_row(one) for one in tasks.guarded)
    return (
        asked_part("signal.heading", asked),
        asked_part("signal.said_heading", said),
        asked_part("signal.own_heading", own),
    )


def _name_asked(row: SignalRow) -> str:
    return "signal.row_late" if row.is_late else "signal.row"


def _row(row: SignalRow, key: str, verb: str) -> OverviewRow:
    button = RowButton(
        key="signal.read_button", press=Press(verb=verb, subject=row.id), opens_dialog=True
    )
    return OverviewRow(text=Text(key, _say(row)), button=button)


def _to_write_row(row: ToWriteRow) -> OverviewRow:
    button = RowButton(key="signal.case_button", press=press_to_signal(row.case), opens_dialog=True)
    return OverviewRow(text=Text("signal.own_to_write", {"code": row.code}), button=button)


def _guarded_row(row: SignalRow) -> OverviewRow:
    key = f"signal.own_{row.step}"
    if row.step is SignalStep.HANDED_OVER:
        return OverviewRow(text=Text(key, _say(row)))
    return _row(row, key, GUARD_SIGNAL)


def _say(row: SignalRow) -> dict[str, Value]:
    codes = join_names(row.codes) if row.codes else Text("signal.no_codes")
    silent = join_names(row.silent)
    return {"codes": codes, "on": row.until_on, "ends_on": row.ends_on, "silent": silent}


def show_asked_signal(view: AskedView) -> tuple[ShownView, ...]:
    """Show a supplier what would be told to whom."""
    codes = join_names(view.codes) if view.codes else Text("signal.no_codes")
    said = (Text(f"signal.says_{view.says}"),) if view.says else ()
    silence = "signal.must_agree" if view.must_agree else "signal.silence"
    return (
        *_show_text(view.text),
        ShownView(label=Text("signal.of_cases"), lines=(codes,)),
        ShownView(
            label=Text("signal.asked_by", {"name": view.asked_by}),
            lines=(Text(silence, {"on": view.until_on}), *said),
        ),
    )


def show_guarded_signal(view: SignalView) -> tuple[ShownView, ...]:
    """Show a coordinator a signal, what its suppliers said, and what to hand over."""
    signal = view.signal
    codes = join_names(view.codes) if view.codes else Text("signal.no_codes")
    rewrite = ButtonView(
        key="signal.rewrite_button", press=Press(verb=REWRITE_SIGNAL, subject=signal.id)
    )
    return (
        ShownView(label=_name_step(signal, view.step), lines=(), buttons=(rewrite,)),
        *_show_text(signal.text),
        *_show_lawfulness(signal.text),
        ShownView(label=Text("signal.of_cases"), lines=(codes,)),
        ShownView(
            label=Text("signal.suppliers"),
            lines=tuple(
                line
                for one in signal.suppliers
                for line in _tell_supplier(one, view.organisations[one.organisation])
            )
            or (Text("signal.no_suppliers"),),
        ),
        *(_show_to_hand_over(view) if view.step is SignalStep.READY else ()),
    )


def _name_step(signal: Signal, step: SignalStep) -> Text:
    said: dict[str, Value] = {"on": signal.until_on, "ends_on": signal.ends_on}
    if signal.handed_over:
        said |= {"handed_on": signal.handed_over.on, "to": signal.handed_over.to}
    return Text(f"signal.step_{step}", said)


def _show_text(text: SignalText) -> Iterator[ShownView]:
    yield ShownView(label=Text("signal.finding"), lines=(text.finding,))
    way = Text(f"signal.way_{text.way}")
    yield ShownView(label=Text("signal.addressee"), lines=(*_name(text.addressee), way))


def _name(addressee: SignalAddressee) -> _Lines:
    kind = "signal.third_party" if addressee.is_third_party else "signal.participant"
    address = (addressee.address,) if addressee.address else ()
    return (addressee.name, addressee.function, *address, Text(kind))


def _show_lawfulness(text: SignalText) -> Iterator[ShownView]:
    if tested := text.lawfulness:
        said: dict[str, Value] = {"on": tested.tested_on}
        yield ShownView(
            label=Text("signal.lawfulness"),
            lines=(tested.basis, Text("signal.tested", said), tested.reference),
        )


def _tell_supplier(supplier: SignalSupplier, name: str) -> _Lines:
    said = supplier.says or ("must_agree" if supplier.must_agree else "silent")
    line = Text(f"signal.supplier_{said}", {"organisation": name})
    return (line, *([supplier.reason] if supplier.reason else []))


def _show_to_hand_over(view: SignalView) -> Iterator[ShownView]:
    """The whole of what leaves the house: whom it is for, what was found, and from whom."""
    if view.stays:
        yield ShownView(label=Text("signal.stays_now"), lines=(Text(view.stays),))
        return
    text = view.signal.text
    told = (
        Text("signal.letter_to", {"name": text.addressee.name, "to": text.addressee.function}),
        Text("signal.letter_opens"),
        text.finding,
        Text("signal.letter_ends"),
        view.house,
    )
    yield ShownView(label=Text(f"signal.to_hand_over_{text.way}"), lines=told)


def show_case_signals(signals: Sequence[SignalShown], more: int) -> Iterator[ShownView]:
    """Show on the page of a case which signals came from it."""
    for one in signals:
        addressee = one.signal.text.addressee
        yield ShownView(
            label=Text("signal.on_page", {"name": addressee.name, "to": addressee.function}),
            lines=(_name_step(one.signal, one.step), one.signal.text.finding),
            buttons=tuple(_offer_to_guard(one)),
        )
    if more:
        yield ShownView(label=Text("signal.more", {"number": more}), lines=())


def _offer_to_guard(shown: SignalShown) -> Iterator[ButtonView]:
    if shown.step is not SignalStep.HANDED_OVER:
        press = Press(verb=GUARD_SIGNAL, subject=shown.signal.id)
        yield ButtonView(key="signal.read_button", press=press)


def offer_signal_ways(view: SignalView) -> tuple[ChoiceView, ...]:
    """What a coordinator can do with a signal now."""
    is_ready = view.step is SignalStep.READY and view.may_hand_over
    offered = [*(["hand_over"] if is_ready else []), "note", "withdraw"]
    return tuple(ChoiceView(value=one, title=Text(f"signal.next_{one}")) for one in offered)


def offer_suppliers(view: SignalView) -> tuple[ChoiceView, ...]:
    """The suppliers whose answer can be taken down."""
    named = view.organisations.items()
    return tuple(ChoiceView(value=one, title=name) for one, name in named)


def tell_signal_asked(signal: Signal) -> ReceiptView:
    """Tell who wrote a signal what happens now."""
    said: dict[str, Value] = {"number": len(signal.suppliers), "on": signal.until_on}
    return ReceiptView(
        title=Text("signal.sent"),
        lines=(Text("signal.sent_asked", said), Text("signal.sent_follows")),
    )
