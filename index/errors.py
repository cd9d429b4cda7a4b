"""Why a question cannot be answered or an index not be built.

RetrievalError
├── IndexMissingError    nothing has been published there yet
├── IndexDamagedError    a file is missing, cut short or altered
├── EncoderMismatchError the index was made by another encoder
├── EncoderError         the encoder itself cannot be loaded or used
├── QuestionError        there is nothing to search for, or too much
├── PassageTooLongError  a passage is longer than the encoder reads
└── BuildError           the index cannot be built
    └── BuildLockedError another process is building it
"""


class RetrievalError(Exception):
    """Something an admin can act on; the message is one sentence."""


class IndexMissingError(RetrievalError):
    """No index has been published in this directory."""


class IndexDamagedError(RetrievalError):
    """A file of the index is missing, cut short or altered; the message names it."""


class EncoderMismatchError(RetrievalError):
    """The index was made by another encoder than the one at hand; the message names both."""


class EncoderError(RetrievalError):
    """The encoder cannot be loaded, or returned what it promised not to."""


class QuestionError(RetrievalError):
    """The question has no word in it, or more letters than a question can have."""


class PassageTooLongError(RetrievalError):
    """A passage holds more tokens than the encoder reads; it would be cut without a word."""


class BuildError(RetrievalError):
    """The index cannot be built; nothing that was published has changed."""


class BuildLockedError(BuildError):
    """Another process is building this index."""
