"""Whether Microsoft gives the bot what it needs, its own token and the keys that Teams signs with;
and if not, whether that is the network or something that was set.
"""

import asyncio
import socket
import time
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

import jwt

from bot.gate.refusals import GateRefusedError
from bot.gate.signing_keys import SigningKeys
from bot.running.settings import CredentialKind, Settings
from bot.running.teams_side import make_tokens
from bot.sending.connector import open_http_session
from bot.sending.graph_address import TENANT_PERMISSIONS
from bot.sending.tokens import GRAPH, TokenUnavailableError, find_way_to

_REACHED_WITHIN: Final = timedelta(seconds=5)


async def look_at_token(settings: Settings) -> str:
    """Tell why the bot gets no token; empty when it gets one."""
    try:
        await make_tokens(settings).token()
    except TokenUnavailableError:
        if settings.credential and settings.credential.kind is CredentialKind.MANAGED_IDENTITY:
            return "this machine gives none: does it have the managed identity of the bot?"
        advice = "check app id, tenant and credential"
        return await _explain(find_way_to(settings.token_url), settings.token_url, advice)
    return ""


async def look_at_graph(settings: Settings) -> str:
    """Tell why the bot may not make chats, or may more than that; empty when it may just that. What
    it may in one chat shows only when it is in it.
    """
    try:
        token = await make_tokens(settings, resource=GRAPH).token()
    except TokenUnavailableError:
        advice = "check app id, tenant and credential"
        return await _explain(find_way_to(settings.token_url), settings.token_url, advice)
    held = _read_permissions(token)
    missing, beyond = sorted(TENANT_PERMISSIONS - held), sorted(held - TENANT_PERMISSIONS)
    told = [f"lacks {', '.join(missing)}: an administrator consents to it"] if missing else []
    if beyond:
        told.append(f"holds {', '.join(beyond)}: more than it needs, take it back")
    return "; ".join(told)


def _read_permissions(token: str) -> frozenset[str]:
    """What a ticket for Graph allows; nobody else relies on it, so its signature is not checked."""
    try:
        roles = jwt.decode(token, options={"verify_signature": False}).get("roles")
    except jwt.InvalidTokenError:
        return frozenset()
    return frozenset(one for one in roles if isinstance(one, str)) if roles else frozenset()


async def look_at_signing_keys(settings: Settings) -> str:
    """Tell why the keys cannot be read by which Teams is known; empty when they can."""
    url = settings.openid_metadata_url
    async with open_http_session() as session:
        keys = SigningKeys(session=session, metadata_url=url, read_monotonic=time.monotonic)
        try:
            await keys.find("")
        except GateRefusedError:
            return await _explain(url, url, "check STOPLICHT_OPENID_METADATA_URL")
    return ""


async def find_why_not_reached(url: str, within: timedelta = _REACHED_WITHIN) -> str:
    """Tell why nobody answers at an address; empty when somebody does."""
    address = urlsplit(url)
    port = address.port or (443 if address.scheme == "https" else 80)
    try:
        async with asyncio.timeout(within.total_seconds()):
            _, writer = await asyncio.open_connection(address.hostname, port)
    except socket.gaierror:
        return f"{address.hostname} cannot be found: is there a network, with a name server?"
    except OSError:
        return f"{address.hostname}:{port} cannot be reached: is there a network that lets it pass?"
    writer.close()
    return ""


async def _explain(way: str, url: str, advice: str) -> str:
    unreached = await find_why_not_reached(way)
    return unreached or f"{urlsplit(url).hostname} can be reached, and gives none: {advice}"
