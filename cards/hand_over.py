"""Handing over on cards: how much somebody holds, whom they asked and what became of it. Names of
colleagues and counts; codes stand in a window and in the digest of who may read them.
"""

from collections.abc import Sequence
from typing import Final

from cards.kit import Kit, Part
from cards.messages import Preview, PrivateMessage
from cards.overview import (
    OverviewPart,
    OverviewPlace,
    OverviewRow,
    RowButton,
    asked_part,
    opening_row,
)
from cards.words import Text
from domain.hand_over import HandOverState
from domain.press import Press
from services.hand_over import HandOverView
from services.hand_over_answer import AskedOver
from services.hand_over_for import AskedForAnother, ForOthers, Giver
from services.hand_over_news import HandOverNews
from services.held_parts import HeldKind, PartToTick
from services.held_work import HeldCounts

SHOW_HAND_OVER: Final = "hand_over.show"
GIVE_WORK: Final = "hand_over.give"
WITHDRAW_HAND_OVER: Final = "hand_over.withdraw"
ANSWER_HAND_OVER: Final = "hand_over.answer"
GIVE_WORK_OF: Final = "hand_over.give_of"
WITHDRAW_WORK_OF: Final = "hand_over.withdraw_of"
ANSWER_BY_TELEPHONE_FOR: Final = "hand_over.answer_for"
CHOSEN_GIVER: Final = "giver"

_BECAME: Final = {
    HandOverState.WAITING: "hand_over.waits",
    HandOverState.ACCEPTED: "hand_over.accepted_by",
    HandOverState.DECLINED: "hand_over.declined_by",
    HandOverState.LAPSED: "hand_over.lapsed",
    HandOverState.LEFT: "hand_over.left",
}
_ASKED: Final = {
    HandOverState.WAITING: "hand_over.asked_for",
    HandOverState.DECLINED: "hand_over.news_declined",
    HandOverState.LAPSED: "hand_over.news_lapsed",
    HandOverState.LEFT: "hand_over.news_left",
}
_NEWS: Final = {
    HandOverState.ACCEPTED: "hand_over.news_accepted",
    HandOverState.DECLINED: "hand_over.news_declined",
    HandOverState.LAPSED: "hand_over.news_lapsed",
    HandOverState.LEFT: "hand_over.news_left",
}

_PARTS: Final = {
    HeldKind.CASE: "hand_over.part_case",
    HeldKind.PLACE: "hand_over.part_place",
    HeldKind.REPORT: "hand_over.part_report",
    HeldKind.REQUEST: "hand_over.part_request",
    HeldKind.ENQUIRIES: "hand_over.part_enquiries",
    HeldKind.DRAFT: "hand_over.part_draft",
}
_RECORDED: Final = {
    HandOverState.ACCEPTED: "hand_over.recorded_yes",
    HandOverState.DECLINED: "hand_over.recorded_no",
}


def draw_hand_over(kit: Kit, view: HandOverView, others: ForOthers | None = None) -> PrivateMessage:
    """Draw what a member can hand over, and what became of what they asked; for who may, also whose
    work goes to a colleague.
    """
    body, buttons = [kit.title("hand_over.title")], list[Part]()
    if view.is_something or not others:
        drawn, buttons = _draw_own(kit, view)
        body += drawn
    if others:
        body += _draw_others(kit, others)
        give = Press(verb=GIVE_WORK_OF)
        buttons.append(kit.dialog_button("hand_over.for_button", give, needs_inputs=True))
    return kit.private(Preview.HAND_OVER, body, buttons)


def _draw_own(kit: Kit, view: HandOverView) -> tuple[list[Part], list[Part]]:
    """What a member holds and what became of what they asked, and what they can do; why a colleague
    declined is read in a window.
    """
    body = [kit.text("hand_over.intro")]
    body += [kit.text(one.key, **one.parameters) for one in say_counts(view.counts)]
    if view.held:
        became = _BECAME[view.held.state]
        body.append(kit.text(became, name=view.receiver, at=view.held.asked_at))
        if view.held.is_waiting:
            body += [kit.text("hand_over.partly")] if view.held.chosen else []
            withdraw = Press(verb=WITHDRAW_HAND_OVER)
            return body, [kit.button("hand_over.withdraw_button", withdraw)]
    give = kit.dialog_button("hand_over.give_button", Press(verb=GIVE_WORK))
    return body, [give] if view.may_give else []


def _draw_others(kit: Kit, others: ForOthers) -> list[Part]:
    titles = {f"{one.id}:{one.organisation}": _name_giver(kit, one) for one in others.givers}
    return [
        kit.heading("hand_over.for_title"),
        kit.subtle("hand_over.for_intro"),
        *(part for one in others.asked for part in _draw_asked(kit, one)),
        kit.choose_one(CHOSEN_GIVER, "hand_over.for_whom", "hand_over.nobody_chosen", titles)
        | {"style": "compact"},
    ]


