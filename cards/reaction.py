"""What a referrer said of what became of their referral: words in windows, codes on lists."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from cards.overview import SHOW_OVERVIEW, OverviewPart, OverviewRow, RowButton, asked_part
from cards.page import ShownView
from cards.referral import CaseButton, press_to_show
from cards.words import Text, Value
from domain.access import Action
from domain.identifiers import MemberId, OrganisationId
from domain.press import Press
from domain.reaction import ReactionKind, ToldReaction
from services.reaction_rows import ReactionRow, ReactionTask

REACT: Final = "reaction.open"
ANSWER_REACTION: Final = "reaction.answer"
_BACK: Final = Press(verb=SHOW_OVERVIEW, subject="1")
_ASKS: Final = (ReactionTask.ANSWER, ReactionTask.SILENT)
REACTION_BUTTONS: Final = (
    CaseButton(action=Action.REACT, key="reaction.button", verb=REACT),
    CaseButton(action=Action.ASK_TO_WITHDRAW, key="reaction.withdraw_button", verb=REACT),
)


def show_reactions(
    found: Iterable[ToldReaction],
    name: Callable[[MemberId], str],
    name_organisation: Callable[[OrganisationId], str],
) -> Iterator[ShownView]:
    """Show what was said of an outcome, and what was answered, the newest first."""
    for told in found:
        reaction = told.reaction
        said: dict[str, Value] = {
            "organisation": name_organisation(reaction.organisation),
            "at": reaction.asked_at,
        }
        yield ShownView(
            label=Text(f"reaction.says_{reaction.kind}", said),
            lines=(told.words.said, *_tell_answer(told, name)),
        )


def _tell_answer(told: ToldReaction, name: Callable[[MemberId], str]) -> Iterator[Text | str]:
    reaction = told.reaction
    if reaction.answered_at is None or reaction.answered_by is None:
        yield Text("reaction.no_answer_yet")
        return
    answered: dict[str, Value] = {
        "name": name(reaction.answered_by),
        "at": reaction.answered_at,
    }
    yield Text(f"reaction.answered_{reaction.state}", answered)
    if told.words.answer:
        yield told.words.answer


def list_reactions(rows: Sequence[ReactionRow]) -> tuple[OverviewPart, ...]:
    """What is said of outcomes and asks for somebody's attention, and what a referrer got for an
    answer.
    """
    asked = [one for one in rows if one.task in _ASKS]
    answered = [one for one in rows if one.task not in _ASKS]
    return _list("reaction.heading", asked), _list("reaction.answered_heading", answered)


def _list(heading: str, rows: Sequence[ReactionRow]) -> OverviewPart:
    return asked_part(heading, map(_row, rows))


def _row(row: ReactionRow) -> OverviewRow:
    said: dict[str, Value] = {"code": row.code}
    key = f"reaction.row_{row.task}_{row.kind}"
    if row.goes_on and row.kind is ReactionKind.OUTCOME:
        key, said = f"{key}_until", said | {"on": row.goes_on}
    return OverviewRow(text=Text(key, said), button=_button(row))


def _button(row: ReactionRow) -> RowButton:
    if row.task is ReactionTask.ANSWER:
        press = Press(verb=ANSWER_REACTION, subject=row.reaction)
        return RowButton(key="reaction.answer_button", press=press, opens_dialog=True)
    return RowButton(key="overview.show", press=press_to_show(row.case, _BACK))
