"""A referral and its case on cards: never who it is about. The identity is a page of a dialog."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from cards.kit import MOST_BUTTONS, Kit, Part
from cards.messages import Preview, PrivateMessage
from cards.overview import (
    BACK_TO_OVERVIEW,
    SHOW_OVERVIEW,
    OverviewPart,
    OverviewPlace,
    OverviewRow,
    RowButton,
    asked_part,
    draw_row_button,
    opening_row,
)
from cards.page import ButtonView, PageView, ReceiptView, ShownView
from cards.plain import join_names
from cards.words import DayOfBirth, Text, Value
from domain.access import Action
from domain.identifiers import CaseId
from domain.press import Press
from services.referral_views import CaseView, NamedCase, OwnCase, ReferralNews

SHOW_CASE: Final = "case.show"
REVEAL: Final = "case.reveal"
REVEAL_OWN: Final = "case.reveal_own"
HIDE: Final = "case.hide"
BEGIN: Final = "referral.begin"
EDIT: Final = "referral.edit"
ASK_WITHDRAW: Final = "referral.ask_withdraw"
WITHDRAW: Final = "referral.withdraw"
FILL_INTAKE: Final = "intake.fill"
_FIRST_PAGE: Final = Press(verb=SHOW_OVERVIEW, subject="1")
_ASKED, _REFERRALS, _CASES = "overview.asked", "overview.referrals", "overview.cases"
GROUPS: Final = "group_referral.heading"
CASE_HEADINGS: Final = frozenset({_ASKED, _REFERRALS, _CASES, GROUPS})


def _fits_always(_view: CaseView) -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseButton:
    """A button on the card of a case, for those who may take its action, on cases it ``fits``."""

    action: Action
    key: str
    verb: str
    opens_dialog: bool = True
    fits: Callable[[CaseView], bool] = _fits_always


CASE_BUTTONS: Final = (
    CaseButton(action=Action.REVEAL_IDENTITY, key="case.who_is_this", verb=REVEAL),
    CaseButton(action=Action.EDIT_REFERRAL, key="referral.edit_button", verb=EDIT),
    CaseButton(
        action=Action.WITHDRAW_REFERRAL,
        key="referral.withdraw_button",
        verb=ASK_WITHDRAW,
        opens_dialog=False,
    ),
)

_FOLDED: Final = "case_more"
HIDE_ADDRESS: Final = "secret_address.hide"
READ_HIDDEN_ADDRESS: Final = "secret_address.read"
SHARE_ADDRESS: Final = "address_share.open"
_WITH_ADDRESS: Final = (
    (Action.SHARE_ADDRESS, "address_share.button", SHARE_ADDRESS),
    (Action.HIDE_ADDRESS, "secret_address.hide_button", HIDE_ADDRESS),
    (Action.READ_HIDDEN_ADDRESS, "secret_address.read_button", READ_HIDDEN_ADDRESS),
)


def press_to_show(case_id: CaseId, back: Press) -> Press:
    """Show a case in the place of a card that its reader can go back to."""
    return Press(verb=SHOW_CASE, subject=f"{case_id}:{back.verb}:{back.subject}")


def read_shown(press: Press) -> tuple[CaseId, Press | None]:
    """Read which case is asked for, and what its card goes back to."""
    case_id, _, back = press.subject.partition(":")
    verb, _, page = back.partition(":")
    return CaseId(case_id), Press(verb=verb, subject=page) if verb else None


def draw_case(
    kit: Kit, view: CaseView, buttons: Sequence[CaseButton], back: Press | None = None
) -> PrivateMessage:
    """Draw a case as this reader may see it; ``back`` shows the card it took the place of."""
    facts: list[tuple[str, Value]] = [
        ("case.state", Text(f"case_state.{view.state}")),
        ("case.referred_by", view.referred_by),
        ("case.received_at", view.received_at),
        *([("case.promised_on", view.promised_on)] if view.awaits_answer else []),
        *([("pause.until", view.paused_until)] if view.paused_until else []),
        *([("priority.fact", view.prioritised_on)] if view.prioritised_on else []),
        *([("case.goes_on", view.goes_on)] if view.goes_on else []),
        *([("extension.reduced_fact", view.reduced_on)] if view.reduced_on else []),
        *([("meeting_kind.fact", view.meeting_kind)] if view.meeting_kind else []),
        ("case.circle", join_names(view.circle) or Text("case.nobody_involved")),
    ]
    body = [kit.title("case.title", code=view.code), *_colour(kit, view), kit.facts(*facts)]
    return_button = [kit.button("case.back_button", back)] if back else []
    most = MOST_BUTTONS - len(return_button)
    acts = _case_buttons(kit, view, buttons)
    body += _fold_away(kit, acts[most:])
    return kit.private(Preview.REFERRAL, body, [*acts[:most], *return_button])


def _fold_away(kit: Kit, acts: Sequence[Part]) -> list[Part]:
    """What does not fit below the card, behind one button in it."""
    if not acts:
        return []
    # a row hides what goes beyond its most, as the row below a card does
    starts = range(0, len(acts), MOST_BUTTONS)
    rows = [kit.row_of(acts[start : start + MOST_BUTTONS]) for start in starts]
    return kit.folded(_FOLDED, "case.more_button", rows)


def draw_how_to_look_up(kit: Kit) -> PrivateMessage:
    """Tell how a case is looked up."""
    return kit.short("case.how_to")


def lay_out_identity(named: NamedCase, case_id: CaseId) -> PageView:
    """Lay out who a case is about."""
    identity = named.identity
    born = tell_birth(identity.born_on)
    address = (identity.address,) if identity.address else ()
    secret = (Text("secret_address.recorded"),) if identity.secrecy else ()
    lines = (write_name(identity.name), *born, *address, *secret)
    reveal, back = Press(verb=REVEAL, subject=case_id), Press(verb=HIDE, subject=case_id)
    page = _identity_page((ShownView(label=_titled(named), lines=lines),), reveal, back)
    more = [
        ButtonView(key=key, press=Press(verb=verb, subject=case_id))
        for action, key, verb in _WITH_ADDRESS
        if action in named.may
    ]
    return replace(page, buttons=(*page.buttons, *more))


def tell_birth(born_on: date | None) -> tuple[Text, ...]:
    """Tell when somebody was born, as far as that is known."""
    return (Text("case.born_on", {"on": DayOfBirth.of(born_on)}),) if born_on else ()


def lay_out_own_identities(named: Sequence[NamedCase], page: str = "1") -> PageView:
    """Lay out which code is whom, for a member's own cases: names, and no more. ``page`` of *mijn*
    is where it was opened.
    """
    names = [ShownView(label=_titled(one), lines=(write_name(one.identity.name),)) for one in named]
    reveal = Press(verb=REVEAL_OWN, subject=page)
    return _identity_page(names, reveal, Press(verb=BACK_TO_OVERVIEW, subject=page))


def write_name(name: str) -> str | Text:
    """Write a name, or that nobody knows it yet: an acute report may name a code only."""
    return name or Text("case.name_unknown")


def lay_aside_identity() -> ReceiptView:
    """What is left when an identity was read."""
    return ReceiptView(title=Text("case.hidden"))


def draw_withdraw_question(kit: Kit, view: CaseView) -> PrivateMessage:
    """Ask before a referral is withdrawn."""
    sure = Press(verb=WITHDRAW, subject=view.id, version=view.version)
    buttons = [
        kit.button("referral.withdraw_sure", sure),
        kit.button("referral.keep", Press(verb=SHOW_CASE, subject=view.id)),
    ]
    body = [
        kit.title("referral.withdraw_title", code=view.code),
        kit.text("referral.withdraw_meaning"),
    ]
    return kit.private(Preview.REFERRAL, body, buttons)


def draw_withdrawn(kit: Kit, code: str) -> PrivateMessage:
    """Confirm that a referral was withdrawn."""
    return kit.private(Preview.REFERRAL, [kit.title("referral.withdrawn", code=code)])


def draw_receipt_news(kit: Kit, news: ReferralNews, case_id: CaseId) -> PrivateMessage:
    """Tell the referrer that the referral arrived, its code and the promised term."""
    body = [
        kit.title("referral.receipt", code=news.code),
        kit.text("referral.receipt_term", promised_on=news.promised_on),
        kit.subtle("referral.receipt_code"),
    ]
    go_on = kit.dialog_button("intake.button", Press(verb=FILL_INTAKE, subject=case_id))
    return kit.private(Preview.REFERRAL, body, [_show_button(kit, case_id), go_on])


def draw_arrival(kit: Kit, news: ReferralNews, case_id: CaseId) -> PrivateMessage:
    """Tell a coordinator that a referral waits, for the first time or once more."""
    key = "referral.completed" if news.is_completed else "referral.arrived"
    body = [
        kit.title(key, code=news.code),
        kit.facts(
            ("case.referred_by", news.referred_by),
            ("case.received_at", news.received_at),
            ("case.promised_on", news.promised_on),
        ),
    ]
    return kit.private(Preview.SCREENING, body, [_show_button(kit, case_id)])


def list_own_cases(cases: Sequence[OwnCase]) -> tuple[OverviewPart, ...]:
    """List what a member is asked to complete, their other referrals, and the other cases whose
    circle they are in; a group is one row elsewhere.
    """
    asked = tuple(_asked_row(case) for case in cases if case.lacks_something)
    rest = [case for case in cases if not case.lacks_something and not case.group]
    referred = tuple(_own_row(case) for case in rest if case.is_referrer)
    others = tuple(_own_row(case) for case in rest if not case.is_referrer)
    return (
        asked_part(_ASKED, asked),
        OverviewPart(heading=_REFERRALS, place=OverviewPlace.CASES, rows=referred),
        OverviewPart(heading=_CASES, place=OverviewPlace.CASES, rows=others),
    )


def _asked_row(case: OwnCase) -> OverviewRow:
    complete = Press(verb=EDIT, subject=case.id)
    return opening_row(
        Text("overview.lacks_something", {"code": case.code}), "screening.complete_button", complete
    )


def _own_row(case: OwnCase) -> OverviewRow:
    state = Text(f"case_state.{case.state}")
    text = Text("overview.case", {"code": case.code, "state": state})
    if case.colour:
        text = Text(
            "overview.coloured_case", {"colour": case.colour, "code": case.code, "state": state}
        )
    return OverviewRow(
        text=text,
        button=RowButton(key="overview.show", press=press_to_show(case.id, _FIRST_PAGE)),
    )


def _show_button(kit: Kit, case_id: CaseId) -> Part:
    return kit.button("overview.show", Press(verb=SHOW_CASE, subject=case_id))


def _colour(kit: Kit, view: CaseView) -> list[Part]:
    if view.colour is None:
        return []
    key = "case.colour" if view.colour.minutes else "case.colour_undiscussed"
    return [
        kit.text(
            key,
            colour=view.colour.colour,
            minutes=view.colour.minutes,
            review_on=view.colour.next_review_on,
        )
    ]


def _case_buttons(kit: Kit, view: CaseView, buttons: Sequence[CaseButton]) -> list[Part]:
    allowed = [one for one in buttons if one.action in view.allowed and one.fits(view)]
    return [
        draw_row_button(
            kit,
            RowButton(
                key=button.key,
                press=Press(verb=button.verb, subject=view.id),
                opens_dialog=button.opens_dialog,
            ),
        )
        for button in allowed
    ]


def _identity_page(shown: Sequence[ShownView], reopen: Press, back: Press) -> PageView:
    return PageView(
        title=Text("case.identity_title"),
        intro=Text("case.identity_intro"),
        shown=tuple(shown),
        buttons=(ButtonView(key="case.hide_button", press=back),),
        reopen=reopen,
    )


def _titled(named: NamedCase) -> Text:
    return Text("case.title", {"code": named.code})