def _name_giver(kit: Kit, giver: Giver) -> str:
    said = {"name": giver.name, "organisation": giver.organisation_name}
    if giver.has_left:
        return kit.say(Text("hand_over.giver_left", said))
    return f"{giver.name} ({giver.organisation_name})"


def _draw_asked(kit: Kit, asked: AskedForAnother) -> list[Part]:
    said = {"giver": asked.giver, "receiver": asked.receiver}
    line = kit.text(_ASKED[asked.held.state], **said)
    buttons = list[Part]()
    if asked.may_record:
        record = Press(verb=ANSWER_BY_TELEPHONE_FOR, subject=asked.held.giver)
        buttons.append(kit.dialog_button("hand_over.telephone_button", record))
    if asked.may_withdraw:
        withdraw = Press(verb=WITHDRAW_WORK_OF, subject=asked.held.giver)
        buttons.append(kit.button("hand_over.withdraw_button", withdraw))
    return [line, *([kit.row_of(buttons)] if buttons else [])]


def draw_asked_over(kit: Kit, asked: AskedOver) -> PrivateMessage:
    """Ask a colleague at once to take over what is due soon."""
    body = [
        kit.title("hand_over.asked_title"),
        kit.text(say_who_asks(asked).key, **say_who_asks(asked).parameters),
        *(kit.text(one.key, **one.parameters) for one in say_counts(asked.counts)),
        kit.text("hand_over.until_then"),
    ]
    answer = Press(verb=ANSWER_HAND_OVER, subject=asked.held.giver)
    return kit.private(
        Preview.HAND_OVER, body, [kit.dialog_button("hand_over.answer_button", answer)]
    )


def say_counts(counts: HeldCounts) -> tuple[Text, ...]:
    """Say how much somebody holds, line by line."""
    lines = (
        ("hand_over.cases", counts.cases),
        ("hand_over.directed", counts.directed),
        ("hand_over.actions", counts.actions),
        ("hand_over.invitations", counts.invitations),
        ("hand_over.reports", counts.reports),
        ("hand_over.questions", counts.questions),
        ("hand_over.drafts", counts.drafts),
    )
    said = [Text(key, {"number": number}) for key, number in lines if number]
    if counts.kept:
        said.append(Text("hand_over.kept", {"number": counts.kept}))
    if counts.stood_in:
        said.append(Text("hand_over.stood_in", {"number": counts.stood_in}))
    return tuple(said) or (Text("hand_over.holds_nothing"),)


def name_part(part: PartToTick) -> Text:
    """Name one thing to tick, in a window."""
    said = {"code": part.code, "at": part.at}
    return Text(_PARTS[part.kind], {name: value for name, value in said.items() if value})


def list_asked_over_rows(found: Sequence[AskedOver]) -> OverviewPart:
    """What a member is asked to take over, as a part of *mijn* and of the digest."""
    return asked_part("hand_over.asked_title", map(_ask, found))


def say_who_asks(asked: AskedOver) -> Text:
    """Say who asks to take over whose work."""
    if not asked.asked_by:
        return Text("hand_over.asked_row", {"name": asked.giver})
    return Text("hand_over.asked_for_row", {"name": asked.asked_by, "giver": asked.giver})


def _ask(asked: AskedOver) -> OverviewRow:
    return opening_row(
        say_who_asks(asked),
        "hand_over.answer_button",
        Press(verb=ANSWER_HAND_OVER, subject=asked.held.giver),
    )


def list_hand_over_news(news: Sequence[HandOverNews]) -> OverviewPart:
    """What became of hand-overs, each in one line."""
    rows = tuple(OverviewRow(text=_say_news(one), button=_look(one)) for one in news)
    return OverviewPart(heading="hand_over.title", place=OverviewPlace.CASES, rows=rows)


def _say_news(news: HandOverNews) -> Text:
    said = {"giver": news.giver, "receiver": news.receiver}
    if news.recorded_by:
        return Text(_RECORDED[news.state], {**said, "recorder": news.recorded_by})
    if news.codes:
        return Text("hand_over.news_moved", {**said, "codes": ", ".join(news.codes)})
    return Text(_NEWS[news.state], said)


def _look(news: HandOverNews) -> RowButton | None:
    """Why a colleague declined is read on the card of who asked."""
    if not news.is_own or news.state is HandOverState.ACCEPTED:
        return None
    return RowButton(key="hand_over.look_button", press=Press(verb=SHOW_HAND_OVER))
