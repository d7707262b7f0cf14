"""What people type behind a command that is about one case. Only the code and known words are
used; anything more may be content, is not kept, and its sender is asked to delete it.
"""

from dataclasses import dataclass

from domain.identifiers import CaseCode, read_case_code


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedCase:
    """A typed code, None when there was none, and what came after it."""

    code: CaseCode | None
    rest: str


def split_code(arguments: str) -> TypedCase:
    """Split a code, typed with a space or without, from what follows."""
    words = arguments.split()
    for length in (1, 2):
        code = read_case_code(" ".join(words[:length]).rstrip(".,:;"))
        if code:
            return TypedCase(code=code, rest=" ".join(words[length:]))
    return TypedCase(code=None, rest=arguments)
