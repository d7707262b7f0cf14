import pytest

from tests.support.desk import (
    page_of,
    said,
    types,
    value_of,
)
from tests.support.judging_house import (
    JudgingHouse,
)


@pytest.mark.parametrize(
    ("text", "colour", "minutes"),
    [
        ("kleur KX7-Q42 rood", "red", "30"),
        ("colour KX7-Q42 Orange", "orange", "15"),
        ("kleur kx7 q42 GROEN.", "green", "0"),
        ("kleur KX7-Q42", "red", "30"),
    ],
)
async def test_a_typed_colour_fills_in_what_the_policy_says(
    judging_house: JudgingHouse, text: str, colour: str, minutes: str
):
    await judging_house.take_up()
    reply = await types(judging_house, "sanne", text)
    assert said(reply) == []
    page = page_of(reply)
    assert (value_of(page, "colour"), value_of(page, "minutes")) == (colour, minutes)
    assert value_of(page, "required") == "police"
    assert value_of(page, "colour_reason") == ""
