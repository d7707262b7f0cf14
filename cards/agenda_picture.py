"""The picture of a draft on its card: who is at the table when, and the same in words for who does
not see it.
"""

import base64
import json
from dataclasses import replace
from datetime import timedelta
from typing import Final

from cards.kit import Kit, Part
from cards.messages import Card, PrivateMessage
from domain.agenda import Agenda, AgendaItem
from domain.identifiers import OrganisationId
from services.agenda.views import AgendaView

# Teams refuses a larger card; in UTF-16 every card of ours has 40,000 (``teams.md`` §3)
_MOST_BYTES: Final = 28_000
_MOST_BYTES_WIDE: Final = 40_000
_ENVELOPE: Final = 1_000
_MINUTE: Final = timedelta(minutes=1)


def add_picture(kit: Kit, view: AgendaView, message: PrivateMessage) -> PrivateMessage:
    """Put the picture of a draft below it, when there is one and the card has room for it."""
    if message.card is None or view.agenda is None or view.picture is None:
        return message
    drawn = {**message.card, "body": [*message.card["body"], _draw(kit, view, view.agenda)]}
    return replace(message, card=drawn) if _fits(drawn) else message


def _draw(kit: Kit, view: AgendaView, agenda: Agenda) -> Part:
    image = base64.b64encode(view.picture or b"").decode("ascii")
    return {
        "type": "Image",
        "url": f"data:image/png;base64,{image}",
        "altText": describe_presence(kit, view, agenda),
        "size": "Stretch",
        "msteams": {"allowExpand": True},
    }


def describe_presence(kit: Kit, view: AgendaView, agenda: Agenda) -> str:
    """Say in words when each organisation is at the table, and how long it waits there."""
    organisations = dict.fromkeys(one for item in agenda.items for one in item.required)
    lines = [
        _describe(kit, view, one, [item for item in agenda.items if one in item.required])
        for one in organisations
    ]
    return kit.words("picture.alternative", presences="; ".join(lines))


def _describe(
    kit: Kit, view: AgendaView, organisation: OrganisationId, items: list[AgendaItem]
) -> str:
    first, last = items[0].starts_at, max(one.ends_at for one in items)
    waiting = (last - first) // _MINUTE - sum(one.minutes for one in items)
    said = f"{view.name(organisation)} {kit.clock(first)}–{kit.clock(last)}"
    return said + (kit.words("picture.waits", minutes=waiting) if waiting else "")


def _fits(card: Card) -> bool:
    text = json.dumps(card, ensure_ascii=False)
    narrow, wide = len(text.encode()), len(text.encode("utf-16-le"))
    return narrow <= _MOST_BYTES - _ENVELOPE and wide <= _MOST_BYTES_WIDE - 2 * _ENVELOPE
