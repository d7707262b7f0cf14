"""That an acute report is called incorrect while its session runs: a code, and what to do."""

from cards.acute_report import READ
from cards.incorrect import ANSWER_MARK, list_marks
from cards.kit import Kit
from cards.messages import Preview, PrivateMessage
from domain.press import Press
from services.incorrect_at_once import MarkedReport
from services.incorrect_rows import MarkTask


def draw_marked_report(kit: Kit, marked: MarkedReport) -> PrivateMessage:
    """Tell who reported it to answer, and who directs the session to read the report anew."""
    (row,) = list_marks([marked.row]).rows
    body = [kit.title("incorrect.heading"), kit.text(row.text.key, **row.text.parameters)]
    if marked.row.task is MarkTask.ANSWER:
        answer = Press(verb=ANSWER_MARK, subject=marked.row.mark)
        button = kit.dialog_button("incorrect.answer_button", answer)
    else:
        read = Press(verb=READ, subject=marked.session)
        button = kit.dialog_button("acute.read_button", read)
    return kit.private(Preview.ACUTE, body, [button])
