"""The purpose test of an acute report and the circle that is invited: the bot proposes the
smallest one, a process director changes and confirms it (product page §6.2 and §6.3).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from domain import acute_session as acute
from domain.access import CaseState
from domain.acute_circle import (
    AcuteFacts,
    Addition,
    CircleDecision,
    NoReasonError,
    Partner,
    Proposal,
    Removal,
    RemovalReason,
    confirm_circle,
    propose_circle,
)
from domain.acute_invitation import invite
from domain.acute_left_out import NotProposed, explain_not_proposed
from domain.acute_report import AcuteReport
from domain.acute_session import (
    BEFORE_TEST,
    AcuteTest,
    Gathering,
    Place,
    Session,
    SessionState,
)
from domain.audit import AuditEvent
from domain.case import Case, CirclePlace, seat_referrer
from domain.identifiers import InvitationId, MemberId, OrganisationId, SessionId
from domain.lifecycle import move_on
from domain.mandate import AgreedDecision
from domain.member import Speaker
from domain.referral import Criterion, Identity, Referral
from domain.screening import PurposeJudgement, Screening, judge_purpose
from domain.sight import SeenPart
from services.acute.escalation import announce_progress, begin_invitation_chains, end_chains
from services.acute.line import announce_line
from services.acute.notices import announce_board, announce_invitation, record, record_invitation
from services.acute.passing_on import pass_on_of_absent
from services.acute.permits import (
    SessionPermit,
    check_director,
    open_for_director,
)
from services.acute.reach import keep_reachable_partners
from services.acute.report import moved_on
from services.acute.views import ProposalView, SessionView, form_session
from services.confirmation_asking import ask_to_confirm
from services.consent import Consent, agree
from services.informing import ask_informing
from services.moment import Context
from services.same_person import AlikeCase, find_alike


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportToJudge:
    """A report as its director judges it: what was reported, without who it is about, every partner
    of the house with who speaks for it today, the circle that is proposed, and why not of the rest.
    """

    permit: SessionPermit
    report: AcuteReport
    partners: tuple[Partner, ...]
    proposals: tuple[Proposal, ...]
    not_proposed: tuple[NotProposed, ...] = ()
    subject: Identity = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a director fills in for the purpose test; who agreed only when it is acute."""

    met: frozenset[Criterion]
    reason: str
    consent: Consent


@dataclass(frozen=True, slots=True, kw_only=True)
class GatheringWish:
    """When and where, as a director fills it in."""

    starts_at: datetime
    place: Place
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CircleChoice:
    """Whom a director invites: of the proposals ``seen`` those ``kept``, members ``added`` and
    partners ``called`` by telephone. The note is about the changes.
    """

    seen: tuple[OrganisationId, ...]
    kept: tuple[OrganisationId, ...]
    removal_reason: RemovalReason | None = None
    added: tuple[MemberId, ...] = ()
    called: tuple[OrganisationId, ...] = ()
    note: str = ""


async def open_report(ctx: Context, session_id: SessionId) -> ReportToJudge:
    """Open a report for a process director, with the smallest circle for it."""
    permit = await open_for_director(ctx, session_id)
    report = await ctx.uow.sessions.report(permit.session)
    partners = await keep_reachable_partners(ctx, session_id, await list_partners(ctx))
    referral = await ctx.uow.cases.referral(permit.case.id)
    proposals = await _propose(ctx, report, permit.case, referral, partners)
    return ReportToJudge(
        permit=permit,
        report=report,
        partners=partners,
        proposals=proposals,
        not_proposed=_explain_rest(ctx, report, partners, proposals),
        subject=referral.identity,
    )


async def read_story(ctx: Context, judged: ReportToJudge) -> AcuteReport:
    """Read what was reported, without who it is about; on record as seen."""
    check_director(ctx, judged.permit.permit)
    await ctx.record_seen(judged.permit.sight(SeenPart.REPORT))
    return judged.report


async def find_acute_alike(ctx: Context, judged: ReportToJudge) -> tuple[AlikeCase, ...]:
    """Find which other cases may be about the person of a report."""
    return await find_alike(ctx, judged.permit.permit, judged.subject)


