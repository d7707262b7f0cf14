"""The list of cases in stoplight order: one line for each, with code, colour word and review date,
never content. A line is chosen, then a button acts on it.
"""

from collections.abc import Callable
from datetime import date
from typing import Final

from cards.caselist_choice import SHOW_LIST, carry_choice, draw_choice, press_list
from cards.kit import Kit, Part
from cards.meeting_kind import draw_kind
from cards.messages import Preview, PrivateMessage
from cards.plain import join_names
from cards.rhythm import draw_rhythm
from cards.turning import draw_place, draw_turning
from cards.words import Text
from cards.written_round import draw_proposals, tell_briefly
from domain.case import Case
from domain.caselist import ListMark
from domain.colour import StandingColour
from domain.identifiers import CaseCode
from domain.press import Press
from domain.rotation import count_weeks_overdue
from domain.stoplight import Colour
from services.caselist import ListView

SHOW_LISTED: Final = "caselist.case"
READ_LISTED: Final = "caselist.why"
PRIORITY_LISTED: Final = "caselist.priority"
COLOUR_LISTED: Final = "caselist.colour"
BACK_TO_LIST: Final = "caselist.back"
CHOSEN: Final = "case"
_MOST_NAMED: Final = 10
# what asks somebody to do something
_TO_DO: Final = (ListMark.OVERDUE, ListMark.UNDIRECTED, ListMark.UNAGREED)


def draw_how_to_list(kit: Kit) -> PrivateMessage:
    """Tell what can be typed behind the word."""
    return kit.short("caselist.how_to")


def draw_list(kit: Kit, view: ListView) -> PrivateMessage:
    """Draw one page of the list."""
    page = view.page
    body = [kit.title("caselist.title"), *_summary(kit, view)]
    if view.counts:
        body += [*draw_choice(kit, view), *draw_place(kit, page)]
    if page.items:
        proposed = [one.code for one in page.items if _is_proposed(one, view)]
        body += draw_proposals(kit, proposed)
        lines = {str(case.code): _whole_line(kit, case, view) for case in page.items}
        body.append(kit.choose_one(CHOSEN, "caselist.choose", "caselist.none_chosen", lines))
    turning = draw_turning(kit, SHOW_LIST, page, carry_choice(view.choice))
    return kit.private(Preview.COLOUR, body, [*_acts(kit, view), *turning])


def _summary(kit: Kit, view: ListView) -> list[Part]:
    if not view.counts:
        return [kit.text("caselist.empty")]
    counts = [_count(kit, one, view.counts[one]) for one in Colour if one in view.counts]
    if bare := view.counts.get(None):
        counts.append(kit.words.count("caselist.without_colour", bare))
    total = kit.words.count("caselist.cases", view.total)
    summary = kit.text("caselist.summary", total=total, counts=" · ".join(counts))
    return [summary, *_marks(kit, view), *_prioritised(kit, view), *_rhythms(kit, view)]


def _marks(kit: Kit, view: ListView) -> list[Part]:
    """What asks for work, in one line: of each how many."""
    counted = [
        kit.phrase("caselist.count_mark", number=view.marks[one], mark=Text(f"caselist.mark_{one}"))
        for one in _TO_DO
        if view.marks[one]
    ]
    return [kit.text("caselist.marks", counts=" · ".join(counted))] if counted else []


def _prioritised(kit: Kit, view: ListView) -> list[Part]:
    """How many are on the list of prioritised cases, for how many there is room, and of which it
    must be confirmed that they still belong on it.
    """
    number, room, asked = view.marks[ListMark.PRIORITISED], view.room_for, view.unconfirmed
    if not number:
        return []
    counted = (
        kit.text("priority.count", number=number)
        if room is None
        else kit.text(
            "priority.count_full" if number >= room else "priority.count_of",
            number=number,
            size=room,
        )
    )
    unconfirmed = [kit.counted("priority.must_confirm", asked.cases)] if asked.cases else []
    more = len(asked.late) - _MOST_NAMED
    codes = join_names(asked.late[:_MOST_NAMED])
    late = [kit.text("priority.late", codes=codes)] if asked.late else []
    if more > 0:
        late = [kit.counted("priority.late_and_more", more, codes=codes)]
    return [counted, *unconfirmed, *late]


def _rhythms(kit: Kit, view: ListView) -> list[Part]:
    """Each kind of meeting whose list asks more than it gives, under its name."""
    drawn = [(one.name, draw_rhythm(kit, one.rhythm)) for one in view.rhythms]
    return [
        part for name, parts in drawn for part in ([*draw_kind(kit, name), *parts] if parts else [])
    ]


def _count(kit: Kit, colour: Colour, number: int) -> str:
    return kit.phrase("caselist.count", colour=colour, number=number)


def _whole_line(kit: Kit, case: Case, view: ListView) -> str:
    kind = view.kinds.tell_apart(case.meeting_kind)
    mark = kit.phrase("priority.mark") if case.prioritised_on else ""
    return " · ".join(filter(None, (_line(kit, case, view), mark, kind)))


def _is_proposed(case: Case, view: ListView) -> bool:
    held = view.rounds.get(case.id)
    return held is not None and held.proposes_leaving


def _line(kit: Kit, case: Case, view: ListView) -> str:
    standing, held = case.colour, view.rounds.get(case.id)
    if standing is None:
        return kit.phrase("caselist.line_without_colour", code=case.code)
    if held is None or not held.is_open:
        return _line_of_colour(kit, case.code, standing, view.on)
    return f"{kit.colour(standing.colour)} · {case.code} · {tell_briefly(kit, held)}"


def _line_of_colour(kit: Kit, code: CaseCode, standing: StandingColour, on: date) -> str:
    if weeks := count_weeks_overdue(standing, on):
        colour = kit.colour(standing.colour)
        return kit.words.count("caselist.line_late", weeks, colour=colour, code=code)
    return kit.phrase(
        "caselist.line_stale" if standing.is_stale(on) else "caselist.line",
        colour=standing.colour,
        code=code,
        review_on=kit.brief_day(standing.next_review_on),
    )


def _acts(kit: Kit, view: ListView) -> list[Part]:
    if not view.page.items:
        return []
    here = press_list(view.page.number, view.choice).subject

    def act(key: str, verb: str, draw: Callable[..., Part]) -> Part:
        return draw(key, Press(verb=verb, subject=here), needs_inputs=True)

    return [
        act("caselist.case_button", SHOW_LISTED, kit.button),
        act("caselist.why_button", READ_LISTED, kit.dialog_button),
        act("priority.why_button", PRIORITY_LISTED, kit.dialog_button),
        *(
            [act("caselist.colour_button", COLOUR_LISTED, kit.dialog_button)]
            if view.may_colour
            else []
        ),
    ]
