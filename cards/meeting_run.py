"""A meeting at the table, for who runs it: what is discussed now, what is next and when, and the
buttons to go on. A private card with codes and organisations, usable on a telephone.
"""

from datetime import timedelta
from typing import Final

from cards.discussion import draw_discussed, draw_discussing
from cards.kit import Kit, Part
from cards.messages import Preview, PrivateMessage
from cards.overview import SHOW_OVERVIEW
from cards.plain import join_names
from cards.words import Text
from domain.agenda import AgendaItem
from domain.identifiers import OrganisationId
from domain.meeting import Meeting
from domain.meeting_run import Progress
from domain.meeting_run_presence import list_seated
from domain.press import Press
from domain.sitting import Sitting
from services.meeting_run import TableView
from services.meeting_run_views import RunView, StepBefore

SHOW_RUN: Final = "meeting_run.show"
START: Final = "meeting_run.start"
NEXT: Final = "meeting_run.next"
LONGER: Final = "meeting_run.longer"
SKIP: Final = "meeting_run.skip"
DONE: Final = "meeting_run.done"
ARRIVES: Final = "meeting_run.arrives"
LEAVES: Final = "meeting_run.leaves"
TICK: Final = "meeting_run.tick"
TICKED: Final = "discussed"

# so many buttons stand beside each other on a telephone
_IN_A_ROW: Final = 3

_MINUTE: Final = timedelta(minutes=1)


def draw_table(kit: Kit, view: TableView, opens: Sitting | None) -> PrivateMessage:
    """Draw the meeting that is run, or say when the next one can be."""
    if view.shown:
        return draw_run(kit, view.shown, view.others)
    said = _say_next(view, opens)
    if not view.others:
        return kit.short(said.key, **said.parameters)
    body = [kit.text(said.key, **said.parameters), kit.text("meeting_run.past")]
    return kit.private(Preview.MEETING_RUN, body, _others(kit, view.others))


def _say_next(view: TableView, opens: Sitting | None) -> Text:
    if view.coming is None or opens is None:
        return Text("meeting_run.no_meeting")
    times = {"starts_at": view.coming.starts_at, "opens_at": opens.opens_at}
    return Text("meeting_run.not_yet", times)


def draw_run(kit: Kit, view: RunView, others: tuple[Meeting, ...] = ()) -> PrivateMessage:
    """Draw one meeting at the table."""
    day = kit.day(kit.local(view.meeting.starts_at).date())
    hours = f"{kit.clock(view.meeting.starts_at)}–{kit.clock(view.meeting.ends_at)}"
    body = [
        kit.title("meeting_run.title", day=day, hours=hours),
        *_before(kit, view.before),
        *_state(kit, view),
        *_presence(kit, view),
        *_coming(kit, view),
        *_behind(kit, view),
        *_afterwards(kit, view),
    ]
    return kit.private(Preview.MEETING_RUN, body, [*_actions(kit, view), *_others(kit, others)])


def _before(kit: Kit, before: StepBefore | None) -> list[Part]:
    """Tell whoever came too late what was done before them."""
    if before is None:
        return []
    name = before.name or kit.phrase("meeting_run.the_clock")
    said = kit.text(f"meeting_run.before_{before.step}", name=name, at=kit.clock(before.at))
    return [{**said, "weight": "Bolder"}]


def _state(kit: Kit, view: RunView) -> list[Part]:
    run = view.run
    if run is None:
        return [kit.text("meeting_run.not_started")]
    if run.ended_at:
        return [kit.text("meeting_run.ended", at=kit.clock(run.ended_at))]
    return [*_now(kit, view), *_delay(kit, view), *_overdue(kit, view)]


def _now(kit: Kit, view: RunView) -> list[Part]:
    item = view.item_now
    if item is None:
        pause = view.expectation.pause_until
        if pause:
            return [kit.heading("meeting_run.pause", until=kit.clock(pause))]
        return [kit.heading("meeting_run.waiting" if view.coming else "meeting_run.all_done")]
    until = view.expectation.now_until or view.now
    return [
        kit.heading("meeting_run.now", colour=item.colour, code=item.code),
        kit.text(
            "meeting_run.now_line",
            until=kit.clock(until),
            planned=kit.clock(item.starts_at),
            organisations=_names(kit, view, item),
        ),
        draw_discussing(kit, view, item),
    ]


def _delay(kit: Kit, view: RunView) -> list[Part]:
    minutes = view.delay // _MINUTE
    return [kit.counted("meeting_run.delay", minutes)] if minutes else []


