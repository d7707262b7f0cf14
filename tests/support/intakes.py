"""A full intake as somebody tells it. Every word about the subject is a canary."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from domain.access import Action
from domain.identifiers import CaseId
from domain.intake import (
    MOST_CONTACTS,
    CloseContact,
    HasAny,
    Intake,
    IntakeUrgency,
    LifeDomain,
    LifeDomainSaid,
    Playing,
    Relation,
    SafeContact,
)
from services.intake import (
    find_intake_told_last,
    name_telephoned,
    open_intake,
    read_to_fill,
    record_intake_seen,
    tell_intake,
    view_intake_gaps,
)
from services.intake_confirmation import (
    confirm_intake,
    open_intake_to_confirm,
    read_intake_to_confirm,
)
from services.intake_reading import read_intake
from services.moment import Context
from tests.support.canaries import CANARY

MOTHER = CloseContact(
    name=f"Moeder {CANARY}", relation=Relation.PARENT, relevance=f"{CANARY} woont bij haar."
)
SAFE = SafeContact(
    how=f"{CANARY} alleen overdag", through=f"Zus {CANARY}", warning=f"{CANARY}: bel nooit thuis"
)
FULL = Intake(
    has_contacts=HasAny.YES,
    contacts=(MOTHER,),
    domains=(
        LifeDomainSaid(
            domain=LifeDomain.HOUSING,
            playing=Playing.PLAYS,
            words=f"{CANARY} raakt zijn huis kwijt",
        ),
        *(
            LifeDomainSaid(domain=one, playing=Playing.UNKNOWN)
            for one in LifeDomain
            if one is not LifeDomain.HOUSING
        ),
    ),
    tried=f"{CANARY}: schuldhulp",
    stuck=f"{CANARY} kwam niet.",
    minors=HasAny.NO,
    municipality=f"Gemeente {CANARY}",
    safe_contact=SAFE,
    urgency=IntakeUrgency.THIS_WEEK,
    urgency_told=f"{CANARY} staat vrijdag op straat.",
)


def a_long_intake(words: str) -> Intake:
    """An intake in which each answer is as long as it can be typed."""
    contact = CloseContact(name=words[:200], relation=Relation.STEP_PARENT, relevance=words[:300])
    return Intake(
        has_contacts=HasAny.YES,
        contacts=(contact,) * MOST_CONTACTS,
        domains=tuple(
            LifeDomainSaid(domain=one, playing=Playing.PLAYS, words=words[:300])
            for one in LifeDomain
        ),
        tried=words[:600],
        stuck=words[:600],
        minors=HasAny.YES,
        minors_told=words[:300],
        municipality=words[:80],
        safe_contact=SafeContact(how=words[:300], through=words[:300], warning=words[:300]),
        urgency=IntakeUrgency.ACUTE,
        urgency_told=words[:300],
    )


async def tell(ctx: Context, case: CaseId, intake: Intake = FULL) -> None:
    """The actor tells an intake, or writes it down for the referrer."""
    await tell_intake(ctx, await open_intake(ctx, case), intake)


async def confirm(ctx: Context, case: CaseId) -> None:
    """The actor reads what was written down with them, and confirms it."""
    permit = await open_intake_to_confirm(ctx, case)
    taken = await read_intake_to_confirm(ctx, permit)
    await confirm_intake(ctx, permit, taken.number)


# each service that takes a permit, with the action that permit must be for
OF_AN_INTAKE: Final[Mapping[str, tuple[Action, Callable[..., Any]]]] = {
    "record_intake_seen": (Action.FILL_INTAKE, record_intake_seen),
    "read_to_fill": (Action.FILL_INTAKE, read_to_fill),
    "view_intake_gaps": (Action.SCREEN, lambda ctx, held: view_intake_gaps(ctx, held, FULL)),
    "find_intake_told_last": (Action.FILL_INTAKE, find_intake_told_last),
    "name_telephoned": (Action.FILL_INTAKE, name_telephoned),
    "tell_intake": (Action.FILL_INTAKE, lambda ctx, held: tell_intake(ctx, held, FULL)),
    "read_intake": (
        Action.VIEW_CASE,
        lambda ctx, held: read_intake(ctx, held, None, shows_circle=True),
    ),
    "read_intake_to_confirm": (Action.CONFIRM_INTAKE, read_intake_to_confirm),
    "confirm_intake": (Action.CONFIRM_INTAKE, lambda ctx, held: confirm_intake(ctx, held, 1)),
}
