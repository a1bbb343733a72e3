"""A dossier on A4: the case without the frame around it."""

import pypdfium2
from playwright.sync_api import expect

from tests.e2e.look import visit


def test_a_case_is_printed_without_the_frame(person):
    page = person("tinhdoi")
    visit(page, "/ho-so?stage=excavation <first>")
    title = page.locator("h1").inner_text().split(" ", 1)[1]
    page.emulate_media(media="print")
    for frame in (".top", ".rail", ".bottom", ".skip", ".page-actions", ".btn"):
        for one in page.locator(frame).all():
            expect(one).to_be_hidden()
    expect(page.locator("#ke-hoach")).to_be_visible()
    paper = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    words = " ".join(one.get_textpage().get_text_bounded() for one in paper)
    assert all(abs(one.get_width() - 595) < 2 and abs(one.get_height() - 842) < 2 for one in paper)
    paper.close()
    assert title in " ".join(words.split())
    assert "Việc của tôi" not in words
