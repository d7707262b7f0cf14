"""Which cases go when: a line for each with its code, the day and the ground, never content."""

from collections.abc import Sequence
from typing import Final

from cards.extension import offer_extension
from cards.kit import Kit, Part
from cards.messages import Preview, PrivateMessage
from cards.overview import OverviewPart, OverviewPlace, OverviewRow, RowButton, asked_part
from cards.page import ShownView
from cards.turning import draw_place, draw_turning
from cards.words import Text, Value
from domain.press import Press
from domain.retention import RetentionGround
from domain.retention_hold import RetentionHold
from services.retention import RetentionRow, RetentionView
from services.retention_hold import HoldRow
from services.retention_warning import WarningRow

SHOW_RETENTION: Final = "retention.show"
HOLD_LISTED: Final = "retention.hold"
EXTEND_LISTED: Final = "retention.extend"
END_HOLD_LISTED: Final = "retention.end_hold"
CHOSEN_END: Final = "case"
_SHOW_ALL: Final = RowButton(
    key="retention.show_button", press=Press(verb=SHOW_RETENTION, subject="1")
)
_GROUNDS: Final = {
    RetentionGround.NOT_TAKEN_UP: "retention.not_taken_up",
    RetentionGround.WITHDRAWN: "retention.withdrawn",
    RetentionGround.NEVER_COMPLETED: "retention.never_completed",
    RetentionGround.ADVICE_GIVEN: "retention.advice_given",
    RetentionGround.LONGEST: "retention.longest",
    RetentionGround.NOT_NEEDED: "retention.not_needed",
    RetentionGround.MERGED: "retention.merged",
}


def draw_retention(kit: Kit, view: RetentionView) -> PrivateMessage:
    """Draw one page of the cases that go, and how many went this year."""
    body = [
        kit.title("retention.title"),
        kit.text(_name_intro(view)),
        *draw_place(kit, view.page),
        *_draw_rows(kit, view),
        *_draw_destroyed(kit, view),
        kit.subtle("retention.how"),
    ]
    turning = draw_turning(kit, SHOW_RETENTION, view.page)
    return kit.private(Preview.RETENTION, body, [*_draw_acts(kit, view), *turning])


def _name_intro(view: RetentionView) -> str:
    if view.of:
        return "retention.of_one"
    return "retention.intro" if view.page.length else "retention.none"


def _draw_rows(kit: Kit, view: RetentionView) -> list[Part]:
    """The cases as lines, or to who may stop their destruction as lines of which one is chosen."""
    told = {str(one.code): _tell(kit, one) for one in view.page.items}
    if view.may_hold and told:
        titles = {code: kit.say(one) for code, one in told.items()}
        return [kit.choose_one(CHOSEN_END, "retention.choose", "retention.none_chosen", titles)]
    return [kit.text(one.key, **one.parameters) for one in told.values()]


def _tell(kit: Kit, row: RetentionRow) -> Text:
    said: dict[str, Value] = {
        "code": row.code,
        "on": row.end.goes_on,
        "ground": kit.say(_tell_ground(row)),
    }
    if row.held_until is None:
        return Text("retention.row", said)
    return Text("retention.row_held", said | {"until": row.held_until})


def _tell_ground(row: RetentionRow) -> Text:
    if row.end.ground is not RetentionGround.LONGEST:
        return Text(_GROUNDS[row.end.ground])
    if row.asked:
        many = len(row.asked.asked)
        said: dict[str, Value] = {"said": many - len(row.asked.silent), "of": many}
        return Text("retention.asked", said)
    return Text("retention.extended" if row.is_extended else "retention.longest")


def _draw_acts(kit: Kit, view: RetentionView) -> list[Part]:
    if not (view.may_hold and view.page.items):
        return []
    # of one case its code, which no page has
    here = view.of or str(view.page.number)
    hold = Press(verb=HOLD_LISTED, subject=here)
    extend = Press(verb=EXTEND_LISTED, subject=here)
    end = Press(verb=END_HOLD_LISTED, subject=here)
    is_any_held = any(one.held_until for one in view.page.items)
    return [
        kit.dialog_button("retention.hold_button", hold, needs_inputs=True),
        *(
            [kit.dialog_button("retention.extend_button", extend, needs_inputs=True)]
            if view.may_extend
            else []
        ),
        *([kit.button("retention.end_button", end, needs_inputs=True)] if is_any_held else []),
    ]


def list_ending_holds(rows: Sequence[HoldRow]) -> OverviewPart:
    """List the holds that end soon, for the digest."""
    return asked_part(
        "retention.holds_end",
        (
            OverviewRow(
                text=Text("retention.hold_ends", {"code": one.code, "on": one.until_on}),
                button=_SHOW_ALL,
            )
            for one in rows
        ),
    )


def list_on_hold(rows: Sequence[HoldRow]) -> tuple[OverviewPart, ...]:
    """List all that is held for *mijn*: what is asked about first, the rest to know."""
    lines = tuple(
        OverviewRow(text=Text("retention.held_row", {"code": one.code, "on": one.until_on}))
        for one in rows
        if not one.is_asked
    )
    known = OverviewPart(heading="retention.held", place=OverviewPlace.CASES, rows=lines)
    return (list_ending_holds([one for one in rows if one.is_asked]), known)


def list_warnings(rows: Sequence[WarningRow]) -> OverviewPart:
    """List the cases that go for their age, for the digest."""
    return OverviewPart(
        heading="retention.warnings",
        place=OverviewPlace.CASES,
        rows=tuple(
            OverviewRow(
                text=Text("retention.warning", {"code": one.code, "on": one.goes_on}),
                button=_offer_for(one),
            )
            for one in rows
        ),
    )


def _offer_for(row: WarningRow) -> RowButton | None:
    if row.to_extend:
        return offer_extension("retention.extend_button", row.to_extend)
    return _SHOW_ALL if row.may_look else None


def show_hold(hold: RetentionHold | None) -> tuple[ShownView, ...]:
    """Show until when and why a case is held now."""
    if hold is None:
        return ()
    label = Text("retention_hold.now", {"on": hold.until_on})
    return (ShownView(label=label, lines=(hold.reason,)),)


def _draw_destroyed(kit: Kit, view: RetentionView) -> list[Part]:
    if not view.destroyed or view.of:
        return []
    counted = [(_GROUNDS[ground], str(number)) for ground, number in view.destroyed.items()]
    return [kit.heading("retention.destroyed_title"), kit.facts(*counted)]
