"""What an organisation contradicts, and what it did not confirm in time, for process directors:
they settle it by another agreement, by undoing the decision, or by having the case weighed anew.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from domain.access import SHIELDED, Action, CaseState, Ground
from domain.audit import AuditEvent
from domain.case import Case
from domain.confirmation import (
    Confirmation,
    ConfirmationStep,
    NotContestedError,
    NotUndoneError,
    SettlingWay,
    find_confirmation_step,
    is_confirmable,
    list_decision_moments,
    settle_contested,
)
from domain.identifiers import CaseCode, CaseId, ConfirmationId, OrganisationId
from domain.mandate import AgreedDecision
from domain.screening import PurposeJudgement, PurposeTest
from domain.sight import SeenPart, Sight
from services.access import Permit, require_case
from services.confirmation_asking import ask_organisations
from services.consent import Consent, agree
from services.guarding import find_who_guards, list_directors
from services.moment import Context, Moment, Reading
from services.reaction import judge_anew

# of an organisation that says nothing; the rest is counted
CODES_IN_A_ROW: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementInDoubt:
    """An agreement that was contradicted or not confirmed in time, without a name of a subject."""

    id: ConfirmationId
    case: CaseId
    code: CaseCode
    decision: AgreedDecision
    organisation: str
    named_on: date
    step: ConfirmationStep
    said_by: str = ""
    said_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SilentOrganisation:
    """An organisation that did not confirm ``number`` decisions in time; ``rows`` are the
    oldest.
    """

    rows: tuple[AgreementInDoubt, ...]
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementsInDoubt:
    """What is contradicted, each by itself, and which organisations are silent."""

    contested: tuple[AgreementInDoubt, ...] = ()
    silent: tuple[SilentOrganisation, ...] = ()

    @property
    def shown(self) -> tuple[AgreementInDoubt, ...]:
        """All of which a reader sees the code."""
        return (*self.contested, *(row for one in self.silent for row in one.rows))


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestedLook:
    """What is contradicted, and how the actor may settle it now."""

    permit: Permit
    contested: Confirmation
    row: AgreementInDoubt
    ways: tuple[SettlingWay, ...]


async def list_in_doubt(ctx: Context) -> AgreementsInDoubt:
    """List what process directors have to do something about; on record as shown."""
    found = await _list(ctx)
    await ctx.record_seen(
        *(
            Sight(
                part=SeenPart.OVERVIEW,
                ground=Ground.PROCESS_DIRECTOR,
                case_id=one.case,
                subject=one.id,
            )
            for one in found.shown
        )
    )
    return found


async def read_in_doubt(reading: Reading) -> AgreementsInDoubt:
    """Read the same for the digest."""
    return await _list(await reading.as_recipient())


async def read_contested(reading: Reading, case: CaseId) -> Sequence[AgreementInDoubt]:
    """Read what is contradicted of one case, for a message; nothing once it was settled or taken
    back.
    """
    doubt = await read_in_doubt(reading)
    return [one for one in doubt.contested if one.case == case]


async def _list(ctx: Context) -> AgreementsInDoubt:
    if ctx.actor.id not in await list_directors(ctx):
        return AgreementsInDoubt()
    found = await _find_shown(ctx)
    cases = {one.id: one for one in await ctx.uow.cases.known({one.case for one in found})}
    shown = [one for one in found if one.case in cases and is_confirmable(cases[one.case].state)]
    silent = defaultdict[OrganisationId, list[AgreementInDoubt]](list)
    for one in shown:
        if not one.is_contested:
            silent[one.organisation].append(await _row(ctx, cases[one.case], one))
    return AgreementsInDoubt(
        contested=tuple(
            [await _row(ctx, cases[one.case], one) for one in shown if one.is_contested]
        ),
        silent=tuple(
            SilentOrganisation(rows=tuple(rows[:CODES_IN_A_ROW]), number=len(rows))
            for rows in silent.values()
        ),
    )


async def _find_shown(ctx: Context) -> Sequence[Confirmation]:
    """What is contradicted, for all; what is not confirmed in time, for who guards that."""
    unsettled = await ctx.uow.confirmations.unsettled()
    late = {one.named_by for one in unsettled if _step(ctx, one) is ConfirmationStep.SILENT}
    guarded = {one for one in late if ctx.actor.id in await find_who_guards(ctx, one)}
    return [
        one
        for one in unsettled
        if one.is_contested
        or (one.named_by in guarded and _step(ctx, one) is ConfirmationStep.SILENT)
    ]


def _step(moment: Moment, one: Confirmation) -> ConfirmationStep:
    asked_on = moment.day_of(one.named_at)
    return find_confirmation_step(one, moment.today, asked_on, moment.calendar)


async def _row(ctx: Context, case: Case, one: Confirmation) -> AgreementInDoubt:
    return AgreementInDoubt(
        id=one.id,
        case=case.id,
        code=case.code,
        decision=one.decision,
        organisation=(await ctx.uow.people.organisation(one.organisation)).name,
        named_on=ctx.day_of(one.named_at),
        step=_step(ctx, one),
        said_by=(await ctx.uow.people.member(one.said_by)).name if one.said_by else "",
        said_on=one.said_on,
    )


async def open_contested(ctx: Context, known_as: ConfirmationId) -> ContestedLook:
    """Find what is contradicted, for a process director; NotContestedError when it was settled or
    taken back.
    """
    one = await ctx.uow.confirmations.get(known_as)
    case = await ctx.uow.cases.get(one.case)
    permit = await require_case(ctx, Action.SETTLE_AGREEMENT, case)
    if not one.is_contested:
        raise NotContestedError
    await ctx.record_seen(permit.sight(SeenPart.OVERVIEW, one.id))
    ways = await _find_ways(ctx, case, one)
    return ContestedLook(permit=permit, contested=one, row=await _row(ctx, case, one), ways=ways)


async def settle_with(ctx: Context, look: ContestedLook, consent: Consent) -> None:
    """Settle what is contradicted by another agreement: who is named now is asked too. Raises what
    ``agree`` and ``settle_contested`` raise.
    """
    case, one = look.permit.case_for(ctx, Action.SETTLE_AGREEMENT), look.contested
    instead = await agree(ctx, consent, one.decision)
    of_case = await ctx.uow.confirmations.of_case(case.id)
    settled = settle_contested(one, instead, ctx.actor.id, ctx.now, of_case)
    await ctx.uow.confirmations.save(settled, instead)
    await ctx.record(AuditEvent.CONTRADICTION_SETTLED, case.id, one.id)
    others = instead.organisations - {ctx.actor.organisation.id}
    await ask_organisations(ctx, case.id, one.decision, others)


async def settle_undone(ctx: Context, look: ContestedLook) -> None:
    """Settle what is contradicted because the decision does not stand any more; NotUndoneError
    while it does.
    """
    case, one = look.permit.case_for(ctx, Action.SETTLE_AGREEMENT), look.contested
    if not await _is_undone(ctx, case, one):
        raise NotUndoneError
    await ctx.uow.confirmations.save(settle_contested(one, None, ctx.actor.id, ctx.now))
    await ctx.record(AuditEvent.CONTRADICTION_SETTLED, case.id, one.id)


async def settle_by_weighing_anew(ctx: Context, look: ContestedLook) -> None:
    """Settle a contradicted outcome A by having the case weighed anew; NotUndoneError for what is
    no such outcome.
    """
    case, one = look.permit.case_for(ctx, Action.SETTLE_AGREEMENT), look.contested
    if not await _may_be_weighed_anew(ctx, case, one):
        raise NotUndoneError
    await ctx.uow.confirmations.save(settle_contested(one, None, ctx.actor.id, ctx.now))
    await ctx.record(AuditEvent.CONTRADICTION_SETTLED, case.id, one.id)
    await judge_anew(ctx, case, CaseState.PURPOSE_TESTED)


async def _find_ways(ctx: Context, case: Case, one: Confirmation) -> tuple[SettlingWay, ...]:
    ways = [SettlingWay.INSTEAD]
    if await _is_undone(ctx, case, one):
        ways.append(SettlingWay.UNDONE)
    if await _may_be_weighed_anew(ctx, case, one):
        ways.append(SettlingWay.WEIGH_ANEW)
    return tuple(ways)


async def _may_be_weighed_anew(ctx: Context, case: Case, one: Confirmation) -> bool:
    is_refused = case.state is CaseState.NOT_TAKEN_UP
    if not is_refused or one.decision is not AgreedDecision.WEIGHING:
        return False
    return await ctx.uow.weighings.get(case.id) is not None


async def _is_undone(ctx: Context, case: Case, one: Confirmation) -> bool:
    """Tell whether a decision does not stand any more; what cannot be undone never is."""
    has_left = case.state in SHIELDED
    match one.decision:
        case AgreedDecision.PURPOSE:
            is_undone = has_left or await _is_purpose_undone(ctx, case)
        case AgreedDecision.WEIGHING:
            is_undone = has_left or await _is_weighing_undone(ctx, case, one)
        case AgreedDecision.INVOLVING:
            is_undone = await _is_place_undone(ctx, case, one)
        case AgreedDecision.CLOSING:
            is_undone = not has_left
        case AgreedDecision.PRIORITY:
            is_undone = case.prioritised_on is None
        case AgreedDecision.ACUTE:
            sessions = await ctx.uow.sessions.of_case(case.id)
            is_undone = not any(each.is_open for each in sessions)
        case AgreedDecision.EXTENSION | AgreedDecision.MERGING:
            is_undone = False
    return is_undone


async def _is_purpose_undone(ctx: Context, case: Case) -> bool:
    screening = await ctx.uow.weighings.last_screening(case.id)
    test = screening.outcome if screening else None
    if not isinstance(test, PurposeTest):
        return True
    has_fitted = test.judgement is PurposeJudgement.FITS
    return has_fitted == (case.state is CaseState.NOT_TAKEN_UP)


async def _is_weighing_undone(ctx: Context, case: Case, one: Confirmation) -> bool:
    weighing = await ctx.uow.weighings.get(case.id)
    moments = await _list_moments(ctx, one)
    is_other = weighing is None or weighing.weighed_at not in moments
    return is_other or case.state is CaseState.WITHDRAWN


async def _is_place_undone(ctx: Context, case: Case, one: Confirmation) -> bool:
    places = await ctx.uow.cases.circle(case.id)
    moments = await _list_moments(ctx, one)
    return not any(place.joined_at in moments for place in places)


async def _list_moments(ctx: Context, one: Confirmation) -> set[datetime]:
    return list_decision_moments(one, await ctx.uow.confirmations.of_case(one.case))
