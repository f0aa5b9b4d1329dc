from tests.browser.test_shell_component import *
from tests.browser.conftest import *
def test_dbg(page):
    sessions(page).nth(1).click(); page.wait_for_timeout(500)
    print([ (b.get_attribute("aria-label"), b.get_attribute("class"), b.is_visible()) for b in page.locator(".tabgrid button").all()])
    print(page.locator(".tabgrid").evaluate("e=>e.outerHTML")[:3000])
    page.screenshot(path="/tmp/ccw/dbg.png")
