"""Putting a case on the list of prioritised cases, confirming it and taking it off, as dialogs of
one page.
"""

from collections.abc import Mapping
from typing import Final

from cards.page import ChoiceView, FieldKind, ReceiptView, ShownView
from cards.priority import show_last_priority, show_published
from cards.words import Text
from dialogs.answers import choices_of, text_of
from dialogs.consent import ask_consent, check_consent, fill_in_today, read_consent
from dialogs.pages import STORY, Beginning, Dialog, Field, Page, back_to_case, name_case
from domain.access import Action
from domain.draft import Answers
from domain.identifiers import PriorityCriterionId
from domain.mandate import AgreedDecision
from domain.priority import NotPrioritisedError
from services.access import Permit
from services.moment import Context
from services.priority import (
    PriorityWish,
    end_priority,
    find_full_list,
    find_last_priority,
    find_published,
    prioritise_case,
)
from services.seen_case import SeenCase, see, take_case


async def _may_prioritise(ctx: Context, seen: SeenCase) -> Permit:
    permit = await take_case(ctx, Action.PRIORITISE, seen)
    find_published(ctx)
    return permit


async def _may_end(ctx: Context, seen: SeenCase) -> Permit:
    permit = await take_case(ctx, Action.PRIORITISE, seen)
    if permit.case.prioritised_on is None:
        raise NotPrioritisedError
    return permit


async def _begin(ctx: Context, permit: Permit) -> Beginning[SeenCase]:
    case = permit.case
    return Beginning(about=see(case), case=case.id, answers=fill_in_today(ctx))


async def _begin_end(_ctx: Context, permit: Permit) -> Beginning[SeenCase]:
    return Beginning(about=see(permit.case), case=permit.case.id)


async def _offer_criteria(ctx: Context, _permit: Permit) -> tuple[ChoiceView, ...]:
    return tuple(ChoiceView(value=one.id, title=one.text) for one in find_published(ctx).criteria)


async def _show(ctx: Context, permit: Permit) -> Mapping[str, tuple[ShownView, ...]]:
    full = await find_full_list(ctx, permit)
    shown = show_published(find_published(ctx), full)
    return {"": (*show_last_priority(await find_last_priority(ctx, permit)), *shown)}


async def _show_last(ctx: Context, permit: Permit) -> Mapping[str, tuple[ShownView, ...]]:
    return {"": show_last_priority(await find_last_priority(ctx, permit))}


async def _prioritise(ctx: Context, permit: Permit, answers: Answers) -> ReceiptView:
    wish = PriorityWish(
        reason=text_of(answers, "priority_reason"),
        met=tuple(PriorityCriterionId(one) for one in choices_of(answers, "criteria_met")),
        consent=read_consent(answers),
    )
    decision = await prioritise_case(ctx, permit, wish)
    return ReceiptView(title=Text(f"priority.done_{decision.step}", {"code": permit.case.code}))


async def _end(ctx: Context, permit: Permit, answers: Answers) -> ReceiptView:
    await end_priority(ctx, permit, text_of(answers, "end_reason"))
    return ReceiptView(
        title=Text("priority.done_removed", {"code": permit.case.code}),
        lines=(Text("priority.still_directed"),),
    )


PRIORITY: Final[Dialog[SeenCase, Permit]] = Dialog(
    name="priority",
    version=1,
    title="priority.dialog",
    about=SeenCase,
    pages=(
        Page(
            id="priority",
            title="priority.page",
            intro="priority.page_intro",
            fields=(
                Field(
                    id="criteria_met",
                    kind=FieldKind.CHOICES,
                    label="priority.which_met",
                    hint="priority.which_met_hint",
                    choices_of=_offer_criteria,
                ),
                Field(
                    id="priority_reason",
                    kind=FieldKind.LONG_TEXT,
                    label="priority.reason",
                    hint="priority.reason_hint",
                    watches=STORY,
                ),
                *ask_consent(AgreedDecision.PRIORITY),
            ),
            check=check_consent,
            shows=_show,
        ),
    ),
    allow=_may_prioritise,
    begin=_begin,
    finish=_prioritise,
    code_of=name_case,
    finish_button="priority.finish_button",
    way_back=back_to_case,
)
PRIORITY_END: Final[Dialog[SeenCase, Permit]] = Dialog(
    name="priority_end",
    version=1,
    title="priority.end_dialog",
    about=SeenCase,
    pages=(
        Page(
            id="end",
            title="priority.end_page",
            intro="priority.end_page_intro",
            fields=(
                Field(
                    id="end_reason",
                    kind=FieldKind.LONG_TEXT,
                    label="priority.end_reason",
                    hint="priority.reason_hint",
                    watches=STORY,
                ),
            ),
            shows=_show_last,
        ),
    ),
    allow=_may_end,
    begin=_begin_end,
    finish=_end,
    code_of=name_case,
    finish_button="priority.end_finish",
    way_back=back_to_case,
)
