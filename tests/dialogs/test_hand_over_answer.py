"""Taking over the work of a colleague: who says no says why, and who writes down what was said by
telephone is asked for the reason of the other.
"""

from datetime import date
from typing import Any

import pytest

from cards.words import Text
from dialogs.hand_over_answer import HAND_OVER_ANSWER, HAND_OVER_BY_TELEPHONE
from dialogs.pages import Dialog

ON = date(2026, 2, 11)


@pytest.mark.parametrize(
    ("dialog", "problem", "needed"),
    [
        (HAND_OVER_ANSWER, "hand_over.no_reason", "hand_over.needed_when_declining"),
        (HAND_OVER_BY_TELEPHONE, "hand_over.no_told_reason", "hand_over.told_why_needed"),
    ],
)
def test_a_no_needs_the_reason_of_who_says_it(dialog: Dialog[Any, Any], problem: str, needed: str):
    (page,) = dialog.pages
    assert page.check({"decision": "decline", "why_not": " "}, ON) == {"why_not": Text(problem)}
    assert page.check({"decision": "accept"}, ON) == {}
    assert page.fields[1].needed_when == needed
