"""PDFs made by hand: pages of lines, an outline, a password."""

from io import BytesIO

from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject


def a_pdf(
    pages: list[list[str]],
    *,
    outline: dict[str, int] | None = None,
    password: str = "",
    title: str = "",
    broken_page: int | None = None,
) -> bytes:
    """`pages` holds the lines of each page; `outline` maps a heading to its page, from 0.

    The content of `broken_page` says that it is compressed, and is not.
    """
    writer = PdfWriter()
    for lines in pages:
        page = writer.add_blank_page(width=595, height=842)
        font = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Font"),
                NameObject("/Subtype"): NameObject("/Type1"),
                NameObject("/BaseFont"): NameObject("/Helvetica"),
                NameObject("/Encoding"): NameObject("/WinAnsiEncoding"),
            }
        )
        fonts = DictionaryObject({NameObject("/F1"): writer._add_object(font)})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        stream = DecodedStreamObject()
        stream.set_data(_drawing(lines))
        page[NameObject("/Contents")] = writer._add_object(stream)
        if broken_page == len(writer.pages) - 1:
            stream[NameObject("/Filter")] = NameObject("/Nothing")
    for heading, page_number in (outline or {}).items():
        writer.add_outline_item(title=heading, page_number=page_number)
    if title:
        writer.add_metadata({"/Title": title})
    if password:
        writer.encrypt(password, algorithm="AES-256")
    buffer = BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def _drawing(lines: list[str]) -> bytes:
    parts = [b"BT /F1 11 Tf 14 TL 50 790 Td"]
    for line in lines:
        escaped = line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        parts.append(b"(" + escaped.encode("cp1252", "replace") + b") Tj T*")
    return b"\n".join([*parts, b"ET"])
