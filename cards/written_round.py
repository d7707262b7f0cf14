"""A written round on cards: whose turn it is, and what a coordinator decides. What was written and
said is read in a window.
"""

from collections.abc import Callable, Sequence
from typing import Final

from cards.acute_report import call
from cards.kit import Kit, Part
from cards.messages import Preview, PrivateMessage
from cards.overview import (
    BACK_TO_OVERVIEW,
    SHOW_OVERVIEW,
    OverviewPart,
    OverviewRow,
    RowButton,
    asked_part,
)
from cards.page import ButtonView, PageView, ReceiptView, ShownView
from cards.referral import HIDE
from cards.words import Text, Value
from domain.identifiers import CaseCode, CaseId
from domain.press import Press
from domain.written_round import (
    MAY_CHOOSE,
    OPEN_ROUND_STATES,
    RoundAnswer,
    RoundLines,
    RoundState,
    WrittenRound,
)
from services.written_round_views import RoundLine, RoundsView, RoundText, RoundView, SilentPartner

SHOW_ROUND: Final = "round.show"
READ_ROUND: Final = "round.read"
READ_CASE_ROUND: Final = "round.read_case"
WRITE_ROUND: Final = "round.write"
WRITE_BY_TELEPHONE: Final = "round.write_for"
AGREE_ROUND: Final = "round.agree"
OBJECT_ROUND: Final = "round.object"
ANSWER_ROUND_FOR: Final = "round.answer_for"
PROLONG_ROUND: Final = "round.prolong"
CHOOSE_WRITER: Final = "round.choose"
TABLE_ROUND: Final = "round.table"


def list_rounds(view: RoundsView) -> Sequence[OverviewPart]:
    """The rounds in which something is asked of a member, as parts of *mijn*."""
    return (
        _part("guard", view.guard, SHOW_ROUND, opens_dialog=False),
        _part("write", view.write, WRITE_ROUND, opens_dialog=True),
        _part("answer", view.answer, READ_ROUND, opens_dialog=True),
    )


def _part(kind: str, lines: Sequence[RoundLine], verb: str, *, opens_dialog: bool) -> OverviewPart:
    def row(line: RoundLine) -> OverviewRow:
        key = f"guard_{line.state}" if kind == "guard" else kind
        said: dict[str, Value] = {"code": line.code}
        if line.until_on:
            said["until"] = line.until_on
        return OverviewRow(
            text=Text(f"written_round.{key}_row", said),
            button=RowButton(
                key=f"written_round.{kind}_button",
                press=Press(verb=verb, subject=line.id),
                opens_dialog=opens_dialog,
            ),
        )

    return asked_part(f"written_round.{kind}_heading", map(row, lines))


def draw_round(kit: Kit, view: RoundView) -> PrivateMessage:
    """Draw a round for the coordinator who decides how it goes on."""
    said: dict[str, Value] = {"name": view.writer}
    if view.held.until_on:
        said["until"] = view.held.until_on
    body = [
        kit.title("written_round.title", code=view.code),
        kit.text(f"written_round.is_{view.state}", **said),
        *_tell_declined(kit, view),
        *_hold_up(kit, view),
    ]
    back = kit.button("case.back_button", Press(verb=SHOW_OVERVIEW, subject="1"))
    return kit.private(Preview.WRITTEN_ROUND, body, [*_acts(kit, view), back])


def _tell_declined(kit: Kit, view: RoundView) -> list[Part]:
    if view.state not in MAY_CHOOSE or view.declined is None:
        return []
    return [kit.text("case_director.declined_at", name=view.declined.name, at=view.declined.at)]


def _hold_up(kit: Kit, view: RoundView) -> list[Part]:
    if view.state is not RoundState.WAITING:
        return []
    if not view.held_up_by:
        return [kit.text("written_round.nobody_there")]
    return [_tell_silent(kit, one) for one in view.held_up_by]


def _tell_silent(kit: Kit, one: SilentPartner) -> Part:
    return kit.text(
        f"written_round.waits_{one.stance}",
        name=one.name,
        organisation=one.organisation,
        telephone=call(one.telephone),
    )


def _acts(kit: Kit, view: RoundView) -> list[Part]:
    held = view.held

    def act(key: str, verb: str, draw: Callable[..., Part]) -> Part:
        press = Press(verb=verb, subject=held.id, version=held.version)
        return draw(f"written_round.{key}_button", press)

    opens = kit.dialog_button
    shown: list[Part] = []
    if view.state is RoundState.WRITING:
        shown.append(act("write_for", WRITE_BY_TELEPHONE, opens))
    if view.state in MAY_CHOOSE:
        shown.append(act("choose", CHOOSE_WRITER, opens))
    if view.state is RoundState.WAITING and view.held_up_by:
        shown.append(act("prolong", PROLONG_ROUND, kit.button))
    if view.state in {RoundState.WAITING, RoundState.ASKING}:
        if view.has_unanswered:
            shown.append(act("answer_for", ANSWER_ROUND_FOR, opens))
        shown.append(act("read", READ_ROUND, opens))
    return [*shown, act("table", TABLE_ROUND, opens)] if view.state in OPEN_ROUND_STATES else shown


