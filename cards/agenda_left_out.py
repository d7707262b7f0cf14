"""What is not discussed in a meeting, for a coordinator: how many cases, by colour, and behind one
press the reason for each, so that a person can decide; and how many can wait.
"""

from collections.abc import Sequence
from typing import Final, Protocol

from cards.agenda_partners import find_when, tell_spans
from cards.kit import Kit, Part
from cards.written_round import tell_round
from domain.agenda import Agenda, LeftOut, PartnerStand
from domain.identifiers import OrganisationId
from domain.planning import Reason
from domain.rotation import NotDue, Turn
from domain.stoplight import Colour
from services.agenda.views import AgendaView

# a card must stay small: the list shows all cases
_MOST_LINES: Final = 60
_FEWEST_LEFT_OUT: Final = 10
_REASONS: Final = "reasons"
_NEEDS_NO_PLACE: Final = (Reason.WRITTEN_PROCEDURE, Reason.NOT_READY, Reason.WITHDRAWN)


def draw_left_out(kit: Kit, view: AgendaView, agenda: Agenda) -> list[Part]:
    """Draw what does not fit by colour, what needs no place, and why."""
    if not agenda.left_out and not agenda.not_due.cases:
        return []
    ordered = list_shown(agenda)
    further = len(agenda.left_out) - len(ordered)
    return [
        kit.heading("agenda.left_out_title"),
        *_count_misfits(kit, agenda, ordered),
        *(part for reason in _NEEDS_NO_PLACE for part in _count(kit, view, ordered, reason)),
        *([kit.counted("agenda.left_out_further", further)] if further else []),
        *_count_not_due(kit, agenda.not_due),
        *_fold_reasons(kit, view, agenda, ordered),
    ]


def _count_not_due(kit: Kit, not_due: NotDue) -> list[Part]:
    if not not_due.cases or not_due.first_on is None:
        return []
    return [kit.counted("agenda.not_due", not_due.cases, on=not_due.first_on)]


def _fold_reasons(
    kit: Kit, view: AgendaView, agenda: Agenda, shown: Sequence[LeftOut]
) -> list[Part]:
    if not shown:
        return []
    reasons = [draw_why(kit, view, agenda.partners, one) for one in shown]
    return kit.folded(_REASONS, "agenda.why_button", reasons)


def list_shown(agenda: Agenda) -> list[LeftOut]:
    """List what is named of the cases without a place, red first."""
    room = max(_FEWEST_LEFT_OUT, _MOST_LINES - len(agenda.items))
    return sorted(agenda.left_out[:room], key=_rank)


def _rank(left: LeftOut) -> int:
    return left.colour.rank if left.colour else len(Colour)


def _count_misfits(kit: Kit, agenda: Agenda, shown: Sequence[LeftOut]) -> list[Part]:
    number = sum(one.reason not in _NEEDS_NO_PLACE for one in agenda.left_out)
    if not number:
        return []
    named = [one for one in shown if one.reason not in _NEEDS_NO_PLACE]
    lines = [
        kit.text("agenda.misfits_of_colour", colour=colour, codes=codes)
        for colour in Colour
        if (codes := ", ".join(_name(kit, one) for one in named if one.colour is colour))
    ]
    return [kit.counted("agenda.misfits", number), *lines]


def _name(kit: Kit, left: LeftOut) -> str:
    turn = draw_turn(kit, left.turn)
    return f"{left.code} ({turn})" if turn else left.code


def draw_turn(kit: Kit, turn: Turn) -> str:
    """Say why a case comes up: by how many weeks it is late, carried forward, asked for."""
    said = [
        *([kit.words.count("agenda.weeks_late", turn.weeks_overdue)] if turn.weeks_overdue else []),
        *([kit.phrase("agenda.carried_forward")] if turn.is_carried_forward else []),
        *([kit.phrase("agenda.asked_for")] if turn.is_asked_for else []),
    ]
    return ", ".join(said)


def _count(kit: Kit, view: AgendaView, shown: Sequence[LeftOut], reason: Reason) -> list[Part]:
    left_out = view.agenda.left_out if view.agenda else ()
    number = sum(one.reason is reason for one in left_out)
    codes = ", ".join(_name_with_round(kit, view, one) for one in shown if one.reason is reason)
    return [kit.counted(f"agenda.count_{reason}", number, codes=codes)] if number else []


def _name_with_round(kit: Kit, view: AgendaView, left: LeftOut) -> str:
    held = view.rounds.get(left.case)
    return f"{left.code} ({tell_round(kit, held)})" if held else left.code


class Naming(Protocol):
    """What knows the names of organisations."""

    def name(self, organisation: OrganisationId) -> str:
        """The name of an organisation."""


def draw_why(kit: Kit, view: Naming, partners: Sequence[PartnerStand], left: LeftOut) -> Part:
    """Say why a case has no place; ``partners`` are those that cannot come the whole time."""
    name = f"{kit.colour(left.colour)} {left.code}" if left.colour else left.code
    key = f"agenda.why_{left.reason}"
    too_many = left.minutes - (left.minutes_left or 0)
    # without cases above it, what is left after them says nothing
    is_beside_others = left.minutes_left is not None and left.cases_above and too_many > 0
    if left.reason is Reason.CAPACITY and not is_beside_others:
        key = "agenda.why_capacity_alone"
    when = find_when(partners, left)
    if when is not None:
        key = "agenda.why_partner_there" if when else "agenda.why_partner_away"
    return kit.text(
        key,
        case=name,
        minutes=left.minutes,
        minutes_left=left.minutes_left or 0,
        too_many=too_many,
        cases_above=kit.words.count("agenda.cases_above", left.cases_above or 0),
        organisation=view.name(left.organisation) if left.organisation else "",
        when=tell_spans(kit, when or ()),
    )
