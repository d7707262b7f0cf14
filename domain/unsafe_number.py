"""A number that nobody may call: who picks it up, or hears it ring, may bring somebody in danger
(WGS art. 2.29(3)).
"""

import re
from typing import Final

# stands where a number would, so that nobody taps it
NOT_TO_BE_CALLED: Final = "not_to_be_called"
_ABROAD: Final = re.compile(r"^(?:\+31|0031|31(?=\d{9}$))?(?:\(0\)|0)?")
# shorter ones are in too many numbers
_LEAST_DIGITS: Final = 4


def names_number(unsafe: str, telephone: str) -> bool:
    """Tell whether a telephone number is among those that a report calls unsafe, however both are
    written: with the code of the country or without, with signs between or none.
    """
    own = _digits(_ABROAD.sub("", re.sub(r"[^\d+()]", "", telephone)))
    return len(own) >= _LEAST_DIGITS and own in _digits(unsafe)


def hide_number(unsafe: str, telephone: str) -> str:
    """A telephone number as the house may offer it: not when it is unsafe."""
    return NOT_TO_BE_CALLED if names_number(unsafe, telephone) else telephone


def mend_unsafe(kept: str, shown: str, said: str) -> str:
    """What is unsafe from now on: as it was mended, beside what was added since it was shown; a
    warning is never lost because two wrote at once.
    """
    said, shown = said.strip(), shown.strip()
    if said == shown:
        return kept
    added = kept.removeprefix(shown).strip() if kept.startswith(shown) else kept
    return "\n".join(one for one in (said, added) if one)


def _digits(text: str) -> str:
    """The digits of a text, in the form in which they are compared."""
    return re.sub(r"\D", "", text.replace("(0)", ""))
