"""Drills of the acute lane on a private card: taking part or not, the one that runs, its result."""

from datetime import timedelta
from typing import Final

from cards.acute_report import SHOW_SESSION
from cards.kit import Kit, Part
from cards.messages import Preview, PrivateMessage
from domain.identifiers import CaseCode
from domain.press import Press
from services.drill import DrillsView
from services.drill_run import DrillView, ResultView, RunningView

SHOW_DRILLS: Final = "drill.show"
JOIN_DRILLS: Final = "drill.join"
LEAVE_DRILLS: Final = "drill.leave"
START_DRILL: Final = "drill.start"
STOP_DRILL: Final = "drill.stop"
_MINUTE: Final = timedelta(minutes=1)


def draw_drills(kit: Kit, view: DrillsView, running: RunningView | None = None) -> PrivateMessage:
    """Say what a drill is and whether the reader takes part. Who runs drills reads who does, and
    which drill is ``running``.
    """
    body = [kit.title("drill.title"), kit.text("drill.what_it_is"), _own(kit, view)]
    own = (
        kit.button("drill.leave_button", Press(verb=LEAVE_DRILLS))
        if view.joined_on
        else kit.button("drill.join_button", Press(verb=JOIN_DRILLS))
    )
    if running is None:
        return kit.private(Preview.DRILL, body, [own])
    body += [*_running(kit, running), *_partners(kit, view), *_missing(kit, view)]
    return kit.private(Preview.DRILL, body, [*_runners_buttons(kit, running.drill), own])


def draw_result(kit: Kit, view: ResultView) -> PrivateMessage:
    """Draw what the stopwatch said, of each step and each organisation."""
    body = [
        kit.title("drill.result_title", code=view.code),
        kit.text(f"drill.end_{view.end}"),
        kit.facts(
            ("drill.started", view.started_at),
            ("drill.taken", _within(kit, view.times.taken_within)),
            ("drill.convened", _within(kit, view.times.convened_within)),
            ("drill.ended", _within(kit, view.times.ended_within)),
        ),
    ]
    if view.partners:
        body += [kit.heading("drill.answers"), *(_answer(kit, *one) for one in view.partners)]
    return kit.private(Preview.DRILL, [*body, kit.subtle("drill.cleared_later")])


def draw_drill_over(kit: Kit, code: CaseCode) -> PrivateMessage:
    """Tell who said to come that a drill is over, and that nothing follows."""
    body = [kit.title("drill.over_title", code=code), kit.text("drill.over")]
    return kit.private(Preview.DRILL, body)


def _own(kit: Kit, view: DrillsView) -> Part:
    if view.joined_on:
        return kit.text("drill.you_take_part", on=view.joined_on)
    return kit.text("drill.you_take_no_part")


def _running(kit: Kit, running: RunningView) -> list[Part]:
    drill = running.drill
    if drill is None:
        counted = [kit.counted("drill.held", running.held)] if running.held else []
        return [*counted, *([kit.text(running.hindrance)] if running.hindrance else [])]
    since, until = kit.clock(drill.started_at), kit.clock(drill.lapses_at)
    runs = kit.text("drill.runs", code=drill.code, at=since, until=until)
    return [runs]


def _runners_buttons(kit: Kit, drill: DrillView | None) -> list[Part]:
    if drill is None:
        return [kit.dialog_button("drill.start_button", Press(verb=START_DRILL))]
    return [
        kit.button("drill.show_button", Press(verb=SHOW_SESSION, subject=drill.id)),
        kit.button("drill.stop_button", Press(verb=STOP_DRILL, subject=drill.id)),
    ]


def _partners(kit: Kit, view: DrillsView) -> list[Part]:
    if not view.partners:
        return [kit.heading("drill.who"), kit.text("drill.nobody")]
    number = sum(len(one.members) for one in view.partners)
    lines = [
        kit.text(
            "drill.partner", organisation=one.organisation, members=kit.listed(list(one.members))
        )
        for one in view.partners
    ]
    return [kit.counted_heading("drill.who_count", number), *lines]


def _missing(kit: Kit, view: DrillsView) -> list[Part]:
    if not view.missing:
        return []
    names = kit.text("drill.of_these", names=kit.listed(list(view.missing)))
    count = kit.counted("drill.missing", len(view.missing))
    return [count, *kit.folded("missing", "drill.missing_button", [names])]


def _answer(kit: Kit, organisation: str, within: timedelta | None) -> Part:
    if within is None:
        return kit.text("drill.no_answer", organisation=organisation)
    return kit.text("drill.answer", organisation=organisation, within=_within(kit, within))


def _within(kit: Kit, within: timedelta | None) -> str:
    if within is None:
        return kit.words("drill.not_reached")
    if within < _MINUTE:
        return kit.words("drill.under_a_minute")
    return kit.words.count("drill.minutes", within // _MINUTE)
