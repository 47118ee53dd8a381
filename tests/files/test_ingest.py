"""Attacks by upload: each is refused with a sentence or comes out harmless."""

import io
import struct
import zipfile
import zlib

import pytest
from PIL import Image, ImageOps, PngImagePlugin

from accounts.policies import Refusal
from files.ingest import OPEN_DOCUMENTS, clean_name, ingest

SCRIPT = b"<script>alert(1)</script>"


def picture(kind="PNG", size=(8, 6), mode="RGB", **options):
    out = io.BytesIO()
    Image.new(mode, size, "red" if mode == "RGB" else 0).save(out, kind, **options)
    return out.getvalue()


def packed(*members, method=zipfile.ZIP_STORED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_of(width, height):
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 64)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


ODT = OPEN_DOCUMENTS["odt"].encode()
WORD = [("[Content_Types].xml", "x"), ("word/document.xml", "x")]
REFUSED = {
    "empty": ("a.png", b""),
    "too large": ("a.txt", b"a" * (8 * 1024 * 1024 + 1)),
    "svg": ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'>" + SCRIPT + b"</svg>"),
    "svg as png": ("a.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
    "html": ("a.html", SCRIPT),
    "html as jpg": ("a.jpg", SCRIPT),
    "html as pdf": ("a.pdf", SCRIPT),
    "html in capitals": ("a.HTML", SCRIPT),
    "xml": ("a.xml", b"<?xml version='1.0'?><x/>"),
    "javascript": ("a.js", b"alert(1)"),
    "program": ("a.exe", b"MZ" + b"\0" * 64),
    "program as txt": ("a.txt", b"MZ\x90\0\x03\0"),
    "elf as png": ("a.png", b"\x7fELF" + b"\0" * 64),
    "php behind png": ("a.png.php", picture()),
    "null byte in the ending": ("a.php\0.png", b"<?php ?>"),
    "no ending": ("a", picture()),
    "only an ending of dots": ("...", picture()),
    "htaccess": (".htaccess", b"AddType text/html .png"),
    "gif as png": ("a.png", picture("GIF")),
    "png as jpg": ("a.jpg", picture()),
    "gif magic alone": ("a.gif", b"GIF89a" + SCRIPT),
    "bmp": ("a.bmp", picture("BMP")),
    "tiff": ("a.tiff", picture("TIFF")),
    "eps as jpg": ("a.jpg", b"%!PS-Adobe-3.0 EPSF-3.0\n(/etc/passwd) run"),
    "truncated png": ("a.png", picture(size=(200, 200))[:60]),
    "truncated jpg": ("a.jpg", picture("JPEG", size=(200, 200))[:300]),
    "truncated pdf": ("a.pdf", b"%PDF-1.7\n1 0 obj"),
    "pdf after rubbish": ("a.pdf", SCRIPT + b"%PDF-1.7\n%%EOF"),
    "wide beyond the limit": ("a.png", png_of(50_000, 1)),
    "a bomb of pixels": ("a.png", png_of(11_999, 11_999)),
    "a bomb past every limit": ("a.png", png_of(2**31 - 1, 2**31 - 1)),
    "no width": ("a.png", png_of(0, 8)),
    "zip as docx": ("a.docx", packed(("a.html", SCRIPT))),
    "jar as odt": ("a.odt", packed(("META-INF/MANIFEST.MF", "x"))),
    "broken zip": ("a.docx", b"PK\x03\x04" + b"\0" * 50),
    "ods as odt": ("a.odt", packed(("mimetype", OPEN_DOCUMENTS["ods"]))),
    "macros": ("a.docx", packed(*WORD, ("word/vbaProject.bin", "x"))),
    "zip slip": ("a.docx", packed(*WORD, ("../../etc/passwd", "x"))),
    "absolute member": ("a.docx", packed(*WORD, ("/etc/passwd", "x"))),
    "zip bomb": (
        "a.docx",
        packed(*WORD, ("word/b", b"\0" * (101 * 1024**2)), method=zipfile.ZIP_DEFLATED),
    ),
    "zip of very many": ("a.docx", packed(*WORD, *((f"m{n}", "") for n in range(5_001)))),
    "text that is no utf-8": ("a.txt", b"\xff\xfe\xfa"),
    "text with a null": ("a.csv", b"a,b\0"),
    "escape codes": ("a.txt", b"\x1b]0;owned\x07"),
}


@pytest.mark.parametrize("attack", REFUSED)
def test_an_attack_is_refused_with_a_sentence(attack):
    with pytest.raises(Refusal) as refused:
        ingest(*REFUSED[attack])
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize("size", [(12_001, 1), (1, 12_001), (8_000, 5_001)])
def test_a_picture_of_too_many_pixels_is_refused_before_it_is_unpacked(size):
    with pytest.raises(Refusal, match="too many pixels"):
        ingest("a.png", png_of(*size))


def hidden(kind):
    if kind == "PNG":
        words = PngImagePlugin.PngInfo()
        words.add_text("Comment", SCRIPT.decode())
        return picture(pnginfo=words)
    exif = Image.Exif()
    exif[0x010E] = SCRIPT.decode()
    return picture("JPEG", exif=exif, comment=SCRIPT)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.png", hidden("PNG")),
        ("a.jpg", hidden("JPEG")),
        ("a.png", picture() + SCRIPT),
        ("a.jpg", picture("JPEG") + packed(("evil.class", SCRIPT))),
        ("a.gif", picture("GIF") + SCRIPT),
    ],
)
def test_what_hides_in_a_picture_does_not_survive(name, content):
    assert SCRIPT in content
    made = ingest(name, content)
    assert SCRIPT not in made.content
    assert (made.width, made.height) == (8, 6)


