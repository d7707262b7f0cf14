"""Which partners cannot come to the whole of a meeting, for a coordinator: with this a draft was
made.
"""

from collections.abc import Sequence
from typing import Final

from cards.kit import Kit, Part
from domain.absence import Span
from domain.agenda import Agenda, AgendaState, LeftOut, PartnerStand
from domain.identifiers import OrganisationId
from domain.planning import Reason
from domain.press import Press
from services.agenda.views import AgendaView

ANSWER_BY_TELEPHONE: Final = "attendance_request.by_telephone"


def draw_partners(kit: Kit, view: AgendaView, agenda: Agenda) -> list[Part]:
    """Say of each partner that cannot come the whole time when it can, and what those answered
    who were asked.
    """
    return [*_draw_away(kit, view, agenda), *_draw_answers(kit, view, agenda)]


def _draw_answers(kit: Kit, view: AgendaView, agenda: Agenda) -> list[Part]:
    asked = [one for one in agenda.partners if one.answer]
    # after approval a new answer changes nothing here, so an old one says nothing
    if not asked or agenda.state is not AgendaState.DRAFT:
        return []
    said = [
        kit.phrase(
            f"attendance_request.stands_{one.answer}", organisation=view.name(one.organisation)
        )
        for one in asked
    ]
    record = Press(verb=ANSWER_BY_TELEPHONE, subject=agenda.meeting)
    return [
        kit.text("attendance_request.answers", answers=" · ".join(said)),
        kit.row_of([kit.dialog_button("attendance_request.telephone_button", record)]),
    ]


def _draw_away(kit: Kit, view: AgendaView, agenda: Agenda) -> list[Part]:
    return [
        kit.text(
            "agenda.partner_there" if one.there else "agenda.partner_away",
            organisation=view.name(one.organisation),
            when=tell_spans(kit, one.there),
        )
        for one in agenda.partners
        if one.there is not None
    ]


def tell_spans(kit: Kit, spans: Sequence[Span]) -> str:
    """Write hours of one meeting, such as ``09:00–10:00 en 11:00–12:00``."""
    return kit.listed([f"{kit.clock(one.starts_at)}–{kit.clock(one.ends_at)}" for one in spans])


def find_when(partners: Sequence[PartnerStand], left: LeftOut) -> tuple[Span, ...] | None:
    """When the partner can come for whose sake a case was left out; None when that is not known."""
    if left.reason not in {Reason.PARTNER_WINDOW, Reason.NO_COMMON_WINDOW}:
        return None
    stand = _find_stand(partners, left.organisation)
    return stand.there if stand else None


def _find_stand(
    partners: Sequence[PartnerStand], organisation: OrganisationId | None
) -> PartnerStand | None:
    return next((one for one in partners if one.organisation == organisation), None)
