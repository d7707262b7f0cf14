"""What referrers say of an outcome, on lists: who answers, and who got an answer, read each under
words of their own.
"""

import pytest

from cards.reaction import list_reactions
from domain.identifiers import CaseCode, CaseId, ReactionId
from domain.reaction import ReactionKind
from services.reaction_rows import ReactionRow, ReactionTask


@pytest.mark.parametrize(
    ("task", "heading"),
    [
        (ReactionTask.ANSWER, "reaction.heading"),
        (ReactionTask.SILENT, "reaction.heading"),
        (ReactionTask.KEPT, "reaction.answered_heading"),
        (ReactionTask.TAKEN_UP_AGAIN, "reaction.answered_heading"),
        (ReactionTask.ENDED, "reaction.answered_heading"),
    ],
)
def test_a_referrer_reads_an_answer_and_not_that_referrers_react(task: ReactionTask, heading: str):
    row = ReactionRow(
        reaction=ReactionId("r"),
        case=CaseId("c"),
        code=CaseCode("KX7-Q42"),
        kind=ReactionKind.WITHDRAWAL,
        task=task,
    )
    assert [one.heading for one in list_reactions([row]) if one.rows] == [heading]
