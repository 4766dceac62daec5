"""What the supervisor says when it cannot go on."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager


class EmbeddedError(Exception):
    """The embedded database cannot be used; `sentence` tells the operator why and what helps."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


_REASONS = {
    errno.EACCES: "permission is denied",
    errno.EPERM: "permission is denied",
    errno.EROFS: "the file system is read-only",
    errno.ENOSPC: "there is no space left on the disk",
    errno.EDQUOT: "the disk quota is used up",
    errno.ENAMETOOLONG: "the path is too long",
}


@contextmanager
def as_sentence(act: str) -> Iterator[None]:
    """Turn an OSError inside the block into “Cannot <act>: <reason> (<path>).”"""
    try:
        yield
    except OSError as error:
        reason = _REASONS.get(error.errno or 0, error.strerror or str(error))
        place = f" ({error.filename})" if error.filename else ""
        raise EmbeddedError(f"Cannot {act}: {reason}{place}.") from error
