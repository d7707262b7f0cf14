"""Screening by a coordinator: back to the referrer with exactly what is missing, or the purpose
test on the referral alone. What does not fit the purpose goes no further.
"""

from collections.abc import Collection

from domain.access import Action, CaseState
from domain.audit import AuditEvent
from domain.case import Case
from domain.identifiers import CaseCode, CaseId
from domain.intake import IntakeLackingError
from domain.lifecycle import move_on
from domain.mandate import AgreedDecision
from domain.notice import NoticeKind
from domain.referrer_news import ReferrerStep
from domain.screening import (
    Gap,
    PurposeJudgement,
    PurposeTest,
    ReferralPart,
    Screening,
    judge_purpose,
    name_gap,
    state_after_screening,
)
from domain.sight import SeenPart
from services.access import Permit
from services.confirmation_asking import ask_to_confirm
from services.consent import Consent, agree
from services.group_standing import answer_in_group, is_judged_anew
from services.intake import list_intake_gaps
from services.merged_referral import tell_former_referrers
from services.moment import Context, Moment, Reading
from services.referrer_news import tell_referrer_step


async def find_gap(ctx: Context, permit: Permit) -> Gap | None:
    """Find what the house asked the referrer to complete; None when nothing is asked."""
    case = permit.case_for(ctx, Action.EDIT_REFERRAL)
    screening = await ctx.uow.weighings.last_screening(case.id)
    outcome = screening.outcome if screening else None
    if not isinstance(outcome, Gap):
        return None
    await ctx.record_seen(permit.sight(SeenPart.GAP))
    return outcome


async def ask_for_missing(
    ctx: Context, permit: Permit, parts: Collection[ReferralPart], wanted: str
) -> Case:
    """Give a referral back to its referrer, who completes it and sends it again."""
    case = permit.case_for(ctx, Action.SCREEN)
    saved = await _screen(ctx, case, name_gap(parts, wanted))
    key = f"screening:{case.id}:{saved.version}:incomplete"
    await ctx.tell(NoticeKind.REFERRAL_INCOMPLETE, case.referrer, case.id, key)
    return saved


async def apply_purpose_test(
    ctx: Context, permit: Permit, judgement: PurposeJudgement, reason: str, consent: Consent
) -> Case:
    """Judge whether a referral fits the purpose; the referrer is told. IntakeLackingError where
    the house wants the full intake first.
    """
    case = permit.case_for(ctx, Action.SCREEN)
    if judgement is PurposeJudgement.FITS:
        await _refuse_lacking_intake(ctx, case)
    agreement = await agree(ctx, consent, AgreedDecision.PURPOSE)
    saved = await _screen(ctx, case, judge_purpose(judgement, reason, agreement))
    await ask_to_confirm(ctx, saved, AgreedDecision.PURPOSE, agreement)
    if saved.state is CaseState.NOT_TAKEN_UP:
        await tell_referrer(ctx, saved)
    else:
        await tell_referrer_step(ctx, saved, ReferrerStep.PURPOSE_TESTED)
    return saved


async def _refuse_lacking_intake(ctx: Context, case: Case) -> None:
    if not ctx.house.full_intake_first:
        return
    intake = (await ctx.uow.cases.referral(case.id)).intake
    if await list_intake_gaps(ctx, case.id, intake):
        raise IntakeLackingError


async def _screen(ctx: Context, case: Case, outcome: Gap | PurposeTest) -> Case:
    saved = await ctx.uow.cases.save(move_on(case, state_after_screening(outcome), ctx.sign()))
    await ctx.uow.weighings.add_screening(
        Screening(case=case.id, outcome=outcome, screened_by=ctx.actor.id, screened_at=ctx.now)
    )
    await ctx.record(AuditEvent.SCREENED, case.id)
    return saved


async def tell_referrer(moment: Moment, case: Case) -> None:
    """Tell the referrer what became of the referral, each outcome once; who referred one that was
    merged into it reads in the digest where their own stands. Of a group they hear when all is
    decided, and by itself of each case that is judged anew.
    """
    is_of_group = await answer_in_group(moment, case)
    if not is_of_group or await is_judged_anew(moment, case):
        key = f"weighing:{case.id}:{case.version}:told"
        await moment.tell(NoticeKind.REFERRAL_WEIGHED, case.referrer, case.id, key)
    await tell_former_referrers(moment, case)


async def read_incomplete(reading: Reading, case_id: CaseId) -> CaseCode | None:
    """The code of a referral its referrer must complete; None when that was done already."""
    case = await reading.uow.cases.get(case_id)
    is_waiting = case.state is CaseState.INCOMPLETE and case.referrer == reading.recipient.id
    return case.code if is_waiting else None
