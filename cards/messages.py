"""What leaves the house: a private card, or a channel post that can hold no content at all."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Card = dict[str, Any]


class Preview(StrEnum):
    """What a locked telephone and a list of notifications may show: a fixed, neutral text.

    The values are text keys without parameters.
    """

    ANSWER = "preview.answer"
    DIALOG = "preview.dialog"
    OVERVIEW = "preview.overview"
    REFERRAL = "preview.referral"
    SCREENING = "preview.screening"
    WEIGHING = "preview.weighing"
    COLOUR = "preview.colour"
    AGENDA = "preview.agenda"
    OWN_TIMES = "preview.own_times"
    ABSENCE = "preview.absence"
    ATTENDANCE_REQUEST = "preview.attendance_request"
    MEETING_RUN = "preview.meeting_run"
    ACUTE = "preview.acute"
    ACUTE_REPORT = "preview.acute_report"
    ACUTE_WAITS = "preview.acute_waits"
    INVITATION = "preview.invitation"
    SESSION = "preview.session"
    ACTIONS = "preview.actions"
    WRITTEN_ROUND = "preview.written_round"
    DIGEST = "preview.digest"
    FIGURES = "preview.figures"
    DUTY = "preview.duty"
    DRILL = "preview.drill"
    RETENTION = "preview.retention"
    DELIVERY = "preview.delivery"
    HAND_OVER = "preview.hand_over"
    ENQUIRIES = "preview.enquiries"
    TAKEOVER = "preview.takeover"
    CONFIRMATIONS = "preview.confirmations"
    AGREEMENT_CONTESTED = "preview.agreement_contested"
    CONSULT = "preview.consult"
    SENT_PRIVATELY = "preview.sent_privately"


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateMessage:
    """A message in a member's own chat: a card, or a short ``text`` without content of a case. One
    of a drill says so in its preview too.
    """

    preview: Preview
    card: Card | None = None
    text: str = ""
    is_drill: bool = False


class ChannelPost:
    """What a channel may know of something. A frozen dataclass that holds codes, enums, numbers,
    moments and ids, or tuples of such posts: a ``str`` field does not pass the tests.
    """

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelMessage:
    """A card for a channel, drawn from ``post`` alone."""

    post: ChannelPost
    preview: Preview
    card: Card
