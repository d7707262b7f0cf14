"""How is it after an acute session? A code, a moment and how many agreements are open; never what
happened, or to whom.
"""

from collections.abc import Sequence
from typing import Final

from cards.acute_report import call
from cards.kit import Kit, Part
from cards.messages import Preview, PrivateMessage
from cards.overview import OverviewPart, OverviewPlace, OverviewRow, RowButton
from cards.plain import join_names
from cards.referral import SHOW_CASE
from cards.words import Text
from domain.acute_check import CHECK_ANSWERS
from domain.press import Press
from services.acute.board import BoardCheck
from services.acute.check import CheckRow, CheckView

SHOW_CHECK: Final = "acute_check.show"
ACUTE_AGAIN: Final = "acute_check.again"
ANSWER_CHECK: Final = "acute_check.answer"


def draw_check(kit: Kit, view: CheckView) -> PrivateMessage:
    """Ask a process director how it is, or say what was answered."""
    if not view.check.is_open:
        return kit.private(Preview.SESSION, [*_head(kit, view), _answer(kit, view)])
    body = [*_head(kit, view), *_agreed(kit, view)]
    if len(view.told) > 1:
        names = join_names([one.name for one in view.told])
        body.append(kit.subtle("acute_check.told", names=names))
    return kit.private(Preview.SESSION, body, _buttons(kit, view))


def draw_unchecked(kit: Kit, view: CheckView) -> PrivateMessage:
    """Tell a manager that nobody says how it is, and whom to call: code and times only."""
    if not view.check.is_open:
        return kit.private(Preview.SESSION, [*_head(kit, view), _answer(kit, view)])
    numbers = [
        kit.text("acute.crisis_number", name=one.name, telephone=call(one.telephone))
        for one in view.told
    ]
    body = [*_head(kit, view), kit.text("acute_check.nobody_says"), *numbers]
    return kit.private(Preview.SESSION, body)


def list_checks(rows: Sequence[CheckRow]) -> Sequence[OverviewPart]:
    """What waits for an answer of a process director, as a part of *mijn*."""
    listed = tuple(
        OverviewRow(
            text=Text("acute_check.row", {"code": one.code, "at": one.closed_at}),
            button=RowButton(
                key="acute_check.open_button", press=Press(verb=SHOW_CHECK, subject=one.check)
            ),
        )
        for one in rows
    )
    return (OverviewPart(heading="acute_check.heading", place=OverviewPlace.ACUTE, rows=listed),)


def say_checks(kit: Kit, checks: Sequence[BoardCheck]) -> list[Part]:
    """Say on the board what was answered after the session, or who is asked next and when."""
    if not checks:
        return []
    return [kit.heading("acute_check.board"), *(_say(kit, one) for one in checks)]


def _say(kit: Kit, asked: BoardCheck) -> Part:
    check = asked.check
    if check.outcome is not None:
        at = check.answered_at or check.closed_at
        said = {"name": asked.answered_by} if check.outcome in CHECK_ANSWERS else {}
        return kit.text(f"acute_check.board_{check.outcome}", at=at, **said)
    if check.next_step is None or check.next_at is None:
        return kit.text("acute_check.board_all_asked")
    key = "acute_check.board_asked" if check.is_asked else "acute_check.board_planned"
    whom = kit.words(f"acute_check.whom_{check.next_step}")
    return kit.text(key, at=check.next_at, whom=whom)


def _head(kit: Kit, view: CheckView) -> list[Part]:
    return [
        kit.title("acute_check.title", code=view.code),
        kit.text("acute_check.closed", at=view.check.closed_at),
    ]


def _agreed(kit: Kit, view: CheckView) -> list[Part]:
    if not view.open_actions:
        return [kit.text("acute_check.nothing_open")]
    overdue = view.overdue_actions
    return [
        kit.counted("acute_check.open_actions", view.open_actions),
        *([kit.counted("acute_check.overdue_actions", overdue)] if overdue else []),
    ]


def _answer(kit: Kit, view: CheckView) -> Part:
    """What was answered, by whom; that there is a new report is not said by anybody."""
    check = view.check
    key = f"acute_check.is_{check.outcome}"
    at = check.answered_at or check.closed_at
    if check.outcome in CHECK_ANSWERS:
        return kit.text(key, name=view.answered_by, at=at)
    return kit.text(key, at=at)


def _buttons(kit: Kit, view: CheckView) -> list[Part]:
    check = view.check
    answers = [
        kit.button(
            f"acute_check.say_{one}_button", Press(verb=f"{ANSWER_CHECK}_{one}", subject=check.id)
        )
        for one in CHECK_ANSWERS
    ]
    again = Press(verb=ACUTE_AGAIN, subject=check.id)
    case = Press(verb=SHOW_CASE, subject=check.case)
    return [
        *answers,
        kit.dialog_button("acute_check.again_button", again),
        kit.button("acute_check.case_button", case),
    ]
