"""Referring a case to the house: submit, complete, withdraw (WGS 2.31(1), BGS 2.20(3))."""

from dataclasses import dataclass, field, replace
from datetime import date
from secrets import token_bytes
from typing import ClassVar

from domain.access import Action, CaseState
from domain.audit import AuditEvent
from domain.case import Case, seat_referrer
from domain.errors import AlreadyDoneError, InvalidInputError, NotFoundError, RuleBrokenError
from domain.identifiers import CaseCode, CaseId, form_case_code
from domain.lifecycle import move_on
from domain.notice import NoticeKind
from domain.referral import Referral, find_missing
from domain.sight import SeenPart
from services.access import HousePermit, Permit, require, require_case
from services.added_facts import add_facts
from services.calendar import write_moment
from services.confirmation_asking import end_confirmations
from services.criteria import end_criteria_request
from services.enquiry_clock import lapse_enquiries
from services.group_standing import answer_in_group
from services.guarding import list_coordinators
from services.moment import Context, Moment
from services.promise import watch_promise
from services.takeover_asking import end_takeover

_CODE_BYTES = 6


class ReferralIncompleteError(InvalidInputError):
    """This referral is not complete yet."""

    text_key: ClassVar[str] = "referral.not_complete"


class AlreadyWithdrawnError(AlreadyDoneError):
    """This referral was withdrawn before."""

    text_key: ClassVar[str] = "referral.already_withdrawn"


class CannotWithdrawError(RuleBrokenError):
    """You cannot withdraw this referral yourself now: call a coordinator."""

    text_key: ClassVar[str] = "referral.cannot_withdraw"


class ReferralChangedError(AlreadyDoneError):
    """Something happened to this referral in the meantime."""

    text_key: ClassVar[str] = "referral.changed_meanwhile"


class NothingToWithdrawError(RuleBrokenError):
    """What was not taken up needs no withdrawing: it goes by itself."""

    text_key: ClassVar[str] = "reaction.nothing_to_withdraw"


class WeighedMeanwhileError(RuleBrokenError):
    """What was weighed is withdrawn by asking a process director."""

    text_key: ClassVar[str] = "reaction.weighed_meanwhile"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralReceipt:
    """What a referrer gets: the code, and the last day on which the house answers;
    ``reaches_weigher`` when who weighs it reads what was changed.
    """

    code: CaseCode
    promised_on: date
    reaches_weigher: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReservedCase:
    """The id of a case to come, for who may fill it: what is written is under its key already.
    ``question`` is what its referrer asked a coordinator before, when they did.
    """

    id: CaseId
    permit: HousePermit
    question: str = field(default="", repr=False)


async def begin_referral(ctx: Context) -> ReservedCase:
    """Reserve a case for a referral that is still to be written."""
    permit = require(ctx, Action.REFER)
    return ReservedCase(id=await ctx.uow.cases.reserve(), permit=permit)


def resume_referral(ctx: Context, case_id: CaseId) -> ReservedCase:
    """Take up a referral for which a case was reserved before."""
    return ReservedCase(id=case_id, permit=require(ctx, Action.REFER))


async def submit_referral(
    ctx: Context, reserved: ReservedCase, referral: Referral
) -> ReferralReceipt:
    """Refer a case: the house gives it a code and promises a term in working days.

    Raises ReferralIncompleteError when something is missing.
    """
    reserved.permit.check(ctx, Action.REFER)
    refuse_incomplete(ctx, referral)
    case = await open_case(ctx, reserved.id, referral)
    await _announce_receipt(ctx, case)
    await _announce_arrival(ctx, case)
    return ReferralReceipt(code=case.code, promised_on=case.promised_on)


async def open_case(
    ctx: Context, case_id: CaseId, referral: Referral, state: CaseState = CaseState.SUBMITTED
) -> Case:
    """Open a case of the actor; an acute report gives no complete referral."""
    case = await _new_case(ctx, case_id, state)
    await ctx.uow.cases.add(case, referral)
    await ctx.uow.cases.join_circle(seat_referrer(case))
    await watch_promise(ctx, case)
    await ctx.record(AuditEvent.REFERRAL_SUBMITTED, case.id)
    return case


async def open_for_edit(ctx: Context, case_id: CaseId) -> Permit:
    """Find the actor's own referral, to change or complete it."""
    return await require_case(ctx, Action.EDIT_REFERRAL, await ctx.uow.cases.get(case_id))


async def read_for_edit(ctx: Context, permit: Permit) -> Referral:
    """Give the referrer their own referral to change or complete; on record as seen."""
    case = permit.case_for(ctx, Action.EDIT_REFERRAL)
    await record_own_seen(ctx, permit)
    return await ctx.uow.cases.referral(case.id)


async def is_address_hidden(ctx: Context, permit: Permit) -> bool:
    """Tell a referrer whether the address they told is secret: that is all they read back of it."""
    case = permit.case_for(ctx, Action.EDIT_REFERRAL)
    return (await ctx.uow.cases.referral(case.id)).identity.secrecy is not None


