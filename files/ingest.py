"""What comes from outside becomes a file we would serve, or is refused with a sentence.

Nothing is believed: neither the name nor the type a browser states, only the bytes. A picture is
never stored as it came; its pixels are written anew, so that nothing hidden in it survives.
"""

import hashlib
import io
import re
import unicodedata
import warnings
import zipfile
import zlib
from dataclasses import dataclass

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from accounts.policies import Refusal

BYTES = 8 * 1024 * 1024
PIXELS = 40_000_000
SIDE = 12_000
SHOWN_SIDE = 2_048
UNPACKED = 100 * 1024 * 1024
MEMBERS = 5_000
NAME_LENGTH = 100

PICTURES = {"png": "PNG", "jpg": "JPEG", "jpeg": "JPEG", "gif": "GIF", "webp": "WEBP"}
OPEN_DOCUMENTS = {
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
}
_OFFICE = "application/vnd.openxmlformats-officedocument."
OFFICE_DOCUMENTS = {
    "docx": (_OFFICE + "wordprocessingml.document", "word/document.xml"),
    "xlsx": (_OFFICE + "spreadsheetml.sheet", "xl/workbook.xml"),
    "pptx": (_OFFICE + "presentationml.presentation", "ppt/presentation.xml"),
}
TEXTS = {"txt": "text/plain", "csv": "text/csv"}

# Devices of Windows; a file of that name cannot be saved there.
_DEVICES = re.compile(r"(?i)^(con|prn|aux|nul|com\d|lpt\d)$")


@dataclass(frozen=True, slots=True)
class Ingested:
    """A file as it will be stored and served."""

    name: str
    media_type: str
    content: bytes
    digest: str
    width: int = 0
    height: int = 0


def ingest(name: str, content: bytes) -> Ingested:
    """Check and clean what was sent; raises `Refusal`."""
    if not content:
        raise Refusal(_("This file is empty."))
    if len(content) > BYTES:
        raise Refusal(_("This file is larger than %(limit)s MB.") % {"limit": BYTES // 1024**2})
    stem, ending = clean_name(name)
    if ending in PICTURES:
        return _picture(stem, PICTURES[ending], content)
    media_type = _document_type(ending, content)
    return _made(f"{stem}.{ending}", media_type, content)


def clean_name(name: str) -> tuple[str, str]:
    """Stem and ending of a name without folders, control or direction characters."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFKC", name))[-1]
    kept = "".join(c for c in last if unicodedata.category(c)[0] not in "CZ" or c == " ")
    stem, _dot, ending = kept.rpartition(".")
    stem = re.sub(r"[^\w-]+", "-", stem).strip("-_")[:NAME_LENGTH]
    if not stem or _DEVICES.match(stem):
        stem = f"file-{stem}".rstrip("-")
    return stem, ending.strip().lower()


def _picture(stem: str, kind: str, content: bytes) -> Ingested:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=[kind]) as opened:
                _check_size(*opened.size)
                # Made small before it is turned: each step holds a picture of its own.
                opened.thumbnail((SHOWN_SIDE, SHOWN_SIDE))
                upright = ImageOps.exif_transpose(_in_eight_bits(opened))
    except Refusal:
        raise
    # A decoder fed with hostile bytes may raise nearly anything; all of it means the same here.
    except Exception as broken:
        raise Refusal(_("This is no picture we can read, or it is damaged.")) from broken
    clear = upright.has_transparency_data
    pixels = upright.convert("RGBA" if clear else "RGB")
    # Pasted onto a new picture: metadata hangs on the old one.
    fresh = Image.new(pixels.mode, pixels.size)
    fresh.paste(pixels)
    out = io.BytesIO()
    if kind == "JPEG":
        fresh.convert("RGB").save(out, "JPEG", quality=85, optimize=True)
        return _made(f"{stem}.jpg", "image/jpeg", out.getvalue(), fresh.size)
    fresh.save(out, "PNG")
    return _made(f"{stem}.png", "image/png", out.getvalue(), fresh.size)


def _in_eight_bits(picture: Image.Image) -> Image.Image:
    """A grey of sixteen bits scaled to eight, as scans have it: converting would cut it off."""
    if not picture.mode.startswith("I"):
        return picture
    scaled = picture.convert("I").point(lambda grey: grey / 256).convert("L")
    scaled.info.update(picture.info)
    return scaled


def _check_size(width: int, height: int) -> None:
    if max(width, height) > SIDE or width * height > PIXELS:
        raise Refusal(_("This picture has too many pixels."))


def _document_type(ending: str, content: bytes) -> str:
    if ending == "pdf" and content.startswith(b"%PDF-") and b"%%EOF" in content[-1024:]:
        return "application/pdf"
    if ending in TEXTS and _is_text(content):
        return TEXTS[ending]
    if content.startswith(b"PK\x03\x04") and (media_type := _packed_type(ending, content)):
        return media_type
    raise Refusal(_("Only pictures, PDF, text, CSV and office documents can be attached."))


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return not any(unicodedata.category(c) == "Cc" and c not in "\t\r\n\f" for c in text)


def _packed_type(ending: str, content: bytes) -> str:
    """Return the media type a packed document proves by what is in it, or nothing."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            members = packed.infolist()
            names = {member.filename for member in members}
            if len(members) > MEMBERS or sum(m.file_size for m in members) > UNPACKED:
                return ""
            if any(n.startswith("/") or ".." in n.split("/") or "vbaProject" in n for n in names):
                return ""
            if ending in OFFICE_DOCUMENTS:
                media_type, proof = OFFICE_DOCUMENTS[ending]
                return media_type if {proof, "[Content_Types].xml"} <= names else ""
            if (
                ending not in OPEN_DOCUMENTS
                or members[0].filename != "mimetype"
                or members[0].file_size > NAME_LENGTH
            ):
                return ""
            stated = packed.read("mimetype").decode("ascii")
    # A locked or strangely packed member is a RuntimeError.
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, IndexError, RuntimeError):
        return ""
    return stated if stated == OPEN_DOCUMENTS[ending] else ""


def _made(name: str, media_type: str, content: bytes, size: tuple[int, int] = (0, 0)) -> Ingested:
    digest = hashlib.sha256(content).hexdigest()
    return Ingested(name, media_type, content, digest, *size)