async def name_proposals(ctx: Context, judged: ReportToJudge) -> tuple[ProposalView, ...]:
    """Name each proposed partner, and who is proposed for it; on record as seen."""
    await ctx.record_seen(judged.permit.sight(SeenPart.CIRCLE))
    names = await ctx.uow.people.names({one.member for one in judged.proposals if one.member})
    return tuple([await _name_proposal(ctx, one, names) for one in judged.proposals])


async def list_addable(ctx: Context, judged: ReportToJudge) -> tuple[Speaker, ...]:
    """List who speaks for a participant today and is not proposed."""
    proposed = {one.member for one in judged.proposals}
    speakers = await ctx.uow.people.speakers(ctx.today)
    return tuple(
        one
        for partner in judged.partners
        if not partner.is_third_party
        for one in speakers.get(partner.id, ())
        if one.id in partner.representatives and one.id not in proposed
    )


async def list_partners(ctx: Context) -> tuple[Partner, ...]:
    """Every organisation that takes part, with who speaks for it today; the actor is no partner
    of the own session.
    """
    return tuple(
        [
            Partner(organisation=one, representatives=await find_speakers(ctx, one.id))
            for one in await ctx.uow.people.organisations()
        ]
    )


async def find_speakers(ctx: Context, organisation: OrganisationId) -> tuple[MemberId, ...]:
    """Who may speak for an organisation today, the first before the deputy; not the actor."""
    found = (await ctx.uow.people.speakers(ctx.today)).get(organisation, ())
    return tuple(one.id for one in found if one.id != ctx.actor.id)


async def judge_not_acute(ctx: Context, permit: SessionPermit, judgement: Judgement) -> SessionView:
    """Judge that a report can wait: the case goes on in the ordinary line, the reporter hears it.

    SessionMovedOnError when somebody judged before.
    """
    session, case = await _reported(ctx, permit)
    test = acute.fail_acute_test(judgement.met, judgement.reason)
    judged = acute.record_test(session, test, ctx.actor.id, ctx.now)
    saved = await ctx.uow.sessions.save(judged)
    await ctx.uow.sessions.keep_test(saved, test)
    await record(ctx, AuditEvent.DECIDED, case, session.id)
    if case.state is CaseState.UNIDENTIFIED:
        await _move_case(ctx, case, CaseState.SUBMITTED)
    await announce_progress(ctx, saved, await end_chains(ctx, saved))
    await ask_informing(ctx, case, ctx.actor.id)
    return await form_session(ctx, saved, case)


async def convene_session(
    ctx: Context,
    judged: ReportToJudge,
    judgement: Judgement,
    appointment: GatheringWish,
    choice: CircleChoice,
) -> SessionView:
    """Judge a report acute and invite exactly the confirmed circle.

    SessionMovedOnError when somebody judged before.
    """
    session, case = await _reported(ctx, judged.permit)
    agreement = await agree(ctx, judgement.consent, AgreedDecision.ACUTE)
    test = acute.pass_acute_test(judgement.met, judgement.reason, agreement)
    gathering = acute.choose_gathering(
        appointment.starts_at, appointment.place, appointment.link, ctx.now
    )
    decision = await _decide_circle(ctx, judged, choice)
    tested = acute.record_test(session, test, ctx.actor.id, ctx.now)
    await _admit(ctx, case, test)
    saved = await _save_convened(ctx, tested, gathering, test)
    ended = await end_chains(ctx, saved)
    await _invite_circle(ctx, case, saved, decision)
    await announce_progress(ctx, saved, ended)
    await ask_to_confirm(ctx, case, AgreedDecision.ACUTE, agreement)
    return await form_session(ctx, saved, case)


async def _reported(ctx: Context, permit: SessionPermit) -> tuple[Session, Case]:
    session, case = permit.session, check_director(ctx, permit.permit)
    if session.state is not SessionState.REPORTED:
        raise await moved_on(ctx, session)
    return session, case


async def _decide_circle(
    ctx: Context, judged: ReportToJudge, choice: CircleChoice
) -> CircleDecision:
    proposals = [one for one in judged.proposals if one.organisation in choice.seen]
    additions = [*await _add_members(ctx, choice), *_add_calls(choice)]
    removals = _removals(proposals, choice)
    return confirm_circle(proposals, removals, additions, judged.partners, judged.not_proposed)


