"""A secret address, read in a window after a reason was typed."""

from cards.page import ButtonView, PageView, ShownView
from cards.referral import HIDE, READ_HIDDEN_ADDRESS
from cards.words import Text
from domain.identifiers import CaseCode, CaseId
from domain.press import Press


def lay_out_secret_address(code: CaseCode, case_id: CaseId, address: str) -> PageView:
    """Lay out a secret address; who opens it again types a reason again."""
    lines = tuple(address.splitlines())
    return PageView(
        title=Text("secret_address.title", {"code": code}),
        intro=Text("secret_address.intro"),
        shown=(ShownView(label=Text("secret_address.address"), lines=lines),),
        buttons=(ButtonView(key="case.hide_button", press=Press(verb=HIDE, subject=case_id)),),
        reopen=Press(verb=READ_HIDDEN_ADDRESS, subject=case_id),
    )
