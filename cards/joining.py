"""Cases that somebody is involved in from now on, as a part of the digest: code, why they,
who directs the content, and when it is discussed.
"""

from collections.abc import Sequence

from cards.kit import Kit
from cards.messages import Preview, PrivateMessage
from cards.overview import SHOW_OVERVIEW, OverviewPart, OverviewPlace, OverviewRow, RowButton
from cards.referral import SHOW_CASE, press_to_show
from cards.words import Text
from domain.case import CircleReason
from domain.press import Press
from services.joining import ToldJoined


def draw_joined(kit: Kit, told: ToldJoined) -> PrivateMessage:
    """Tell who joined a case that is discussed soon: code, why they, who directs, and when."""
    lines = [kit.text(one.key, **one.parameters) for one in _tell_at_once(told)]
    show = kit.button("joining.show_button", Press(verb=SHOW_CASE, subject=told.case))
    return kit.private(Preview.REFERRAL, [kit.title("joining.heading"), *lines], [show])


def draw_taken(kit: Kit) -> PrivateMessage:
    """Say, in the place of a card about a case, that it is not its reader's any more."""
    return kit.private(Preview.REFERRAL, [kit.text("joining.card_taken")], [])


def _tell_at_once(told: ToldJoined) -> Sequence[Text]:
    return [_tell_why(told), *_tell_case(told)]


def list_joinings(views: Sequence[ToldJoined]) -> OverviewPart:
    """List the cases a member joined, each with the way to its card."""
    rows = tuple(_row(one) for one in views)
    return OverviewPart(heading="joining.heading", place=OverviewPlace.CASES, rows=rows)


def _row(told: ToldJoined) -> OverviewRow:
    back = Press(verb=SHOW_OVERVIEW, subject="1")
    return OverviewRow(
        text=_say_in_one([_tell_listed(told), *_tell_case(told)]),
        button=RowButton(key="overview.show", press=press_to_show(told.case, back)),
    )


def _say_in_one(texts: Sequence[Text]) -> Text:
    first, *rest = texts
    for one in rest:
        first = Text("joining.and_then", {"first": first, "then": one})
    return first


def _tell_listed(told: ToldJoined) -> Text:
    """Why they; that they are asked to direct it stands in the question itself."""
    if told.reason is CircleReason.CASE_DIRECTOR and not told.stands_in_for:
        return Text("joining.takes_part", {"code": told.code})
    return _tell_why(told)


def _tell_case(told: ToldJoined) -> Sequence[Text]:
    return [*_tell_when(told), _tell_director(told)]


def _tell_director(told: ToldJoined) -> Text:
    if told.is_director:
        return Text("joining.you_direct")
    if told.directed_by:
        return Text("joining.directed_by", {"name": told.directed_by})
    return Text("joining.nobody_directs")


def _tell_when(told: ToldJoined) -> Sequence[Text]:
    if told.starts_at:
        return [Text("joining.discussed_at", {"starts_at": told.starts_at})]
    if told.planned_on:
        return [Text("joining.planned_on", {"on": told.planned_on})]
    if told.review_on:
        return [Text("joining.review_on", {"on": told.review_on})]
    return []


def _tell_why(told: ToldJoined) -> Text:
    if told.stands_in_for:
        return Text("joining.stands_in_for", {"code": told.code, "name": told.stands_in_for})
    return Text(f"joining.as_{told.reason}", {"code": told.code})
