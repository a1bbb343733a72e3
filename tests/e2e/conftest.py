"""A running product on a fresh database, and a browser for each person of the journey."""

import os
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, StorageState, sync_playwright

from gis_case.demo.people import PASSWORD
from tests.e2e.product import (
    TEMPLATE,
    begin_anew,
    copy_files,
    copy_template,
    drop,
    make_template,
    pages,
    redis_of,
    url_of,
)

# Chromium asks the world for updates at every start unless it is told not to.
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"]  # fmt: skip


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Leave no template: after all test processes, in the one that leads them."""
    if not hasattr(session.config, "workerinput") and "GIS_CASE_TEST_ADMIN_URL" in os.environ:
        drop(TEMPLATE)


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[dict[str, str]]:
    """The variables that point at what is this test process's own: database, Redis database, folder of files."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "main" else base.parent
    number = 1 + int(re.sub(r"\D", "", worker_id) or 0)
    variables = {
        "DATABASE_URL": url_of("gis_case_login", f"{TEMPLATE}_{worker_id}"),
        "REDIS_URL": redis_of(number),
        "GIS_CASE_VAR": str(tmp_path_factory.mktemp("var")),
        "SIGN_IN_LIMIT": "1000 per minute",
        "GIS_CASE_DEMO": "true",
    }
    make_template(shared / "journeys")
    copy_files(shared / "journeys", Path(variables["GIS_CASE_VAR"]))
    copy_template(f"{TEMPLATE}_{worker_id}")
    yield variables
    drop(f"{TEMPLATE}_{worker_id}")


@pytest.fixture(scope="session")
def address(environment: dict[str, str]) -> Iterator[str]:
    """Where the pages answer."""
    with pages(environment) as found:
        yield found


@pytest.fixture(scope="module", autouse=True)
def ground(environment: dict[str, str], address: str, worker_id: str) -> None:
    """Each file of journeys begins on the demonstration as it was loaded, whatever others did before."""
    begin_anew(environment, f"{TEMPLATE}_{worker_id}")


@pytest.fixture(scope="session")
def browser(address: str) -> Iterator[Browser]:
    """Debian's Chromium. Playwright leaves its event loop in this thread: whatever needs Flask has to come before."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("GIS_CASE_CHROMIUM") or "/usr/bin/chromium", args=QUIET
        )
        yield browser
        browser.close()


Person = Callable[..., Page]
Cookies = Callable[[str], StorageState]


@pytest.fixture(scope="session")
def signed_in(browser: Browser, address: str) -> Cookies:
    """The cookies of a demonstration account that has signed in at the form, once for all journeys."""

    @cache
    def sign_in(key: str) -> StorageState:
        context = browser.new_context(base_url=address, locale="vi-VN")
        page = context.new_page()
        page.goto("/dang-nhap")
        page.locator("#email").fill(f"{key}@minhhoa.example.vn")
        page.locator("#password").fill(PASSWORD)
        page.locator("#password").press("Enter")
        page.wait_for_url("**/")
        state = context.storage_state()
        context.close()
        return state

    return sign_in


def _fault_of(key: str, said: ConsoleMessage) -> list[str]:
    """A script or the content policy complained; answers such as 404 and 422 are for the journeys to look at."""
    mere_answer = said.text.startswith("Failed to load resource")
    return [f"{key}: {said.text}"] if said.type == "error" and not mere_answer else []


@pytest.fixture
def person(browser: Browser, address: str, signed_in: Cookies) -> Iterator[Person]:
    """Pages of signed-in people, by the key of their demonstration account; faults of a page fail the journey."""
    contexts: dict[str, tuple[BrowserContext, Page]] = {}
    faults: list[str] = []

    def open_page(key: str, width: int = 1366, height: int = 768, **more: Any) -> Page:
        if key in contexts:
            return contexts[key][1]
        more = {"viewport": {"width": width, "height": height}, "base_url": address, "locale": "vi-VN"} | more
        context = browser.new_context(storage_state=signed_in(key), reduced_motion="reduce", **more)
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(f"{key}: {error}"))
        page.on("console", lambda said: faults.extend(_fault_of(key, said)))
        contexts[key] = (context, page)
        page.goto("/")
        return page

    yield open_page
    for context, _ in contexts.values():
        context.close()
    assert faults == []
