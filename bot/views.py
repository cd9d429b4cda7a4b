"""The screens of documents, and the greeting: pure functions from an index to Telegram HTML.

Each takes what its button remembers (`bot.callbacks`) and may take CPU: call it in a thread.
"""

from bisect import bisect_right
from datetime import date

from bot import messages, render, screen
from bot.callbacks import AskExample, ReadPage, SendFile, ShowOutline, checksum
from bot.citation import cite, document_name, guidance
from bot.screen import StaleButtonError, View
from corpus.document import Document, Heading, Passage
from index.answer import Searcher

EXAMPLES = 5
OUTLINE_LINES = 10
TITLE_UNITS = 300  # of a document that is opened


def greeting_view(searcher: Searcher, today: date, notice: str = "") -> View:
    """Greet, and offer some of this collection's example questions, others every day."""
    every = searcher.examples()
    first = today.toordinal() * EXAMPLES % len(every) if len(every) > EXAMPLES else 0
    examples = [*every[first:], *every[:first]][:EXAMPLES]
    lines = [
        f"{number}. {render.label(question, 200)}" for number, question in enumerate(examples, 1)
    ]
    buttons = [
        screen.button(str(number), AskExample(checksum(question)))
        for number, question in enumerate(examples, 1)
    ]
    offered = ["", messages.EXAMPLES, *lines] if examples else []
    text = "\n".join([*([notice, ""] if notice else []), messages.START, *offered])
    return View(text, screen.rows(buttons))


def example(searcher: Searcher, button: AskExample) -> str:
    """Return the example question of a button.

    Raises:
        StaleButtonError: If it is no longer among the examples.
    """
    for question in searcher.examples():
        if checksum(question) == button.checksum:
            return question
    raise StaleButtonError(messages.EXAMPLES_CHANGED)


def outline_view(searcher: Searcher, button: ShowOutline, link: str = "") -> View:
    """Show what a document is and a page of its headings.

    With a ``link`` to it there is a button that passes the link on.

    Raises:
        StaleButtonError: If the document is gone.
    """
    document = document_at(searcher, button.key)
    crc = checksum(document.text)
    starts = render.pages(document)
    # A point's heading is its letter alone: it tells nothing in a list.
    headings = [heading for heading in document.headings if heading.kind != "điểm"]
    page, pages, shown = screen.paged(headings, button.page, OUTLINE_LINES)
    standing = searcher.standing(button.key)
    parts = [render.heading(cite(document, standing), about=TITLE_UNITS)]
    if guided := guidance(standing):
        parts.append(render.label(guided, render.NOTE_UNITS))
    if source := render.link(document.source_url, messages.SOURCE):
        parts.append(source)
    if standing.copies:
        parts.append(render.label(f"{messages.COPIES} {'; '.join(standing.copies)}", 200))
    parts += ["", messages.OUTLINE if headings else messages.NO_OUTLINE]
    first = (page - 1) * OUTLINE_LINES + 1
    parts += [
        _outline_line(number, heading, document) for number, heading in enumerate(shown, first)
    ]
    numbers = [
        screen.button(
            str(number),
            ReadPage(button.key, bisect_right(starts, heading.start), crc, button.back),
        )
        for number, heading in enumerate(shown, first)
    ]
    paging = screen.paging(page, pages, lambda to: ShowOutline(button.key, to, button.back))
    sharing = [screen.button(messages.FILE, SendFile(button.key))]
    if link:
        sharing.append(screen.share(link, document_name(document)))
    read = screen.button(messages.READ, ReadPage(button.key, 1, crc, button.back))
    return View(
        "\n".join(parts),
        screen.filled(
            *screen.rows(numbers),
            paging,
            [read, *sharing],
            *screen.related_acts(standing, button.back),
            screen.back_row(button.back),
        ),
    )


def reading_view(searcher: Searcher, button: ReadPage) -> View:
    """Show a page of a document's text, its headings in bold.

    Raises:
        StaleButtonError: If the document is gone.
    """
    document = document_at(searcher, button.key)
    crc = checksum(document.text)
    if crc != button.checksum:
        return changed_view(button.key, button.back)
    starts = render.pages(document)
    page = min(max(button.page, 1), len(starts))
    start, end = starts[page - 1], (*starts, len(document.text))[page]
    bold = render.shift(((h.start, h.end) for h in document.headings), start, end)
    page_shown = Passage(document, start, end)
    where = screen.where(page_shown, [h.label for h in document.headings_at(start)])
    standing = searcher.standing(button.key)
    citation = cite(document, standing, scanned=page_shown.scanned)
    paging = screen.paging(page, len(starts), lambda to: ReadPage(button.key, to, crc, button.back))
    contents = screen.button(messages.CONTENTS, ShowOutline(button.key, 1, button.back))
    return View(
        f"{render.heading(citation, where)}\n{render.quote(page_shown.text, bold)}",
        screen.filled(
            paging,
            *screen.related_acts(standing, button.back),
            [contents, *screen.back_row(button.back)],
        ),
    )


def changed_view(key: str, back: str) -> View:
    """Say that a document is no longer what it was, and offer to open it."""
    opening = screen.button(messages.OPEN_DOCUMENT, ShowOutline(key, 1, back))
    return View(messages.DOCUMENT_CHANGED, screen.filled([opening, *screen.back_row(back)]))


def document_at(searcher: Searcher, key: str) -> Document:
    """Return the document with a key.

    Raises:
        StaleButtonError: If it is gone.
    """
    try:
        return searcher.document(key)
    except KeyError as error:
        raise StaleButtonError(messages.DOCUMENT_GONE) from error


def _outline_line(number: int, heading: Heading, document: Document) -> str:
    indent = "\u2003" * min(heading.level - 1, 3)  # em space: Telegram keeps it
    label = heading.label
    if len(label.split()) < 3:  # Khoản 1, 4.2: what it opens with tells more
        following = (h.start for h in document.headings if h.start > heading.start)
        label = render.clip(document.text[heading.start : next(following, None)], 60)
    return f"{indent}[{number}] {render.label(label, 120)}"
