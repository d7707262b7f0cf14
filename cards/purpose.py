"""For what something is asked, in one sentence that stands wherever it is asked."""

from cards.words import Text
from domain.purpose import CasePurpose


def tell_purpose(purpose: CasePurpose) -> Text:
    """Tell for what something is asked."""
    return Text(f"purpose.{purpose}")
