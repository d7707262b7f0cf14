"""What coordinators want of a draft, worked into the cases that the planner may choose from."""

from collections.abc import Sequence
from dataclasses import replace

from domain.agenda import LeftOut
from domain.agenda_wish import (
    TAKING_IN,
    AskedCase,
    KeptWish,
    WishKind,
    adjust_case,
    list_standing,
)
from domain.audit import AuditEvent
from domain.case import Case
from domain.identifiers import CaseCode
from domain.meeting import Meeting
from domain.planning import Reason
from domain.stoplight import StoplightPolicy
from services.agenda.planning import Candidate, Candidates
from services.moment import Context, Moment


async def read_standing(moment: Moment, meeting: Meeting) -> tuple[KeptWish, ...]:
    """Read the wishes that count; nothing is asked of a meeting about which nobody had one."""
    if not meeting.wish_revision:
        return ()
    return list_standing(await moment.uow.agenda_wishes.of_meeting(meeting.id))


async def take_back(ctx: Context, meeting: Meeting, kept: KeptWish, number: int) -> None:
    """Take back what is wanted of a case in a meeting; ``number`` counts what happened to it."""
    taken_back = replace(
        kept, taken_back_number=number, taken_back_by=ctx.actor.id, taken_back_at=ctx.now
    )
    await ctx.uow.agenda_wishes.take_back(meeting.id, taken_back)
    await ctx.record(AuditEvent.ADJUSTMENT_TAKEN_BACK, kept.case, meeting.id)


def call_in(cases: Sequence[Case], standing: Sequence[KeptWish]) -> list[Case]:
    """Call the cases that are taken in: each is due, and has its turn as one that was asked for."""
    called = {one.case: one.at.date() for one in standing if one.wish.kind in TAKING_IN}
    return [
        replace(one, rotation=replace(one.rotation, asked_for_on=called[one.id]))
        if one.id in called
        else one
        for one in cases
    ]


def apply_wishes(
    candidates: Candidates, standing: Sequence[KeptWish], policy: StoplightPolicy
) -> Candidates:
    """Leave out and change the cases that a wish is about."""
    left_out = {one.case for one in standing if one.wish.kind is WishKind.LEAVE_OUT}
    return replace(
        candidates,
        ready=tuple(
            adjust_candidate(one, standing, policy)
            for one in candidates.ready
            if one.case not in left_out
        ),
        not_ready=(
            *candidates.not_ready,
            *(leave_out(one, Reason.WITHDRAWN) for one in candidates.ready if one.case in left_out),
        ),
    )


def list_pinned(standing: Sequence[KeptWish]) -> tuple[CaseCode, ...]:
    """List the cases that are pinned, the last one pinned at the end."""
    return tuple(one.code for one in standing if one.wish.kind is WishKind.PIN)


def drop_pinned(candidates: Candidates, code: CaseCode) -> Candidates:
    """Leave out a case whose time cannot be kept beside the others."""
    dropped = [one for one in candidates.ready if one.code == code]
    conflicts = [leave_out(one, Reason.PINNED_CONFLICT) for one in dropped]
    return replace(
        candidates,
        ready=tuple(one for one in candidates.ready if one.code != code),
        not_ready=(*conflicts, *candidates.not_ready),
    )


def adjust_candidate(
    candidate: Candidate, standing: Sequence[KeptWish], policy: StoplightPolicy
) -> Candidate:
    """Change minutes, partners and time of a case as is wanted of it."""
    own = [one.wish for one in standing if one.case == candidate.case]
    if not own:
        return candidate
    asked = adjust_case(_ask(candidate), standing, policy.requested_green_minutes)
    pinned = (one.at_minute for one in own if one.kind is WishKind.PIN)
    return replace(
        candidate,
        minutes=asked.minutes,
        required=asked.required,
        pinned_minute=next(pinned, None),
    )


def _ask(candidate: Candidate) -> AskedCase:
    return AskedCase(
        id=candidate.case,
        code=candidate.code,
        colour=candidate.colour,
        minutes=candidate.minutes,
        required=candidate.required,
    )


def leave_out(candidate: Candidate, reason: Reason) -> LeftOut:
    """Leave a case out, and say why."""
    is_conflict = reason is Reason.PINNED_CONFLICT
    return LeftOut(
        case=candidate.case,
        code=candidate.code,
        colour=candidate.colour,
        reason=reason,
        minutes=candidate.minutes if is_conflict else 0,
        turn=candidate.turn,
    )
