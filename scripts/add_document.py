"""Fetch pages and files, show what they hold, and keep them in a folder of directives.

The only command that asks the network for anything but a message: a page, or a PDF or Word file,
also one that a page merely leads to. Files of this machine may be named too.
"""

import argparse
import shlex
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

from corpus.catalog import read_catalog
from corpus.collection import is_collection
from corpus.duplicates import Copy, copy_of, find_copies
from corpus.errors import CorpusError, NothingToReadError, UnreadableFileError
from corpus.fetch import Fetched, Fetcher
from corpus.folder import Read, Unchanged, read_folders
from corpus.intake import BARE, WRAPPER, framed_pages, linked_files, read_bytes, suffix_of
from corpus.keep import FETCHED_ON, keep, same_bytes, stem_of
from corpus.pager import first_page, is_page_of, page_links, script_link
from corpus.series import AGAIN
from corpus.today import today
from corpus.web_archive import SUFFIX, pack
from index.errors import IndexDamagedError, IndexMissingError
from index.generation import open_generation
from index.records import FILE as RECORDS
from index.records import Records
from index.settings import setting
from scripts.command import counted, plural, run

_SHOWN = 12  # headings and removed lines: the rest is counted
_EDGE = 4  # first and last lines
_LINE = 100  # characters of a line that is shown
_MOST_PAGES = 50  # of one article
_MOST_STEPS = 3  # from the page that was named to the file that it shows
_NEW = "\0new"  # begins the name of no file


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    default = Path(setting("DOCUMENTS_DIR"))
    parser = argparse.ArgumentParser(prog="python -m scripts.add_document", description=__doc__)
    parser.add_argument("sources", nargs="+", metavar="URL|FILE")
    parser.add_argument(
        "--documents", type=Path, default=default, metavar="DIR",
        help="where to keep them; default: %(default)s (DOCUMENTS_DIR)",
    )  # fmt: skip
    parser.add_argument("--yes", action="store_true", help="keep them without asking")
    args = parser.parse_args(argv)
    if not args.yes and not sys.stdin.isatty():
        print("there is no terminal to ask on; --yes keeps without asking", file=sys.stderr)
        return 1
    if not args.documents.is_dir():
        print(f"there is no folder {args.documents}", file=sys.stderr)
        return 1
    code = 0
    with Fetcher() as fetcher:
        desk = _Desk(args.documents, fetcher, ask=not args.yes)
        for source in args.sources:
            try:
                desk.add(source)
            except CorpusError as error:
                print(error, file=sys.stderr)
                code = 1
            except OSError as error:
                print(f"{source}: {error.strerror or error}", file=sys.stderr)
                code = 1
    return code


@dataclass(frozen=True, slots=True)
class _Arrival:
    """What came from ``place``, an address or a file; ``url`` is empty for a file.

    ``read`` are the documents in it, mostly one; ``doubts`` what to check before it is kept.
    ``pages`` are the addresses of an article that is spread over several.
    """

    place: str
    url: str
    data: bytes
    suffix: str
    read: Sequence[Read]
    doubts: Sequence[str] = ()
    pages: Sequence[str] = ()

    @property
    def stem(self) -> str:
        path = unquote(urlsplit(self.url).path) if self.url else self.place
        return stem_of(self.read[0].document, Path(path).stem)