async def _propose(
    ctx: Context,
    report: AcuteReport,
    case: Case,
    referral: Referral,
    partners: Sequence[Partner],
) -> tuple[Proposal, ...]:
    facts = AcuteFacts(
        signals=report.signals, region=report.region, named=frozenset(referral.partners)
    )
    return propose_circle(facts, await _places(ctx, case), ctx.house.circle_rules, partners)


def _explain_rest(
    ctx: Context, report: AcuteReport, partners: Iterable[Partner], proposals: Iterable[Proposal]
) -> tuple[NotProposed, ...]:
    """Why the other partners are not proposed; the organisation of the actor leads the session."""
    own = ctx.actor.organisation.id
    return explain_not_proposed(
        [one.organisation for one in partners if one.id != own],
        [rule for rule in ctx.house.circle_rules if rule.signal in report.signals],
        report.region,
        {one.organisation for one in proposals},
    )


async def _places(ctx: Context, case: Case) -> list[CirclePlace]:
    """The circle, and the referrer before it: who referred is involved without a place."""
    others = [p for p in await ctx.uow.cases.circle(case.id) if p.member != case.referrer]
    return [place for place in (seat_referrer(case), *others) if place.member != ctx.actor.id]


def _removals(proposals: Iterable[Proposal], choice: CircleChoice) -> list[Removal]:
    left_out = [p.organisation for p in proposals if p.organisation not in choice.kept]
    if left_out and choice.removal_reason is None:
        raise NoReasonError
    reason = choice.removal_reason or RemovalReason.OTHER
    return [Removal(organisation=one, reason=reason, note=choice.note) for one in left_out]


async def _add_members(ctx: Context, choice: CircleChoice) -> list[Addition]:
    members = (await ctx.uow.people.by_ids(choice.added)).values()
    return [
        Addition(organisation=one.organisation, member=one.id, note=choice.note) for one in members
    ]


def _add_calls(choice: CircleChoice) -> list[Addition]:
    return [Addition(organisation=one, member=None, note=choice.note) for one in choice.called]


async def _admit(ctx: Context, case: Case, test: AcuteTest) -> None:
    """What was only submitted has now had its purpose test (product page §3, acute bypass)."""
    if case.state not in BEFORE_TEST:
        return
    outcome = judge_purpose(PurposeJudgement.FITS, test.reason, test.agreement)
    screening = Screening(
        case=case.id, outcome=outcome, screened_by=ctx.actor.id, screened_at=ctx.now
    )
    await ctx.uow.weighings.add_screening(screening)
    await _move_case(ctx, case, CaseState.PURPOSE_TESTED)
    await record(ctx, AuditEvent.SCREENED, case, case.id)


async def _move_case(ctx: Context, case: Case, state: CaseState) -> None:
    await ctx.uow.cases.save(move_on(case, state, ctx.sign()))


async def _save_convened(
    ctx: Context, tested: Session, gathering: Gathering, test: AcuteTest
) -> Session:
    convened = acute.convene(tested, gathering, ctx.actor.id, ctx.now)
    saved = await ctx.uow.sessions.save(convened)
    await ctx.uow.sessions.keep_test(saved, test)
    return saved


async def _invite_circle(
    ctx: Context, case: Case, session: Session, decision: CircleDecision
) -> None:
    await ctx.uow.sessions.keep_circle(session, decision)
    await record(ctx, AuditEvent.SESSION_OPENED, case, session.id)
    invited = [
        invite(seat, InvitationId(uuid4().hex), session.id, case.id, ctx.now)
        for seat in decision.seats
        if seat.member is not None
    ]
    for invitation in invited:
        await ctx.uow.sessions.add_invitation(invitation)
        await record_invitation(ctx, case, invitation)
        await announce_invitation(ctx, invitation)
    await begin_invitation_chains(ctx, invited)
    await announce_board(ctx, session, "convened")
    await pass_on_of_absent(ctx, session, invited)
    await announce_line(ctx, session)


async def _name_proposal(
    ctx: Context, proposal: Proposal, names: Mapping[MemberId, str]
) -> ProposalView:
    organisation = await ctx.uow.people.organisation(proposal.organisation)
    return ProposalView(
        proposal=proposal,
        organisation=organisation.name,
        member=names[proposal.member] if proposal.member else "",
    )
