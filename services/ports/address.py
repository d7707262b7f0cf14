"""Where somebody is reached in Teams."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a member's own chat or a channel is: host, conversation, and the member's Teams id."""

    service_url: str
    conversation: str
    user: str = ""
