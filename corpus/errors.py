"""Why a file cannot become a document."""


class CorpusError(Exception):
    """Something an admin can act on; the message is one sentence."""


class UnreadableFileError(CorpusError):
    """A file cannot be read; the message is the reason alone, without the file's name."""