class _Desk:
    """Where one arrival after another is looked at, and kept or not."""

    def __init__(self, directory: Path, fetcher: Fetcher, *, ask: bool) -> None:
        self._directory = directory
        self._fetcher = fetcher
        self._ask = ask
        self._others: list[Copy] | None = None

    def add(self, source: str) -> None:
        """Fetch or read a source, show it and, where that is wanted, keep it.

        Raises:
            CorpusError: If it cannot be had, or is no document.
            OSError: If the system will not read or write.
        """
        arrival = self._fetched(source) if "://" in source else _opened(Path(source))
        there = same_bytes(self._directory, arrival.data)
        new = [copy_of(each.document, f"{_NEW}{each.count}") for each in arrival.read]
        if there is None:
            known = {copy.sketch.letters: copy.source for copy in self._known()}
            found = [known.get(copy.sketch.letters) for copy in new]
            there = None if None in found else found[0]
        if there is not None:
            print(f"{arrival.place}: already there as {there}; nothing was added")
            return
        for each, copy in zip(arrival.read, new, strict=True):
            print("\n".join(_shown(arrival, each, self._earlier(arrival), self._alike(copy))))
        if not self._agreed(f"Keep it as {arrival.stem}{arrival.suffix}?"):
            print(f"{arrival.place}: not kept")
            return
        row = {"source_url": arrival.url, FETCHED_ON: today().isoformat()}
        name = keep(self._directory, arrival.stem, arrival.suffix, arrival.data, row)
        self._known().extend(copy_of(e.document, f"{name}#{e.count}") for e in arrival.read)
        build = f"python -m scripts.build_index {shlex.quote(str(self._directory))}"
        print(f"kept as {self._directory / name}; {build} takes it up")

    def _fetched(self, address: str, found_on: str | None = None, steps: int = 0) -> _Arrival:
        fetched = self._fetcher.fetch(address, found_on=found_on)
        try:
            suffix = suffix_of(fetched.data, fetched.media)
            read, failed = _read(fetched.data, suffix)
        except CorpusError as error:
            raise CorpusError(f"{fetched.url}: {error}") from error
        letters = sum(len(each.document.text) for each in read)
        files: Sequence[str] = ()
        if suffix == ".html" and letters <= WRAPPER and steps < _MOST_STEPS:
            files = linked_files(fetched.data, fetched.url)
            if letters <= BARE:
                files = files or framed_pages(fetched.data, fetched.url)
        if files:
            size = f"{letters:,} characters" if read else "no text"
            print(f"{fetched.url} has {size} and leads to:", *files, sep="\n  ")
            if self._agreed(f"Fetch {files[0]} instead?"):
                return self._fetched(files[0], fetched.url, steps + 1)
        if failed:
            raise CorpusError(f"{fetched.url}: {failed}")
        arrival = _Arrival(fetched.url, fetched.url, fetched.data, suffix, read)
        return self._whole(arrival) if suffix == ".html" else arrival

    def _whole(self, first: _Arrival) -> _Arrival:
        """Return an article with all its pages, if the first leads to more.

        Raises:
            CorpusError: If it is not the first, or one of them cannot be had or read.
        """
        if begins := first_page(first.data, first.url):
            raise CorpusError(f"{first.url} is a later page of {begins}: add that one")
        if links := page_links(first.data, first.url, first.url, 1):
            return self._with_pages(first, links)
        words = script_link(first.data, first.url)
        doubt = f"it may go on where «{words}» leads, which only a browser follows"
        return replace(first, doubts=[doubt]) if words else first

    def _with_pages(self, first: _Arrival, links: Mapping[int, str]) -> _Arrival:
        pages = [Fetched(first.url, first.data, "")]
        while (number := len(pages) + 1) in links:
            if number > _MOST_PAGES:
                raise CorpusError(f"{first.url} has more than {_MOST_PAGES} pages")
            try:
                page = self._page(links[number], first.url)
            except CorpusError as error:
                raise CorpusError(f"page {number} of {first.url}: {error}") from error
            pages.append(page)
            links = {**page_links(page.data, page.url, first.url, number), **links}
            if number == 2 and (again := _again(first, pages)):
                return replace(first, doubts=[f"{page.url} is not taken for its page 2: {again}"])
        if max(links) > len(pages):
            raise CorpusError(f"{first.url} does not lead to its page {len(pages) + 1}")
        try:
            return _joined(first, pages)
        except UnreadableFileError as error:
            raise CorpusError(f"{first.url}: {error}") from error

    def _page(self, address: str, first: str) -> Fetched:
        page = self._fetcher.fetch(address, found_on=first)
        if page.url not in (address, first) and not is_page_of(page.url, first):
            raise CorpusError(f"{address} leads to {page.url}")
        if suffix_of(page.data, page.media) != ".html":
            raise CorpusError(f"{address} is no web page")
        return page

    def _agreed(self, question: str) -> bool:
        if not self._ask:
            return True
        try:
            return input(f"{question} [y/N] ").strip().casefold() in ("y", "yes")
        except EOFError:
            return False

    def _known(self) -> list[Copy]:
        """Return what the folder holds; read once, when it is first asked for."""
        if self._others is None:
            with counted() as done:
                self._others = list(_copies(self._directory, done))
        return self._others

    def _earlier(self, arrival: _Arrival) -> list[str]:
        rows = read_catalog(self._directory).rows if arrival.url else {}
        return [
            name
            for name, about in rows.items()
            if any(row.get("source_url") == arrival.url for row in about)
        ]

    def _alike(self, new: Copy) -> Iterator[str]:
        """Yield what the new document is to those of the folder."""
        found = find_copies([*self._known(), new])
        for one, other in found.speaker.items():
            if new.source in (one, other):
                yield f"the same document as {other if one == new.source else one}"
        for whole, part in found.holding:
            if whole == new.source:
                yield f"holds the whole text of {part}"
            elif part == new.source:
                yield f"its whole text stands in {whole}"
        for one, other in found.similar.items():
            if new.source in (one, other):
                yield f"nearly the same as {other if one == new.source else one}"


