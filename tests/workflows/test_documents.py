"""The names under which files are kept and handed out."""

import pytest

from workflows.documents import named_as, tidy_name


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("card.pdf", "card.pdf"),
        ("C:\\Users\\ana\\card.pdf", "card.pdf"),
        ("../../etc/passwd", "passwd"),
        ("card\r\nX-Evil: 1.pdf", "cardX-Evil: 1.pdf"),
        ("card\x00.pdf", "card.pdf"),
        ("card\u202efdp.exe", "cardfdp.exe"),
        ("  two \u2028 lines\u00a0.pdf", "two lines .pdf"),
        ("re\u0301sume\u0301.pdf", "r\u00e9sum\u00e9.pdf"),
        ("x" * 300 + ".pdf", "x" * 96 + ".pdf"),
        ("\u200b", "File"),
        ("", "File"),
    ],
)
def test_a_name_keeps_what_a_person_sees_of_it(sent, kept):
    assert tidy_name(sent) == kept


@pytest.mark.parametrize(
    ("name", "media_type", "handed_out"),
    [
        ("card.heic", "image/jpeg", "card.jpg"),
        ("card.pdf", "application/pdf", "card.pdf"),
        ("File", "image/png", "File.png"),
    ],
)
def test_a_name_ends_as_what_the_file_has_become(name, media_type, handed_out):
    assert named_as(name, media_type) == handed_out
