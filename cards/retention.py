"""Which cases go when: a line for each with its code, the day and the ground, never content."""

from typing import Final

from cards.kit import Kit, Part
from cards.messages import Preview, PrivateMessage
from cards.turning import draw_place, draw_turning
from domain.retention import RetentionGround
from services.retention import RetentionRow, RetentionView

SHOW_RETENTION: Final = "retention.show"
_GROUNDS: Final = {
    RetentionGround.NOT_TAKEN_UP: "retention.not_taken_up",
    RetentionGround.WITHDRAWN: "retention.withdrawn",
    RetentionGround.NEVER_COMPLETED: "retention.never_completed",
    RetentionGround.ADVICE_GIVEN: "retention.advice_given",
    RetentionGround.LONGEST: "retention.longest",
}


def draw_retention(kit: Kit, view: RetentionView) -> PrivateMessage:
    """Draw one page of the cases that go, and how many went this year."""
    page = view.page
    body = [
        kit.title("retention.title"),
        kit.text("retention.intro" if page.length else "retention.none"),
        *draw_place(kit, page),
        *(_draw_row(kit, one) for one in page.items),
        *_draw_destroyed(kit, view),
        kit.subtle("retention.how"),
    ]
    return kit.private(Preview.RETENTION, body, draw_turning(kit, SHOW_RETENTION, page))


def _draw_row(kit: Kit, row: RetentionRow) -> Part:
    ground = kit.phrase(_GROUNDS[row.end.ground])
    return kit.text("retention.row", code=row.code, on=row.end.goes_on, ground=ground)


def _draw_destroyed(kit: Kit, view: RetentionView) -> list[Part]:
    if not view.destroyed:
        return []
    counted = [(_GROUNDS[ground], str(number)) for ground, number in view.destroyed.items()]
    return [kit.heading("retention.destroyed_title"), kit.facts(*counted)]
