"""What speaks to Teams, made of the settings: gate, connector, tickets, and who makes chats."""

import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime

from aiohttp import ClientSession

from bot.gate.admission import Gate, GateSettings
from bot.running.settings import Settings
from bot.sending.breaker import Breaker, Passage
from bot.sending.connector import Connector, open_http_session
from bot.sending.graph import Graph
from bot.sending.graph_address import GraphRung
from bot.sending.throttle import OF_A_WINDOW, OF_TEAMS, Throttle
from bot.sending.tokens import (
    CONNECTOR,
    GRAPH,
    NoTokens,
    OutgoingTokens,
    Tokens,
    TokenSettings,
)
from services.room_keeping import TeamsRooms


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamsSide:
    """What speaks to Teams."""

    gate: Gate
    connector: Connector
    breaker: Breaker
    throttle: Throttle
    rooms: TeamsRooms

    @property
    def passage(self) -> Passage:
        """What may start: nothing new while what was taken waits for its turn at Teams."""
        return Passage.CLOSED if self.throttle.is_full else self.breaker.passage


def open_teams_side(
    settings: Settings, now: Callable[[], datetime], stack: AsyncExitStack
) -> TeamsSide:
    """Open what speaks to Teams; ``now`` is the clock, and it closes with the stack."""
    session = open_http_session()
    stack.push_async_callback(session.close)
    gate = Gate(
        _gate_settings(settings),
        session=session,
        clock=now,
        read_monotonic=time.monotonic,
    )
    stack.push_async_callback(gate.close)
    breaker = Breaker(time.monotonic)
    quotas = OF_A_WINDOW if settings.is_local else OF_TEAMS
    throttle = Throttle(time.monotonic, quotas=quotas)
    connector = Connector(
        session=session,
        tokens=make_tokens(settings),
        hosts=settings.service_hosts,
        guard=breaker.guard,
        wait_to_open=throttle.wait_to_open,
    )
    rooms = TeamsRooms(roster=connector, chats=_make_chats(settings, session))
    return TeamsSide(
        gate=gate, connector=connector, breaker=breaker, throttle=throttle, rooms=rooms
    )


def _make_chats(settings: Settings, session: ClientSession) -> Graph | None:
    """What makes group chats; None in a house that did not consent to that."""
    if settings.graph is not GraphRung.CHAT:
        return None
    return Graph(
        session=session,
        tokens=make_tokens(settings, resource=GRAPH),
        url=settings.graph_url,
        teams_app=settings.teams_app_id,
        home_tenant=settings.app_tenant_id,
    )


def _gate_settings(settings: Settings) -> GateSettings:
    return GateSettings(
        app_id=settings.app_id,
        allowed_tenants=settings.allowed_tenants,
        openid_metadata_url=settings.openid_metadata_url,
        service_hosts=settings.service_hosts,
        checks_tokens=not settings.is_local,
    )


def make_tokens(settings: Settings, resource: str = CONNECTOR) -> Tokens:
    """Where the bot's own tokens come from; the pretend house needs none."""
    if settings.is_local or settings.credential is None:
        return NoTokens()
    return OutgoingTokens(
        TokenSettings(
            app_id=settings.app_id,
            tenant_id=settings.app_tenant_id,
            credential=settings.credential.text,
            token_url=settings.token_url,
            resource=resource,
        ),
        read_monotonic=time.monotonic,
    )
