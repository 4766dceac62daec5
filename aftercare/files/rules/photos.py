"""Which pictures may be handed in, and how names are made safe."""

PHOTO_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
"""Pillow's format name → content type. HEIC needs a codec with patent licences and is refused with a sentence."""

MAX_PIXELS = 50_000_000
"""Above this a small file may unpack to more memory than the server wants to give."""

LONGEST_EDGE = 2560
THUMBNAIL_EDGE = 320


def safe_name(name: str) -> str:
    """The last part of the name without control characters, at most 120 characters."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    clean = "".join(c for c in last if c.isprintable()).strip()
    return clean[-120:] or "photo"