def _overdue(kit: Kit, view: RunView) -> list[Part]:
    """Whoever still presses after the end reads what that does."""
    if view.now <= view.meeting.ends_at:
        return []
    return [kit.text("meeting_run.past_its_end", at=kit.clock(view.meeting.ends_at))]


def _presence(kit: Kit, view: RunView) -> list[Part]:
    """Who is at the table; one press says that an organisation is, or is not."""
    if view.run is None or view.run.ended_at:
        return []
    seated = list_seated(view.run)
    concerned = [*([view.item_now] if view.item_now else []), *view.coming[:1]]
    shown = sorted({*seated, *(one for item in concerned for one in item.required)}, key=view.name)
    names = join_names([view.name(one) for one in shown if one in seated])
    said = kit.text("meeting_run.seated", names=names or kit.phrase("meeting_run.nobody_seated"))
    buttons = [_presence_button(kit, view, one, is_seated=one in seated) for one in shown]
    rows = [buttons[at : at + _IN_A_ROW] for at in range(0, len(buttons), _IN_A_ROW)]
    return [said, *(kit.row_of(row) for row in rows)]


def _presence_button(kit: Kit, view: RunView, one: OrganisationId, *, is_seated: bool) -> Part:
    key = "meeting_run.leaves_button" if is_seated else "meeting_run.arrives_button"
    press = Press(verb=LEAVES if is_seated else ARRIVES, subject=f"{view.meeting.id}/{one}")
    return kit.button(key, press, name=view.name(one))


def _coming(kit: Kit, view: RunView) -> list[Part]:
    if view.run and view.run.ended_at:
        return []
    lines = [_line(kit, view, item) for item in view.coming]
    return [kit.heading("meeting_run.coming"), *lines] if lines else []


def _line(kit: Kit, view: RunView, item: AgendaItem) -> Part:
    expected, planned = kit.clock(view.expected(item)), kit.clock(item.starts_at)
    return kit.text(
        "meeting_run.line" if expected == planned else "meeting_run.line_moved",
        expected=expected,
        planned=planned,
        colour=item.colour,
        code=item.code,
        minutes=item.minutes,
        organisations=_names(kit, view, item),
    )


def _names(kit: Kit, view: RunView, item: AgendaItem) -> str:
    names = join_names([view.name(one) for one in item.required])
    return names or kit.phrase("meeting_run.nobody_required")


def _behind(kit: Kit, view: RunView) -> list[Part]:
    """What was discussed and what moves on, once there is something of it."""
    ended = bool(view.run and view.run.ended_at)
    moves_on = [*view.with_progress(Progress.SKIPPED), *(view.coming if ended else ())]
    parts = [
        ("meeting_run.discussed", view.with_progress(Progress.DISCUSSED)),
        ("meeting_run.moves_on", moves_on),
    ]
    lines = [
        kit.subtle(key, codes=", ".join(f"{kit.colour(one.colour)} {one.code}" for one in items))
        for key, items in parts
        if items
    ]
    return [*lines, *draw_discussed(kit, view, view.with_progress(Progress.DISCUSSED))]


def _afterwards(kit: Kit, view: RunView) -> list[Part]:
    """After a meeting that was held without the bot, or where not all was pressed."""
    if not view.undiscussed:
        return []
    titles = {str(one.code): f"{kit.colour(one.colour)} {one.code}" for one in view.undiscussed}
    tick = kit.button(
        "meeting_run.tick_button", Press(verb=TICK, subject=view.meeting.id), needs_inputs=True
    )
    return [
        kit.choose_some(TICKED, "meeting_run.tick_label", titles),
        kit.row_of([tick]),
    ]


def _actions(kit: Kit, view: RunView) -> list[Part]:
    def act(key: str, verb: str) -> Part:
        return kit.button(key, Press(verb=verb, subject=view.meeting.id, version=view.steps))

    if view.run is None:
        return [act("meeting_run.start_button", START)]
    if view.run.ended_at:
        mine = kit.button("minutes.mine_button", Press(verb=SHOW_OVERVIEW, subject="1"))
        return [mine] if view.has_minutes else []
    return [
        *([act("meeting_run.next_button", NEXT)] if view.item_now or view.coming else []),
        *([act("meeting_run.longer_button", LONGER)] if view.item_now else []),
        *([act("meeting_run.skip_button", SKIP)] if view.item_now or view.coming else []),
        act("meeting_run.done_button", DONE),
    ]


def _others(kit: Kit, others: tuple[Meeting, ...]) -> list[Part]:
    return [
        kit.button(
            "meeting_run.show_button",
            Press(verb=SHOW_RUN, subject=one.id),
            at=kit.short_moment(one.starts_at),
        )
        for one in others
    ]
