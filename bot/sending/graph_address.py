"""Where Microsoft Graph is, what the bot asks of it, and which consent that takes."""

import re
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from bot.gate.service_hosts import ServiceHosts

GRAPH_URL: Final = "https://graph.microsoft.com"
# what an administrator consents to for the whole tenant (``teams.md`` §1.3, L2)
TENANT_PERMISSIONS: Final = frozenset(
    {"Chat.Create", "TeamsAppInstallation.ReadWriteAndConsentSelfForChat.All"}
)
# what the bot has in a chat it is installed in, and in no other
CHAT_PERMISSION: Final = "Chat.Manage.Chat"
_HOSTS: Final = ServiceHosts.parse("graph.microsoft.com")
_APP_ID: Final = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")


class GraphRung(StrEnum):
    """What the bot asks of Graph for an acute session: nothing, or a chat."""

    OFF = "off"
    CHAT = "chat"


def is_graph(url: str) -> bool:
    """Tell whether this is Graph, or a stand-in on this machine."""
    return _HOSTS.allow(url) or _is_stand_in(url)


def check_graph(url: str, rung: GraphRung, *, is_local: bool) -> str:
    """Where Graph is; ValueError in words for any other place, in ``local`` for Graph itself."""
    if not is_graph(url):
        raise ValueError(f"should be {GRAPH_URL}")
    if is_local and rung is GraphRung.CHAT and not _is_stand_in(url):
        raise ValueError("should be on this machine in local: its house is pretended")
    return url


def _is_stand_in(url: str) -> bool:
    address = urlsplit(url)
    return address.scheme == "http" and ServiceHosts.parse(address.netloc).allow(url)


def check_teams_app(app: str, rung: GraphRung) -> str:
    """The id of the bot in the catalogue of the organisation; ValueError in words without one that
    is needed.
    """
    if app and not _APP_ID.fullmatch(app):
        raise ValueError("should be an id such as 2b524e28-95ce-4c9b-9773-4a5bd6ec1770")
    if not app and rung is GraphRung.CHAT:
        raise ValueError("is needed where the bot makes chats")
    return app
