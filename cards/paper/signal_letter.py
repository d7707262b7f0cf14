"""A signal as a letter: for whom, what was found, and from which house. No code and nobody is named
on it.
"""

from cards.kit import Kit
from cards.paper.sheet import fill_sheet
from services.signal_printing import SignalLetter


def draw_signal_letter(kit: Kit, letter: SignalLetter) -> str:
    """Draw the letter for A4."""
    return fill_sheet(
        kit,
        "signal.html",
        language=kit.words.language.value,
        addressee=letter.text.addressee,
        finding=letter.text.finding,
        house=letter.house,
        day=kit.day(letter.on),
    )
