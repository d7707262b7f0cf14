"""Weighing by a process director: criteria, outcome and who agreed; a case that is taken up gets
its colour and its circle at the same moment, and the referrer is told.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import ClassVar

from domain.access import Action, CaseState
from domain.agreement import Agreement, Signature
from domain.audit import AuditEvent
from domain.case import Case
from domain.case_circle import Involving
from domain.colour import (
    ColourDecision,
    ColourWish,
    StandingColour,
    decide_colour,
    require_participants,
)
from domain.enquiry import DROPS_OUT, EnquiryAnswer
from domain.errors import NotFoundError, RuleBrokenError
from domain.identifiers import CaseCode, CaseId, MemberId, OrganisationId
from domain.lifecycle import move_on
from domain.mandate import AgreedDecision
from domain.member import Member, Speaker
from domain.referral import Criterion
from domain.screening import PurposeTest
from domain.second_member import SecondMemberNeededError, stands_alone
from domain.sight import SeenPart
from domain.weighing import (
    FollowUp,
    Outcome,
    SaidYes,
    ShortEffort,
    Verdict,
    WeighingPlan,
    form_circle,
    weigh_referral,
)
from services.access import Permit, require_case
from services.agenda.late import propose_late_red
from services.attendance_request import ask_soon_if_red
from services.case_director import ask_case_director
from services.confirmation_asking import ask_to_confirm
from services.consent import Consent, agree
from services.criteria import end_criteria_request
from services.enquiry_clock import lapse_enquiries
from services.involved_asking import ask_to_be_named, check_to_be_named
from services.involved_reading import (
    AnswerDay,
    InvolvedSeen,
    find_answer_day,
    find_involved,
    read_involved,
)
from services.joining import let_join
from services.moment import Context, Reading
from services.partners import find_participants, find_representatives, name_organisations
from services.screening import tell_referrer
from services.signal_to_write import promise_signal
from services.takeover_asking import ask_to_take_on, end_takeover, find_taker
from services.written_round_timer import follow_case


class NoColourGivenError(RuleBrokenError):
    """A case that is taken up always has a colour."""

    text_key: ClassVar[str] = "weighing.no_colour"


@dataclass(frozen=True, slots=True, kw_only=True)
class TakingUp:
    """What taking a case up asks: who is involved, who directs, and the first colour."""

    involved: tuple[OrganisationId, ...]
    colour: ColourWish
    case_director: MemberId | None = None

    @property
    def required(self) -> tuple[OrganisationId, ...]:
        """The organisations that must be there when the case is discussed."""
        return self.colour.required


@dataclass(frozen=True, slots=True, kw_only=True)
class WeighingForm:
    """What a process director fills in; ``taking_up`` with outcome C only."""

    met: frozenset[Criterion]
    outcome: Outcome
    consent: Consent
    follow_up: FollowUp = field(default_factory=FollowUp)
    taking_up: TakingUp | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldOutcome:
    """What the message to a referrer says, and no more: of the answer only when it is read."""

    code: CaseCode
    outcome: Outcome
    involved: AnswerDay | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeView:
    """What became of a referral, for its referrer; ``reason`` when it did not fit the purpose."""

    code: CaseCode
    case: CaseId
    outcome: Outcome
    criteria_met: frozenset[Criterion] | None = None
    taken_on_by: str = ""
    said_yes: SaidYes | None = None
    advice: str = ""
    effort: ShortEffort = ShortEffort.ADVICE
    reason: str = ""
    involved: InvolvedSeen | None = None
    organisations: Mapping[OrganisationId, str] = field(default_factory=dict)

    @property
    def told(self) -> ToldOutcome:
        """What the message says of it."""
        day = self.involved.day if self.involved else None
        return ToldOutcome(code=self.code, outcome=self.outcome, involved=day)

    def name_organisation(self, organisation: OrganisationId) -> str:
        """Name an organisation of the answer."""
        return self.organisations.get(organisation, organisation)


async def propose_involved(ctx: Context, permit: Permit) -> tuple[OrganisationId, ...]:
    """Propose the partners the referrer named, and those that said to be involved, as far as they
    can be in a circle; not who said not to know the subject.
    """
    case = permit.case_for(ctx, Action.WEIGH)
    await ctx.record_seen(permit.sight(SeenPart.STORY))
    said = {one.organisation: one.answer for one in await ctx.uow.enquiries.of_case(case.id)}
    named = {
        one
        for one in (await ctx.uow.cases.referral(case.id)).partners
        if said.get(one) not in DROPS_OUT
    }
    named |= {one for one, answer in said.items() if answer is EnquiryAnswer.INVOLVED}
    return tuple(one.id for one in await find_participants(ctx) if one.id in named)


async def needs_second_member(ctx: Context, permit: Permit) -> bool:
    """Tell whether the actor referred this case and screened it, so that they may not weigh it
    alone.
    """
    case = permit.case_for(ctx, Action.WEIGH)
    if not ctx.house.second_member or ctx.actor.id != case.referrer:
        return False
    screening = await ctx.uow.weighings.last_screening(case.id)
    return stands_alone(case, screening.screened_by if screening else None, ctx.actor.id)


async def weigh_case(ctx: Context, permit: Permit, form: WeighingForm) -> Case:
    """Weigh a referral: A and B end it with something to go on with, C takes the case up.

    Raises SecondMemberNeededError for who referred it and screened it.
    """
    case = permit.case_for(ctx, Action.WEIGH)
    if await needs_second_member(ctx, permit):
        raise SecondMemberNeededError
    return await weigh_as_planned(ctx, case, await plan_weighing(ctx, form), ctx.sign())


async def plan_weighing(ctx: Context, form: WeighingForm) -> WeighingPlan:
    """Plan what a weighing does; nothing is done yet."""
    taking_up = _require_taking_up(form)
    return WeighingPlan(
        verdict=_form_verdict(
            form, taking_up, await agree(ctx, form.consent, AgreedDecision.WEIGHING)
        ),
        colour=taking_up.colour if taking_up else None,
    )


async def check_plan(ctx: Context, case: Case, plan: WeighingPlan) -> None:
    """Refuse a plan that could not be carried out, as carrying it out would."""
    if plan.needs_yes:
        await find_taker(ctx, plan)
        return
    weigh_referral(case.id, plan.verdict, ctx.sign())
    if plan.verdict.answers_who_is_involved:
        await check_to_be_named(ctx, case, plan.verdict.follow_up.to_be_named)
    if plan.colour:
        await _decide_first_colour(ctx, case, plan.verdict, plan.colour, ctx.sign())


async def weigh_as_planned(
    ctx: Context, case: Case, plan: WeighingPlan, signature: Signature
) -> Case:
    """Weigh a case as it was planned, signed by who weighed it; the referrer is told. What an
    organisation takes on waits until it says yes itself: until then the referrer hears nothing.
    """
    if plan.needs_yes:
        return await ask_to_take_on(ctx, case, plan, signature.by)
    verdict = plan.verdict
    await ctx.uow.weighings.add(weigh_referral(case.id, verdict, signature))
    is_own = signature.by == ctx.actor.id
    await ctx.record(AuditEvent.WEIGHED, case.id, on_behalf_of=None if is_own else signature.by)
    colour = plan.colour
    weighed = replace(
        move_on(case, verdict.outcome.state, ctx.sign()),
        colour=await _take_up(ctx, case, verdict, colour, signature) if colour else None,
    )
    saved = await ctx.uow.cases.save(weighed)
    if saved.colour:
        await propose_late_red(ctx, case, saved.colour)
        await ask_soon_if_red(ctx, saved)
    if verdict.case_director:
        await ask_case_director(ctx, saved, verdict.case_director)
    await follow_case(ctx, saved.id, saved.colour)
    await end_criteria_request(ctx, saved.id)
    await lapse_enquiries(ctx, saved.id)
    await end_takeover(ctx, saved.id)
    if verdict.answers_who_is_involved:
        await ask_to_be_named(ctx, saved, verdict.follow_up.to_be_named, signature.by)
    if verdict.promises_signal:
        await promise_signal(ctx, saved, signature.by)
    await ctx.uow.second_members.forget(saved.id)
    await ask_to_confirm(ctx, saved, AgreedDecision.WEIGHING, verdict.agreement, signature)
    # last, as in all that decides: it holds the group of a case
    await tell_referrer(ctx, saved)
    return saved


def _require_taking_up(form: WeighingForm) -> TakingUp | None:
    if form.outcome is not Outcome.TAKEN_UP:
        return None
    if form.taking_up is None:
        raise NoColourGivenError
    return form.taking_up


def _form_verdict(form: WeighingForm, taking_up: TakingUp | None, agreement: Agreement) -> Verdict:
    verdict = Verdict(met=form.met, outcome=form.outcome, agreement=agreement)
    if taking_up is None:
        return replace(verdict, follow_up=form.follow_up)
    return replace(
        verdict,
        involved=frozenset(taking_up.involved),
        case_director=taking_up.case_director,
    )


async def _take_up(
    ctx: Context, case: Case, verdict: Verdict, wish: ColourWish, signature: Signature
) -> StandingColour:
    """Give a case its first colour and its circle, to which those who judged agreed."""
    decision = await _decide_first_colour(ctx, case, verdict, wish, signature)
    await ctx.uow.colours.add(decision)
    await ctx.record(AuditEvent.COLOUR_SET, case.id)
    circle = form_circle(
        case,
        await find_representatives(ctx, verdict.involved),
        await find_representatives(ctx, wish.required),
        await _find_director(ctx, verdict.case_director),
        ctx.now,
    )
    for place in circle:
        await let_join(ctx, place, involving=Involving(agreement=verdict.agreement))
    return decision.standing


async def _decide_first_colour(
    ctx: Context, case: Case, verdict: Verdict, wish: ColourWish, signature: Signature
) -> ColourDecision:
    participants = await find_participants(ctx)
    director = await _find_director(ctx, verdict.case_director)
    in_circle = {*verdict.involved, *([director.organisation] if director else [])}
    require_participants(in_circle, participants)
    return decide_colour(case.id, wish, participants, ctx.house.stoplight, signature, ctx.calendar)


async def _find_director(ctx: Context, chosen: MemberId | None) -> Member | None:
    return None if chosen is None else await ctx.uow.people.member(chosen)


async def find_case_directors(ctx: Context) -> Collection[Speaker]:
    """The professionals who can direct the content of a case: those who speak for a participant."""
    participants = [one.id for one in await find_participants(ctx)]
    speakers = (await find_representatives(ctx, participants)).values()
    return [member for members in speakers for member in members]


async def read_outcome(reading: Reading, case_id: CaseId) -> ToldOutcome | None:
    """What a referrer is sent: the code and the outcome; None for anybody else."""
    case = await reading.uow.cases.get(case_id)
    if case.referrer != reading.recipient.id or case.state not in {one.state for one in Outcome}:
        return None
    told = ToldOutcome(code=case.code, outcome=Outcome(case.state.value))
    question = await find_involved(reading, case)
    return replace(told, involved=find_answer_day(reading, question)) if question else told


async def view_outcome(ctx: Context, case_id: CaseId) -> OutcomeView:
    """Show the referrer what became of the referral and what to go on with; NotFoundError before
    anything did.
    """
    permit = await require_case(ctx, Action.VIEW_CASE, await ctx.uow.cases.get(case_id))
    case, weighing = permit.case, await ctx.uow.weighings.get(case_id)
    if weighing is None and case.state is not CaseState.NOT_TAKEN_UP:
        raise NotFoundError
    await ctx.record_seen(permit.sight(SeenPart.WEIGHING))
    outcome = weighing.verdict.outcome if weighing else Outcome.NOT_TAKEN_UP
    view = OutcomeView(code=case.code, case=case.id, outcome=outcome)
    if weighing is None:
        return replace(view, reason=await _purpose_reason(ctx, case_id))
    follow_up = weighing.verdict.follow_up
    taken_on_by = follow_up.taken_on_by
    return replace(
        await _with_answer(ctx, permit, view),
        criteria_met=weighing.verdict.met,
        taken_on_by=(await ctx.uow.people.organisation(taken_on_by)).name if taken_on_by else "",
        said_yes=follow_up.said_yes,
        advice=follow_up.advice,
        effort=follow_up.effort,
    )


async def _with_answer(ctx: Context, permit: Permit, view: OutcomeView) -> OutcomeView:
    involved = await read_involved(ctx, permit)
    if involved is None:
        return view
    await ctx.record_seen(permit.sight(SeenPart.INVOLVED_ANSWER))
    return replace(view, involved=involved, organisations=await name_organisations(ctx))


async def _purpose_reason(ctx: Context, case_id: CaseId) -> str:
    screening = await ctx.uow.weighings.last_screening(case_id)
    outcome = screening.outcome if screening else None
    return outcome.reason if isinstance(outcome, PurposeTest) else ""
