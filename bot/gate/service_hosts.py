"""Which hosts the bot may talk to: its bearer token goes wherever a service URL points, so the
address is checked at the gate and again before each call (``teams.md`` §5.2).
"""

import re
from dataclasses import dataclass
from typing import Self

_LOOPBACK = frozenset({"127.0.0.1", "localhost"})
_SHAPE = re.compile(
    r"(?P<scheme>https?)://(?P<host>[a-z0-9-]+(?:\.[a-z0-9-]+)*)(?::(?P<port>[0-9]{1,5}))?"
    r"(?:/[A-Za-z0-9._~/-]*)?",
)
_LONGEST_URL = 512


@dataclass(frozen=True, slots=True)
class ServiceHosts:
    """The allowed hosts: a name, ``*.`` and a name, or a loopback host with its port."""

    listed: frozenset[str]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the comma separated setting ``SERVICE_HOSTS``."""
        return cls(frozenset(host.strip().lower() for host in text.split(",") if host.strip()))

    def allow(self, service_url: str) -> bool:
        """Whether this is a plain https address on a listed host, or http on a listed loopback.

        The shape leaves no room for user names, IPv6, queries, escapes or other ports.
        """
        match = _SHAPE.fullmatch(service_url) if len(service_url) <= _LONGEST_URL else None
        if match is None:
            return False
        host, port = match["host"], match["port"]
        if match["scheme"] == "http":
            return host in _LOOPBACK and port is not None and f"{host}:{port}" in self.listed
        return port in {None, "443"} and self._lists(host)

    def _lists(self, host: str) -> bool:
        labels = host.split(".")
        if any(label.startswith("xn--") for label in labels):
            return False
        parents = (".".join(labels[start:]) for start in range(1, len(labels)))
        return host in self.listed or any(f"*.{parent}" in self.listed for parent in parents)
