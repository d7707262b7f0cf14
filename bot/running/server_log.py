"""What the web server wants to log. Whoever reaches the port can send it nonsense: that is counted
and told quietly, so that an operator's errors stay the house's own.
"""

from typing import Any, Final

from aiohttp.http_exceptions import HttpProcessingError

from bot.logs import describe_error, log
from bot.running.metrics import Metrics

_BAD_HTTP: Final = "bad_http"


class ServerLog:
    """Stands in for the logger of aiohttp's server."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    def debug(self, *_words: object, exc_info: BaseException | None = None, **_more: Any) -> None:
        """What the server finds usual; a request that is none is counted all the same."""
        if isinstance(exc_info, HttpProcessingError):
            self._metrics.count_refusal(_BAD_HTTP)

    def exception(
        self, *_words: object, exc_info: BaseException | None = None, **_more: Any
    ) -> None:
        """What the server finds wrong: of others it is counted, of ours it is an error."""
        if isinstance(exc_info, HttpProcessingError):
            self._metrics.count_refusal(_BAD_HTTP)
            log.info("refused", reason=_BAD_HTTP)
            return
        log.error("server_failed", **(describe_error(exc_info) if exc_info else {}))

    def __getattr__(self, _level: str) -> Any:
        """Whatever else the server may want to say is its own affair."""
        return self.debug
