"""When a member is away, on a card: what is known, and the buttons that add to it or take away."""

from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from cards.kit import Kit, Part
from cards.messages import Preview, PrivateMessage
from cards.words import Text
from domain.absence import Absence, Span
from domain.press import Press
from services.absence import AbsenceView

SHOW_ABSENCES: Final = "absence.show"
GIVE_ABSENCE: Final = "absence.give"
ENTER_ABSENCE: Final = "absence.enter"
WITHDRAW_ABSENCE: Final = "absence.withdraw"

# a card must stay small; the next ones show when the first are over
_MOST_SHOWN: Final = 12
_DAY: Final = timedelta(days=1)


def draw_absences(kit: Kit, view: AbsenceView) -> PrivateMessage:
    """Draw when a member is away, and what they entered for others."""
    known = len(view.own) + len(view.entered)
    lines = [
        *(part for one in view.own for part in _line(kit, one)),
        *(part for name, one in view.entered for part in _line(kit, one, name)),
    ]
    body = [
        kit.title("absence.title"),
        kit.subtle("absence.intro"),
        *(lines[: 2 * _MOST_SHOWN] or [kit.text("absence.nothing")]),
        *([kit.counted("absence.further", known - _MOST_SHOWN)] if known > _MOST_SHOWN else []),
    ]
    return kit.private(Preview.ABSENCE, body, _buttons(kit, view))


def tell_span(span: Span, time_zone: ZoneInfo) -> Text:
    """Say when somebody is away: whole days, hours of one day, or from one moment to another."""
    starts, ends = (at.astimezone(time_zone) for at in (span.starts_at, span.ends_at))
    if starts.time() == ends.time() == time():
        return _tell_days(starts, ends - _DAY)
    is_one_day = starts.date() == (ends - timedelta(microseconds=1)).date()
    if not is_one_day:
        return Text("absence.moments", {"starts_at": span.starts_at, "ends_at": span.ends_at})
    until = f"{ends:%H:%M}" if ends.date() == starts.date() else "24:00"
    return Text("absence.hours", {"on": starts.date(), "since": f"{starts:%H:%M}", "until": until})


def _tell_days(first: datetime, last: datetime) -> Text:
    if first.date() == last.date():
        return Text("absence.whole_day", {"on": first.date()})
    return Text("absence.whole_days", {"first_on": first.date(), "last_on": last.date()})


def _line(kit: Kit, absence: Absence, name: str = "") -> list[Part]:
    when = tell_span(absence.span, kit.time_zone)
    text = (
        kit.text("absence.of", name=name, when=when)
        if name
        else kit.text(when.key, **when.parameters)
    )
    remove = Press(verb=WITHDRAW_ABSENCE, subject=absence.id)
    return [text, kit.row_of([kit.button("absence.withdraw_button", remove)])]


def _buttons(kit: Kit, view: AbsenceView) -> list[Part]:
    give = kit.dialog_button("absence.give_button", Press(verb=GIVE_ABSENCE))
    enter = kit.dialog_button("absence.enter_button", Press(verb=ENTER_ABSENCE))
    return [give, enter] if view.may_enter else [give]
