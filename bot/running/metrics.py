"""Counts for the operator, in the form Prometheus reads. Labels come from closed lists."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Final

from services.ports.turns import Database

_HELP: Final = {
    "stoplicht_turns_total": "Turns by door and HTTP status.",
    "stoplicht_refused_total": "Requests refused before a turn, by reason.",
    "stoplicht_outbox_messages": "Messages open, or failed and nobody was told, by state.",
    "stoplicht_outbox_due": "Messages that are due or in the air now.",
    "stoplicht_outbox_oldest_seconds": "Age of the oldest message that is due and not sent.",
    "stoplicht_acute_open_steps": "Acute steps that wait for somebody, at the last audit.",
    "stoplicht_acute_unanswered": "Of those, steps that came to everybody in vain.",
    "stoplicht_acute_stalled": "Of those, steps about which nothing will happen by itself.",
    "stoplicht_acute_sender_lags": "1 when an acute message waits longer than ten minutes.",
    "stoplicht_auditor_last_run_seconds": "When the acute lane was last audited, business time.",
}


class Metrics:
    """Counters of this process, and gauges read from the database when asked."""

    def __init__(
        self, database: Database, audited: Callable[[], Mapping[str, float]] = dict
    ) -> None:
        self._database = database
        self._audited = audited
        self._counts: Counter[str] = Counter()

    def count_turn(self, door: str, status: int) -> None:
        """Count a turn."""
        self._counts[f'stoplicht_turns_total{{door="{door}",status="{status}"}}'] += 1

    def count_refusal(self, reason: str) -> None:
        """Count a request the gate refused."""
        self._counts[f'stoplicht_refused_total{{reason="{reason}"}}'] += 1

    async def write(self) -> str:
        """Write all figures."""
        lines = [f"{name} {count}" for name, count in sorted(self._counts.items())]
        gauges = await self._database.outbox.gauge()
        lines += [
            f'stoplicht_outbox_messages{{state="{state}"}} {count}'
            for state, count in sorted(gauges.messages.items())
        ]
        lines.append(f"stoplicht_outbox_due {gauges.due}")
        lines.append(f"stoplicht_outbox_oldest_seconds {gauges.oldest_seconds:.0f}")
        lines += [f"{name} {value}" for name, value in self._audited().items()]
        described = [f"# HELP {name} {text}" for name, text in _HELP.items()]
        return "\n".join([*described, *lines]) + "\n"
