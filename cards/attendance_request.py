"""Whether a partner comes: asked and answered on one card. A code is only for who has a place in
the case.
"""

from typing import Final

from cards.absence import GIVE_ABSENCE
from cards.kit import Kit, Part
from cards.meeting_kind import draw_kind
from cards.messages import Preview, PrivateMessage
from domain.attendance_request import AttendanceAnswer
from domain.press import Press
from services.attendance_request import RequestView

ANSWER_REQUEST: Final = "attendance_request.answer"
# one press each, in the order of the card
REQUEST_ANSWERS: Final = (
    AttendanceAnswer.COMES,
    AttendanceAnswer.CANNOT,
    AttendanceAnswer.COLLEAGUE,
)


def draw_request(kit: Kit, view: RequestView) -> PrivateMessage:
    """Ask whether a partner comes, with the answer so far."""
    meeting = view.meeting
    day = kit.day(kit.local(meeting.starts_at).date())
    hours = f"{kit.clock(meeting.starts_at)}–{kit.clock(meeting.ends_at)}"
    body = [
        kit.title("attendance_request.title", day=day),
        *draw_kind(kit, view.kind),
        *_for_whom(kit, view),
        kit.text("attendance_request.hours", hours=hours),
        *([kit.text("attendance_request.place", place=meeting.place)] if meeting.place else []),
        *_needed(kit, view),
        _answer(kit, view),
        kit.subtle("attendance_request.in_part"),
    ]
    return kit.private(Preview.ATTENDANCE_REQUEST, body, _buttons(kit, view))


def _for_whom(kit: Kit, view: RequestView) -> list[Part]:
    name = view.on_behalf_of
    return [kit.text("deputy.on_behalf_of", name=name)] if name else []


def _needed(kit: Kit, view: RequestView) -> list[Part]:
    codes = ", ".join(view.codes)
    others = [kit.counted("attendance_request.unnamed_too", view.unnamed)] if view.unnamed else []
    return [kit.text("attendance_request.codes", codes=codes), *others]


def _answer(kit: Kit, view: RequestView) -> Part:
    return kit.text(f"attendance_request.said_{view.answer}")


def _buttons(kit: Kit, view: RequestView) -> list[Part]:
    answers = [
        kit.button(
            f"attendance_request.answer_{answer}",
            Press(verb=f"{ANSWER_REQUEST}_{answer}", subject=view.id),
        )
        for answer in REQUEST_ANSWERS
        if answer is not view.answer
    ]
    in_part = Press(verb=GIVE_ABSENCE, subject=view.meeting.id)
    return [*answers, kit.dialog_button("absence.cannot_button", in_part)]
