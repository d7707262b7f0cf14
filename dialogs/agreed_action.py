"""Agreed actions as dialogs: what came of one, by its owner or by telephone, and a new date."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from cards.agreed_action import SHOW_ACTION, show_action
from cards.page import ChoiceView, FieldKind, ReceiptView, ShownView
from cards.words import Text
from dialogs.about import AboutCase
from dialogs.answers import options, text_of
from dialogs.due_dates import LONGEST_ACTION, check_due_date
from dialogs.pages import (
    STORY,
    Beginning,
    Dialog,
    Field,
    Page,
    Problems,
    back_to_case,
    name_case,
)
from domain.agreed_action import ACTION_ANSWERS, ActionSource, ActionState, ActionWish
from domain.draft import Answers
from domain.errors import NotFoundError
from domain.identifiers import ActionId, CaseCode, MemberId
from domain.press import Press
from services.access import Permit
from services.agreed_action import (
    ActionPermit,
    agree_under_plan,
    answer_action,
    list_new_owners,
    list_owners,
    open_for_owner,
    open_own_action,
    open_to_agree,
    open_to_guard,
    postpone_action,
    reassign_action,
    record_text_seen,
)
from services.moment import Context
from services.partners import name_member


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutAction:
    """An action as it was when its card was drawn; ``answer`` is what its owner pressed."""

    action: ActionId
    version: int | None = None
    answer: ActionState | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionToAnswer:
    """An action that may be answered now, and what its owner pressed."""

    held: ActionPermit
    answer: ActionState | None = None


_NOTE: Final[Field[object]] = Field(
    id="note",
    kind=FieldKind.LONG_TEXT,
    label="agreed_action.note",
    hint="agreed_action.note_hint",
    is_required=False,
    max_length=LONGEST_ACTION,
    watches=STORY,
)


async def _show_text(ctx: Context, held: ActionPermit) -> Mapping[str, tuple[ShownView, ...]]:
    return {"": show_action(held.agreed, await name_member(ctx, held.agreed.owner))}


async def _show_pressed(ctx: Context, asked: ActionToAnswer) -> Mapping[str, tuple[ShownView, ...]]:
    shown = await _show_text(ctx, asked.held)
    pressed = ShownView(
        label=Text("agreed_action.your_answer"),
        lines=(Text(f"agreed_action.state_{asked.answer}"),),
    )
    return {"": (*shown[""], pressed)}


def _code_of(held: ActionPermit, _answers: Answers) -> CaseCode:
    return held.case.code


def _code_asked(asked: ActionToAnswer, _answers: Answers) -> CaseCode:
    return asked.held.case.code


def _back(held: ActionPermit) -> Press:
    return Press(verb=SHOW_ACTION, subject=held.agreed.id)


def _back_asked(asked: ActionToAnswer) -> Press:
    return _back(asked.held)


async def _may_answer(ctx: Context, about: AboutAction) -> ActionToAnswer:
    held = await open_own_action(ctx, about.action, about.version)
    if about.answer not in ACTION_ANSWERS:
        raise NotFoundError
    return ActionToAnswer(held=held, answer=about.answer)


async def _may_telephone(ctx: Context, about: AboutAction) -> ActionPermit:
    return await open_for_owner(ctx, about.action, about.version)


async def _may_guard(ctx: Context, about: AboutAction) -> ActionPermit:
    return await open_to_guard(ctx, about.action, about.version)


async def _begin_answer(_ctx: Context, asked: ActionToAnswer) -> Beginning[AboutAction]:
    about = AboutAction(
        action=asked.held.agreed.id, version=asked.held.agreed.version, answer=asked.answer
    )
    return Beginning(about=about, case=asked.held.case.id)


async def _begin(_ctx: Context, held: ActionPermit) -> Beginning[AboutAction]:
    about = AboutAction(action=held.agreed.id, version=held.agreed.version)
    return Beginning(about=about, case=held.case.id)


async def _sees(ctx: Context, held: ActionPermit) -> None:
    await record_text_seen(ctx, held)


async def _sees_asked(ctx: Context, asked: ActionToAnswer) -> None:
    await record_text_seen(ctx, asked.held)


async def _answer(ctx: Context, asked: ActionToAnswer, answers: Answers) -> ReceiptView:
    state = asked.answer or ActionState.DONE
    await answer_action(ctx, asked.held, state, text_of(answers, "note"))
    return _receipt(asked.held, state)


async def _answer_for(ctx: Context, held: ActionPermit, answers: Answers) -> ReceiptView:
    state = ActionState(text_of(answers, "answer"))
    await answer_action(ctx, held, state, text_of(answers, "note"))
    return _receipt(held, state)


def _receipt(held: ActionPermit, state: ActionState) -> ReceiptView:
    said = Text(f"agreed_action.state_{state}")
    title = Text("agreed_action.recorded", {"code": held.case.code, "state": said})
    hears = (Text("agreed_action.director_hears"),) if state is ActionState.NOT_DONE else ()
    return ReceiptView(title=title, lines=hears)


async def _postpone(ctx: Context, held: ActionPermit, answers: Answers) -> ReceiptView:
    due_on = answers["due_on"]
    if not isinstance(due_on, date):
        raise NotFoundError
    await postpone_action(ctx, held, due_on)
    return ReceiptView(
        title=Text("agreed_action.postponed", {"code": held.case.code, "on": due_on}),
        lines=(Text("agreed_action.reminded_anew"),),
    )


async def _offer_new_owners(ctx: Context, held: ActionPermit) -> tuple[ChoiceView, ...]:
    owners = await list_new_owners(ctx, held)
    return tuple(ChoiceView(value=one.id, title=one.name) for one in owners)


async def _reassign(ctx: Context, held: ActionPermit, answers: Answers) -> ReceiptView:
    owner = MemberId(text_of(answers, "owner"))
    await reassign_action(ctx, held, owner)
    given = {"code": held.case.code, "name": await name_member(ctx, owner)}
    return ReceiptView(
        title=Text("agreed_action.reassigned", given),
        lines=(Text("agreed_action.new_owner_hears"),),
    )


async def _may_agree(ctx: Context, about: AboutCase) -> Permit:
    return await open_to_agree(ctx, about.case)


async def _begin_agreeing(_ctx: Context, permit: Permit) -> Beginning[AboutCase]:
    return Beginning(about=AboutCase(case=permit.case.id), case=permit.case.id)


async def _offer_owners(ctx: Context, permit: Permit) -> tuple[ChoiceView, ...]:
    owners = await list_owners(ctx, permit)
    return tuple(ChoiceView(value=one.id, title=one.name) for one in owners)


async def _agree(ctx: Context, permit: Permit, answers: Answers) -> ReceiptView:
    due_on = answers["due_on"]
    if not isinstance(due_on, date):
        raise NotFoundError
    wish = ActionWish(
        what=text_of(answers, "what"),
        owner=MemberId(text_of(answers, "owner")),
        due_on=due_on,
        source=ActionSource.PLAN,
    )
    await agree_under_plan(ctx, permit, wish)
    return ReceiptView(
        title=Text("agreed_action.agreed_now", {"code": permit.case.code}),
        lines=(Text("agreed_action.owner_sees"),),
    )


def _check_date(answers: Answers, today: date) -> Problems:
    return check_due_date(answers, "due_on", today)


ACTION_ANSWER: Final[Dialog[AboutAction, ActionToAnswer]] = Dialog(
    name="action_answer",
    version=1,
    title="agreed_action.answer_dialog",
    about=AboutAction,
    pages=(
        Page(
            id="answer",
            title="agreed_action.page_answer",
            fields=(_NOTE,),
            shows=_show_pressed,
        ),
    ),
    allow=_may_answer,
    begin=_begin_answer,
    finish=_answer,
    code_of=_code_asked,
    finish_button="agreed_action.finish_button",
    way_back=_back_asked,
    sees=_sees_asked,
)
ACTION_TELEPHONE: Final[Dialog[AboutAction, ActionPermit]] = Dialog(
    name="action_telephone",
    version=1,
    title="agreed_action.telephone_dialog",
    about=AboutAction,
    pages=(
        Page(
            id="telephone",
            title="agreed_action.page_telephone",
            intro="agreed_action.page_telephone_intro",
            fields=(
                Field(
                    id="answer",
                    kind=FieldKind.CHOICE,
                    label="agreed_action.answer",
                    choices=options("agreed_action.state_", *ACTION_ANSWERS),
                ),
                _NOTE,
            ),
            shows=_show_text,
        ),
    ),
    allow=_may_telephone,
    begin=_begin,
    finish=_answer_for,
    code_of=_code_of,
    finish_button="agreed_action.finish_button",
    way_back=_back,
    sees=_sees,
)
ACTION_DATE: Final[Dialog[AboutAction, ActionPermit]] = Dialog(
    name="action_date",
    version=1,
    title="agreed_action.date_dialog",
    about=AboutAction,
    pages=(
        Page(
            id="date",
            title="agreed_action.page_date",
            fields=(Field(id="due_on", kind=FieldKind.DATE, label="agreed_action.new_date"),),
            check=_check_date,
            shows=_show_text,
        ),
    ),
    allow=_may_guard,
    begin=_begin,
    finish=_postpone,
    code_of=_code_of,
    finish_button="agreed_action.finish_button",
    way_back=_back,
    sees=_sees,
)
ACTION_OWNER: Final[Dialog[AboutAction, ActionPermit]] = Dialog(
    name="action_owner",
    version=1,
    title="agreed_action.owner_dialog",
    about=AboutAction,
    pages=(
        Page(
            id="owner",
            title="agreed_action.page_owner",
            intro="agreed_action.page_owner_intro",
            fields=(
                Field(
                    id="owner",
                    kind=FieldKind.CHOICE,
                    label="agreed_action.new_owner",
                    choices_of=_offer_new_owners,
                ),
            ),
            shows=_show_text,
        ),
    ),
    allow=_may_guard,
    begin=_begin,
    finish=_reassign,
    code_of=_code_of,
    finish_button="agreed_action.finish_button",
    way_back=_back,
    sees=_sees,
)
ACTION_AGREEING: Final[Dialog[AboutCase, Permit]] = Dialog(
    name="action_agreeing",
    version=1,
    title="agreed_action.agree_dialog",
    about=AboutCase,
    pages=(
        Page(
            id="action",
            title="agreed_action.page_agree",
            fields=(
                Field(
                    id="what",
                    kind=FieldKind.LONG_TEXT,
                    label="agreed_action.what",
                    hint="agreed_action.note_hint",
                    max_length=LONGEST_ACTION,
                    watches=STORY,
                ),
                Field(
                    id="owner",
                    kind=FieldKind.CHOICE,
                    label="agreed_action.owner",
                    choices_of=_offer_owners,
                ),
                Field(id="due_on", kind=FieldKind.DATE, label="agreed_action.due_on"),
            ),
            check=_check_date,
        ),
    ),
    allow=_may_agree,
    begin=_begin_agreeing,
    finish=_agree,
    code_of=name_case,
    finish_button="agreed_action.finish_button",
    way_back=back_to_case,
)
