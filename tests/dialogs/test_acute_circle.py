from dialogs.acute_circle import ACUTE_JUDGEMENT
from dialogs.consent import ask_consent
from domain.mandate import AgreedDecision


def test_the_judgement_asks_for_circle_time_and_place_before_anything_else():
    asked = [field.id for field in ACUTE_JUDGEMENT.pages[0].fields]
    first = ["kept", "adds", "minutes", "place", "link"]
    consent = [field.id for field in ask_consent(AgreedDecision.ACUTE)]
    assert asked == [*first, "verdict", "met", "why", *consent, "unsafe_number"]
