"""What a person reads on a screen, as they would type it over."""

NO_BREAK_HYPHEN = "\u2011"


def as_typed(text: str) -> str:
    """A code or number in a text is typed over with the hyphen of a keyboard."""
    return text.replace(NO_BREAK_HYPHEN, "-")