def lay_out_round(view: RoundText | None, *, case_id: CaseId | None = None) -> PageView:
    """Lay out the lines of a round and what each partner said; ``case_id`` when it is read from the
    plan of that case.
    """
    mine = Press(verb=BACK_TO_OVERVIEW, subject="1")
    aside = Press(verb=HIDE, subject=case_id) if case_id else mine
    may_answer = view is not None and view.may_answer
    away_key = "written_round.later_button" if may_answer else "case.hide_button"
    away = ButtonView(key=away_key, press=aside)
    if view is None:
        reopen = Press(verb=READ_CASE_ROUND, subject=case_id or "")
        return PageView(title=Text("written_round.none_yet"), buttons=(away,), reopen=reopen)
    until: dict[str, Value] = {"name": view.writer}
    if view.held.until_on:
        until["until"] = view.held.until_on
    return PageView(
        title=Text("written_round.title", {"code": view.case.code}),
        intro=Text(f"written_round.is_{view.state}", until),
        hints=(Text("written_round.silence", until),) if view.may_answer else (),
        shown=(*show_lines(view.lines, view.held), *_show_answers(view)),
        buttons=(*_answering(view), away, *_guarding(view)),
        reopen=Press(verb=READ_ROUND, subject=view.held.id),
    )


def show_lines(lines: RoundLines | None, held: WrittenRound) -> tuple[ShownView, ...]:
    """Show what was written, and whether the case can leave the list according to its writer."""
    if lines is None:
        return ()
    may_leave = Text("written_round.may_leave_yes" if held.may_leave else "written_round.stays")
    return (
        ShownView(label=Text("written_round.how"), lines=(lines.how,)),
        ShownView(label=Text("written_round.agreed"), lines=(lines.agreed,)),
        ShownView(label=Text("written_round.then"), lines=(lines.then,)),
        ShownView(label=Text("written_round.may_leave"), lines=(may_leave,)),
    )


def _show_answers(view: RoundText) -> tuple[ShownView, ...]:
    lines = tuple(_tell_answer(view, one) for one in view.answers)
    return (ShownView(label=Text("written_round.answers"), lines=lines),) if lines else ()


def _tell_answer(view: RoundText, one: RoundAnswer) -> Text:
    said: dict[str, Value] = {
        "name": view.names.get(one.member, one.member),
        "organisation": view.organisations.get(one.organisation, one.organisation),
    }
    return Text(f"written_round.said_{one.stance}", said)


def _answering(view: RoundText) -> tuple[ButtonView, ...]:
    agree = Press(verb=AGREE_ROUND, subject=view.held.id)
    discuss = Press(verb=OBJECT_ROUND, subject=view.held.id)
    offered = (
        (view.may_answer, ButtonView(key="written_round.agree_button", press=agree)),
        (view.may_object, ButtonView(key="written_round.object_button", press=discuss)),
    )
    return tuple(button for is_offered, button in offered if is_offered)


def _guarding(view: RoundText) -> tuple[ButtonView, ...]:
    if not view.may_guard:
        return ()
    manage = Press(verb=TABLE_ROUND, subject=view.held.id, version=view.held.version)
    by_telephone = Press(verb=ANSWER_ROUND_FOR, subject=view.held.id, version=view.held.version)
    is_open_to_answers = view.state in {RoundState.ASKING, RoundState.WAITING}
    can_note = is_open_to_answers and any(one.may_answer for one in view.answers)
    return (
        *(
            [ButtonView(key="written_round.answer_for_button", press=by_telephone)]
            if can_note
            else []
        ),
        ButtonView(key="written_round.table_button", press=manage),
    )


def tell_round(kit: Kit, held: WrittenRound) -> str:
    """Say in a draft where a round that runs is."""
    if held.state is RoundState.ASKING and held.until_on:
        return kit.phrase("written_round.runs_until", until=kit.brief_day(held.until_on))
    waits = held.state is RoundState.WAITING
    return kit.phrase("written_round.waits" if waits else "written_round.runs")


def tell_briefly(kit: Kit, held: WrittenRound) -> str:
    """Say on a line of a list, where every sign counts, where a round that runs is."""
    if held.state is RoundState.ASKING and held.until_on:
        return kit.phrase("written_round.brief_until", until=kit.brief_day(held.until_on))
    waits = held.state is RoundState.WAITING
    return kit.phrase("written_round.brief_waits" if waits else "written_round.brief_runs")


def draw_proposals(kit: Kit, codes: Sequence[CaseCode]) -> list[Part]:
    """Draw for which cases their directors propose that they leave the list."""
    return (
        [kit.counted("written_round.proposals", len(codes), codes=", ".join(codes))]
        if codes
        else []
    )


def lay_out_agreed(code: CaseCode) -> ReceiptView:
    """Say that this partner agrees that the plan continues."""
    return ReceiptView(title=Text("written_round.agreed_now", {"code": code}))
