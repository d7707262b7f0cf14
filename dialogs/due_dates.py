"""What somebody will do and by which day, as a dialog asks for it. Holidays only the house knows:
those are refused at the end.
"""

from datetime import date
from typing import Final

from cards.words import Text
from dialogs.pages import Problems
from domain.draft import Answers
from domain.house import Weekday

# what somebody will do by when, not why: eight of them fit in a window
LONGEST_ACTION: Final = 500


def check_due_date(answers: Answers, field: str, today: date) -> Problems:
    """Find a day that has passed, or one in a weekend."""
    due_on = answers.get(field)
    if not isinstance(due_on, date):
        return {}
    if due_on < today:
        return {field: Text("agreed_action.in_the_past")}
    return {field: Text("agreed_action.day_off")} if due_on.weekday() >= Weekday.SATURDAY else {}
