"""A PDF's page as it is printed: where words stand on its picture, and what a hostile page may cost."""

from __future__ import annotations

import io
import re
from itertools import pairwise

import pytest
from file_samples import FILES, pdf_file, text_at
from PIL import Image

from corpus.files import read_file
from corpus.formats import Box, FileLimits, Printed, Unreadable, apart, boxes_of, print_apart
from corpus.formats.pdf.printed import draw_page

LIMITS = FileLimits()
_LARGEST = 150_000  # bytes of a picture


def drawn(data: bytes, number: int = 0, *, mostly_arabic: bool = False) -> Printed:
    return draw_page(data, LIMITS, number=number, mostly_arabic=mostly_arabic)


def ink(printed: Printed) -> tuple[int, int, int, int]:
    """What of the picture is dark: left, top, right, bottom."""
    picture = Image.open(io.BytesIO(printed.picture)).convert("L")
    found = picture.point(lambda light: 255 * (light < 128)).getbbox()
    assert picture.size == (printed.width, printed.height) and found is not None
    return found


@pytest.mark.parametrize("name", ["browser", "browser_divs", "browser_inline", "office"])
def test_neighbouring_words_of_real_pages_are_found_in_both_languages(name: str) -> None:
    path = FILES / f"{name}.pdf"
    document = read_file(path)
    missed = []
    for number, (start, end) in enumerate(pairwise([*document.pages, len(document.text)])):
        text = document.text[start:end]
        printed = drawn(path.read_bytes(), number, mostly_arabic=document.lang == "ar")
        words = [match.span() for match in re.finditer(r"\S*\w\S*", text)]
        assert len(words) > 5
        missed += [
            text[first:last] for (first, _), (_, last) in pairwise(words) if not boxes_of(printed, text, first, last)
        ]
    # On paper a running head stands between the last words of a page and itself.
    assert missed == (["wrapped.\n\nوزارة"] if name == "office" else [])


@pytest.mark.parametrize("crop", ["", "/CropBox [100 200 500 700]", "/CropBox [500 700 100 200]", "/CropBox [9 9 9 9]"])
@pytest.mark.parametrize(
    ("rotate", "matrix"),
    [(0, "1 0 0 1 300 400"), (90, "0 1 -1 0 300 400"), (180, "-1 0 0 -1 300 400"), (-90, "0 -1 1 0 300 400")],
)
@pytest.mark.parametrize("paper", ["0 0 612 792", "90 90 612 792", "0 792 612 0"])
def test_the_box_is_around_the_ink_of_turned_and_cropped_pages(paper: str, rotate: int, matrix: str, crop: str) -> None:
    """Scanners turn pages, whose words are upright when they are shown; word processors' printers crop them."""
    data = pdf_file([f"BT /F1 40 Tf {matrix} Tm (Hxp) Tj ET"], page=f"/Rotate {rotate} {crop}")
    printed = drawn(data.replace(b"0 0 612 792", paper.encode()))
    left, top, right, bottom = ink(printed)
    (box,) = boxes_of(printed, "Hxp", 0, 3)
    assert box.left <= left + 1 and box.top <= top + 1 and box.right >= right - 1 and box.bottom >= bottom - 1
    assert (box.right - box.left) < 1.3 * (right - left) and (box.bottom - box.top) < 2 * (bottom - top)


def test_the_same_words_are_told_apart_by_what_stands_around_them() -> None:
    lines = ["Built in 1954 by Ada.", "Razed in 1954 by Bo.", "Built in 1954 by Cy."]
    printed = drawn(pdf_file(["".join(text_at(72, 720 - 20 * n, line) for n, line in enumerate(lines))]))
    text = "\n".join(lines)
    starts = [match.start() for match in re.finditer("1954", text)]
    found = [boxes_of(printed, text, start, start + 4) for start in starts]
    assert [len(one) for one in found] == [1, 1, 1]
    assert [box.top for (box,) in found] == [
        round((72 + 20 * n - 9.5) * 150 / 72) for n in range(3)
    ]  # 792 - 720 = 72 points from the top
    (three, *_) = boxes_of(printed, text, 0, len(lines[0]))
    assert three.left == 150 and three.right > found[0][0].right
    assert len(boxes_of(printed, text, 0, len(text))) == 3
    assert boxes_of(printed, text.replace("1954", "1955"), starts[0], starts[0] + 4) == []
    assert boxes_of(printed, text, 5, 6) == []  # a space


def test_a_form_is_drawn_as_it_is_filled_in_and_its_value_found() -> None:
    field = (
        "/Annots [<< /Type /Annot /Subtype /Widget /FT /Tx /T (a) /V (Ada) /DA (/F1 12 Tf 0 g) "
        "/Rect [150 715 250 735] /F 4 >>]"
    )
    printed = drawn(pdf_file([text_at(72, 720, "Name")], page=field))
    (box,) = boxes_of(printed, "Name Ada", 5, 8)
    assert (box.left, box.right) == (round(150 * 150 / 72), round(250 * 150 / 72))


def test_a_picture_has_so_many_bytes_at_most_and_a_large_page_so_many_dots() -> None:
    noise = io.BytesIO()
    Image.effect_noise((1200, 1600), 120).save(noise, "PDF")
    printed = drawn(noise.getvalue())
    assert len(printed.picture) <= _LARGEST and printed.letters == ""
    for box in ("0 0 1000000000 1000000000", "0 0 1 1000000000", "0 0 0.0001 0.0001"):
        printed = drawn(pdf_file([text_at(0, 0, "x")]).replace(b"0 0 612 792", box.encode()))
        assert printed.width * printed.height <= 2_400_000 and max(printed.width, printed.height) <= 4_100


def test_a_page_that_is_not_there_and_one_with_more_letters_than_anybody_reads() -> None:
    with pytest.raises(Unreadable, match="has no page 2"):
        drawn(pdf_file([text_at(0, 0, "x")]), 1)
    assert drawn(pdf_file([text_at(0, 0, "x" * 30_001)])).letters == ""


def test_pages_are_drawn_apart_and_on_no_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart.tempfile, "TemporaryFile", lambda: 1 / 0)
    printed = print_apart(pdf_file([text_at(72, 720, "A port")]), 0, mostly_arabic=False)
    (box,) = boxes_of(printed, "A port", 2, 6)
    assert box == Box(170, 130, 206, 156)  # by the widths of Helvetica's letters
    assert printed.picture.startswith(b"RIFF") and (printed.width, printed.height) == (1275, 1651)


def test_a_page_without_end_is_given_up() -> None:
    data = pdf_file(["q 0 0 m 600 700 l S Q " * 300_000])
    with pytest.raises(Unreadable, match="takes more than 1 seconds"):
        print_apart(data, 0, mostly_arabic=False, limits=FileLimits(seconds=1.0))
