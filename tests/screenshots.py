"""`make screenshots`: the pictures of the manual, of a product that really runs on the demonstration."""

import io
import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from gis_case.local.packages import find_browser
from gis_case.local.processes import wait_for

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "manual" / "pictures"
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"]  # fmt: skip
READY_S = 300
DESK, TABLET = (1366, 768), (800, 1280)
SPOKEN = "21°56′45″B 106°41′48″Đ"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2):
            return True
    except OSError:
        return False


@contextmanager
def running() -> Iterator[str]:
    """The whole product as `make run` starts it, on a folder and a port of its own; yields its address."""
    port = _free_port()
    command = [sys.executable, "-m", "gis_case.cli", "up"]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"GIS_CASE_PORT": str(port)})
    address = f"http://127.0.0.1:{port}"
    try:
        if not wait_for(lambda: process.poll() is not None or _answers(f"{address}/health/ready"), READY_S):
            raise SystemExit("the pages do not answer")
        yield address
    finally:
        process.terminate()
        process.wait()


def _sign_in(page: Page, key: str) -> None:
    page.goto("/dang-nhap")
    page.locator("li", has_text=f"{key}@minhhoa.example.vn").get_by_role("button").click()
    page.wait_for_url("**/")


def _keep(page: Page, name: str) -> None:
    """Write the visible part of the page, in few colours: pictures travel with the source."""
    page.wait_for_load_state("networkidle")
    page.wait_for_function("() => document.fonts.status === 'loaded'")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with Image.open(io.BytesIO(page.screenshot())) as picture:
        picture.convert("RGB").quantize(128).save(FOLDER / f"{name}.png", optimize=True)
    print(f"{name}.png")


def _open_case(page: Page, words: str) -> None:
    page.goto(f"/ho-so?q={words}")
    page.locator("main tbody a").first.click()
    page.wait_for_selector(".leaflet-container")


def _desk(page: Page) -> None:
    _sign_in(page, "tinhdoi")
    _keep(page, "work")
    page.goto("/ho-so")
    _keep(page, "cases")
    page.goto("/ban-do")
    page.wait_for_selector(".leaflet-marker-icon")
    _keep(page, "map")
    page.goto("/toa-do/moi")
    page.locator("[name=verbatim]").fill(SPOKEN)
    page.locator("[name=source_kind]").select_option(index=2)
    page.wait_for_selector("[name=reading]")
    page.locator("h1").click()
    _keep(page, "coordinate")
    _open_case(page, "phia+nam")
    _keep(page, "case")
    page.goto("/ban-do-ve-tay")
    page.locator("main .row-link").first.click()
    page.goto(page.url + "/ghep")
    page.wait_for_timeout(2000)  # tiles of the drawing fade in
    _keep(page, "sketch")
    page.goto("/ho-so?stage=verification")
    page.locator("main tbody a").first.click()
    page.goto(page.url + "/tim-tiep")
    page.wait_for_selector(".leaflet-container")
    _keep(page, "search")


def _tablet(page: Page) -> None:
    _sign_in(page, "doiquytap")
    _open_case(page, "lo+voi")
    _keep(page, "case-tablet")


def main() -> int:
    """Take every picture; the product runs for that long."""
    with running() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=QUIET)
        for (width, height), take in ((DESK, _desk), (TABLET, _tablet)):
            context = browser.new_context(
                viewport={"width": width, "height": height}, base_url=address, locale="vi-VN", has_touch=width < 1000
            )
            take(context.new_page())
            context.close()
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
