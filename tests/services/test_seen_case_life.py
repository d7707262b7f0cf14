"""What is shown of how a case rests, goes on, is closed, merged and kept goes on record: see
``test_seen``.
"""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from domain.access import Action, CaseState, Ground
from domain.identifiers import CaseId
from domain.informing import Informing
from domain.sight import SeenPart
from services.closing import list_still_agreed, list_who_informs, record_closing_seen
from services.extension import find_extension, list_suppliers, record_extension_seen
from services.informing import list_informing, record_informing_seen, view_informing
from services.linked_case import open_links, read_links
from services.merging import (
    list_merge_candidates,
    read_why_apart,
    record_merge_seen,
    view_merge,
)
from services.merging_wish import list_merge_wishes
from services.moment import Context
from services.pause import list_paused, record_pause_seen, view_pause
from services.priority import view_priority
from services.reopening import record_closed_seen, view_closed
from services.retention import view_end
from services.retention_hold import find_hold
from tests.support.permits import permitted
from tests.support.two_cases import confirming_merge, linked, list_merged, paired, wished

Show = Callable[[Context, Any], Awaitable[object]]
Row = tuple[SeenPart, Ground]

COORDINATOR: Final = Ground.INFORMATION_COORDINATOR
DIRECTOR: Final = Ground.PROCESS_DIRECTOR


async def list_asked_informing(ctx: Context, case: CaseId) -> object:
    question = Informing(case=case, asked=ctx.actor.id, ask_on=ctx.today)
    await ctx.uow.informings.keep(question)
    return await list_informing(ctx)


async def see_end(ctx: Context, case: CaseId) -> object:
    return await view_end(ctx, (await ctx.uow.cases.get(case)).code)


