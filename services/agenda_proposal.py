"""A proposal to change an approved agenda: the coordinators see what it displaces and moves, and a
process director decides. Nothing moves before that.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from domain.access import Action
from domain.agenda import Agenda, LeftOut
from domain.agenda_proposal import (
    AgendaProposal,
    NoProposalError,
    ProposalDecidedError,
    ProposalState,
    changes_nothing,
    check_decidable,
    is_outdated,
    settle_proposal,
)
from domain.agenda_steps import MeetingBegunError
from domain.audit import AuditEvent
from domain.identifiers import CaseId, MeetingId, OrganisationId
from domain.meeting import Meeting
from domain.policy import decide_access
from domain.sight import SeenPart
from services.access import HousePermit, require
from services.agenda.changes import carry_out_change
from services.agenda.proposing import announce_proposal, ask_change, find_begun
from services.agenda.views import WishView, view_wishes
from services.agenda.wishes import read_standing, take_back
from services.calendar import write_moment
from services.moment import Context, Moment, Reading
from services.partners import name_organisations


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaProposalView:
    """The newest proposal about a meeting. ``wishes`` are what coordinators want of the cases in
    it, ``decided_by`` is the name of who decided; ``may_decide`` when the reader can, and it is
    still to be decided.
    """

    meeting: Meeting
    proposal: AgendaProposal
    names: Mapping[OrganisationId, str]
    wishes: tuple[WishView, ...] = ()
    decided_by: str = ""
    may_decide: bool = False

    @property
    def is_stuck(self) -> bool:
        """Tell whether nothing would change: what was asked found no place."""
        return self.proposal.state is ProposalState.OPEN and changes_nothing(self.proposal)

    def list_refused(self) -> tuple[LeftOut, ...]:
        """The cases that were asked for and find no place."""
        asked = {*self.proposal.late, *(one.kept.case for one in self.wishes)}
        was = {one.case for one in self.proposal.was}
        left_out = self.proposal.parts.left_out if self.proposal.parts else ()
        return tuple(one for one in left_out if one.case in asked and one.case not in was)

    def name(self, organisation: OrganisationId) -> str:
        """The name of an organisation, also of one that left the house."""
        return self.names.get(organisation, organisation)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Decision:
    meeting: Meeting
    agenda: Agenda
    proposal: AgendaProposal
    permit: HousePermit


async def read_proposal(reading: Reading, meeting_id: MeetingId) -> AgendaProposalView | None:
    """What a coordinator is sent of a proposal; None once the meeting is over or the role gone."""
    actor = await reading.form_actor(reading.recipient)
    if not decide_access(Action.VIEW_LIST, actor, None).is_allowed:
        return None
    meeting = await reading.uow.meetings.get(meeting_id)
    proposal = await reading.uow.agenda_proposals.get(meeting_id)
    if proposal is None or reading.now >= meeting.ends_at:
        return None
    may_decide = decide_access(Action.APPROVE_AGENDA, actor, None).is_allowed
    return await _form_view(reading, meeting, proposal, may_decide=may_decide)


async def view_proposal(ctx: Context, meeting_id: MeetingId) -> AgendaProposalView:
    """Show a coordinator the newest proposal about a meeting, on record; NoProposalError."""
    permit = require(ctx, Action.PREPARE_AGENDA)
    meeting = await ctx.uow.meetings.get(meeting_id)
    proposal = await ctx.uow.agenda_proposals.get(meeting_id)
    if proposal is None:
        raise NoProposalError
    return await _show(ctx, permit, meeting, proposal)


async def carry_out_proposal(
    ctx: Context, meeting_id: MeetingId, seen_number: int | None
) -> AgendaProposalView:
    """Carry a proposal out, as the director saw it. When the agenda changed since, or the meeting
    went on, nothing moves: it is planned anew.

    Raises ProposalDecidedError with who and when, NewerProposalError, MeetingBegunError.
    """
    decision = await _take_up(ctx, meeting_id, seen_number)
    meeting, agenda, proposal = decision.meeting, decision.agenda, decision.proposal
    begun = await find_begun(ctx, meeting, agenda)
    if is_outdated(proposal, agenda, begun, ctx.now) or proposal.parts is None:
        asked = await ask_change(ctx, meeting)
        return await _show(ctx, decision.permit, meeting, asked)
    await carry_out_change(ctx, meeting, agenda, proposal.parts)
    return await _settle(ctx, decision, ProposalState.CARRIED_OUT)


async def decline_proposal(
    ctx: Context, meeting_id: MeetingId, seen_number: int | None
) -> AgendaProposalView:
    """Leave the agenda as it is; what was wanted for the change counts no longer.

    Raises ProposalDecidedError with who and when, NewerProposalError, MeetingBegunError.
    """
    decision = await _take_up(ctx, meeting_id, seen_number)
    meeting, revision = decision.meeting, decision.meeting.wish_revision
    for kept in await read_standing(ctx, meeting):
        if kept.number > decision.proposal.base_revision:
            revision += 1
            await take_back(ctx, meeting, kept, revision)
    if revision != meeting.wish_revision:
        await ctx.uow.meetings.save(replace(meeting, wish_revision=revision))
    await ctx.record(AuditEvent.AGENDA_CHANGE_DECLINED, subject=meeting.id)
    return await _settle(ctx, decision, ProposalState.DECLINED)


async def _take_up(ctx: Context, meeting_id: MeetingId, seen_number: int | None) -> _Decision:
    permit = require(ctx, Action.APPROVE_AGENDA)
    meeting = await ctx.uow.meetings.get(meeting_id)
    agenda = await ctx.uow.meetings.agenda(meeting_id)
    proposal = await ctx.uow.agenda_proposals.get(meeting_id)
    await _refuse_decided(ctx, proposal)
    proposal = check_decidable(proposal, seen_number)
    if agenda is None or meeting.is_cancelled or ctx.now >= meeting.ends_at:
        raise MeetingBegunError
    return _Decision(meeting=meeting, agenda=agenda, proposal=proposal, permit=permit)


async def _refuse_decided(ctx: Context, proposal: AgendaProposal | None) -> None:
    if proposal is None or proposal.decided_by is None or proposal.decided_at is None:
        return
    decider = await ctx.uow.people.member(proposal.decided_by)
    at = write_moment(ctx.house, proposal.decided_at)
    raise ProposalDecidedError(name=decider.name, at=at)


async def _settle(ctx: Context, decision: _Decision, state: ProposalState) -> AgendaProposalView:
    settled = settle_proposal(decision.proposal, state, ctx.actor.id, ctx.now)
    settled = await ctx.uow.agenda_proposals.save(settled)
    await announce_proposal(ctx, decision.meeting, settled)
    return await _show(ctx, decision.permit, decision.meeting, settled)


async def _show(
    ctx: Context, permit: HousePermit, meeting: Meeting, proposal: AgendaProposal
) -> AgendaProposalView:
    """Show a proposal, which goes on record with every case that it names."""
    cases: list[CaseId] = [one.case for one in proposal.was]
    if proposal.parts:
        cases += [one.case for one in proposal.parts.items]
        cases += [one.case for one in proposal.parts.left_out]
    await ctx.record_seen(*permit.sights(SeenPart.AGENDA, cases, meeting.id))
    may_decide = decide_access(Action.APPROVE_AGENDA, ctx.actor, None).is_allowed
    return await _form_view(ctx, meeting, proposal, may_decide=may_decide)


async def _form_view(
    moment: Moment, meeting: Meeting, proposal: AgendaProposal, *, may_decide: bool
) -> AgendaProposalView:
    decider = proposal.decided_by
    wishes = await view_wishes(moment, meeting)
    return AgendaProposalView(
        meeting=meeting,
        proposal=proposal,
        names=await name_organisations(moment),
        wishes=tuple(one for one in wishes if one.kept.number > proposal.base_revision),
        decided_by=(await moment.uow.people.member(decider)).name if decider else "",
        may_decide=may_decide and proposal.state is ProposalState.OPEN,
    )
