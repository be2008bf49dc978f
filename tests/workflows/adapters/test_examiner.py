"""Files of strangers: each hostile one gets its sentence, each honest one comes out made anew."""

import io
import struct
import zlib

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from tests.support.files import EICAR, pdf, picture
from workflows.adapters.child import ChildDied, ask
from workflows.adapters.examiner import ChildExaminer, DirectExaminer, Fault, FileRefused

HONEST = {
    "a PDF": (lambda: pdf("two", pages=2), "pdf", "application/pdf"),
    "a JPEG": (picture, "jpg", "image/jpeg"),
    "a PNG": (lambda: picture("PNG"), "png", "image/png"),
    "a HEIC": (lambda: picture("HEIF"), "heic", "image/jpeg"),
    "a PNG that lets light through": (lambda: _saved(Image.new("RGBA", (640, 640)), "PNG"), "png", "image/png"),
    "a JPEG for a printer": (lambda: _saved(Image.new("CMYK", (640, 640)), "JPEG"), "jpeg", "image/jpeg"),
}


def _saved(drawn: Image.Image, kind: str, **options: object) -> bytes:
    made = io.BytesIO()
    drawn.save(made, kind, **options)
    return made.getvalue()


def _pdf_with(change, **saving) -> bytes:
    made = io.BytesIO()
    with pikepdf.new() as new:
        new.add_blank_page()
        change(new)
        new.save(made, **saving)
    return made.getvalue()


def _nothing(_new):
    pass


def _script(new):
    new.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def _launch(new):
    action = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="calc.exe")
    new.pages[0].Annots = pikepdf.Array(
        [pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=action)]
    )


def _named_script(new):
    tree = pikepdf.Dictionary(Names=["a", pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="1")])
    new.Root.Names = pikepdf.Dictionary(JavaScript=tree)


def _attachment(new):
    new.attachments["evil.exe"] = b"MZ"


def _form_program(new):
    new.Root.AcroForm = pikepdf.Dictionary(Fields=[], XFA=new.make_stream(b"<xdp/>"))


def _submit(new):
    action = pikepdf.Dictionary(S=pikepdf.Name.SubmitForm, F="http://example.org")
    new.pages[0].AA = pikepdf.Dictionary(O=action)


def _stream_on_the_page(new, **keys):
    stream = new.make_stream(b"", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 9, 9])
    for key, value in keys.items():
        stream[f"/{key}"] = value
    new.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=stream))


def _content_from_elsewhere(new):
    _stream_on_the_page(new, F="http://example.org/page")


def _page_of_another_file(new):
    _stream_on_the_page(new, Ref=pikepdf.Dictionary(F="\\\\example\\share\\a.pdf", Page=0))


def _program_for_a_printer(new):
    _stream_on_the_page(new, Subtype=pikepdf.Name.PS)


def _pages_of_pages() -> bytes:
    """Seven levels of ten times the same: ten million pages in a kilobyte."""
    objects = ["<</Type/Catalog/Pages 9 0 R>>", "<</Type/Page/MediaBox[0 0 9 9]>>"]
    objects += [f"<</Type/Pages/Count {10 ** (level + 1)}/Kids[{f'{level + 2} 0 R ' * 10}]>>" for level in range(7)]
    body = "".join(f"{number} 0 obj{told}endobj\n" for number, told in enumerate(objects, 1))
    return f"%PDF-1.4\n{body}trailer<</Root 1 0 R/Size 10>>\n%%EOF".encode()


def _deep() -> bytes:
    nested = "[" * 100_000 + "]" * 100_000
    return f"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/X {nested}>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF".encode()


def _png_with(kind: bytes) -> bytes:
    """A PNG whose side note unpacks to 200 MB."""
    sent = picture("PNG")
    note = b"a\0\0" + zlib.compress(bytes(200_000_000), 1)
    chunk = struct.pack(">I", len(note)) + kind + note + struct.pack(">I", zlib.crc32(kind + note))
    return sent[:33] + chunk + sent[33:]


def _heic_of(width: int, height: int) -> bytes:
    """A HEIC that says it is of this size."""
    sent = bytearray(picture("HEIF"))
    place = sent.find(b"ispe") + 8
    sent[place : place + 8] = struct.pack(">II", width, height)
    return bytes(sent)


def _bomb(new):
    packer = zlib.compressobj(1)
    packed = b"".join(packer.compress(bytes(10_000_000)) for _ in range(70)) + packer.flush()
    stream = new.make_stream(b"")
    stream.write(packed, filter=pikepdf.Name.FlateDecode)
    new.pages[0].Contents = stream


def _png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(9))) + chunk(b"IEND", b"")


