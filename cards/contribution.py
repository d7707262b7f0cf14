"""What partners contributed: in windows with the conditions of its supplier, and on lists by code
and organisation only.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from cards.incorrect import tell_marks
from cards.overview import SHOW_OVERVIEW, OverviewPart, OverviewRow, RowButton, asked_part
from cards.page import ButtonView, PartView, ShownView
from cards.plain import join_names
from cards.referral import press_to_show
from cards.words import Text, Value
from domain.access import Action
from domain.contribution import Contribution, ContributionText, MeantFor
from domain.contribution_access import ContributionShown
from domain.identifiers import CaseId
from domain.incorrect import StatementPart
from domain.press import Press
from services.contribution_reading import ContributionView
from services.contribution_rows import ContributionRow

CONTRIBUTE: Final = "contribution.new"
WRITE_AGAIN: Final = "contribution.again"
WITHDRAW_CONTRIBUTION: Final = "contribution.withdraw"
MARK_CONTRIBUTION: Final = "contribution.mark"
# beside other things a window holds no more of each
_MOST_SIGNS: Final = 300
_OWN_SHOWN: Final = 8
# a card is JSON: what stands around a line of it, and a text of ours
_AROUND_A_LINE: Final = 60
_SIGNS_OF_TEXT: Final = 70
# each question beside which some are left out says so
_MORE_SIGNS: Final = 5 * 120
_BACK: Final = Press(verb=SHOW_OVERVIEW, subject="1")

_Lines = tuple[Text | str, ...]


def show_contributions(views: Iterable[ContributionView]) -> tuple[ShownView, ...]:
    """Show contributions one below the other, each under its supplier and day."""
    return tuple(
        ShownView(label=_name_supplier(one), lines=(_tell_what(one), *_tell_rest(one)))
        for one in views
    )


def fit_contributions(
    views: Sequence[ContributionView], beside: Iterable[ShownView], room: int
) -> list[ContributionView]:
    """Choose the newest contributions that fit in a window of so much ``room`` (in signs) with what
    it shows besides; the others are on the page of the case.
    """
    room -= sum(map(_weigh, beside)) + _MORE_SIGNS
    fitting = list[ContributionView]()
    for one in sorted(views, key=lambda one: one.told.changed_at, reverse=True):
        room -= sum(map(_weigh, show_briefly([one], [one])))
        if room < 0:
            break
        fitting.append(one)
    return fitting


def _weigh(shown: ShownView) -> int:
    """About how many signs of a card something takes, with what stands around each line."""
    lines = sum(len(one) if isinstance(one, str) else _SIGNS_OF_TEXT for one in shown.lines)
    return _SIGNS_OF_TEXT + _AROUND_A_LINE * (len(shown.lines) + 2) + lines


def show_briefly(
    views: Sequence[ContributionView], fitting: Collection[ContributionView]
) -> tuple[ShownView, ...]:
    """Show those that fit by supplier, with the beginning of a long text, and say how many more
    there are.
    """
    chosen = [one for one in views if one in fitting]
    by_supplier = sorted(chosen, key=lambda one: one.name(one.told.organisation))
    left = len(views) - len(chosen)
    more = ShownView(label=Text("contribution.more", {"number": left}), lines=())
    shown = (_shorten(one) for one in show_contributions(by_supplier))
    return (*shown, *((more,) if left else ()))


def _shorten(shown: ShownView) -> ShownView:
    lines = [part for one in shown.lines for part in _begin_of(one)]
    return replace(shown, lines=tuple(lines))


def _begin_of(line: Text | str) -> _Lines:
    if isinstance(line, Text) or len(line) <= _MOST_SIGNS:
        return (line,)
    return (f"{line[:_MOST_SIGNS]} […]", Text("contribution.rest"))


def lay_out_contributions(
    views: Iterable[ContributionView], may: Collection[Action]
) -> tuple[tuple[ShownView, ...], tuple[PartView, ...]]:
    """Lay out contributions: those of which a reader has the newest text with what they can do,
    write their own anew or call another's incorrect; versions before it below that.
    """
    shown, parts = list[ContributionView](), list[PartView]()
    for one in views:
        if one.how is ContributionShown.TEXT and one.shown.is_newest:
            parts.append(_lay_out(one, may))
        elif parts and not one.shown.is_newest:
            before = (*parts[-1].shown, *show_contributions((one,)))
            parts[-1] = replace(parts[-1], shown=before)
        else:
            shown.append(one)
    return show_contributions(shown), tuple(parts)


def _lay_out(view: ContributionView, may: Collection[Action]) -> PartView:
    is_to_change = view.is_own and Action.CONTRIBUTE in may
    verb = WRITE_AGAIN if is_to_change else MARK_CONTRIBUTION
    return PartView(
        title=_name_supplier(view),
        change=Press(verb=verb, subject=view.told.id),
        shown=(ShownView(label=_tell_what(view), lines=_tell_rest(view)),),
        button="contribution.again_button" if is_to_change else "incorrect.mark_button",
    )


def offer_contributing(case: CaseId, may: Collection[Action]) -> tuple[ButtonView, ...]:
    """The buttons with which something is contributed to a case, or withdrawn."""
    offered = (
        (Action.CONTRIBUTE, "contribution.button", CONTRIBUTE),
        (Action.WITHDRAW_CONTRIBUTION, "contribution.withdraw_button", WITHDRAW_CONTRIBUTION),
    )
    return tuple(
        ButtonView(key=key, press=Press(verb=verb, subject=case))
        for action, key, verb in offered
        if action in may
    )


def offer_next_versions(own: Sequence[Contribution]) -> tuple[PartView, ...]:
    """What a partner contributed, each with the way to write it anew; the newest when not all fit
    in a window.
    """
    return tuple(
        PartView(
            title=Text(
                "contribution.own", {"at": one.written_at, "what": _name_category(one.text)}
            ),
            change=Press(verb=WRITE_AGAIN, subject=one.id),
            shown=(),
            button="contribution.again_button",
        )
        for one in own[:_OWN_SHOWN]
        if one.text
    )


def tell_left_out(own: Sequence[Contribution]) -> tuple[Text, ...]:
    """Tell how many of them do not fit."""
    left = len(own) - _OWN_SHOWN
    return (Text("contribution.own_more", {"number": left}),) if left > 0 else ()


def name_contribution(told: Contribution, organisation: str) -> Text:
    """Name a contribution by who supplied it, what it is and when: never what it says."""
    text = told.text
    what = _name_category(text) if text else Text("contribution.withdrawn")
    said: dict[str, Value] = {"organisation": organisation, "what": what, "at": told.written_at}
    return Text("contribution.named", said)


def _name_supplier(view: ContributionView) -> Text:
    told = view.told
    said: dict[str, Value] = {"organisation": view.name(told.organisation), "at": told.written_at}
    return Text("contribution.by" if view.shown.is_newest else "contribution.by_before", said)


def _name_category(text: ContributionText) -> Text:
    kind, category = Text(f"contribution.{text.kind}"), Text(f"contribution.of_{text.category}")
    return Text("contribution.what", {"kind": kind, "category": category})


def _tell_what(view: ContributionView) -> Text:
    text = view.told.text
    if text is not None and view.how is ContributionShown.TEXT:
        return _name_category(text)
    at = view.told.changed_at
    return Text(f"contribution.shows_{view.how}", {"at": at})


def _tell_rest(view: ContributionView) -> _Lines:
    text = view.told.text
    if text is None or view.how is not ContributionShown.TEXT:
        return ()
    criterion = (Text(f"contribution.about_{text.criterion}"),) if text.criterion else ()
    marked = tell_marks(view.marks, StatementPart.CONTRIBUTION, view.name)
    return (*criterion, text.said, *_tell_conditions(view, text), *marked)


def _tell_conditions(view: ContributionView, text: ContributionText) -> Iterator[Text]:
    """On what it may be told, and what its supplier asks of who reads it."""
    asked = text.conditions
    yield Text(f"contribution.ground_{text.ground}")
    if text.police:
        article = Text(f"contribution.article_{text.police.article}")
        yield Text("contribution.police", {"article": article, "source": text.police.source})
    if asked.meant_for is MeantFor.ORGANISATIONS:
        names = join_names(sorted(view.name(one) for one in asked.organisations))
        yield Text("contribution.for_organisations", {"names": names})
    elif asked.meant_for is MeantFor.COORDINATORS:
        yield Text("contribution.for_coordinators")
    if asked.is_oral:
        yield Text("contribution.tell_orally")
    if asked.stays_here:
        yield Text("contribution.stays_here")
    if asked.until_on:
        yield Text("contribution.until", {"on": asked.until_on})


def list_contributed(rows: Sequence[ContributionRow]) -> OverviewPart:
    """The cases to which something was contributed, or of which something was withdrawn."""
    return asked_part("contribution.heading", map(_row, rows))


def _row(row: ContributionRow) -> OverviewRow:
    key = "contribution.row_withdrawn" if row.is_withdrawn else "contribution.row"
    said: dict[str, Value] = {
        "code": row.code,
        "organisation": row.organisation,
        "at": row.changed_at,
    }
    return OverviewRow(
        text=Text(key, said),
        button=RowButton(key="overview.show", press=press_to_show(row.case, _BACK)),
    )
