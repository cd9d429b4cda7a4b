"""The catalogue in the terminal: documents to be opened by number, narrowed step by step."""

from collections.abc import Sequence
from functools import partial

from bot import messages
from bot.catalogue import IN_FORCE, Only, nearest, search, values, wanted_state
from bot.shelf import narrowed
from bot.terminal import render_list
from bot.terminal_pager import Pager
from bot.terminal_reading import Reading
from index.answer import Entry
from index.live import LiveSearcher

LISTED = 10  # documents at once


class Listing:
    """One list at a time, which opens what is chosen for reading."""

    def __init__(self, live: LiveSearcher, pager: Pager, reading: Reading) -> None:
        self._live = live
        self._pager = pager
        self._reading = reading
        self.close()

    def close(self) -> None:
        """Let there be no list to narrow."""
        self._listed: tuple[str, Only] | None = None  # by which words, and how narrowed

    def show(self, words: str, only: Only | None = None) -> None:
        """List the documents that words choose; open the only one, or the part that is named."""
        searcher, only = self._live.current(), only or Only()
        found = search(searcher, words)
        self._pager.clear()
        self._reading.close()
        self.close()
        if found.parts:
            self._reading.quote(found.parts, searcher.standing(found.entries[0].key))
            return
        self._listed = words, only
        entries = [entry for entry in found.entries if only.holds(entry)]
        note = messages.no_page(found.page) if found.page else messages.NO_PART * found.missing
        if len(entries) == 1 and not only.data:
            if note:
                self._pager.tell(note)
            self._open_entry(entries[0])
            return
        head = [messages.documents(len(entries), words, "gõ"), narrowed(found.entries, only), note]
        if wanted_state(words) == IN_FORCE:
            head.append(messages.IN_FORCE_OR_UNKNOWN)
        if not entries:
            near = () if only.data else nearest(searcher, words)
            nothing = messages.NONE_LEFT if only.data else messages.EMPTY_LIST
            if words and not only.data:
                ending = messages.CHAT_MEANT if near else messages.SEE_WHOLE_LIST
                nothing = f"{messages.no_documents(words)} {ending}"
            head, entries = [nothing], [*near]
        self._pager.choices = [partial(self._open_entry, entry) for entry in entries]
        foot = self._facets(found.entries) if len(entries) > 1 or only.data else ""
        self._show_entries(head, entries, foot, 1)

    def narrow(self, facet: int | None) -> None:
        """Number the values of a facet, to narrow the list by one; None takes them all off."""
        if self._listed is None:
            self._pager.tell(messages.CHAT_NO_LIST)
            return
        words, only = self._listed
        if facet is None:
            self.show(words)
            return
        found = values(search(self._live.current(), words).entries, only, facet)
        self._pager.choices = [
            partial(self.show, words, only.to(facet, value)) for value, _ in found
        ]
        lines = [
            f"{number}. {value or messages.UNKNOWN_VALUE} ({count})"
            for number, (value, count) in enumerate(found, 1)
        ]
        self._pager.tell("\n".join([messages.PICK_VALUE[facet], *lines]))

    def _show_entries(
        self, head: Sequence[str], entries: Sequence[Entry], foot: str, page: int
    ) -> None:
        first, last = (page - 1) * LISTED, max(0, len(entries) - 1) // LISTED + 1
        if not 1 <= page <= last:
            self._pager.tell(messages.CHAT_END)
            return
        self._pager.turning = lambda step: self._show_entries(head, entries, foot, page + step)
        counter = messages.list_part(page, last) if last > 1 else ""
        shown = entries[first : first + LISTED]
        self._pager.show(render_list(shown, first + 1, head, [counter, foot]))

    def _facets(self, entries: Sequence[Entry]) -> str:
        """Return by what a list can be narrowed; empty if all its documents are alike in it."""
        _, only = self._listed or ("", Only())
        names = [
            name.lower()
            for facet, name in enumerate(messages.FACETS)
            if only.codes[facet] or len(values(entries, only, facet)) > 1
        ]
        return messages.chat_facets([*names, *([messages.ALL_VALUES.lower()] if only.data else [])])

    def _open_entry(self, entry: Entry) -> None:
        try:
            searcher = self._live.current()
            document, standing = searcher.document(entry.key), searcher.standing(entry.key)
        except KeyError:  # the index was rebuilt since it was listed
            self._pager.tell(messages.DOCUMENT_GONE)
        else:
            self._reading.read(document, standing, 1)
