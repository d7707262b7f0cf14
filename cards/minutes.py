"""Minutes on a card: code and day, never their text; that is read in a window."""

from collections.abc import Iterator, Sequence
from typing import Final

from cards.incorrect import MARK_MINUTES, offer_marking, tell_marks
from cards.overview import (
    BACK_TO_OVERVIEW,
    SHOW_OVERVIEW,
    OverviewPart,
    OverviewPlace,
    OverviewRow,
    opening_row,
)
from cards.page import ButtonView, PageView, ReceiptView, ShownView
from cards.plain import join_names
from cards.referral import HIDE
from cards.words import Text, Value
from domain.access import Action
from domain.discussion import Fact, read_facts
from domain.identifiers import CaseId, OrganisationId
from domain.incorrect import StatementPart
from domain.minutes import MinutesState, Objection
from domain.press import Press
from services.minutes_views import CaseMinutesView, MinutesLine, MinutesTask, MinutesView

READ_MINUTES: Final = "minutes.read"
READ_CASE_MINUTES: Final = "minutes.read_case"
WRITE_MINUTES: Final = "minutes.write"
APPROVE_MINUTES: Final = "minutes.approve"
OBJECT_TO_MINUTES: Final = "minutes.object"
SHARE_DESPITE: Final = "minutes.share"
_MINE: Final = Press(verb=SHOW_OVERVIEW, subject="1")
_BACK: Final = Press(verb=BACK_TO_OVERVIEW, subject="1")
_HEADINGS: Final = {
    MinutesTask.DECIDE: OverviewPlace.ASKED,
    MinutesTask.APPROVE: OverviewPlace.ASKED,
    MinutesTask.LOOK: OverviewPlace.ASKED,
    MinutesTask.SHARED: OverviewPlace.CASES,
}


def list_minutes(lines: Sequence[MinutesLine]) -> Sequence[OverviewPart]:
    """The minutes that wait for a member and those that were shared, as parts of *mijn*."""
    return tuple(
        OverviewPart(
            heading=f"minutes.{task}_heading",
            place=place,
            rows=tuple(_row(line) for line in lines if line.task is task),
        )
        for task, place in _HEADINGS.items()
    )


def _row(line: MinutesLine) -> OverviewRow:
    held = Text(f"minutes.held_{line.source}")
    said: dict[str, Value] = {"code": line.code, "on": line.held_on, "held": held}
    said |= {"until": line.until_on} if line.until_on else {}
    press = Press(verb=READ_MINUTES, subject=line.id)
    return opening_row(Text(f"minutes.{line.task}_row", said), "minutes.read_button", press)


def lay_out_minutes(view: MinutesView) -> PageView:
    """Lay out minutes that were opened from a list."""
    return PageView(
        title=title_minutes(view),
        intro=_intro(view),
        shown=tuple(show_minutes(view)),
        buttons=(ButtonView(key="case.hide_button", press=_BACK), *_steps(view)),
        reopen=Press(verb=READ_MINUTES, subject=view.minutes.id),
    )


def lay_out_case_minutes(view: CaseMinutesView) -> PageView:
    """Lay out the minutes of a case one by one, opened from its card."""
    shown, page = view.shown, view.page
    put_away = ButtonView(key="case.hide_button", press=Press(verb=HIDE, subject=view.case.id))
    turns = [
        ButtonView(key=key, press=_press_page(view, to))
        for key, to in (("minutes.newer", page.number - 1), ("minutes.older", page.number + 1))
        if 1 <= to <= page.total
    ]
    return PageView(
        title=title_minutes(shown) if shown else Text("minutes.of_case", {"code": view.case.code}),
        intro=_intro(shown) if shown else Text("minutes.none_yet"),
        shown=tuple(show_minutes(shown)) if shown else (),
        buttons=(put_away, *turns, *(_steps(shown) if shown else ())),
        reopen=_press_page(view, page.number),
    )


def _press_page(view: CaseMinutesView, number: int) -> Press:
    return Press(verb=READ_CASE_MINUTES, subject=f"{view.case.id}:{number}")


def read_minutes_page(press: Press) -> tuple[CaseId, int]:
    """Read which page of the minutes of which case is asked for."""
    case_id, _, number = press.subject.partition(":")
    return CaseId(case_id), int(number or 1)


def lay_out_approved(view: MinutesView, unreached: Sequence[OrganisationId] = ()) -> ReceiptView:
    """What is left when minutes were approved: what happens now, and whom to call because nobody
    of them reads it in time.
    """
    minutes = view.minutes
    title = Text("minutes.approved", {"code": view.code})
    if minutes.state is MinutesState.SHARED or minutes.until_on is None:
        return ReceiptView(title=title, lines=(Text("minutes.shared_at_once"),), back=_MINE)
    names = join_names([view.names.get(one, one) for one in unreached])
    lines = (
        Text("minutes.window_for", {"names": _name_present(view)}),
        Text("minutes.window_until", {"until": minutes.until_on}),
        *((Text("minutes.unreached", {"names": names}),) if names else ()),
    )
    return ReceiptView(title=title, lines=lines, back=_MINE)