def _read(data: bytes, suffix: str) -> tuple[list[Read], UnreadableFileError | None]:
    """Return the documents that bytes hold, or why they hold none."""
    try:
        return read_bytes(data, suffix), None
    except UnreadableFileError as error:
        return [], error


def _again(first: _Arrival, pages: Sequence[Fetched]) -> str | None:
    """Say whether the second page says the same again: then its pager is that of a list."""
    try:
        _joined(first, pages)
    except UnreadableFileError as error:
        return str(error) if str(error) == AGAIN.format(2, 1) else None
    return None


def _joined(first: _Arrival, pages: Sequence[Fetched]) -> _Arrival:
    """Return the article that pages make up.

    Raises:
        UnreadableFileError: If they make up none.
    """
    data = pack([(page.url, page.data) for page in pages])
    addresses = [page.url for page in pages]
    return _Arrival(first.url, first.url, data, SUFFIX, read_bytes(data, SUFFIX), pages=addresses)


def _opened(path: Path) -> _Arrival:
    if not path.is_file():
        raise CorpusError(f"there is no file {path}")
    if is_collection(path):
        raise CorpusError(f"{path} is a whole collection; put it into the folder as it is")
    data = path.read_bytes()
    try:
        read = read_bytes(data, path.suffix.lower())
    except CorpusError as error:
        raise CorpusError(f"{path}: {error}") from error
    return _Arrival(str(path), "", data, path.suffix.lower(), read)


def _copies(directory: Path, done: Callable[[str], None]) -> Iterator[Copy]:
    """Yield every document of a folder; what an index knows of it unchanged is not read again."""
    try:
        records = Records(open_generation(Path(setting("INDEX_DIR"))).path / RECORDS)
        known, signatures = records.comparable(), records.signatures()
    except (IndexMissingError, IndexDamagedError):
        known, signatures = {}, {}
    try:
        for item in read_folders([directory], signatures):
            done(item.source)
            if isinstance(item, Read):
                yield copy_of(item.document, item.source)
            elif isinstance(item, Unchanged):
                yield known[item.source]
    except NothingToReadError:
        return


def _shown(
    arrival: _Arrival, read: Read, earlier: Sequence[str], alike: Iterator[str]
) -> Iterator[str]:
    """Yield the lines that tell an admin what was recognised of a document."""
    document = read.document
    yield arrival.place
    for name, value in (
        ("kind", document.kind), ("number", document.number), ("type", document.type),
        ("issuer", document.issuer), ("date", document.date), ("title", document.title),
    ):  # fmt: skip
        yield f"  {name:<8}{value or '–'}"
    yield (
        f"  {'text':<8}{len(document.text):,} characters, "
        + plural(len(document.headings), "heading")
        + (f", {plural(document.page_count, 'page')}" if document.page_count else "")
    )
    for warning in read.warnings:
        yield f"  to check: {warning}"
    for doubt in arrival.doubts:
        yield f"  to check: {doubt}"
    for name in earlier:
        yield f"  to check: {name} came from this address earlier and reads differently"
    for sentence in alike:
        yield f"  to check: {sentence}"
    yield from _listed("pages", arrival.pages)
    outline = [f"{'  ' * (head.level - 1)}{head.label}" for head in document.headings]
    lines = document.text.split("\n")
    if len(lines) > 2 * _EDGE:
        lines = [*lines[:_EDGE], f"… {len(lines) - 2 * _EDGE:,} lines …", *lines[-_EDGE:]]
    yield from _listed("outline", outline)
    yield from _listed("text", lines)
    yield from _listed("left out", read.removed)


def _listed(name: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield f"  {name}:"
    for line in lines[:_SHOWN]:
        yield f"    {line if len(line) <= _LINE else line[: _LINE - 1] + '…'}"
    if len(lines) > _SHOWN:
        yield f"    … {len(lines) - _SHOWN:,} more"


if __name__ == "__main__":
    run(main)
