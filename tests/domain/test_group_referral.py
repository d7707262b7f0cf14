"""A group has a mark that is no code, and a story that its people share."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.group_referral import (
    MOST_OWN_WORDS,
    add_remark,
    find_own_words,
    find_shared_story,
    form_group_mark,
    read_group_mark,
)
from domain.identifiers import read_case_code

SHORT = st.text("abc \n", max_size=12)


@given(st.integers(min_value=0))
def test_no_mark_can_be_read_as_the_code_of_a_case(number: int):
    mark = form_group_mark(number)
    assert read_case_code(mark) is None
    assert read_group_mark(mark) == mark


@given(st.sampled_from("AKZ"), st.sampled_from("G"), st.from_regex(r"\d[A-Z]\d\d", fullmatch=True))
def test_no_code_can_be_read_as_a_mark(one: str, other: str, rest: str):
    assert read_group_mark(f"{one}{other}{rest[:1]}-{rest[1:]}") is None


@pytest.mark.parametrize("typed", ["G-48271", "g48271", " g 48271 ", "G–48271", "g - 48271"])
def test_a_mark_is_read_as_people_and_telephones_type_it(typed: str):
    assert read_group_mark(typed) == "G-48271"


@pytest.mark.parametrize("typed", ["", "G-4827", "G-482711", "48271", "G-48271 Jan", "KX7-Q42"])
def test_what_is_no_mark_is_not_read_as_one(typed: str):
    assert read_group_mark(typed) is None


@given(SHORT, st.lists(SHORT, min_size=1, max_size=4))
def test_what_is_shared_and_what_is_own_is_together_all_that_was_told(
    story: str, remarks: list[str]
):
    told = [add_remark(story, one) for one in remarks]
    shared = find_shared_story(told)
    for one in told:
        assert one.startswith(shared)
        own = one.removeprefix(shared).strip()
        assert "".join((shared + own).split()) == "".join(one.split())


def test_a_remark_stands_below_the_story():
    assert add_remark("Verhaal.", "Bij oma.") == "Verhaal.\n\nBij oma."
    assert find_shared_story(["Verhaal.\n\nBij oma.", "Verhaal."]) == "Verhaal."


def test_who_tells_another_story_by_now_takes_nothing_of_what_the_others_share():
    story = f"Verhaal.\n{'y' * MOST_OWN_WORDS}"
    same = [add_remark(story, one) for one in ("Bij oma.", "Bij oma.", "")]
    shared = find_shared_story([*same, "Iets anders.", f"{story}\n{'x' * 600}"])
    assert shared == story
    assert [find_own_words(one, shared) for one in same] == ["Bij oma.", "Bij oma.", ""]


@pytest.mark.parametrize(
    "story", ["Iets anders.", "Verhaal. Meer.", "Verhaal.\n" + "x" * (MOST_OWN_WORDS + 1)]
)
def test_what_begins_otherwise_or_says_much_more_is_read_by_itself(story: str):
    assert find_own_words(story, "Verhaal.") is None
