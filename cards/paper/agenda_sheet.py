"""The agenda on paper, for everybody at the table: times, codes, colour words, minutes and the
organisations that must be there. No names and nothing of a case.
"""

from dataclasses import dataclass

from cards.kit import Kit
from cards.paper.sheet import fill_sheet
from domain.agenda import AgendaBreak, AgendaItem, AgendaState
from domain.meeting import Meeting
from services.agenda.views import AgendaView


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A case, or a break when it has no code."""

    hours: str
    minutes: int
    colour: str = ""
    code: str = ""
    organisations: tuple[str, ...] = ()


def draw_agenda_sheet(kit: Kit, view: AgendaView) -> str:
    """Draw the agenda of one meeting for A4; raises ValueError for a meeting without one."""
    if view.agenda is None:
        raise ValueError("a sheet shows an agenda")
    slots: list[AgendaItem | AgendaBreak] = [*view.agenda.items, *view.agenda.breaks]
    slots.sort(key=lambda slot: slot.starts_at)
    return fill_sheet(
        kit,
        "agenda.html",
        language=kit.words.language.value,
        day=kit.day(kit.local(view.meeting.starts_at).date()),
        hours=_tell_hours(kit, view.meeting),
        place=view.meeting.place,
        is_draft=view.agenda.state is AgendaState.DRAFT,
        lines=[_draw(kit, view, slot) for slot in slots],
    )


def _tell_hours(kit: Kit, slot: Meeting | AgendaItem | AgendaBreak) -> str:
    return f"{kit.clock(slot.starts_at)}–{kit.clock(slot.ends_at)}"


def _draw(kit: Kit, view: AgendaView, slot: AgendaItem | AgendaBreak) -> _Line:
    hours = _tell_hours(kit, slot)
    if isinstance(slot, AgendaBreak):
        return _Line(hours=hours, minutes=slot.minutes)
    return _Line(
        hours=hours,
        minutes=slot.minutes,
        colour=slot.colour,
        code=slot.code,
        organisations=tuple(view.name(one) for one in slot.required),
    )
