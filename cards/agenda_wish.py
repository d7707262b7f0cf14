"""The draft of an agenda as a workbench: a case is chosen and changed, what is wanted by whom, and
what the last draft meant for each partner.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final, Protocol

from cards.agenda_left_out import list_shown
from cards.kit import Kit, Part
from cards.words import Text
from domain.agenda import Agenda, AgendaItem, AgendaState, AttendanceChange, LeftOut
from domain.agenda_wish import KeptWish
from domain.identifiers import OrganisationId
from domain.meeting import Meeting
from domain.press import Press
from services.agenda.views import AgendaView, WishView

OPEN_WORKBENCH: Final = "agenda_wish.open"
UNDO_WISH: Final = "agenda_wish.undo"
CHOSEN_CASE: Final = "case"
# a card must stay small
_MOST_WISHES: Final = 20
_MOST_EFFECTS: Final = 8


def draw_effects(kit: Kit, view: AgendaView, agenda: Agenda) -> list[Part]:
    """Say which partners the new draft lets wait longer or less long, most of all first."""
    if agenda.state is not AgendaState.DRAFT:
        return []
    if not agenda.effects:
        return [kit.text("agenda_wish.no_effects")] if agenda.changes else []
    waits = [one for one in agenda.effects if one.waits_longer]
    waits.sort(key=lambda one: -abs(one.waits_longer))
    said = [_say_waiting(kit, view, one) for one in waits[:_MOST_EFFECTS]]
    further = len(waits) - len(said)
    if further:
        said.append(kit.words.count("agenda_wish.further_partners", further))
    return [kit.text("agenda_wish.effects", effects="; ".join([*said, _total(kit, agenda)]))]


def _say_waiting(kit: Kit, view: AgendaView, one: AttendanceChange) -> str:
    key = "agenda_wish.waits_longer" if one.waits_longer > 0 else "agenda_wish.waits_shorter"
    name = view.name(one.organisation)
    return kit.words.count(key, abs(one.waits_longer), organisation=name)


def _total(kit: Kit, agenda: Agenda) -> str:
    total = sum(one.sits_longer for one in agenda.effects)
    if not total:
        return kit.phrase("agenda_wish.sit_as_long")
    key = "agenda_wish.sit_longer" if total > 0 else "agenda_wish.sit_shorter"
    return kit.words.count(key, abs(total))


def draw_wishes(kit: Kit, view: AgendaView) -> list[Part]:
    """List what coordinators changed, newest first."""
    if not view.wishes:
        return []
    newest = sorted(view.wishes, key=lambda one: -one.kept.number)
    said = [say_wish(kit, view, one) for one in newest]
    lines = [kit.text(one.key, **one.parameters) for one in said]
    further = len(lines) - _MOST_WISHES
    return [
        kit.heading("agenda_wish.heading"),
        *lines[:_MOST_WISHES],
        *([kit.counted("agenda_wish.further", further)] if further > 0 else []),
    ]


class WishSurroundings(Protocol):
    """What a wish is said beside: its meeting, and the names of organisations."""

    @property
    def meeting(self) -> Meeting:
        """The meeting it is about."""

    def name(self, organisation: OrganisationId) -> str:
        """The name of an organisation."""


def say_wish(kit: Kit, view: WishSurroundings, one: WishView) -> Text:
    """Say what is wanted of a case, and by whom."""
    minute = one.kept.wish.at_minute or 0
    organisation = one.kept.wish.organisation
    return name_wish(
        one.kept,
        at=kit.clock(view.meeting.starts_at + timedelta(minutes=minute)),
        organisation=view.name(organisation) if organisation else "",
        by=one.by,
    )


def name_wish(kept: KeptWish, *, at: str, organisation: str, by: str) -> Text:
    """Say what is wanted of a case: ``at`` is when it is pinned, ``by`` who wants it."""
    reason = kept.wish.leave_reason
    return Text(
        f"agenda_wish.is_{kept.wish.kind}",
        {
            "code": kept.code,
            "at": at,
            "minutes": kept.wish.minutes or 0,
            "organisation": organisation,
            "reason": Text(f"agenda_wish.reason_{reason}") if reason else "",
            "name": by,
        },
    )


def draw_workbench(kit: Kit, view: AgendaView, agenda: Agenda) -> list[Part]:
    """Let a coordinator choose a case to change, and undo the last change."""
    if not view.may.change or not view.can_change:
        return []
    subject = view.meeting.id
    titles = dict(_name_cases(kit, agenda))
    choice = kit.choose_one(
        CHOSEN_CASE, "agenda_wish.choose", "agenda_wish.none_chosen", titles
    ) | {"style": "compact"}
    adjust = kit.dialog_button(
        "agenda_wish.open_button", Press(verb=OPEN_WORKBENCH, subject=subject), needs_inputs=True
    )
    last = max((one.kept.number for one in view.wishes), default=None)
    undo = Press(verb=UNDO_WISH, subject=subject, version=last)
    is_draft = agenda.state is AgendaState.DRAFT
    undoing = [kit.button("agenda_wish.undo_button", undo)] if last and is_draft else []
    return [choice, kit.row_of([adjust, *undoing])] if titles else []


def _name_cases(kit: Kit, agenda: Agenda) -> Iterable[tuple[str, str]]:
    cases: list[AgendaItem | LeftOut] = [*agenda.items, *list_shown(agenda)]
    for one in cases:
        if one.colour is not None:
            yield one.code, f"{kit.colour(one.colour)} {one.code}"
