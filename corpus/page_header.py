"""A page header that is the head of its document, told from one that runs on every page."""

import re
from collections.abc import Iterable

_NUMBER = re.compile(r"\s*số\s*:?\s*(\d+\S*[-/]\S+)", re.IGNORECASE)


def is_head(header: Iterable[str], body: str) -> bool:
    """Say whether the paragraphs of a page header give a number that the body does not."""
    numbers = (_NUMBER.match(paragraph) for paragraph in header)
    number = next((match[1] for match in numbers if match), None)
    return number is not None and number not in body
