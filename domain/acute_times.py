"""How long an acute session took, for each organisation and never for a member: asked, delivered,
answered, and how long after the report that was (product page §1.6 and §6).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.acute_invitation import Invitation
from domain.acute_session import Session, SessionState
from domain.identifiers import InvitationId, OrganisationId


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerTimes:
    """When an organisation was asked first, when that arrived first, and when it answered first;
    None for what did not happen.
    """

    organisation: OrganisationId
    asked_at: datetime
    delivered_at: datetime | None
    answered_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionTimes:
    """How long after its report a session that is over was planned to start (nobody says when it
    did), None when it was closed before that; and when it was closed.
    """

    started_within: timedelta | None
    closed_at: datetime


def time_partners(
    invitations: Iterable[Invitation], delivered: Mapping[InvitationId, datetime]
) -> tuple[PartnerTimes, ...]:
    """Time each organisation by the first of its invitations, in the order of asking."""
    asked: dict[OrganisationId, list[Invitation]] = {}
    for one in invitations:
        asked.setdefault(one.organisation, []).append(one)
    return tuple(
        PartnerTimes(
            organisation=organisation,
            asked_at=min(one.invited_at for one in own),
            delivered_at=_first(delivered.get(one.id) for one in own),
            answered_at=_first(one.first_answered_at for one in own),
        )
        for organisation, own in asked.items()
    )


def time_session(session: Session) -> SessionTimes | None:
    """Time a session that is closed; None for any other."""
    if session.state is not SessionState.CLOSED or session.gathering is None:
        return None
    starts_at = session.gathering.starts_at
    took_place = starts_at <= session.changed_at
    return SessionTimes(
        started_within=starts_at - session.reported_at if took_place else None,
        closed_at=session.changed_at,
    )


def _first(moments: Iterable[datetime | None]) -> datetime | None:
    return min((one for one in moments if one is not None), default=None)
