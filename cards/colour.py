"""A colour on a card: why a case has it, every colour before it, and how to ask for one."""

from typing import Final

from cards.kit import Kit
from cards.messages import PrivateMessage
from cards.page import ButtonView, PageView, ShownView
from cards.plain import join_names
from cards.referral import HIDE
from cards.words import Text, Value
from domain.colour import ColourDecision, StandingColour
from domain.discussion_wish import DiscussionWish
from domain.press import Press
from services.colour import ColourHistoryView

SET_COLOUR: Final = "colour.open"
READ_COLOUR: Final = "colour.read"
_PUT_AWAY: Final = Press(verb=HIDE)


def draw_how_to_colour(kit: Kit) -> PrivateMessage:
    """Tell how to ask for a colour."""
    return kit.short("colour.how_to")


def lay_out_history(view: ColourHistoryView, back: Press = _PUT_AWAY) -> PageView:
    """Lay out why a case has its colour, now and before; ``back`` gives back where it was opened
    from.
    """
    return PageView(
        title=Text("colour.why_title", {"code": view.case.code}),
        intro=None if view.decisions else Text("colour.none_yet"),
        notes=(Text("colour.stale"),) if _is_stale(view) else (),
        shown=(
            *(_show_wish(view, wish) for wish in view.wishes),
            *(_show(view, decision) for decision in view.decisions),
        ),
        buttons=(ButtonView(key="case.hide_button", press=back),),
        reopen=Press(verb=READ_COLOUR, subject=view.case.id),
    )


def _show_wish(view: ColourHistoryView, wish: DiscussionWish) -> ShownView:
    asked: dict[str, Value] = {
        "name": view.setters[wish.member],
        "organisation": view.organisations.get(wish.organisation, wish.organisation),
        "at": wish.asked_at,
    }
    return ShownView(label=Text("discussion_wish.asked_by", asked), lines=(wish.reason,))


def _is_stale(view: ColourHistoryView) -> bool:
    return bool(view.decisions) and view.decisions[0].standing.is_stale(view.on)


def _show(view: ColourHistoryView, decision: ColourDecision) -> ShownView:
    standing = decision.standing
    decided: dict[str, Value] = {
        "colour": standing.colour,
        "name": view.setters[standing.set_by],
        "at": standing.set_at,
    }
    return ShownView(
        label=Text("colour.decided", decided), lines=(decision.reason, _asked(view, standing))
    )


def _asked(view: ColourHistoryView, standing: StandingColour) -> Text:
    names = join_names([view.organisations.get(one, one) for one in standing.required])
    asked: dict[str, Value] = {
        "minutes": standing.minutes,
        "names": names or Text("colour.nobody_required"),
        "on": standing.next_review_on,
    }
    return Text("colour.discussed" if standing.minutes else "colour.not_discussed", asked)