def lay_out_overruled(view: MinutesView) -> ReceiptView:
    """What is left when minutes are shared although somebody objects."""
    minutes = view.minutes
    waits = minutes.state is MinutesState.OBJECTABLE and minutes.until_on
    follows = (
        Text("minutes.others_until", {"until": minutes.until_on})
        if waits and minutes.until_on
        else Text("minutes.shared_now")
    )
    return ReceiptView(
        title=Text("minutes.overruled", {"code": view.code}), lines=(follows,), back=_MINE
    )


def title_minutes(view: MinutesView) -> Text:
    """Say of which meeting or session minutes are."""
    minutes = view.minutes
    held = Text(f"minutes.held_{minutes.source}")
    return Text("minutes.title", {"code": view.code, "on": minutes.held_on, "held": held})


def _intro(view: MinutesView) -> Text:
    """What this is now, and what happens with it."""
    edition, minutes = view.edition, view.minutes
    if edition is None:
        return Text("minutes.is_concept")
    said: dict[str, Value] = {
        "name": view.members[edition.approved_by],
        "at": edition.approved_at,
        "number": edition.number,
    }
    if edition.number == minutes.shared_edition:
        return Text("minutes.is_shared", said)
    said |= {"until": minutes.until_on} if minutes.until_on else {}
    is_objected = minutes.state is MinutesState.OBJECTED
    return Text("minutes.is_objected" if is_objected else "minutes.is_objectable", said)


def show_minutes(view: MinutesView) -> Iterator[ShownView]:
    """All that one edition of minutes says, in its order."""
    content = view.content
    for one in view.objections:
        yield _show_objection(view, one)
    marked = tell_marks(view.marks, StatementPart.MINUTES, lambda one: view.names.get(one, one))
    if marked:
        yield ShownView(label=Text("incorrect.heading"), lines=marked)
    is_told = bool(view.objections) or view.minutes.state is MinutesState.OBJECTED
    if view.noted and not is_told:
        yield ShownView(label=Text("minutes.noted"), lines=(Text("minutes.noted_line"),))
    if facts := tuple(_write_fact(one) for one in read_facts(content.text.facts)):
        yield ShownView(label=Text("minutes.facts"), lines=facts)
    for name in ("picture", "judgement", "decision"):
        typed = getattr(content.text, name)
        if typed:
            yield ShownView(label=Text(f"minutes.{name}"), lines=(typed,))
    yield from _show_settled(view)
    for agreed in content.agreed:
        said: dict[str, Value] = {"name": view.members[agreed.owner], "on": agreed.due_on}
        yield ShownView(label=Text("minutes.agreed", said), lines=(agreed.what,))
    present = _name_present(view) or Text("minutes.nobody_present")
    yield ShownView(label=Text("minutes.present"), lines=(present,))


def _write_fact(fact: Fact) -> Text:
    if not fact.source:
        return Text("minutes.fact_without_source", {"what": fact.what})
    return Text("minutes.fact", {"source": fact.source, "what": fact.what})


def _show_settled(view: MinutesView) -> Iterator[ShownView]:
    content = view.content
    if content.colour is None:
        return
    said: dict[str, Value] = {"colour": content.colour}
    lines = [Text("minutes.colour_is", said)]
    if content.review_on:
        lines.append(Text("minutes.review_on", {"on": content.review_on}))
    yield ShownView(label=Text("minutes.colour"), lines=tuple(lines))


def _show_objection(view: MinutesView, objection: Objection) -> ShownView:
    said: dict[str, Value] = {
        "name": view.members[objection.member],
        "organisation": view.names.get(objection.organisation, objection.organisation),
        "at": objection.objected_at,
    }
    return ShownView(label=Text("minutes.objection_of", said), lines=(objection.reason,))


def _name_present(view: MinutesView) -> str:
    return join_names([view.names.get(one, one) for one in view.content.present])


def _steps(view: MinutesView) -> tuple[ButtonView, ...]:
    minutes = view.minutes
    press = Press(verb=APPROVE_MINUTES, subject=minutes.id, version=minutes.version)
    offered = [ButtonView(key="minutes.approve_button", press=press)]
    if minutes.state is MinutesState.OBJECTED:
        press = Press(verb=SHARE_DESPITE, subject=minutes.id, version=minutes.version)
        offered = [ButtonView(key="minutes.share_button", press=press)]
    steps = [
        *(offered if Action.APPROVE_MINUTES in view.may else []),
        *_opens(view, Action.WRITE_MINUTES, "minutes.write_button", WRITE_MINUTES),
        *_opens(view, Action.OBJECT_TO_MINUTES, "minutes.object_button", OBJECT_TO_MINUTES),
        *_offer_marking(view),
    ]
    return tuple(steps)


def _offer_marking(view: MinutesView) -> list[ButtonView]:
    """Who may mend the text does that; anybody else calls it incorrect."""
    is_read = view.edition is not None and Action.WRITE_MINUTES not in view.may
    return [offer_marking(MARK_MINUTES, view.minutes.id)] if is_read else []


def _opens(view: MinutesView, action: Action, key: str, verb: str) -> list[ButtonView]:
    press = Press(verb=verb, subject=view.minutes.id)
    return [ButtonView(key=key, press=press)] if action in view.may else []
