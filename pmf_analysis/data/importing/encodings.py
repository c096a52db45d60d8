"""From a file's bytes to its text, and which encoding it was in."""

import codecs

from pmf_analysis.errors import DataError, Fault

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(content: bytes, *, file: str, encoding: str = "") -> tuple[str, str]:
    """The text and the name of the encoding that read it.

    A byte order mark decides; else what the mapping says; else UTF-8 if it fits; else UTF-16 where every other byte is zero;
    else MacRoman where lines end as on the old Macintosh, and cp1252 (Windows) otherwise.

    Raises:
        DataError: if the bytes are not text.
    """
    chosen = next((name for mark, name in MARKS if content.startswith(mark)), encoding)
    try:
        name = chosen or _guess(content)
        text = content.decode(name)
    except LookupError:
        raise _unreadable(
            file, f"'{chosen}' is no encoding", "write utf-8, cp1252, mac_roman or utf-16"
        ) from None
    except UnicodeDecodeError as error:
        raise _unreadable(
            file,
            f"byte {error.start} is not {error.encoding} text",
            "save the file as CSV UTF-8, or name its encoding in the mapping (file: encoding)",
        ) from None
    if "\0" in text:
        raise _unreadable(
            file,
            "holds bytes that no text has",
            "is it a workbook? then the mapping should say so (file: kind)",
        )
    return text, name


def _guess(content: bytes) -> str:
    try:
        content.decode("utf-8")
        if b"\0" not in content:
            return "utf-8"
    except UnicodeDecodeError:
        pass
    if zeros := content.count(b"\0"):
        return _two_bytes(content, zeros)
    return "mac_roman" if b"\r" in content and b"\n" not in content else "cp1252"


def _two_bytes(content: bytes, zeros: int) -> str:
    """UTF-16 without its mark: plain letters leave a zero in every second byte."""
    odd = content[1::2].count(b"\0")
    if max(odd, zeros - odd) < 0.3 * len(content) / 2:
        return "utf-8"
    return "utf-16-le" if odd > zeros - odd else "utf-16-be"


def _unreadable(file: str, what: str, right: str) -> DataError:
    return DataError("the file cannot be read", [Fault(file, what, right)])
