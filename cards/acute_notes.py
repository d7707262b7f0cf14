"""The card of who takes notes in an acute session: a code, a time and a place."""

from typing import Final

from cards.acute_discussion import press_session_page
from cards.acute_report import call
from cards.kit import Kit, Part
from cards.messages import Preview, PrivateMessage
from cards.words import Text, Value
from domain.acute_session import Gathering, SessionState
from domain.identifiers import SessionId
from domain.press import Press
from services.acute.notes import NotesView

NAME_NOTE_TAKER: Final = "acute_notes.name"
NOTES: Final = "acute_notes.show"
NOTED_REPORT: Final = "acute_notes.read"
HIDE_NOTED_REPORT: Final = "acute_notes.hide"
_HELD: Final = frozenset({SessionState.CONVENED, SessionState.CLOSED})


def offer_note_taker(kit: Kit, session: SessionId) -> list[Part]:
    """Let who directs a session say who takes notes; nobody does in a drill."""
    name = Press(verb=NAME_NOTE_TAKER, subject=session)
    return [] if kit.is_drill else [kit.dialog_button("acute_notes.name_button", name)]


def join_online(kit: Kit, gathering: Gathering | None) -> list[Part]:
    """Offer the link of a session that is held online."""
    if gathering is None or not gathering.link:
        return []
    title = kit.words("acute.join_button")
    return [{"type": "Action.OpenUrl", "title": title, "url": gathering.link}]


def draw_notes(kit: Kit, view: NotesView) -> PrivateMessage:
    """Tell a note taker when and where, and from when they see what is said; or that it is over."""
    if not view.is_named or view.state not in _HELD:
        over = "acute_notes.taken_off" if not view.is_named else "acute_withdrawal.called_off"
        body = [kit.title("acute.board_title", code=view.code), kit.text(over)]
        return kit.private(Preview.SESSION, body)
    if view.closes_at is None:
        word = kit.text("acute_notes.you_take", at=view.opens_at)
    else:
        word = kit.text("acute_notes.until", at=view.closes_at)
    body = [kit.title("acute_notes.title", code=view.code), word, kit.facts(*_details(kit, view))]
    return kit.private(Preview.SESSION, body, _buttons(kit, view))


def _details(kit: Kit, view: NotesView) -> list[tuple[str, Value]]:
    director, number = view.director.name, call(view.director.telephone)
    named = Text("acute.name_number", {"name": director, "telephone": number})
    starts = "acute.starts_at" if view.closes_at is None else "acute.planned_at"
    return [
        (starts, view.gathering.starts_at),
        ("acute.place", kit.words(f"acute.place_{view.gathering.place}")),
        ("acute.director", named),
    ]


def _buttons(kit: Kit, view: NotesView) -> list[Part]:
    write = press_session_page(view.session)
    read = Press(verb=NOTED_REPORT, subject=view.session)
    is_held = view.state is SessionState.CONVENED
    return [
        *(join_online(kit, view.gathering) if is_held else []),
        kit.dialog_button("acute_discussion.write_button", write),
        kit.dialog_button("acute.read_button", read),
    ]