def test_a_picture_stands_upright_once_its_orientation_is_stripped():
    exif = Image.Exif()
    exif[0x0112] = 6
    made = ingest("a.jpg", picture("JPEG", size=(80, 60), exif=exif))
    assert (made.width, made.height) == (60, 80)
    assert not Image.open(io.BytesIO(made.content)).getexif()


def test_a_scan_of_sixteen_bits_keeps_its_greys():
    """To convert it as it is would make all of it white but what is black."""
    scan = Image.new("I;16", (256, 4))
    for x in range(256):
        for y in range(4):
            scan.putpixel((x, y), x * 257)
    out = io.BytesIO()
    scan.save(out, "PNG")
    made = Image.open(io.BytesIO(ingest("scan.png", out.getvalue()).content)).convert("L")
    greys = [made.getpixel((x, 1)) for x in range(256)]
    assert all(abs(grey - x) <= 1 for x, grey in enumerate(greys))


def test_a_large_picture_is_made_small_before_it_is_turned(monkeypatch):
    sizes = []
    turn = ImageOps.exif_transpose
    monkeypatch.setattr(
        ImageOps, "exif_transpose", lambda seen: sizes.append(seen.size) or turn(seen)
    )
    made = ingest("a.png", picture("PNG", size=(4_000, 100)))
    assert sizes == [(2_048, 51)]
    assert (made.width, made.height) == (2_048, 51)


def test_of_a_moving_picture_the_first_frame_is_kept():
    out = io.BytesIO()
    frames = [Image.new("RGB", (8, 6), colour) for colour in ("red", "blue")]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    made = ingest("a.gif", out.getvalue())
    assert (made.name, made.media_type) == ("a.png", "image/png")


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("../../etc/passwd.png", ("passwd", "png")),
        ("C:\\temp\\plan.PDF", ("plan", "pdf")),
        ("evil\uff0fplan.pdf", ("plan", "pdf")),
        ("plan\u202efdp.txt", ("planfdp", "txt")),
        ("a\r\nSet-Cookie: x.txt", ("aSet-Cookie-x", "txt")),
        ('"><b>.png', ("b", "png")),
        ("CON.txt", ("file-CON", "txt")),
        (".png", ("file", "png")),
        ("Übersicht für alle.pdf", ("Übersicht-für-alle", "pdf")),
        ("a" * 500 + ".png", ("a" * 100, "png")),
    ],
)
def test_a_name_is_cleaned(name, cleaned):
    assert clean_name(name) == cleaned


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("a.pdf", b"%PDF-1.7\n%%EOF\n", "application/pdf"),
        ("a.csv", "Größe;1\r\n".encode("utf-8-sig"), "text/csv"),
        ("a.odt", packed(("mimetype", ODT)), ODT.decode()),
        ("a.webp", picture("WEBP"), "image/png"),
    ],
)
def test_an_honest_file_is_taken(name, content, media_type):
    assert ingest(name, content).media_type == media_type