_LOCKED = pikepdf.Encryption(owner="a", user="b")
HOSTILE = {
    "nothing": (lambda: b"", "pdf", Fault.EMPTY),
    "a program": (lambda: b"MZ\x90", "exe", Fault.KIND),
    "a page of the web": (lambda: b"<script>alert(1)</script>", "html", Fault.KIND),
    "a drawing with scripts": (lambda: b"<svg onload='x'/>", "svg", Fault.KIND),
    "no end of the name": (pdf, "", Fault.KIND),
    "a program called PDF": (lambda: b"MZ" + bytes(600), "pdf", Fault.MISNAMED),
    "a picture called PDF": (picture, "pdf", Fault.MISNAMED),
    "a PDF called picture": (pdf, "jpg", Fault.MISNAMED),
    "a GIF called PNG": (lambda: _saved(Image.new("P", (640, 640)), "GIF"), "png", Fault.MISNAMED),
    "an archive called PDF": (lambda: b"PK\x03\x04" + bytes(99), "pdf", Fault.MISNAMED),
    "the test file of the makers": (lambda: EICAR, "pdf", Fault.MISNAMED),
    "a head of a PDF": (lambda: b"%PDF-1.7\n", "pdf", Fault.BROKEN),
    "half a PDF in noise": (lambda: b"%PDF-1.7\n" + bytes(range(256)) * 40, "pdf", Fault.BROKEN),
    "half a JPEG": (lambda: picture()[:700], "jpg", Fault.BROKEN),
    "half a PNG": (lambda: picture("PNG")[:300], "png", Fault.BROKEN),
    "half a HEIC": (lambda: picture("HEIF")[:120], "heic", Fault.BROKEN),
    "a locked PDF": (lambda: _pdf_with(_nothing, encryption=_LOCKED), "pdf", Fault.LOCKED),
    "a PDF with rights": (
        lambda: _pdf_with(_nothing, encryption=pikepdf.Encryption(owner="a", user="")),
        "pdf",
        Fault.LOCKED,
    ),
    "a script at opening": (lambda: _pdf_with(_script), "pdf", Fault.ACTIVE),
    "a script by name": (lambda: _pdf_with(_named_script), "pdf", Fault.ACTIVE),
    "a script in a packed object": (
        lambda: _pdf_with(_script, object_stream_mode=pikepdf.ObjectStreamMode.generate),
        "pdf",
        Fault.ACTIVE,
    ),
    "a link that starts a program": (lambda: _pdf_with(_launch), "pdf", Fault.ACTIVE),
    "a form sent at opening": (lambda: _pdf_with(_submit), "pdf", Fault.ACTIVE),
    "a form that is a program": (lambda: _pdf_with(_form_program), "pdf", Fault.ACTIVE),
    "another file inside": (lambda: _pdf_with(_attachment), "pdf", Fault.ACTIVE),
    "a page whose content lies elsewhere": (lambda: _pdf_with(_content_from_elsewhere), "pdf", Fault.ACTIVE),
    "a page of another file": (lambda: _pdf_with(_page_of_another_file), "pdf", Fault.ACTIVE),
    "a program for a printer": (lambda: _pdf_with(_program_for_a_printer), "pdf", Fault.ACTIVE),
    "a PDF behind a page of the web": (lambda: b"<html>" + pdf(), "pdf", Fault.MISNAMED),
    "a page of the web that says it is a GIF": (lambda: b"GIF89a/*<script>*/", "jpg", Fault.MISNAMED),
    "a PDF nested without end": (_deep, "pdf", Fault.BROKEN),
    "a text that unpacks without end": (lambda: _png_with(b"zTXt"), "png", Fault.BROKEN),
    "colors that unpack without end": (lambda: _png_with(b"iCCP"), "png", Fault.BROKEN),
    "a HEIC that says it is vast": (lambda: _heic_of(60_000, 60_000), "heic", Fault.TOO_MANY_DOTS),
    "a HEIC that says it is larger": (lambda: _heic_of(6_000, 6_000), "heic", Fault.BROKEN),
    "too many pages": (lambda: pdf(pages=61), "pdf", Fault.TOO_MANY_PAGES),
    "a picture that says it is vast": (lambda: _png(60_000, 60_000), "png", Fault.TOO_MANY_DOTS),
    "a picture that says it is large": (lambda: _png(6_000, 6_000), "png", Fault.BROKEN),
    "a stamp": (lambda: picture(size=(640, 500)), "jpg", Fault.TOO_FEW_DOTS),
}


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_file_is_made_anew(name):
    make, extension, media_type = HONEST[name]

    examined = DirectExaminer().examine(make(), extension=extension)

    assert examined.media_type == media_type
    assert examined.content
    assert examined.pages == (2 if extension == "pdf" else 1)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_gets_its_sentence(name):
    make, extension, fault = HOSTILE[name]

    with pytest.raises(FileRefused) as refused:
        DirectExaminer().examine(make(), extension=extension)

    assert refused.value.fault is fault


