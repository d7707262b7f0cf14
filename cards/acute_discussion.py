"""The page of an acute session: how it is opened from the board, and what is read beside it."""

from collections.abc import Iterator
from typing import Final

from cards.acute_report import warn_of_number
from cards.agreed_action import show_action
from cards.contribution import fit_contributions, show_briefly
from cards.incorrect import tell_report_marks
from cards.page import ShownView
from cards.words import Text, Value
from domain.identifiers import SessionId
from domain.press import Press
from services.acute.discussion import SessionBackground

WRITE_SESSION: Final = "acute_discussion.write"
# a window must stay small; all of it is on the card of the case
_MOST_OPEN: Final = 5
# in signs: without the questions, and what is typed there and was saved by another meanwhile
_ROOM: Final = 10_000


def press_session_page(session: SessionId) -> Press:
    """Open the page of a session."""
    return Press(verb=WRITE_SESSION, subject=session)


def show_session_background(view: SessionBackground) -> tuple[ShownView, ...]:
    """Show who saved last, what was reported, what is open and what partners contributed."""
    background = tuple(_show_session(view))
    fitting = fit_contributions(view.contributions, background, _ROOM)
    return (*background, *show_briefly(view.contributions, fitting))


def _show_session(view: SessionBackground) -> Iterator[ShownView]:
    report = view.report
    yield from warn_of_number(report.unsafe_number)
    if view.newest:
        said: dict[str, Value] = {
            "name": view.names[view.newest.written_by],
            "at": view.newest.written_at,
        }
        yield ShownView(label=Text("discussion.saved_before", said), lines=())
    yield ShownView(
        label=Text("acute_discussion.reported"),
        lines=(report.happening, *tell_report_marks(view.marks)),
    )
    for one in report.added:
        label = Text("acute_discussion.added", {"at": one.added_at})
        yield ShownView(label=label, lines=(one.text,))
    if not view.actions:
        nothing = Text("discussion.nothing_open")
        yield ShownView(label=Text("discussion.open_actions"), lines=(nothing,))
    for action in view.actions[:_MOST_OPEN]:
        yield from show_action(action, view.names[action.owner])
    if more := len(view.actions[_MOST_OPEN:]):
        yield ShownView(label=Text("discussion.more_open", {"number": more}), lines=())
