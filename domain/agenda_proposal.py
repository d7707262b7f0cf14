"""A change of an agenda that was approved: it is planned, shown, and nothing moves until a process
director decides.

Serves product page §5: late changes go only when the director presses. A newer proposal holds all
that was asked since the last decision, and takes the place of the older one.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from domain.agenda import Agenda, AgendaItem, AgendaParts, AgendaState, compare_items
from domain.errors import AlreadyDoneError
from domain.identifiers import CaseId, MeetingId, MemberId, OrganisationId
from domain.meeting import Meeting

FIXED = frozenset({AgendaState.APPROVED, AgendaState.POSTED})


class NewerProposalError(AlreadyDoneError):
    """The proposal you looked at was replaced by a newer one."""

    text_key: ClassVar[str] = "agenda_proposal.newer_error"


class ProposalDecidedError(AlreadyDoneError):
    """Somebody decided on this proposal before you."""

    text_key: ClassVar[str] = "agenda_proposal.decided_error"


class NoProposalError(AlreadyDoneError):
    """There is nothing to decide about this agenda any more."""

    text_key: ClassVar[str] = "agenda_proposal.none_error"


class ProposalState(StrEnum):
    """Where a proposal is. ASKED: it is being planned. LAPSED: what it was about was taken back, or
    the meeting is held otherwise.
    """

    ASKED = "asked"
    OPEN = "open"
    CARRIED_OUT = "carried_out"
    DECLINED = "declined"
    LAPSED = "lapsed"


_UNDECIDED = frozenset({ProposalState.ASKED, ProposalState.OPEN})


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaProposal:
    """The newest proposal about one meeting. ``number`` counts its proposals; ``series`` is the
    number of the first one since the last decision, and ``base_revision`` what had happened to the
    wishes by then. ``late`` are the red cases that proposed themselves, ``was`` the cases as they
    are on the agenda and ``parts`` what it becomes; None while that is being planned.
    """

    meeting: MeetingId
    number: int
    series: int
    base_revision: int
    asked_at: datetime
    state: ProposalState = ProposalState.ASKED
    late: tuple[CaseId, ...] = ()
    was: tuple[AgendaItem, ...] = ()
    parts: AgendaParts | None = None
    decided_by: MemberId | None = None
    decided_at: datetime | None = None
    version: int = 1

    @property
    def is_undecided(self) -> bool:
        """Tell whether it waits for the planner or for a process director."""
        return self.state in _UNDECIDED


@dataclass(frozen=True, slots=True, kw_only=True)
class PresenceShift:
    """From when until when an organisation is at the table, before and after a change; None when it
    is not needed.
    """

    organisation: OrganisationId
    was: tuple[datetime, datetime] | None
    now: tuple[datetime, datetime] | None

    @property
    def later_by(self) -> timedelta | None:
        """How much later it comes when it stays as long; None when it stays otherwise."""
        if self.was is None or self.now is None:
            return None
        by = self.now[0] - self.was[0]
        return by if by == self.now[1] - self.was[1] else None


def ask_proposal(
    before: AgendaProposal | None, meeting: Meeting, late: Collection[CaseId], at: datetime
) -> AgendaProposal:
    """Ask for a proposal with all that was asked since the last decision. ``meeting`` as it was
    before what is asked for now.
    """
    number = before.number + 1 if before else 1
    if before is None or not before.is_undecided:
        return AgendaProposal(
            meeting=meeting.id,
            number=number,
            series=number,
            base_revision=meeting.wish_revision,
            asked_at=at,
            late=tuple(sorted(set(late))),
            version=before.version if before else 1,
        )
    return replace(
        before,
        number=number,
        state=ProposalState.ASKED,
        asked_at=at,
        late=tuple(sorted({*before.late, *late})),
        parts=None,
    )


def present_proposal(
    proposal: AgendaProposal, agenda: Agenda, parts: AgendaParts
) -> AgendaProposal:
    """Show what was planned from an agenda."""
    return replace(proposal, state=ProposalState.OPEN, was=agenda.items, parts=parts)


def settle_proposal(
    proposal: AgendaProposal, state: ProposalState, by: MemberId | None, at: datetime
) -> AgendaProposal:
    """Decide on a proposal; without ``by`` it lapses of itself."""
    return replace(proposal, state=state, decided_by=by, decided_at=at)


def check_decidable(proposal: AgendaProposal | None, seen_number: int | None) -> AgendaProposal:
    """The proposal that somebody looked at; NoProposalError when there is none to decide on, and
    NewerProposalError when it is another.
    """
    if proposal is None or not proposal.is_undecided:
        raise NoProposalError
    if proposal.number != seen_number or proposal.parts is None:
        raise NewerProposalError
    return proposal


def is_outdated(
    proposal: AgendaProposal, agenda: Agenda, begun: Collection[CaseId], now: datetime
) -> bool:
    """Tell whether a proposal no longer fits: the agenda is another than it was planned from, or a
    case that would change came to the table or has its time already.
    """
    if proposal.parts is None or proposal.was != agenda.items:
        return True
    return any(
        one.case in begun or one.starts_at < now
        for one in _list_touched(proposal.was, proposal.parts.items)
    )


def _list_touched(before: Sequence[AgendaItem], after: Sequence[AgendaItem]) -> list[AgendaItem]:
    """Every case that is not as it was, as it was and as it is."""
    return [one for one in before if one not in after] + [one for one in after if one not in before]


def changes_nothing(proposal: AgendaProposal) -> bool:
    """Tell whether the agenda would stay as it is: what was asked found no place."""
    items = proposal.parts.items if proposal.parts else ()
    return not compare_items(proposal.was, items) and not list_reshaped(proposal.was, items)


def list_reshaped(
    before: Sequence[AgendaItem], after: Sequence[AgendaItem]
) -> tuple[tuple[AgendaItem, AgendaItem], ...]:
    """List the cases that stay and get other minutes, partners or another colour: was and is."""
    was = {one.case: one for one in before}
    return tuple(
        (was[one.case], one)
        for one in after
        if one.case in was and _shape(was[one.case]) != _shape(one)
    )


def _shape(item: AgendaItem) -> tuple[str, int, tuple[OrganisationId, ...]]:
    return item.colour, item.minutes, item.required


def compare_presence(
    before: Sequence[AgendaItem], after: Sequence[AgendaItem]
) -> tuple[PresenceShift, ...]:
    """Say which organisations come, go, or are at the table at other times."""
    was, now = _span(before), _span(after)
    return tuple(
        PresenceShift(organisation=one, was=was.get(one), now=now.get(one))
        for one in sorted(was.keys() | now.keys())
        if was.get(one) != now.get(one)
    )


def _span(items: Sequence[AgendaItem]) -> dict[OrganisationId, tuple[datetime, datetime]]:
    own: dict[OrganisationId, list[AgendaItem]] = {}
    for item in items:
        for organisation in item.required:
            own.setdefault(organisation, []).append(item)
    return {
        organisation: (min(one.starts_at for one in its), max(one.ends_at for one in its))
        for organisation, its in own.items()
    }