def test_no_fault_needs_a_machine_to_understand():
    assert all(fault.value.startswith(("is ", "can ", "holds ", "has ")) and ". " in fault.value for fault in Fault)


class TestInAChild:
    """What cannot be stopped in a process that others live in."""

    def test_it_answers_as_in_this_process(self):
        assert ChildExaminer().examine(picture(), extension="jpg") == DirectExaminer().examine(
            picture(), extension="jpg"
        )
        with pytest.raises(FileRefused):
            ChildExaminer().examine(b"", extension="jpg")

    def test_a_bomb_ends_the_child_alone(self):
        with pytest.raises(FileRefused) as refused:
            ChildExaminer(memory_megabytes=500).examine(_pdf_with(_bomb, compress_streams=False), extension="pdf")

        assert refused.value.fault is Fault.BROKEN

    def test_ten_million_pages_end_the_child_alone(self):
        with pytest.raises(FileRefused) as refused:
            ChildExaminer(memory_megabytes=500).examine(_pages_of_pages(), extension="pdf")

        assert refused.value.fault is Fault.BROKEN

    def test_who_waits_too_long_for_a_turn_is_asked_to_try_again(self):
        with pytest.raises(FileRefused) as refused:
            ChildExaminer(at_once=0, wait_seconds=0).examine(picture(), extension="jpg")

        assert refused.value.fault is Fault.BUSY

    def test_a_child_that_says_nothing_is_dead(self):
        with pytest.raises(ChildDied):
            ask("this.does.not.exist", {}, b"", timeout_seconds=10, memory_megabytes=500)


class TestWhatStaysBehind:
    def test_where_a_picture_was_taken(self):
        exif = Image.Exif()
        exif[0x010E] = "Kitchen of Ana Ruiz"
        sent = picture(exif=exif.tobytes())
        assert b"Kitchen" in sent

        assert b"Kitchen" not in DirectExaminer().examine(sent, extension="jpg").content

    def test_what_follows_a_picture(self):
        kept = DirectExaminer().examine(picture() + b"<?php system($_GET[0]) ?>", extension="jpg")

        assert b"<?php" not in kept.content

    def test_who_wrote_a_pdf(self):
        def sign(new):
            new.docinfo["/Author"] = "Ana Ruiz"

        kept = DirectExaminer().examine(_pdf_with(sign), extension="pdf")

        with pikepdf.open(io.BytesIO(kept.content)) as opened:
            assert "/Author" not in opened.docinfo

    def test_where_a_click_would_lead_and_what_was_told_beside_the_page(self):
        def annotate(new):
            _stream_on_the_page(new, Metadata=new.make_stream(b"Ana Ruiz"), PieceInfo=pikepdf.Dictionary(by="Ana Ruiz"))
            away = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="http://example.org/")
            link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 99, 99], A=away)
            new.pages[0].Annots = pikepdf.Array([new.make_indirect(link)])

        kept = DirectExaminer().examine(_pdf_with(annotate, compress_streams=False), extension="pdf").content

        assert b"example.org" not in kept
        assert b"Ana Ruiz" not in kept

    def test_a_note_on_a_page_is_drawn_onto_it(self):
        def note(new):
            look = new.make_stream(b"0 0 60 20 re f", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form)
            look.BBox = [0, 0, 60, 20]
            stamp = pikepdf.Dictionary(
                Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Stamp, Rect=[100, 100, 160, 120], AP={"/N": look}
            )
            new.pages[0].Annots = pikepdf.Array([new.make_indirect(stamp)])

        kept = DirectExaminer().examine(_pdf_with(note), extension="pdf").content

        with pypdfium2.PdfDocument(kept) as opened:
            assert opened[0].render().to_pil().convert("L").getextrema()[0] == 0

    def test_a_scan_in_16_bits_of_gray_keeps_its_grays(self):
        kept = DirectExaminer().examine(_saved(Image.new("I;16", (640, 640), 0x8000), "PNG"), extension="png")

        with Image.open(io.BytesIO(kept.content)) as opened:
            assert opened.getpixel((5, 5)) == 128

    def test_a_picture_taken_sideways_stands_upright(self):
        exif = Image.Exif()
        exif[0x0112] = 6
        kept = DirectExaminer().examine(picture(size=(900, 640), exif=exif.tobytes()), extension="jpg")

        with Image.open(io.BytesIO(kept.content)) as opened:
            assert opened.size == (640, 900)
