"""Saying something of what became of a referral, and answering that: words are read in windows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from cards.closing import CLOSE_CASE
from cards.overview import SHOW_OVERVIEW
from cards.page import ButtonView, ChoiceView, FieldKind, PageView, ReceiptView, Screen, ShownView
from cards.words import Text, Value
from dialogs.about import AboutCase
from dialogs.answers import text_of
from dialogs.pages import STORY, Beginning, Dialog, Field, Page, Problems, back_to_case
from domain.access import CaseState
from domain.draft import Answers
from domain.identifiers import CaseCode, ReactionId
from domain.press import Press
from domain.reaction import ReactionKind
from services.moment import Context
from services.reaction import (
    MayReact,
    ReactionToAnswer,
    keep_as_it_is,
    open_reaction_to_answer,
    open_to_react,
    react,
    record_reaction_seen,
    take_up_again,
    withdraw_advice,
)

_KEEP, _AGAIN, _WITHDRAW, _CLOSE = "keep", "again", "withdraw", "close"
_MAY_CLOSE: Final = "may_close"
# all reactions of a case are read in one window
_MOST_SIGNS: Final = 500
_CHOICES: Final[Mapping[ReactionKind, Mapping[str, str]]] = {
    ReactionKind.OUTCOME: {
        _KEEP: "reaction.choose_keep_outcome",
        _AGAIN: "reaction.choose_again",
    },
    ReactionKind.WITHDRAWAL: {
        _KEEP: "reaction.choose_go_on",
        _CLOSE: "reaction.choose_close",
    },
}
_OF_ADVICE: Final[Mapping[str, str]] = {
    _KEEP: "reaction.choose_go_on",
    _WITHDRAW: "reaction.choose_withdraw",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReactionOf:
    """The reaction that is answered."""

    reaction: ReactionId


async def _may_react(ctx: Context, about: AboutCase) -> MayReact:
    return await open_to_react(ctx, about.case)


async def _begin_reacting(_ctx: Context, held: MayReact) -> Beginning[AboutCase]:
    about = AboutCase(case=held.case.id)
    return Beginning(about=about, case=held.case.id, answers={"kind": held.kind.value})


def _is_outcome(answers: Answers) -> bool:
    return answers.get("kind") == ReactionKind.OUTCOME.value


def _is_withdrawal(answers: Answers) -> bool:
    return not _is_outcome(answers)


async def _show_term(_ctx: Context, held: MayReact) -> Mapping[str, tuple[ShownView, ...]]:
    if held.goes_on is None:
        return {}
    return {"": (ShownView(label=Text("reaction.until", {"on": held.goes_on}), lines=()),)}


async def _react(ctx: Context, held: MayReact, answers: Answers) -> ReceiptView:
    field = "reaction" if held.kind is ReactionKind.OUTCOME else "why_withdraw"
    await react(ctx, held, text_of(answers, field))
    return ReceiptView(
        title=Text(f"reaction.sent_{held.kind}", {"code": held.case.code}),
        lines=(Text("reaction.sent_follows"),),
    )


def _code_of_case(held: MayReact, _answers: Answers) -> CaseCode:
    return held.case.code


def _back_to_case(held: MayReact) -> Press:
    return back_to_case(held.permit)


async def _may_answer(ctx: Context, about: ReactionOf) -> ReactionToAnswer:
    return await open_reaction_to_answer(ctx, about.reaction)


async def _begin_answering(_ctx: Context, held: ReactionToAnswer) -> Beginning[ReactionOf]:
    about = ReactionOf(reaction=held.reaction.id)
    may_close = _CLOSE in _list_decisions(held)
    return Beginning(about=about, case=held.case.id, answers={_MAY_CLOSE: may_close})


async def _show_said(_ctx: Context, held: ReactionToAnswer) -> Mapping[str, tuple[ShownView, ...]]:
    said: dict[str, Value] = {
        "organisation": held.organisation,
        "at": held.reaction.asked_at,
    }
    label = Text(f"reaction.says_{held.reaction.kind}", said)
    goes = (Text("reaction.goes_on", {"on": held.goes_on}),) if held.goes_on else ()
    return {"": (ShownView(label=label, lines=(held.told.words.said, *goes)),)}


def _list_decisions(held: ReactionToAnswer) -> Mapping[str, str]:
    is_advice = held.case.state is CaseState.ADVICE_OR_SIGNAL
    return _OF_ADVICE if is_advice else _CHOICES[held.reaction.kind]


async def _offer_decisions(_ctx: Context, held: ReactionToAnswer) -> tuple[ChoiceView, ...]:
    offered = _list_decisions(held).items()
    return tuple(ChoiceView(value=one, title=Text(key)) for one, key in offered)


def _may_close(answers: Answers) -> bool:
    return answers.get(_MAY_CLOSE) is True


def _may_not_close(answers: Answers) -> bool:
    return not _may_close(answers)


def _check_answer(answers: Answers, _today: date) -> Problems:
    needs_words = answers.get("decision") in {_KEEP, _AGAIN, _WITHDRAW}
    is_bare = needs_words and not text_of(answers, "why").strip()
    return {"why": Text("reaction.no_words")} if is_bare else {}


async def _answer(ctx: Context, held: ReactionToAnswer, answers: Answers) -> Screen:
    why, said = text_of(answers, "why"), {"code": held.case.code}
    match text_of(answers, "decision"):
        case "again":
            await take_up_again(ctx, held, why)
            title = Text("reaction.taken_up_again", said)
        case "withdraw":
            await withdraw_advice(ctx, held, why)
            title = Text("reaction.withdrawn", said)
        case "close":
            return _offer_closing(held)
        case _:
            await keep_as_it_is(ctx, held, why)
            title = Text("reaction.kept", said)
    return ReceiptView(title=title, lines=(Text("reaction.referrer_reads"),))


def _offer_closing(held: ReactionToAnswer) -> PageView:
    """The closing has questions of its own; once it is done nothing waits any more."""
    close = Press(verb=CLOSE_CASE, subject=held.case.id, version=held.case.version)
    return PageView(
        title=Text("reaction.close_title", {"code": held.case.code}),
        intro=Text("reaction.close_intro"),
        buttons=(ButtonView(key="closing.button", press=close),),
        reopen=close,
    )


def _code_of_answer(held: ReactionToAnswer, _answers: Answers) -> CaseCode:
    return held.case.code


def _to_mine(_held: ReactionToAnswer) -> Press:
    return Press(verb=SHOW_OVERVIEW, subject="1")


REACTING: Final[Dialog[AboutCase, MayReact]] = Dialog(
    name="reaction",
    version=1,
    title="reaction.dialog",
    about=AboutCase,
    pages=(
        Page(
            id="reaction",
            title="reaction.page",
            intro="reaction.intro",
            fields=(
                Field(
                    id="reaction",
                    kind=FieldKind.LONG_TEXT,
                    label="reaction.label",
                    max_length=_MOST_SIGNS,
                    watches=STORY,
                ),
            ),
            is_shown=_is_outcome,
            shows=_show_term,
        ),
        Page(
            id="withdrawal",
            title="reaction.withdraw_page",
            intro="reaction.withdraw_intro",
            fields=(
                Field(
                    id="why_withdraw",
                    kind=FieldKind.LONG_TEXT,
                    label="reaction.why_withdraw",
                    max_length=_MOST_SIGNS,
                    watches=STORY,
                ),
            ),
            is_shown=_is_withdrawal,
        ),
    ),
    allow=_may_react,
    begin=_begin_reacting,
    finish=_react,
    code_of=_code_of_case,
    finish_button="reaction.finish",
    way_back=_back_to_case,
)


def _answer_page(
    known_as: str, is_shown: Callable[[Answers], bool], *, needed_when: str
) -> Page[ReactionToAnswer]:
    return Page(
        id=known_as,
        title="reaction.answer_page",
        fields=(
            Field(
                id="decision",
                kind=FieldKind.CHOICE,
                label="reaction.decision",
                choices_of=_offer_decisions,
            ),
            Field(
                id="why",
                kind=FieldKind.LONG_TEXT,
                label="reaction.why",
                is_required=not needed_when,
                needed_when=needed_when,
                max_length=_MOST_SIGNS,
                watches=STORY,
            ),
        ),
        is_shown=is_shown,
        check=_check_answer,
        shows=_show_said,
    )


REACTION_ANSWER: Final[Dialog[ReactionOf, ReactionToAnswer]] = Dialog(
    name="reaction_answer",
    version=1,
    title="reaction.answer_dialog",
    about=ReactionOf,
    pages=(
        _answer_page("answer", _may_not_close, needed_when=""),
        _answer_page("answer_or_close", _may_close, needed_when="reaction.needed_unless_closing"),
    ),
    allow=_may_answer,
    begin=_begin_answering,
    finish=_answer,
    code_of=_code_of_answer,
    finish_button="reaction.answer_finish",
    way_back=_to_mine,
    sees=record_reaction_seen,
)
