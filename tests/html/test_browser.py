"""The report's page in headless Chromium: its policy, its accessibility, its keyboard and its print."""

from __future__ import annotations

import json
import os
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from tests.allocation.billing import focus, identity
from tests.lack import lack_package
from tests.program import run_here
from tests.project import Project
from tests.tools.npm import installed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}</script><!--'
ARGUMENTS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
NARROW, WIDE = 320, 1200
ALL = "[...document.querySelectorAll('{}')]".format
"""The elements of a selector, as a list in JavaScript."""
STOPS = f"{ALL('a, button, input, summary, .scroll')}.filter((each) => each.checkVisibility())"
"""What Tab leads to on a page, in this order."""


class Browser:
    """Chromium with one page."""

    def __init__(self, driver: webdriver.Chrome) -> None:
        self.driver = driver

    def tell(self, command: str, **parameters: Any) -> Any:
        """Send a command of Chromium's DevTools protocol."""
        return self.driver.execute_cdp_cmd(command, parameters)

    def run(self, script: str, *arguments: Any) -> Any:
        return self.driver.execute_script(script, *arguments)

    def log(self, name: str) -> list[dict[str, Any]]:
        """The entries of a log since the last call."""
        entries = self.driver.get_log(name)  # type: ignore[no-untyped-call]
        assert isinstance(entries, list)
        return entries

    def visit(self, page: Path, *, width: int = WIDE, media: str = "", **features: str) -> None:
        """Open a page, as wide as this, under these media features: `prefers_color_scheme="dark"`."""
        wanted = [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]
        self.tell("Emulation.setEmulatedMedia", media=media, features=wanted)
        self.tell("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        self.log("performance")
        self.log("browser")
        self.driver.get(page.as_uri())

    def requests(self) -> dict[str, str]:
        """The addresses that were asked for since the page was opened, and why one was blocked."""
        events = [json.loads(entry["message"])["message"] for entry in self.log("performance")]
        requests = {
            each["params"]["requestId"]: each["params"]["request"]["url"]
            for each in events
            if each["method"] == "Network.requestWillBeSent"
        }
        blocked = {
            each["params"]["requestId"]: each["params"].get("blockedReason", "")
            for each in events
            if each["method"] == "Network.loadingFailed"
        }
        return {url: blocked.get(name, "") for name, url in requests.items()}

    def press(self, *keys: str) -> None:
        """Press keys where the focus is."""
        ActionChains(self.driver, duration=0).send_keys(*keys).perform()

    def tab_to(self, selector: str) -> None:
        """Press Tab until the focus is on an element."""
        self.press(Keys.TAB * self.run(f"return {STOPS}.findIndex((each) => each.matches(arguments[0])) + 1", selector))
        assert self.run("return document.activeElement.matches(arguments[0])", selector), selector

    def rows(self) -> list[str]:
        """The keys of the jobs in the table."""
        script = "return [...document.querySelectorAll('#jobs-table tbody tr')].map((row) => row.cells[0].textContent)"
        rows = self.run(script)
        assert isinstance(rows, list)
        return rows


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    driver = os.environ.get("CHROMEDRIVER") or shutil.which("chromedriver")
    if not chromium or not driver:
        lack_package("chromium-driver", "chromium or chromedriver")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    for argument in (*ARGUMENTS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(argument)
    started = webdriver.Chrome(options=options, service=Service(driver))
    yield Browser(started)
    started.quit()


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page with something in every section, and hostile values wherever a file can have one."""
    return written(tmp_path_factory.mktemp("full"), [f"job_{number:03}" for number in range(150)])


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with few jobs."""
    return written(tmp_path_factory.mktemp("short"), [f"job_{number:03}" for number in range(12)])


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page about one job with an error that hides its tags."""
    project = Project(tmp_path_factory.mktemp("empty"))
    project.write("provider-bridge.yaml", "")
    project.job("jobs/a.yaml", {"provider": "awz"})
    assert run_here("report", "jobs", "--output", "page.html", cwd=project.root).code == 0
    return project.root / "page.html"


def written(directory: Path, names: Sequence[str]) -> Path:
    project = Project(directory)
    pools = [{"name": f"tax {HOSTILE}", "where": {"category": "Tax"}}]
    exemption = {"rule": "required-tag", "reason": HOSTILE, "owner": HOSTILE, "expires": "2999-01-01"}
    exempted = {**exemption, "jobs": ["jobs/job_001.yaml"], "tags": ["Owner"]}
    required = ["Team", "Owner", {"key": HOSTILE, "when": {"environment": "dev"}}]
    policy = {"required_tags": required, "exemptions": [exempted], "allocation": {"shared": pools}}
    project.write("provider-bridge.yaml", policy)
    for number, name in enumerate(names):
        tags = {"Team": "web", "Owner": "me"} if number > 9 else {"Team": HOSTILE, HOSTILE: HOSTILE}
        project.job(f"jobs/{name}.yaml", {"tags": tags}, environment="prod")
    project.job(f"jobs/{HOSTILE.replace('/', '')}\u202e#%2e.yaml", {"tags": {"Note": HOSTILE}}, name=HOSTILE)
    line = {"ServiceName": HOSTILE, "ChargePeriodStart": "2025-01-05"}
    lines = [{"Tags": identity(name), "EffectiveCost": str(number)} for number, name in enumerate(names)]
    project.write(f"{HOSTILE.replace('/', '')}.csv", focus(*lines, line, {"ChargeCategory": "Tax"}))
    live = [{"Key": "dativo:tenant", "Value": HOSTILE}, {"Key": "dativo:job", "Value": HOSTILE}]
    mappings = [{"ResourceARN": f"arn:aws:s3:::{HOSTILE}", "Tags": live}, {"ResourceARN": HOSTILE, "Tags": []}]
    project.write("live.json", json.dumps({"ResourceTagMappingList": mappings, "PaginationToken": ""}))
    options = ("--bill", "*.csv", "--inventory", "live.json", "--by", "Team", "--by", HOSTILE)
    ran = run_here("report", "jobs", *options, "--output", "page.html", cwd=project.root)
    assert (ran.code, ran.err) == (0, "")
    return project.root / "page.html"


def test_no_request_leaves_the_page(browser: Browser, full: Path) -> None:
    browser.visit(full)
    assert browser.requests() == {full.as_uri(): ""}
    assert browser.log("browser") == []


def test_the_policy_forbids_what_the_page_did_not_bring(browser: Browser, full: Path) -> None:
    browser.visit(full)
    blocked = browser.driver.execute_async_script(
        """
        const done = arguments[0];
        const blocked = [];
        addEventListener("securitypolicyviolation", (event) => blocked.push(event.effectiveDirective));
        function add(name, properties) {
          document.body.append(Object.assign(document.createElement(name), properties));
        }
        add("script", { textContent: "window.foreign = 1" });
        add("script", { src: "https://example.com/a.js" });
        add("img", { src: "https://example.com/a.png" });
        add("style", { textContent: "body { display: none }" });
        add("iframe", { src: "https://example.com/" });
        document.body.setAttribute("onclick", "window.foreign = 1");
        document.body.click();
        fetch("https://example.com/").catch(() => setTimeout(() => done(blocked), 200));
        """
    )
    assert set(blocked) == {
        *("script-src-elem", "script-src-attr", "style-src-elem", "img-src", "frame-src", "connect-src"),
    }
    assert browser.run("return window.foreign") is None
    assert {why for url, why in browser.requests().items() if url.startswith("http")} == {"csp"}


def test_hostile_values_stay_text(browser: Browser, full: Path) -> None:
    """An alert would raise an exception in each call of the browser."""
    browser.visit(full)
    browser.run("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    assert browser.run("return document.querySelectorAll('main :is(img, script, iframe, link)').length") == 0
    assert browser.run("return document.scripts.length") == 2
    text = browser.run("return document.body.innerText")
    assert text.count(HOSTILE) > 20
    assert ">49<" not in text
    browser.tab_to("#filter")
    browser.press("#%2")
    assert browser.rows() == [f"jobs/{HOSTILE.replace('/', '')}\\u202e#%2e"]
    link = browser.run("return document.querySelector('#jobs-table td a').href")
    assert link.startswith(full.parent.as_uri())
    assert link.endswith("%23%252e.yaml#L1")


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("page", ["short", "empty"])
def test_axe_has_nothing_to_report(
    browser: Browser, page: str, scheme: str, width: int, request: pytest.FixtureRequest
) -> None:
    axe = installed("axe-core/axe.min.js").read_text("utf-8")
    browser.visit(request.getfixturevalue(page), width=width, prefers_color_scheme=scheme)
    browser.run("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    browser.run(axe)
    result = browser.driver.execute_async_script(
        "axe.run({ resultTypes: ['violations'] }).then(arguments[0], (error) => arguments[0](String(error)))"
    )
    assert [(each["id"], each["nodes"][0]["html"]) for each in result["violations"]] == []
    assert len(result["passes"]) > 20


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_the_page_is_as_wide_as_the_window(browser: Browser, full: Path, width: int) -> None:
    """Tables and charts are scrolled by themselves."""
    browser.visit(full, width=width)
    assert browser.run("return document.documentElement.scrollWidth") <= width


def test_tab_leads_everywhere_and_shows_where_it_is(browser: Browser, short: Path) -> None:
    browser.visit(short)
    browser.run(
        "window.outlines = [];"
        "addEventListener('focusin', ({ target }) => {"
        "  const style = getComputedStyle(target);"
        f"  window.outlines.push([{STOPS}.indexOf(target), style.outlineStyle + style.outlineWidth]);"
        "});"
    )
    stops = browser.run(f"return {STOPS}.length")
    browser.press(Keys.TAB * stops)
    assert browser.run("return window.outlines") == [[number, "solid3px"] for number in range(stops)]


def test_the_first_link_skips_to_the_report(browser: Browser, full: Path) -> None:
    browser.visit(full)
    browser.press(Keys.TAB)
    assert browser.driver.switch_to.active_element.text == "Skip to the report"
    browser.press(Keys.ENTER)
    assert browser.run("return document.activeElement.id") == "main"


def test_sections_are_reached_by_keyboard(browser: Browser, short: Path) -> None:
    for name in ("summary", "cost", "coverage", "diagnostics", "budget", "jobs"):
        browser.visit(short)
        browser.tab_to(f"nav a[href='#{name}']")
        browser.press(Keys.ENTER)
        assert browser.run("return document.querySelector(':target').id") == name
        browser.press(Keys.TAB)
        inside = "return !document.activeElement.compareDocumentPosition(document.getElementById(arguments[0])) || "
        script = "document.getElementById(arguments[0]).compareDocumentPosition(document.activeElement) & 4"
        assert browser.run(inside + script, name)


def test_jobs_are_filtered_by_keyboard(browser: Browser, full: Path) -> None:
    browser.visit(full)
    assert len(browser.rows()) == 100
    browser.tab_to("#filter")
    browser.press("PROD job_14")
    assert browser.rows() == [f"jobs/job_{number}" for number in range(149, 139, -1)]
    assert browser.run("return document.getElementById('shown').textContent") == "1 to 10 of 10 jobs, 1,445.10 USD"
    browser.press("x")
    assert browser.rows() == []
    assert browser.run("return document.getElementById('shown').textContent") == "0 jobs, 0.00 USD"


def test_jobs_are_sorted_by_keyboard(browser: Browser, full: Path) -> None:
    browser.visit(full)
    sorts = "return [...document.querySelectorAll('#jobs-table th')].map((head) => head.ariaSort)"
    assert browser.run(sorts)[-1] == "descending"
    assert browser.rows()[0] == "jobs/job_149"
    browser.tab_to("#jobs-table th:last-child button")
    browser.press(Keys.ENTER)
    assert browser.run(sorts)[-1] == "ascending"
    assert browser.rows()[1] == "jobs/job_000"
    browser.visit(full)
    browser.tab_to("#jobs-table th:first-child button")
    browser.press(Keys.SPACE)
    assert browser.run(sorts)[0] == "ascending"
    assert browser.rows()[1:3] == ["jobs/job_000", "jobs/job_001"]
    browser.press(Keys.SPACE)
    assert browser.rows()[0] == "jobs/job_149"


def test_jobs_are_paged_by_keyboard(browser: Browser, full: Path) -> None:
    browser.visit(full)
    browser.tab_to("#next")
    browser.press(Keys.ENTER)
    assert len(browser.rows()) == 51
    browser.press(Keys.ENTER)
    assert len(browser.rows()) == 51, "there is no third page"
    assert browser.run("return document.activeElement.ariaDisabled") == "true"
    ActionChains(browser.driver).key_down(Keys.SHIFT).send_keys(Keys.TAB).key_up(Keys.SHIFT).perform()
    browser.press(Keys.SPACE)
    assert len(browser.rows()) == 100


def test_the_tables_of_charts_are_opened_by_keyboard(browser: Browser, full: Path) -> None:
    browser.visit(full)
    browser.tab_to("#cost summary")
    browser.press(Keys.ENTER)
    assert browser.run("return document.activeElement.parentNode.open")
    assert browser.run("return document.activeElement.parentNode.innerText").count("2025-01-0") == 5


def test_print_has_black_on_white_and_all_tables(browser: Browser, full: Path) -> None:
    browser.visit(full, media="print", prefers_color_scheme="dark")
    assert browser.run("return getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    visible = f"{ALL('nav, .filter, .skip, summary')}.filter((each) => each.checkVisibility())"
    assert browser.run(f"return {visible}.length") == 0
    assert browser.run("return getComputedStyle(document.querySelector('.scroll')).overflowX") == "visible"
    counts = ", ".join(f"{ALL(each)}.length" for each in ("details:not([open])", "#jobs-table tbody tr"))
    browser.run(f"addEventListener('beforeprint', () => {{ window.printed = [{counts}]; }})")
    before = browser.run("return document.querySelectorAll('details[open]').length")
    assert browser.tell("Page.printToPDF")["data"]
    assert browser.run("return window.printed") == [0, 151]
    assert browser.run("return document.querySelectorAll('details[open]').length") == before
    assert len(browser.rows()) == 100


def test_nothing_moves(browser: Browser, full: Path) -> None:
    browser.visit(full, prefers_reduced_motion="reduce")
    styles = f"{ALL('*')}.map((each) => getComputedStyle(each))"
    values = "[style.transitionDuration, style.animationName, style.scrollBehavior].join()"
    assert browser.run(f"return [...new Set({styles}.map((style) => {values}))]") == ["0s,none,auto"]


def test_the_page_is_whole_without_scripts(browser: Browser, full: Path) -> None:
    browser.tell("Emulation.setScriptExecutionDisabled", value=True)
    try:
        browser.visit(full)
        assert len(browser.rows()) == 100
        assert not browser.run("return document.querySelector('.filter').checkVisibility()")
        assert browser.run("return document.querySelectorAll('#jobs-table button').length") == 0
    finally:
        browser.tell("Emulation.setScriptExecutionDisabled", value=False)
