"""The questions about what is agreed, one agreement after the other: asked when an acute session is
closed, and when a case is discussed in a meeting.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

from cards.page import FieldKind
from dialogs.answers import text_of
from dialogs.due_dates import LONGEST_ACTION, check_due_date
from dialogs.pages import ChoicesOf, Field, Loaded, Page, Problems
from domain.agreed_action import ActionSource, ActionWish
from domain.draft import Answers
from domain.identifiers import MemberId

MOST_ACTIONS: Final = 8


def ask_for_more(number: int) -> Field[object]:
    """Ask whether there is an agreement after so many."""
    label = "acute.any_actions" if number == 0 else "acute.one_more_action"
    return Field(id=f"more_{number}", kind=FieldKind.YES_NO, label=label)


def form_action_pages(offer_owners: ChoicesOf[Loaded]) -> tuple[Page[Loaded], ...]:
    """The pages of the agreements; ``offer_owners`` finds who can take on one."""
    return tuple(_action_page(number, offer_owners) for number in range(1, MOST_ACTIONS + 1))


def read_action_wishes(answers: Answers, source: ActionSource) -> Sequence[ActionWish]:
    """Read what is to be agreed."""
    found = []
    for number in range(1, MOST_ACTIONS + 1):
        due_on = answers.get(f"due_on_{number}")
        if _asks(number, answers) and isinstance(due_on, date):
            wish = ActionWish(
                what=text_of(answers, f"what_{number}"),
                owner=MemberId(text_of(answers, f"owner_{number}")),
                due_on=due_on,
                source=source,
            )
            found.append(wish)
    return found


def _asks(number: int, answers: Answers) -> bool:
    """A next agreement is asked for as long as the page before says there is one more."""
    return all(answers.get(f"more_{before}") is True for before in range(number))


def _action_page(number: int, offer_owners: ChoicesOf[Loaded]) -> Page[Loaded]:
    """The page of one agreement: what, who and by when."""

    def is_shown(answers: Answers) -> bool:
        return _asks(number, answers)

    def check(answers: Answers, today: date) -> Problems:
        return check_due_date(answers, f"due_on_{number}", today)

    return Page(
        id=f"action_{number}",
        title="acute.page_action",
        fields=(
            Field(
                id=f"what_{number}",
                kind=FieldKind.LONG_TEXT,
                label="acute.what",
                max_length=LONGEST_ACTION,
            ),
            Field(
                id=f"owner_{number}",
                kind=FieldKind.CHOICE,
                label="acute.owner",
                choices_of=offer_owners,
            ),
            Field(id=f"due_on_{number}", kind=FieldKind.DATE, label="acute.due_on"),
            *([ask_for_more(number)] if number < MOST_ACTIONS else []),
        ),
        is_shown=is_shown,
        check=check,
    )
