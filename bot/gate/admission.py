"""Lets a request in or refuses it. Cheap checks first; the token before the body is even read;
then what only the two together can tell (``reliability.md`` §4.2).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import aiohttp
from aiohttp import web

from bot.gate.activity_shape import check_activity, find_tenant
from bot.gate.bearer import BearerCheck, Caller
from bot.gate.body import read_json_object, refuse_other_content
from bot.gate.refusals import GateReason, GateRefusedError
from bot.gate.service_hosts import ServiceHosts
from bot.gate.signing_keys import SigningKeys

_CHANNEL = "msteams"


@dataclass(frozen=True, slots=True, kw_only=True)
class GateSettings:
    """Whom this bot listens to. ``checks_tokens`` is off only in ``ENV=local``, on loopback."""

    app_id: str
    allowed_tenants: frozenset[str]
    openid_metadata_url: str
    service_hosts: ServiceHosts
    checks_tokens: bool
    read_within: timedelta = timedelta(seconds=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted:
    """What may go to a turn: the checked activity, whose it is, and where to answer."""

    activity: dict[str, Any]
    tenant_id: str
    service_url: str


class Gate:
    """Stands in front of ``POST /api/messages``."""

    def __init__(
        self,
        settings: GateSettings,
        *,
        session: aiohttp.ClientSession,
        clock: Callable[[], datetime],
        read_monotonic: Callable[[], float],
    ) -> None:
        self._settings = settings
        self._keys = SigningKeys(
            session=session,
            metadata_url=settings.openid_metadata_url,
            read_monotonic=read_monotonic,
        )
        self._bearer = BearerCheck(app_id=settings.app_id, keys=self._keys, clock=clock)
        self._tenants = frozenset(tenant.lower() for tenant in settings.allowed_tenants)

    async def admit(self, request: web.Request) -> Admitted:
        """Let one request in; raises :class:`GateRefusedError` with the reason."""
        refuse_other_content(request)
        caller = await self._identify(request)
        body = await read_json_object(request, self._settings.read_within)
        activity = check_activity(body)
        if caller is not None:
            _refuse_foreign_words(caller, activity)
        return self._admit_activity(activity)

    async def close(self) -> None:
        """Stop fetching keys."""
        await self._keys.close()

    async def _identify(self, request: web.Request) -> Caller | None:
        if not self._settings.checks_tokens:
            return None
        return await self._bearer.identify(request.headers.getall("Authorization", []))

    def _admit_activity(self, activity: dict[str, Any]) -> Admitted:
        tenant_id = find_tenant(activity)
        if activity["channelId"] != _CHANNEL:
            raise GateRefusedError(GateReason.CHANNEL)
        if tenant_id not in self._tenants:
            raise GateRefusedError(GateReason.TENANT)
        if not self._settings.service_hosts.allow(activity["serviceUrl"]):
            raise GateRefusedError(GateReason.SERVICE_HOST)
        return Admitted(activity=activity, tenant_id=tenant_id, service_url=activity["serviceUrl"])


def _refuse_foreign_words(caller: Caller, activity: dict[str, Any]) -> None:
    """The token does not sign the body: it must at least speak of the same place and channel."""
    if caller.service_url != activity["serviceUrl"]:
        raise GateRefusedError(GateReason.OTHER_SERVICE_URL)
    if activity["channelId"] not in caller.endorsements:
        raise GateRefusedError(GateReason.NOT_ENDORSED)
