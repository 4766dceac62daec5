"""What may be handed in."""

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


def paper_type(content: bytes) -> str:
    """The content type of a report by its first bytes; empty when it is none that is accepted."""
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    if content.startswith(b"PK\x03\x04") and b"[Content_Types].xml" in content[:4096]:
        return "application/vnd.openxmlformats-officedocument"
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    return "text/plain" if text.strip() and "\0" not in text else ""
