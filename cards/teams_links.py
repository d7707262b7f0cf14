"""Links that open something in Teams without any consent (``teams.md`` §1.3, L0): a chat or a
meeting with these people, named by the code of the case and by nothing else.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from urllib.parse import quote, urlencode

from domain.identifiers import CaseCode

_CHATS: Final = "https://teams.microsoft.com/l/chat"
_CHAT: Final = f"{_CHATS}/0/0"
_MEETING: Final = "https://teams.microsoft.com/l/meeting/new"
# what every browser and Windows hand over to Teams whole
_LONGEST: Final = 2000


class LinkTooLongError(ValueError):
    """So many people do not fit in one link."""


def link_chat(tenant_id: str, code: CaseCode, addresses: Sequence[str]) -> str:
    """Link to a new chat with these people, or the one there is; whoever opens it is in it too.

    Raises LinkTooLongError.
    """
    named = {"tenantId": tenant_id, "users": ",".join(addresses), "topicName": code}
    return _write(_CHAT, named)


def link_meeting(code: CaseCode, addresses: Sequence[str], starts_at: datetime) -> str:
    """Link to a new meeting with these people; LinkTooLongError when they are too many."""
    named = {
        "subject": code,
        "startTime": starts_at.isoformat(timespec="seconds"),
        "attendees": ",".join(addresses),
    }
    return _write(_MEETING, named)


def link_to_chat(tenant_id: str, chat: str) -> str:
    """Link to a chat that is there; Teams opens it for who is in it only."""
    return f"{_CHATS}/{quote(chat, safe='')}/0?{urlencode({'tenantId': tenant_id})}"


def _write(place: str, named: dict[str, str]) -> str:
    # a space as %20 and commas as they are: so Teams reads both in the list of people
    link = f"{place}?{urlencode(named, safe=',@', quote_via=quote)}"
    if len(link) > _LONGEST:
        raise LinkTooLongError
    return link