async def record_own_seen(ctx: Context, permit: Permit) -> None:
    """Put on record that the referrer sees their own referral, with who it is about."""
    permit.case_for(ctx, Action.EDIT_REFERRAL)
    await ctx.record_seen(permit.sight(SeenPart.IDENTITY), permit.sight(SeenPart.STORY))


async def edit_referral(ctx: Context, permit: Permit, referral: Referral) -> ReferralReceipt:
    """Change a referral; one that was sent back as incomplete is submitted again. What is added
    after the purpose test changes nothing of where the case is.
    """
    case = permit.case_for(ctx, Action.EDIT_REFERRAL)
    refuse_incomplete(ctx, referral)
    before = await ctx.uow.cases.referral(case.id)
    # what was told in full is changed in the intake
    referral = replace(referral, intake=before.intake)
    if case.state is CaseState.PURPOSE_TESTED:
        await _add_to_tested(ctx, case, before, referral)
        return ReferralReceipt(code=case.code, promised_on=case.promised_on, reaches_weigher=True)
    saved = await ctx.uow.cases.save(_changed(ctx, case, CaseState.SUBMITTED))
    await ctx.uow.cases.save_referral(case.id, referral, ctx.actor.id, ctx.now)
    await ctx.record(AuditEvent.REFERRAL_EDITED, case.id)
    if case.state is CaseState.INCOMPLETE:
        await _announce_arrival(ctx, saved)
    return ReferralReceipt(code=saved.code, promised_on=saved.promised_on)


async def _add_to_tested(ctx: Context, case: Case, before: Referral, referral: Referral) -> None:
    if before == referral:
        return
    await add_facts(ctx, case, before, referral)
    # all criteria are explained in a referral that is complete
    await end_criteria_request(ctx, case.id)


async def withdraw_referral(ctx: Context, case_id: CaseId, seen_version: int | None) -> Case:
    """Withdraw a referral before it is weighed.

    Raises AlreadyWithdrawnError with the moment, ReferralChangedError when the referrer looked at
    an older version, CannotWithdrawError when a coordinator has to do something first.
    """
    case = await ctx.uow.cases.get(case_id)
    if case.state is CaseState.WITHDRAWN and case.referrer == ctx.actor.id:
        raise AlreadyWithdrawnError(at=write_moment(ctx.house, case.changed_at))
    refuse_weighed(ctx, case)
    await require_case(ctx, Action.WITHDRAW_REFERRAL, case)
    if case.version != seen_version:
        raise ReferralChangedError(at=write_moment(ctx.house, case.changed_at))
    if await ctx.uow.merges.of_case(case_id):
        # what another told of the same person is not theirs to withdraw, nor to know of
        raise CannotWithdrawError(code=case.code)
    withdrawn = await ctx.uow.cases.save(_changed(ctx, case, CaseState.WITHDRAWN))
    await lapse_enquiries(ctx, case.id)
    await end_takeover(ctx, case.id)
    await end_confirmations(ctx, case.id)
    await ctx.record(AuditEvent.REFERRAL_WITHDRAWN, case.id)
    # it may have been the last of its group that waited
    await answer_in_group(ctx, withdrawn)
    return withdrawn


def refuse_weighed(ctx: Context, case: Case) -> None:
    """Tell its referrer how it is with withdrawing what was weighed: NothingToWithdrawError for
    what was not taken up, WeighedMeanwhileError for what they ask a process director.
    """
    if case.referrer != ctx.actor.id:
        return
    if case.state is CaseState.NOT_TAKEN_UP:
        raise NothingToWithdrawError
    if case.state in {CaseState.TAKEN_UP, CaseState.ADVICE_OR_SIGNAL}:
        raise WeighedMeanwhileError


def refuse_incomplete(ctx: Context, referral: Referral) -> None:
    """Raise ReferralIncompleteError when a referral lacks something."""
    if find_missing(referral, ctx.today):
        raise ReferralIncompleteError


async def _new_case(ctx: Context, case_id: CaseId, state: CaseState) -> Case:
    return Case(
        id=case_id,
        code=await draw_code(ctx),
        state=state,
        version=1,
        referrer=ctx.actor.id,
        referring_organisation=ctx.actor.organisation.id,
        received_at=ctx.now,
        promised_on=ctx.calendar.promised_on(ctx.now, ctx.house.terms.promised_working_days),
        changed_by=ctx.actor.id,
        changed_at=ctx.now,
    )


async def draw_code(ctx: Moment) -> CaseCode:
    """Draw codes until one is free; there are over a million."""
    while True:
        code = form_case_code(token_bytes(_CODE_BYTES))
        try:
            await ctx.uow.cases.by_code(code)
        except NotFoundError:
            return code


def _changed(ctx: Context, case: Case, state: CaseState) -> Case:
    return move_on(case, state, ctx.sign())


async def _announce_receipt(ctx: Context, case: Case) -> None:
    key = f"case:{case.id}:received"
    await ctx.tell(NoticeKind.REFERRAL_RECEIVED, case.referrer, case.id, key)


async def _announce_arrival(ctx: Context, case: Case) -> None:
    for coordinator in ctx.others(await list_coordinators(ctx)):
        key = f"case:{case.id}:arrived:{case.version}:{coordinator}"
        await ctx.tell(NoticeKind.REFERRAL_ARRIVED, coordinator, case.id, key)
