"""Figures of a quarter: a card with the sums, and two windows, by meeting and by organisation.
Numbers and names of organisations only.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from cards.kit import Kit, Part
from cards.messages import Preview, PrivateMessage
from cards.page import ButtonView, PageView, ShownView
from cards.words import Text, Value
from domain.action_counts import FEWEST_OWNERS, ActionCounts
from domain.consult import ConsultsAsked
from domain.figures import AtTable, Measured
from domain.identifiers import OrganisationId
from domain.press import Press
from domain.quarter import Quarter, read_quarter
from domain.stoplight import Colour
from services.figures import FiguresView, MeetingLine
from services.paging import Pages, turn_to

SHOW_FIGURES: Final = "figures.show"
BACK_TO_FIGURES: Final = "figures.back"
FIGURES_BY_MEETING: Final = "figures.by_meeting"
FIGURES_BY_ORGANISATION: Final = "figures.by_organisation"
_ON_A_PAGE: Final = 8


def draw_figures(kit: Kit, view: FiguresView) -> PrivateMessage:
    """Draw the sums of a quarter."""
    body = [kit.title("figures.title", **_name(view.quarter))]
    if view.meetings:
        body += [*_at_table(kit, view), *_measured(kit, view), *_discussed(kit, view)]
    else:
        body.append(kit.text("figures.no_meetings"))
    body += [*_actions(kit, view.actions.all), *_consults(kit, view), kit.subtle("figures.how")]
    return kit.private(Preview.FIGURES, body, list(_buttons(kit, view)))


def lay_out_meetings(kit: Kit, view: FiguresView, number: int) -> PageView:
    """Lay out a page of the meetings of a quarter, the last one first."""
    page = turn_to(view.meetings[::-1], number, _ON_A_PAGE)
    shown = tuple(_show_meeting(kit, one) for one in page.items)
    return _lay_out(view, FIGURES_BY_MEETING, page, shown)


def lay_out_organisations(kit: Kit, view: FiguresView, number: int) -> PageView:
    """Lay out a page of the organisations of a quarter, by name."""
    ids = sorted(view.names, key=lambda one: view.names[one].casefold())
    page = turn_to(ids, number, _ON_A_PAGE)
    shown = [_show_organisation(kit, view, one) for one in page.items]
    if view.actions.others and page.number == page.total:
        others = _count_actions(view.actions.others)
        shown.append(ShownView(label=Text("figures.others"), lines=(others,)))
    return _lay_out(view, FIGURES_BY_ORGANISATION, page, tuple(shown))


def read_figures_page(press: Press) -> tuple[Quarter, int]:
    """Read which page of which quarter is asked for."""
    quarter, _, number = press.subject.partition(":")
    return read_quarter(quarter), int(number or 1)


def _name(quarter: Quarter) -> dict[str, Value]:
    return {"number": quarter.number, "year": str(quarter.year)}


def _at_table(kit: Kit, view: FiguresView) -> list[Part]:
    at_table = view.at_table
    return [
        kit.counted("figures.meetings", len(view.meetings)),
        kit.heading("figures.at_table_heading"),
        kit.facts(
            *((f"figures.{name}", _hours(kit, minutes)) for name, minutes in _list(at_table))
        ),
        *([kit.text("figures.shares", **_shares(at_table))] if at_table.by_hand else []),
    ]


def _list(at_table: AtTable) -> list[tuple[str, int]]:
    return [
        ("planned", at_table.planned),
        ("by_hand", at_table.by_hand),
        ("everybody", at_table.everybody),
    ]


def _shares(at_table: AtTable) -> dict[str, Value]:
    return {
        "by_hand": _percent(at_table.planned, at_table.by_hand),
        "everybody": _percent(at_table.planned, at_table.everybody),
    }


def _percent(part: int, whole: int) -> int:
    return round(100 * part / whole)


def _hours(kit: Kit, minutes: int) -> Text:
    return Text("figures.hours", {"hours": kit.hours(minutes)})


def _measured(kit: Kit, view: FiguresView) -> list[Part]:
    said = kit.counted("figures.measured", len(view.meetings), measured=str(view.measured_meetings))
    return [
        kit.heading("figures.measured_heading"),
        said,
        *([kit.facts(*_happened(kit, view))] if view.measured_meetings else []),
    ]


def _happened(kit: Kit, view: FiguresView) -> Iterator[tuple[str, Value]]:
    measured = view.measured
    hours = {"planned": kit.hours(view.planned_then), "measured": kit.hours(measured.at_table)}
    yield "figures.at_table", Text("figures.planned_and_measured", hours)
    if measured.timed_cases:
        yield "figures.per_case", Text("figures.had_and_used", _average(measured))
    late = round(measured.late / view.measured_meetings)
    yield "figures.late", Text("figures.minutes_late", {"minutes": late})


def _average(measured: Measured) -> dict[str, Value]:
    return {
        "had": round(measured.minutes_had / measured.timed_cases),
        "used": round(measured.minutes_used / measured.timed_cases),
        "cases": measured.timed_cases,
    }


def _discussed(kit: Kit, view: FiguresView) -> list[Part]:
    discussed, known = view.discussed, str(view.known_meetings)
    counts = ((one, getattr(discussed, one)) for one in Colour)
    colours = [kit.phrase("caselist.count", colour=one, number=number) for one, number in counts]
    facts: list[tuple[str, Value]] = [
        ("figures.cases", ", ".join(colours)),
        ("figures.overdue", _share(discussed.overdue, discussed.cases)),
        ("figures.skipped", discussed.skipped),
        ("figures.not_reached", discussed.not_reached),
    ]
    return [
        kit.heading("figures.discussed_heading"),
        kit.counted("figures.known", len(view.meetings), known=known),
        *([kit.facts(*facts)] if view.known_meetings else []),
    ]


def _share(number: int, whole: int) -> Value:
    if not whole:
        return number
    return Text("figures.share", {"number": number, "percent": _percent(number, whole)})


def _actions(kit: Kit, counts: ActionCounts | None) -> list[Part]:
    heading = kit.heading("figures.actions_heading")
    if counts is None:
        return [heading, kit.text("figures.too_few", fewest=FEWEST_OWNERS)]
    names = ("done", "not_possible", "not_done", "open")
    return [heading, kit.facts(*((f"figures.{one}", getattr(counts, one)) for one in names))]


def _consults(kit: Kit, view: FiguresView) -> list[Part]:
    months = [(f"figures.month_{one.month_on.month}", _asked(one)) for one in view.consults]
    return [kit.heading("figures.consults_heading"), kit.facts(*months)]


def _asked(counted: ConsultsAsked) -> Value:
    return counted.asked if counted.may_be_shown else Text("figures.few", {"most": FEWEST_OWNERS})


def _buttons(kit: Kit, view: FiguresView) -> Iterator[Part]:
    quarter = view.quarter
    if view.meetings:
        yield kit.dialog_button("figures.by_meeting_button", _press(FIGURES_BY_MEETING, quarter))
    if view.names:
        press = _press(FIGURES_BY_ORGANISATION, quarter)
        yield kit.dialog_button("figures.by_organisation_button", press)
    if view.has_earlier:
        yield kit.button("figures.earlier_button", _press(SHOW_FIGURES, quarter.previous))
    if view.has_later:
        yield kit.button("figures.later_button", _press(SHOW_FIGURES, quarter.following))


def _press(verb: str, quarter: Quarter, number: int | None = None) -> Press:
    page = "" if number is None else f":{number}"
    return Press(verb=verb, subject=f"{quarter}{page}")


def _show_meeting(kit: Kit, line: MeetingLine) -> ShownView:
    figures = line.figures
    label = Text("figures.meeting", {"at": line.meeting.starts_at})
    return ShownView(
        label=label,
        lines=(
            Text("figures.meeting_at_table", _hours_of(kit, figures.at_table)),
            *_say_discussed(line),
            *_say_measured(kit, figures.measured),
        ),
    )


def _hours_of(kit: Kit, at_table: AtTable) -> dict[str, Value]:
    return {name: kit.hours(minutes) for name, minutes in _list(at_table)}


def _say_discussed(line: MeetingLine) -> list[Text]:
    discussed = line.figures.discussed
    if discussed is None:
        return [Text("figures.not_known", {"planned": line.figures.cases})]
    return [
        Text(
            "figures.meeting_discussed",
            {
                "cases": discussed.cases,
                "planned": line.figures.cases,
                "skipped": discussed.skipped,
                "not_reached": discussed.not_reached,
            },
        )
    ]


def _say_measured(kit: Kit, measured: Measured | None) -> list[Text]:
    if measured is None:
        return [Text("figures.not_measured")]
    timed: dict[str, Value] = {
        "had": measured.minutes_had,
        "used": measured.minutes_used,
        "cases": measured.timed_cases,
    }
    went: dict[str, Value] = {"late": measured.late, "hours": kit.hours(measured.at_table)}
    return [
        Text("figures.meeting_measured", went),
        *([Text("figures.meeting_timed", timed)] if measured.timed_cases else []),
    ]


def _show_organisation(kit: Kit, view: FiguresView, organisation: OrganisationId) -> ShownView:
    met = [one for one in view.organisations if one.organisation == organisation]
    named = [one.counts for one in view.actions.named if one.organisation == organisation]
    return ShownView(
        label=Text("figures.organisation", {"name": view.names[organisation]}),
        lines=(
            *(
                Text(
                    "figures.organisation_at_table",
                    {"meetings": one.meetings, **_hours_of(kit, one.at_table)},
                )
                for one in met
            ),
            *([_count_actions(one) for one in named] or [Text("figures.not_by_name")]),
        ),
    )


def _count_actions(counts: ActionCounts) -> Text:
    names = ("agreed", "done", "not_possible", "not_done", "open")
    return Text("figures.organisation_actions", {one: getattr(counts, one) for one in names})


def _lay_out(
    view: FiguresView,
    verb: str,
    page: Pages[OrganisationId] | Pages[MeetingLine],
    shown: Sequence[ShownView],
) -> PageView:
    turns = [
        ButtonView(key=key, press=_press(verb, view.quarter, to))
        for key, to in (("paging.previous", page.number - 1), ("paging.next", page.number + 1))
        if 1 <= to <= page.total
    ]
    put_away = ButtonView(key="case.hide_button", press=_press(BACK_TO_FIGURES, view.quarter))
    return PageView(
        title=Text(f"{verb}_title", _name(view.quarter)),
        intro=Text(f"{verb}_intro", {"fewest": FEWEST_OWNERS}),
        step=Text("paging.place", {"number": page.number, "total": page.total}),
        shown=tuple(shown),
        buttons=(put_away, *turns),
        reopen=_press(verb, view.quarter, page.number),
    )
