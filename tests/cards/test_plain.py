import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.plain import clean, plain

NOT_SEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
ADDRESSES = ["http://kwaad.nl", "WWW.kwaad.nl", "Mailto:x@kwaad.nl", "tel:112", "sip://x", "://"]
NO_ADDRESSES = ["hotel:kamer 12", "om 09:05 uur.", "awww.nl", "Let op: kwaad.nl", "en/of", "a:/b"]
MACRO = re.compile(r"\{\{[^{}]*\}\}")
PIECES = st.sampled_from(
    [*ADDRESSES, *NO_ADDRESSES, *"<>{}[]_*-+#1.)~|`\\\n\t ", "{{x}}", "{{", "}}"]
)
TYPED = st.lists(PIECES | st.text(max_size=3), max_size=6).map("".join)


@given(TYPED)
def test_what_cannot_be_seen_is_dropped_and_nothing_else(typed: str):
    def letters(text: str) -> list[str]:
        seen = (sign for sign in text if unicodedata.category(sign) not in NOT_SEEN)
        return [sign for sign in seen if not sign.isspace()]

    cleaned = clean(typed)
    assert letters(cleaned) == letters(typed)
    assert {unicodedata.category(sign) for sign in cleaned if sign != "\n"}.isdisjoint(NOT_SEEN)
    assert cleaned == cleaned.strip()


@given(TYPED)
def test_nothing_typed_is_a_macro_or_a_tag(typed: str):
    shown = plain(typed)
    assert not any(sign in shown for sign in "<>")
    assert not MACRO.search(shown)


@pytest.mark.parametrize("typed", ADDRESSES)
def test_an_address_is_broken_where_it_begins(typed: str):
    shown = plain(f"zie {typed}")
    assert shown.count("\u2060") == 1
    assert shown.replace("\u2060", "") == f"zie {typed}"


@pytest.mark.parametrize("typed", NO_ADDRESSES)
def test_what_is_no_address_is_left_whole(typed: str):
    assert plain(typed) == typed


def test_a_tab_and_the_ends_of_lines_of_every_machine_are_white_space():
    assert clean("\ta\tb\r\nc\rd\n") == "a b\nc\nd"
    assert clean("  a b ") == "a b"
