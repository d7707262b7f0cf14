"""What a test looks for on a card is what a person can read there."""

from tests.support.person import words_of


def test_the_words_of_a_card_hold_nothing_of_what_is_sealed_or_drawn():
    button = {"title": "Openen", "data": {"press": "AWisB"}}
    picture = {"url": "data:image/png;base64,WisX", "altText": "Wie wanneer nodig is"}
    said = words_of([button, picture, {"type": "TextBlock", "text": "Wis uw bericht"}])
    assert said.count("Wis") == 1
    assert "Openen" in said
    assert "Wie wanneer nodig is" in said
