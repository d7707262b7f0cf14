"""A proposal to change an approved agenda: what comes, what gives way, what moves and what that
means for each partner; the process director decides.

A private card: the channel sees only what was carried out.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from cards.agenda_left_out import draw_why
from cards.agenda_post import say_change
from cards.agenda_wish import say_wish
from cards.kit import Kit, Part
from cards.messages import Preview, PrivateMessage
from cards.plain import join_names
from domain.agenda import AgendaChange, AgendaChangeKind, AgendaItem, AgendaParts, compare_items
from domain.agenda_proposal import PresenceShift, ProposalState, compare_presence, list_reshaped
from domain.press import Press
from services.agenda.views import AgendaView
from services.agenda_proposal import AgendaProposalView

SHOW_PROPOSAL: Final = "agenda_proposal.show"
CARRY_OUT: Final = "agenda_proposal.carry_out"
DECLINE: Final = "agenda_proposal.decline"
# a card must stay small
_MOST_CHANGES: Final = 30
_MOST_PARTNERS: Final = 12
_MINUTE: Final = timedelta(minutes=1)


def draw_proposal(kit: Kit, view: AgendaProposalView) -> PrivateMessage:
    """Draw a proposal for a coordinator, or what became of it."""
    day = kit.day(kit.local(view.meeting.starts_at).date())
    body = [kit.title("agenda_proposal.title", day=day), _state(kit, view)]
    if view.proposal.parts and view.proposal.state is not ProposalState.LAPSED:
        body += _contents(kit, view, view.proposal.parts)
    return kit.private(Preview.AGENDA, body, _actions(kit, view))


def draw_pointer(kit: Kit, view: AgendaView) -> list[Part]:
    """Lead from an approved agenda to the proposal to change it."""
    if not view.has_proposal:
        return []
    show = kit.button(
        "agenda_proposal.show_button", Press(verb=SHOW_PROPOSAL, subject=view.meeting.id)
    )
    return [kit.text("agenda_proposal.pending"), kit.row_of([show])]


def _state(kit: Kit, view: AgendaProposalView) -> Part:
    proposal = view.proposal
    if view.is_stuck:
        return kit.text("agenda_proposal.stuck")
    at = kit.moment(proposal.decided_at) if proposal.decided_at else ""
    return kit.text(f"agenda_proposal.is_{proposal.state}", name=view.decided_by, at=at)


def _contents(kit: Kit, view: AgendaProposalView, parts: AgendaParts) -> list[Part]:
    changes = compare_items(view.proposal.was, parts.items)
    lines = [
        *_reasons(kit, view),
        *(
            kit.text("agenda_proposal.change", colour=_colour_of(kit, view, one), change=said)
            for one in changes[:_MOST_CHANGES]
            if (said := say_change(kit, one))
        ),
        *_reshaped(kit, view, parts.items),
        *_partners(kit, view, parts),
        *_displaced(kit, view, parts, changes),
        *(draw_why(kit, view, parts.partners, one) for one in view.list_refused()),
    ]
    return [*lines, *([kit.text("agenda_proposal.what_can")] if view.list_refused() else [])]


def _reasons(kit: Kit, view: AgendaProposalView) -> list[Part]:
    """Why there is a proposal: what coordinators want, and which cases turned red."""
    items = view.proposal.parts.items if view.proposal.parts else ()
    named = {one.case: one.code for one in items} | {
        one.case: one.code for one in view.list_refused()
    }
    late = [named[case] for case in view.proposal.late if case in named]
    wished = [say_wish(kit, view, one) for one in view.wishes]
    return [
        *([kit.counted("agenda_proposal.late", len(late), codes=kit.listed(late))] if late else []),
        *(kit.text(one.key, **one.parameters) for one in wished),
        kit.heading("agenda_proposal.heading"),
    ]


def _colour_of(kit: Kit, view: AgendaProposalView, change: AgendaChange) -> str:
    items = view.proposal.parts.items if view.proposal.parts else ()
    known = {one.code: one.colour for one in (*view.proposal.was, *items)}
    return kit.colour(known[change.code])


def _reshaped(kit: Kit, view: AgendaProposalView, items: Sequence[AgendaItem]) -> list[Part]:
    parts = list[Part]()
    for was, now in list_reshaped(view.proposal.was, items):
        if was.colour is not now.colour:
            parts.append(
                kit.text("agenda_proposal.recoloured", code=now.code, colour=kit.colour(now.colour))
            )
        if was.minutes != now.minutes:
            key = "agenda_proposal.reshaped_minutes"
            parts.append(kit.text(key, code=now.code, minutes=now.minutes, was=was.minutes))
        parts += _other_partners(kit, view, was, now)
    return parts


def _other_partners(
    kit: Kit, view: AgendaProposalView, was: AgendaItem, now: AgendaItem
) -> list[Part]:
    added = [view.name(one) for one in now.required if one not in was.required]
    without = [view.name(one) for one in was.required if one not in now.required]
    said = (("agenda_proposal.with_partner", added), ("agenda_proposal.without_partner", without))
    return [kit.text(key, code=now.code, names=join_names(names)) for key, names in said if names]


def _partners(kit: Kit, view: AgendaProposalView, parts: AgendaParts) -> list[Part]:
    shifts = compare_presence(view.proposal.was, parts.items)
    said = [_say_shift(kit, view, one) for one in shifts[:_MOST_PARTNERS]]
    further = len(shifts) - len(said)
    if further > 0:
        said.append(kit.words.count("agenda_proposal.further_partners", further))
    return [kit.text("agenda_proposal.partners", partners="; ".join(said))] if said else []


def _say_shift(kit: Kit, view: AgendaProposalView, one: PresenceShift) -> str:
    name, later_by = view.name(one.organisation), one.later_by
    if later_by:
        minutes = later_by // _MINUTE
        key = "agenda_proposal.later" if minutes > 0 else "agenda_proposal.earlier"
        return kit.words.count(key, abs(minutes), organisation=name)
    if one.now is None:
        return kit.phrase("agenda_proposal.partner_gone", organisation=name)
    key = "agenda_proposal.partner_comes" if one.was is None else "agenda_proposal.partner_other"
    return kit.phrase(
        key, organisation=name, hours=_hours(kit, one.now), was=_hours(kit, one.was or one.now)
    )


def _hours(kit: Kit, span: tuple[datetime, datetime]) -> str:
    return f"{kit.clock(span[0])}–{kit.clock(span[1])}"


def _displaced(
    kit: Kit, view: AgendaProposalView, parts: AgendaParts, changes: Sequence[AgendaChange]
) -> list[Part]:
    """Why each case that is left out has no place any more."""
    dropped = {one.code for one in changes if one.kind is AgendaChangeKind.DROPPED}
    return [
        draw_why(kit, view, parts.partners, one) for one in parts.left_out if one.code in dropped
    ]


def _actions(kit: Kit, view: AgendaProposalView) -> list[Part]:
    if not view.may_decide:
        return []
    subject, number = view.meeting.id, view.proposal.number
    carry_out = Press(verb=CARRY_OUT, subject=subject, version=number)
    decline = Press(verb=DECLINE, subject=subject, version=number)
    accepting = [] if view.is_stuck else [kit.button("agenda_proposal.carry_out_button", carry_out)]
    return [*accepting, kit.button("agenda_proposal.decline_button", decline)]
