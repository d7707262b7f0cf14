"""During an acute session: who stands in, what was answered by telephone, what was agreed."""

from datetime import date
from typing import Final

from cards.page import ChoiceView, FieldKind, ReceiptView
from cards.words import Text
from dialogs.answers import options, text_of
from dialogs.pages import Dialog, Field, Page, Problems, Start
from domain.access import Action
from domain.acute_invitation import InvitationAnswer
from domain.draft import Answers, Draft
from domain.identifiers import InvitationId, MemberId, SessionId
from domain.member import Member
from services.access import require_case
from services.acute.invitations import (
    list_deputies,
    list_invited,
    name_deputy,
    record_telephone_answer,
)
from services.acute.session import Promise, close_session, list_present
from services.moment import Context

MOST_ACTIONS: Final = 8
_BY_TELEPHONE: Final = (
    InvitationAnswer.COMES,
    InvitationAnswer.CANNOT,
    InvitationAnswer.NOT_KNOWN,
)


def _names(members: tuple[Member, ...]) -> tuple[ChoiceView, ...]:
    return tuple(ChoiceView(value=one.id, title=one.name) for one in members)


async def _offer_deputies(ctx: Context, invitation: str) -> tuple[ChoiceView, ...]:
    return _names(await list_deputies(ctx, InvitationId(invitation)))


async def _offer_invited(ctx: Context, session: str) -> tuple[ChoiceView, ...]:
    return _names(await list_invited(ctx, SessionId(session)))


async def _offer_present(ctx: Context, session: str) -> tuple[ChoiceView, ...]:
    return _names(await list_present(ctx, SessionId(session)))


async def _may_deputise(ctx: Context, invitation: str) -> None:
    await list_deputies(ctx, InvitationId(invitation))


async def _begin_deputy(ctx: Context, about: str) -> Start:
    invitation = await ctx.uow.sessions.invitation(InvitationId(about))
    return Start(subject=invitation.id, case=invitation.case)


async def _name_deputy(ctx: Context, draft: Draft) -> ReceiptView:
    deputy = MemberId(text_of(draft.answers, "deputy"))
    named = await name_deputy(ctx, InvitationId(draft.subject), deputy)
    return ReceiptView(
        title=Text("acute.deputy_named", {"name": named.name}),
        lines=(Text("acute.deputy_you_are_out"),),
    )


async def _may_run(ctx: Context, session: str) -> None:
    found = await ctx.uow.sessions.get(SessionId(session))
    await require_case(ctx, Action.CLOSE_SESSION, await ctx.uow.cases.get(found.case))


async def _begin_run(ctx: Context, about: str) -> Start:
    session = await ctx.uow.sessions.get(SessionId(about))
    return Start(subject=session.id, case=session.case)


async def _record_answer(ctx: Context, draft: Draft) -> ReceiptView:
    member = MemberId(text_of(draft.answers, "member"))
    answer = InvitationAnswer(text_of(draft.answers, "answer"))
    await record_telephone_answer(ctx, SessionId(draft.subject), member, answer)
    return ReceiptView(title=Text("acute.telephone_recorded"))


async def _close(ctx: Context, draft: Draft) -> ReceiptView:
    promises = _read_promises(draft.answers)
    board = await close_session(ctx, SessionId(draft.subject), promises)
    return ReceiptView(
        title=Text("acute.closed", {"code": board.session.code}),
        lines=(Text("acute.closed_next"),),
    )


def _read_promises(answers: Answers) -> list[Promise]:
    found = []
    for number in range(1, MOST_ACTIONS + 1):
        due_on = answers.get(f"due_on_{number}")
        if _asks(number, answers) and isinstance(due_on, date):
            what, owner = text_of(answers, f"what_{number}"), text_of(answers, f"owner_{number}")
            found.append(Promise(what=what, owner=MemberId(owner), due_on=due_on))
    return found


def _asks(number: int, answers: Answers) -> bool:
    """A next agreement is asked for as long as the page before says there is one more."""
    return all(answers.get(f"more_{before}") is True for before in range(number))


def _action_page(number: int) -> Page:
    """The page of one agreement: what, who and by when."""

    def is_shown(answers: Answers) -> bool:
        return _asks(number, answers)

    def check(answers: Answers, today: date) -> Problems:
        due_on = answers.get(f"due_on_{number}")
        if isinstance(due_on, date) and due_on < today:
            return {f"due_on_{number}": Text("acute.in_the_past")}
        return {}

    return Page(
        id=f"action_{number}",
        title="acute.page_action",
        fields=(
            Field(id=f"what_{number}", kind=FieldKind.LONG_TEXT, label="acute.what"),
            Field(
                id=f"owner_{number}",
                kind=FieldKind.CHOICE,
                label="acute.owner",
                choices_of=_offer_present,
            ),
            Field(id=f"due_on_{number}", kind=FieldKind.DATE, label="acute.due_on"),
            *([_more(number)] if number < MOST_ACTIONS else []),
        ),
        is_shown=is_shown,
        check=check,
    )


def _more(number: int) -> Field:
    label = "acute.any_actions" if number == 0 else "acute.one_more_action"
    return Field(id=f"more_{number}", kind=FieldKind.YES_NO, label=label)


ACUTE_DEPUTY: Final = Dialog(
    name="acute_deputy",
    version=1,
    title="acute.deputy_dialog",
    pages=(
        Page(
            id="deputy",
            title="acute.page_deputy",
            intro="acute.page_deputy_intro",
            fields=(
                Field(
                    id="deputy",
                    kind=FieldKind.CHOICE,
                    label="acute.deputy",
                    choices_of=_offer_deputies,
                ),
            ),
        ),
    ),
    allow=_may_deputise,
    begin=_begin_deputy,
    finish=_name_deputy,
)
ACUTE_TELEPHONE: Final = Dialog(
    name="acute_telephone",
    version=1,
    title="acute.telephone_dialog",
    pages=(
        Page(
            id="telephone",
            title="acute.page_telephone",
            fields=(
                Field(
                    id="member",
                    kind=FieldKind.CHOICE,
                    label="acute.invited",
                    choices_of=_offer_invited,
                ),
                Field(
                    id="answer",
                    kind=FieldKind.CHOICE,
                    label="acute.answer",
                    choices=options("acute.answer_", *_BY_TELEPHONE),
                ),
            ),
        ),
    ),
    allow=_may_run,
    begin=_begin_run,
    finish=_record_answer,
)
ACUTE_CLOSING: Final = Dialog(
    name="acute_closing",
    version=1,
    title="acute.closing_dialog",
    pages=(
        Page(
            id="closing",
            title="acute.page_closing",
            intro="acute.page_closing_intro",
            fields=(_more(0),),
        ),
        *(_action_page(number) for number in range(1, MOST_ACTIONS + 1)),
    ),
    allow=_may_run,
    begin=_begin_run,
    finish=_close,
    finish_button="acute.close_button",
)
