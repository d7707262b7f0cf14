"""What is shown of how long a case is kept, for the table of what goes on record."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from domain.access import Action, CaseState, Ground
from domain.extension import AskedExtension, ExtensionGround, SupplierAnswer
from domain.identifiers import CaseId, MemberId
from domain.retention_hold import RetentionHold
from domain.retention_review import RetentionReview
from domain.sight import SeenPart
from services.extension import list_answers
from services.extension_answer import (
    list_extension_rows,
    open_extension_question,
    read_extension_question,
)
from services.moment import Context
from services.retention_hold import list_holds
from services.retention_review import list_reviews, open_review, read_why_needed
from services.retention_warning import list_warned
from services.seen_case import SeenCase, take_case
from tests.support.agenda_house import POLICE
from tests.support.extensions import AN_EXTENSION


async def hold_and_list(ctx: Context, case: CaseId) -> object:
    hold = RetentionHold(
        case=case,
        until_on=ctx.today + timedelta(days=90),
        reason="x",
        set_by=ctx.actor.id,
        set_at=ctx.now,
    )
    await ctx.uow.retention_holds.keep(hold)
    return await list_holds(ctx)


async def warn_and_list(ctx: Context, case: CaseId) -> object:
    await ctx.uow.retention_warnings.keep(case, 6, date(2026, 1, 1))
    # as in the last month of its term
    later = replace(ctx, now=ctx.now + timedelta(days=5 * 365 - 10))
    return await list_warned(later)


async def ask(ctx: Context, case: CaseId) -> Context:
    """As it is a year later."""
    later = replace(ctx, now=ctx.now + timedelta(days=400))
    await ctx.uow.retention_reviews.keep(RetentionReview(case=case, asked_on=later.today))
    return later


async def ask_and_list(ctx: Context, case: CaseId) -> object:
    return await list_reviews(await ask(ctx, case))


async def ask_and_read(ctx: Context, case: CaseId) -> object:
    later = await ask(ctx, case)
    return await read_why_needed(later, await open_review(later, SeenCase(id=case)))


async def ask_suppliers(ctx: Context, case: CaseId) -> None:
    """As a process director did, of all who supplied something."""
    asked = AskedExtension(
        case=case,
        ground=ExtensionGround.STILL_OPEN,
        goes_on=date(2033, 1, 1),
        asked_by=MemberId("sanne"),
        asked_on=ctx.today,
        reminded_on=ctx.today,
        answers=(SupplierAnswer(organisation=POLICE),),
    )
    await ctx.uow.extensions.add(asked, replace(AN_EXTENSION, case=case))
    await ctx.uow.extensions.note_reminder(case, ctx.today)


async def ask_suppliers_and_list(ctx: Context, case: CaseId) -> object:
    await ask_suppliers(ctx, case)
    return await list_extension_rows(ctx)


async def ask_suppliers_and_answer(ctx: Context, case: CaseId) -> object:
    await ask_suppliers(ctx, case)
    permit = await open_extension_question(ctx, SeenCase(id=case))
    return await read_extension_question(ctx, permit)


async def ask_suppliers_and_look(ctx: Context, case: CaseId) -> object:
    await ask_suppliers(ctx, case)
    return await list_answers(ctx, await take_case(ctx, Action.EXTEND_CASE, SeenCase(id=case)))


OF_SUPPLIER: Final = {(SeenPart.RETENTION, Ground.SUPPLIER)}
OF_DIRECTOR: Final = {(SeenPart.RETENTION, Ground.PROCESS_DIRECTOR)}
SHOWN: Final = {(SeenPart.RETENTION, Ground.INFORMATION_COORDINATOR)}
OF_A_TERM: Final = {
    "list_holds": ("iris", CaseState.CLOSED, hold_and_list, SHOWN),
    "list_reviews": ("sanne", CaseState.CLOSED, ask_and_list, OF_DIRECTOR),
    "read_why_needed": ("sanne", CaseState.TAKEN_UP, ask_and_read, OF_DIRECTOR),
    "list_extension_rows": ("agent", CaseState.CLOSED, ask_suppliers_and_list, OF_SUPPLIER),
    "read_extension_question": (
        "agent",
        CaseState.CLOSED,
        ask_suppliers_and_answer,
        OF_SUPPLIER,
    ),
    "list_answers": (
        "sanne",
        CaseState.TAKEN_UP,
        ask_suppliers_and_look,
        OF_DIRECTOR | {(SeenPart.CIRCLE, Ground.PROCESS_DIRECTOR)},
    ),
    "list_warned": ("iris", CaseState.CLOSED, warn_and_list, SHOWN),
}
