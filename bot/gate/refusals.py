"""Why the gate says no: a closed list, each word with its one HTTP status. Input is never a 5xx;
only our own missing keys are.
"""

from enum import StrEnum
from typing import Final

from aiohttp import web

from domain.errors import StoplichtError

_RETRY_AFTER: Final = "30"  # seconds


class GateReason(StrEnum):
    """The word in the log, in the metrics and in the answer."""

    CONTENT_TYPE = "content_type"
    TOO_LARGE = "too_large"
    TOO_SLOW = "too_slow"
    MALFORMED = "malformed"
    TOO_DEEP = "too_deep"
    WRONG_SHAPE = "wrong_shape"
    NO_TOKEN = "no_token"  # noqa: S105 - a word, not a secret
    BAD_TOKEN = "bad_token"  # noqa: S105 - a word, not a secret
    UNKNOWN_KEY = "unknown_key"
    OUT_OF_TIME = "out_of_time"
    OTHER_SERVICE_URL = "other_service_url"
    NOT_ENDORSED = "not_endorsed"
    CHANNEL = "channel"
    TENANT = "tenant"
    SERVICE_HOST = "service_host"
    NO_KEYS = "no_keys"

    @property
    def status(self) -> int:
        """The HTTP status that goes with the word."""
        return _STATUS[self]


_STATUS: Final = {
    GateReason.CONTENT_TYPE: 415,
    GateReason.TOO_LARGE: 413,
    GateReason.TOO_SLOW: 408,
    GateReason.MALFORMED: 400,
    GateReason.TOO_DEEP: 400,
    GateReason.WRONG_SHAPE: 400,
    GateReason.NO_TOKEN: 401,
    GateReason.BAD_TOKEN: 401,
    GateReason.UNKNOWN_KEY: 401,
    GateReason.OUT_OF_TIME: 401,
    GateReason.OTHER_SERVICE_URL: 401,
    GateReason.NOT_ENDORSED: 401,
    GateReason.CHANNEL: 403,
    GateReason.TENANT: 403,
    GateReason.SERVICE_HOST: 403,
    GateReason.NO_KEYS: 503,
}


class GateRefusedError(StoplichtError):
    """This request is not let in."""

    def __init__(self, reason: GateReason) -> None:
        super().__init__()
        self.reason = reason

    @property
    def status(self) -> int:
        """The HTTP status to answer with."""
        return self.reason.status


def answer_refusal(refusal: GateRefusedError) -> web.Response:
    """Answer with the reason word and nothing else."""
    headers = {
        401: {"WWW-Authenticate": "Bearer"},
        503: {"Retry-After": _RETRY_AFTER},
    }
    return web.Response(
        status=refusal.status, text=refusal.reason.value, headers=headers.get(refusal.status)
    )
