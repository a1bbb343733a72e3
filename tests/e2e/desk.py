"""What people do at a page: look up, answer a field, press a button, draw; each waits for what follows."""

from datetime import date, timedelta

from playwright.sync_api import Locator, Page, expect

from gis_case.core.clock import today


def day(ago: int = 0) -> str:
    """A day as officers type it."""
    when: date = today() - timedelta(days=ago)
    return f"{when.day}/{when.month}/{when.year}"


def look_up(page: Page, words: str) -> None:
    """Find something with the box at the top."""
    page.locator("#search").fill(words)
    page.locator("#search").press("Enter")
    page.wait_for_url("**/tim?**")


def open_case(page: Page, title: str) -> None:
    """Go to the page of a case as people do: look it up, take the first line."""
    look_up(page, title)
    page.get_by_role("link", name=title).first.click()
    expect(page.locator("h1")).to_contain_text(title)


def go(page: Page, words: str) -> None:
    """Follow a link of the page, in its own words."""
    page.locator(".page").get_by_role("link", name=words, exact=True).first.click()


def press(page: Page, words: str) -> None:
    """Press a button of the page, in its own words."""
    page.locator(".page").get_by_role("button", name=words, exact=True).first.click()


def unfold(page: Page, words: str) -> None:
    """Open what is folded away."""
    page.locator(".page summary").get_by_text(words, exact=True).click()


def answer(page: Page, **answers: str) -> None:
    """Give answers to fields of the page, whatever their kind."""
    for name, value in answers.items():
        field = page.locator(f'main form:not(.one-button) [name="{name}"]').filter(visible=True)
        kind = field.first.evaluate("one => one.type")
        if kind in ("radio", "checkbox"):
            field.and_(page.locator(f'[value="{value}"]')).check()
        elif kind == "select-one":
            choose(field, value)
        else:
            field.fill(value)


def choose(field: Locator, words: str) -> None:
    """Choose the option that contains `words`, or has them as its value."""
    option = field.locator("option").filter(has_text=words)
    if option.count():
        field.select_option(index=option.first.evaluate("one => one.index"))
    else:
        field.select_option(value=words)


def told(page: Page) -> str:
    """What the page says when something was done."""
    flash, refusal = page.locator(".flash-success"), page.locator(".error-summary")
    expect(flash.or_(refusal)).to_be_visible()
    assert not refusal.count(), refusal.inner_text()
    return flash.inner_text()


def send(page: Page, words: str) -> None:
    """Press a button and see that it was done."""
    press(page, words)
    told(page)


def try_move(page: Page, stage: str) -> list[str]:
    """Press the button of a move that is refused; return every reason that the page gives."""
    press(page, f"Chuyển hồ sơ sang: {stage}")
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    return [reason.strip() for reason in summary.locator("li").all_inner_texts()]


def missing(page: Page) -> list[str]:
    """What the checklist of the next move still asks for; it is named before anybody presses anything."""
    unmet = page.locator("#chuyen .gates").first.locator(".unmet")
    return [line.replace("còn thiếu:", "").strip() for line in unmet.all_inner_texts()]


def move(page: Page, stage: str) -> None:
    """Move a case on, and see it stand in its new stage."""
    press(page, f"Chuyển hồ sơ sang: {stage}")
    told(page)
    expect(page.locator(".step[aria-current=step]")).to_contain_text(stage)


def draw(page: Page, *, beside: str = "", times: float = 1.0, half_px: float = 30) -> None:
    """Draw a square with the mouse: round the middle of the map, or `times` as large as a shape that is there."""
    ground = page.locator("#area-map[data-ready=yes]")
    ground.scroll_into_view_if_needed()
    press(page, "Vẽ khu vực")
    box = (page.locator(f"#area-map {beside}").first if beside else ground).bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    half = times * box["width"] / 2 if beside else half_px
    for right, down in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
        page.mouse.move(x + right * half, y + down * half)
        page.mouse.click(x + right * half, y + down * half)
    press(page, "Vẽ xong")
    expect(page.locator("#area-map ~ .map-hint[role=status]")).to_contain_text("ha")
    expect(page.locator("#area")).not_to_have_value("")
