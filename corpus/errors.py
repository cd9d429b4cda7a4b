"""Why a file cannot become a document."""


class CorpusError(Exception):
    """Something an admin can act on; the message is one sentence."""


class NothingToReadError(CorpusError):
    """There is no file in any of the folders; the message names them."""


class UnreadableFileError(CorpusError):
    """A file cannot be read; the message is the reason alone, without the file's name."""


def system_reason(error: OSError) -> str:
    """Return why the system would not give a file, in one sentence."""
    return f"the system will not open it: {error.strerror or error}"