# who looks, in which state, and the rows it leaves
OF_A_LIFE: Final[dict[str, tuple[str, CaseState, Show, set[Row]]]] = {
    "view_pause": (
        "sanne",
        CaseState.PAUSED,
        permitted(Action.RETURN_CASE, view_pause),
        {(SeenPart.PAUSE, DIRECTOR), (SeenPart.ACTIONS, DIRECTOR)},
    ),
    "record_pause_seen": (
        "sanne",
        CaseState.PAUSED,
        permitted(Action.RETURN_CASE, record_pause_seen),
        {(SeenPart.PAUSE, DIRECTOR), (SeenPart.ACTIONS, DIRECTOR)},
    ),
    "view_informing": (
        "sanne",
        CaseState.TAKEN_UP,
        permitted(Action.INFORM_SUBJECT, view_informing),
        {(SeenPart.INFORMING, DIRECTOR)},
    ),
    "record_informing_seen": (
        "sanne",
        CaseState.TAKEN_UP,
        permitted(Action.INFORM_SUBJECT, record_informing_seen),
        {(SeenPart.INFORMING, DIRECTOR)},
    ),
    "list_informing": (
        "sanne",
        CaseState.TAKEN_UP,
        list_asked_informing,
        {(SeenPart.OVERVIEW, DIRECTOR)},
    ),
    "view_closed": (
        "sanne",
        CaseState.CLOSED,
        permitted(Action.REOPEN_CASE, view_closed),
        {(SeenPart.CLOSING, DIRECTOR)},
    ),
    "record_closed_seen": (
        "sanne",
        CaseState.CLOSED,
        permitted(Action.CONFIRM_REOPENING, record_closed_seen),
        {(SeenPart.CLOSING, DIRECTOR)},
    ),
    "list_still_agreed": (
        "sanne",
        CaseState.TAKEN_UP,
        permitted(Action.CLOSE_CASE, list_still_agreed),
        {(SeenPart.ACTIONS, DIRECTOR), (SeenPart.CIRCLE, DIRECTOR)},
    ),
    "list_who_informs": (
        "sanne",
        CaseState.TAKEN_UP,
        permitted(Action.CLOSE_CASE, list_who_informs),
        {(SeenPart.ACTIONS, DIRECTOR), (SeenPart.CIRCLE, DIRECTOR)},
    ),
    "record_closing_seen": (
        "sanne",
        CaseState.TAKEN_UP,
        permitted(Action.CLOSE_CASE, record_closing_seen),
        {(SeenPart.ACTIONS, DIRECTOR), (SeenPart.CIRCLE, DIRECTOR)},
    ),
    "view_merge": (
        "sanne",
        CaseState.TAKEN_UP,
        paired(view_merge),
        {(SeenPart.MERGING, DIRECTOR), (SeenPart.CIRCLE, DIRECTOR)},
    ),
    "read_why_apart": (
        "sanne",
        CaseState.TAKEN_UP,
        paired(read_why_apart),
        {(SeenPart.MERGING, DIRECTOR), (SeenPart.CIRCLE, DIRECTOR)},
    ),
    "record_merge_seen": (
        "sanne",
        CaseState.TAKEN_UP,
        paired(record_merge_seen),
        {(SeenPart.MERGING, DIRECTOR), (SeenPart.CIRCLE, DIRECTOR)},
    ),
    "list_merge_candidates": (
        "sanne",
        CaseState.TAKEN_UP,
        linked(permitted(Action.MERGE_CASES, list_merge_candidates)),
        {(SeenPart.LINK, DIRECTOR), (SeenPart.ALIKE, DIRECTOR)},
    ),
    "record_merge_wish_seen": (
        "iris",
        CaseState.TAKEN_UP,
        wished(confirming_merge),
        {(SeenPart.MERGING, COORDINATOR)},
    ),
    "list_merge_wishes": (
        "iris",
        CaseState.TAKEN_UP,
        wished(lambda ctx, _: list_merge_wishes(ctx)),
        {(SeenPart.OVERVIEW, COORDINATOR)},
    ),
    "list_own_former": (
        "nurse",
        CaseState.TAKEN_UP,
        list_merged,
        {(SeenPart.OVERVIEW, Ground.REFERRER)},
    ),
    "read_links": (
        "sanne",
        CaseState.TAKEN_UP,
        linked(permitted(Action.LINK_CASE, lambda ctx, held: read_links(ctx, held, held.ground))),
        {(SeenPart.LINK, DIRECTOR)},
    ),
    "open_links": (
        "sanne",
        CaseState.TAKEN_UP,
        linked(permitted(Action.LINK_CASE, open_links)),
        {(SeenPart.LINK, DIRECTOR)},
    ),
    "view_priority": (
        "iris",
        CaseState.TAKEN_UP,
        permitted(Action.READ_PRIORITY, view_priority),
        {(SeenPart.PRIORITY, COORDINATOR)},
    ),
    "record_extension_seen": (
        "sanne",
        CaseState.TAKEN_UP,
        permitted(Action.EXTEND_CASE, record_extension_seen),
        {(SeenPart.RETENTION, DIRECTOR), (SeenPart.CIRCLE, DIRECTOR)},
    ),
    "find_extension": (
        "sanne",
        CaseState.TAKEN_UP,
        permitted(Action.EXTEND_CASE, find_extension),
        {(SeenPart.RETENTION, DIRECTOR), (SeenPart.CIRCLE, DIRECTOR)},
    ),
    "list_suppliers": (
        "sanne",
        CaseState.TAKEN_UP,
        permitted(Action.EXTEND_CASE, list_suppliers),
        {(SeenPart.RETENTION, DIRECTOR), (SeenPart.CIRCLE, DIRECTOR)},
    ),
    "find_hold": (
        "sanne",
        CaseState.WITHDRAWN,
        permitted(Action.HOLD_CASE, find_hold),
        {(SeenPart.RETENTION, DIRECTOR)},
    ),
    "view_end": (
        "iris",
        CaseState.TAKEN_UP,
        see_end,
        {(SeenPart.RETENTION, COORDINATOR)},
    ),
    "list_paused": (
        "sanne",
        CaseState.PAUSED,
        lambda ctx, _: list_paused(ctx),
        {(SeenPart.OVERVIEW, DIRECTOR)},
    ),
}
