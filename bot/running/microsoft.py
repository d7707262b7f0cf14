"""Whether Microsoft gives the bot what it needs, its own token and the keys that Teams signs with;
and if not, whether that is the network or something that was set.
"""

import asyncio
import socket
import time
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

from bot.gate.refusals import GateRefusedError
from bot.gate.signing_keys import SigningKeys
from bot.running.assembly import make_tokens
from bot.running.settings import CredentialKind, Settings
from bot.sending.connector import open_http_session
from bot.sending.tokens import TokenUnavailableError, find_way_to

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
