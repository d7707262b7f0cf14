"""The page of one case in a meeting: how it is opened from the table."""

from typing import Final

from cards.kit import Kit, Part
from cards.plan_of_action import WRITE_PLAN
from domain.agenda import AgendaItem
from domain.press import Press
from services.meeting_run_views import RunView

DISCUSS: Final = "discussion.open"
# so many buttons stand beside each other on a telephone
_IN_A_ROW: Final = 3


def draw_discussing(kit: Kit, view: RunView, item: AgendaItem) -> Part:
    """Draw the way to the page of the case at the table, and to its plan for who writes that."""
    plan = Press(verb=WRITE_PLAN, subject=item.case)
    return kit.row_of(
        [
            kit.dialog_button("discussion.open_button", _open(view, item)),
            *([kit.dialog_button("discussion.plan_button", plan)] if view.may_write_plan else []),
        ]
    )


def draw_discussed(kit: Kit, view: RunView, items: tuple[AgendaItem, ...]) -> list[Part]:
    """Draw the way to the page of each case that was discussed already."""
    buttons = [
        kit.dialog_button("discussion.open_case_button", _open(view, one), code=one.code)
        for one in items
    ]
    rows = [buttons[at : at + _IN_A_ROW] for at in range(0, len(buttons), _IN_A_ROW)]
    return [kit.row_of(row) for row in rows]


def _open(view: RunView, item: AgendaItem) -> Press:
    return Press(verb=DISCUSS, subject=f"{view.meeting.id}/{item.case}")
