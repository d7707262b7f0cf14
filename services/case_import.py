"""A house that runs already brings its cases in, all or none of them: each as it stands, with the
day of its first processing, under a code of its own. What the bot knows already stays as it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import time

from domain.access import Action, CaseState
from domain.audit import AuditEntry, AuditEvent, Operator
from domain.case import Case, CirclePlace, CircleReason
from domain.case_circle import Involving
from domain.case_import import (
    CaseFile,
    EnteringCase,
    ImportColumn,
    ImportMistake,
    ImportRow,
    ImportRules,
    WrittenCase,
    find_alike_rows,
    find_changed,
    fold_number,
    judge_entry,
    keep_no_address,
)
from domain.colour import ColourDecision, ColourWish, decide_colour
from domain.identifiers import CaseCode, CaseId, OrganisationId
from domain.mandate import AgreedDecision
from domain.referral import Aim, Referral
from domain.sight import SeenPart
from domain.stoplight import Colour
from services.access import HousePermit, require
from services.agenda.late import propose_late_red
from services.attendance_request import ask_soon_if_red
from services.case_director import ask_case_director
from services.consent import Consent, agree
from services.joining import let_join
from services.moment import Context
from services.partners import find_participants
from services.referral import draw_code
from services.written_round_timer import follow_case

_NOBODY = CaseId("")


@dataclass(frozen=True, slots=True, kw_only=True)
class AlikeRow:
    """A line that may be about the same person as an earlier line or another case."""

    line: int
    other_line: int | None = None
    other_case: CaseCode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownRow:
    """A line about a case that was brought in before, and what it says otherwise now: that is told
    and not taken over, because what was done in the bot since then counts.
    """

    line: int
    changed: tuple[ImportColumn, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPlan:
    """What a file would bring in; nothing while there is a mistake."""

    entering: tuple[EnteringCase, ...]
    known: tuple[KnownRow, ...]
    alike: tuple[AlikeRow, ...]
    mistakes: tuple[ImportMistake, ...]

    def count(self, colour: Colour) -> int:
        """How many cases of a colour come in."""
        return sum(one.colour is colour for one in self.entering)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedCase:
    """A case that came in: the line it stands on, and the code it has from now on."""

    line: int
    code: CaseCode


async def plan_import(ctx: Context, file: CaseFile) -> ImportPlan:
    """Plan what a file brings in, with all that is wrong with it; nothing is done yet. That a case
    may be about the same person as another is on record as seen, in each.
    """
    permit = require(ctx, Action.IMPORT_CASES)
    rules = await _find_rules(ctx)
    before = await ctx.uow.case_imports.known(
        [fold_number(row.case.number) for row in file.rows if row.case.number]
    )
    known = [row for row in file.rows if fold_number(row.case.number) in before]
    new = [row for row in file.rows if fold_number(row.case.number) not in before]
    judged = [judge_entry(row, rules) for row in new]
    wrong = [one for found in judged if isinstance(found, list) for one in found]
    mistakes = sorted(
        {*file.mistakes, *wrong}, key=lambda one: (one.line or 0, one.column or "", one.problem)
    )
    return ImportPlan(
        entering=tuple(one for one in judged if isinstance(one, EnteringCase) and not mistakes),
        known=tuple(_compare(row, before) for row in known),
        alike=() if mistakes else await _find_alike(ctx, permit, new),
        mistakes=tuple(mistakes),
    )


async def _find_rules(ctx: Context) -> ImportRules:
    return ImportRules(
        organisations=await ctx.uow.people.organisations(),
        speakers=await ctx.uow.people.speakers(ctx.today),
        own=ctx.actor.organisation.id,
        stoplight=ctx.house.stoplight,
        terms=ctx.house.terms.retention,
        calendar=ctx.calendar,
        today=ctx.today,
    )


def _compare(row: ImportRow, before: Mapping[str, WrittenCase]) -> KnownRow:
    was = before[fold_number(row.case.number)]
    return KnownRow(line=row.line, changed=find_changed(was, row.case))


async def _find_alike(
    ctx: Context, permit: HousePermit, rows: Sequence[ImportRow]
) -> tuple[AlikeRow, ...]:
    alike = [AlikeRow(line=line, other_line=other) for line, other in find_alike_rows(rows)]
    for row in rows:
        found = await ctx.uow.same_persons.find(_NOBODY, row.case.identity)
        kept = await ctx.uow.cases.known(found) if found else ()
        real = [one for one in kept if one.state is not CaseState.DRILL]
        if real:
            shown = permit.sights(SeenPart.ALIKE, [one.id for one in real])
            await ctx.record_seen(*shown)
        alike += [AlikeRow(line=row.line, other_case=one.code) for one in real]
    return tuple(sorted(alike, key=lambda one: (one.line, one.other_case or "")))


async def import_cases(
    ctx: Context, plan: ImportPlan, operator: Operator, consent: Consent
) -> tuple[ImportedCase, ...]:
    """Bring in what was planned, on record under the member who answers for it and the account of
    the machine, with who agreed to the partners involved; a plan with a mistake brings in nothing.
    Raises what ``agree`` raises.
    """
    require(ctx, Action.IMPORT_CASES)
    involving = Involving(agreement=await agree(ctx, consent, AgreedDecision.INVOLVING))
    return tuple([await _import(ctx, one, operator, involving) for one in plan.entering])


async def _import(
    ctx: Context, entering: EnteringCase, operator: Operator, involving: Involving
) -> ImportedCase:
    row, case_id = entering.row, await ctx.uow.cases.reserve()
    decision = await _decide_colour(ctx, case_id, entering)
    uncoloured = await _form_case(ctx, case_id, entering)
    case = replace(uncoloured, colour=decision.standing)
    await ctx.uow.cases.add(case, _form_referral(row.case, entering))
    await ctx.uow.case_imports.add(case_id, keep_no_address(row.case))
    await _record(ctx, case_id, operator)
    await ctx.uow.colours.add(decision)
    await ctx.record(AuditEvent.COLOUR_SET, case_id)
    for place in _seat(ctx, case_id, entering):
        await let_join(ctx, place, involving=involving)
    await propose_late_red(ctx, uncoloured, decision.standing)
    await ask_soon_if_red(ctx, case)
    if entering.director:
        await ask_case_director(ctx, case, entering.director.id)
    await follow_case(ctx, case_id, decision.standing)
    return ImportedCase(line=row.line, code=case.code)


async def _record(ctx: Context, case_id: CaseId, operator: Operator) -> None:
    await ctx.uow.audit.append(
        AuditEntry(
            event=AuditEvent.CASE_IMPORTED,
            at=ctx.now,
            who=ctx.actor.id,
            organisation=ctx.actor.organisation.id,
            roles=ctx.actor.roles,
            case_id=case_id,
            operator=operator,
        )
    )


async def _decide_colour(ctx: Context, case_id: CaseId, entering: EnteringCase) -> ColourDecision:
    wish = ColourWish(
        colour=entering.colour,
        reason=entering.row.case.reason,
        minutes=entering.minutes,
        required=entering.required,
    )
    participants = await find_participants(ctx)
    decision = decide_colour(
        case_id, wish, participants, ctx.house.stoplight, ctx.sign(), ctx.calendar
    )
    review_on = entering.row.case.review_on or decision.standing.next_review_on
    return replace(decision, standing=replace(decision.standing, next_review_on=review_on))


async def _form_case(ctx: Context, case_id: CaseId, entering: EnteringCase) -> Case:
    return Case(
        id=case_id,
        code=await draw_code(ctx),
        state=CaseState.TAKEN_UP,
        version=1,
        referrer=ctx.actor.id,
        referring_organisation=ctx.actor.organisation.id,
        # the clock of a case runs on from here (WGS art. 1.8(7))
        received_at=ctx.calendar.moment(entering.first_on, time()),
        promised_on=entering.first_on,
        changed_by=ctx.actor.id,
        changed_at=ctx.now,
    )


def _form_referral(written: WrittenCase, entering: EnteringCase) -> Referral:
    """Why the case was referred stands where the house kept it until now."""
    partners: tuple[OrganisationId, ...] = tuple(one.organisation for one in entering.partners)
    return Referral(
        identity=written.identity, why_now="", aim=Aim.COORDINATE, criteria=(), partners=partners
    )


def _seat(ctx: Context, case_id: CaseId, entering: EnteringCase) -> list[CirclePlace]:
    """One place for each organisation; who is to direct the content has it for theirs."""
    return [
        CirclePlace(
            case=case_id,
            member=one.id,
            organisation=one.organisation,
            reason=(
                CircleReason.CASE_DIRECTOR
                if one == entering.director
                else CircleReason.INVOLVED_PARTNER
            ),
            joined_at=ctx.now,
        )
        for one in entering.partners
    ]
