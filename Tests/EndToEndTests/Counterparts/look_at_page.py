"""Looks at the status page with a real browser and prints what a person would see, as JSON.

look_at_page.py URL FOLDER          at phone and desktop width, light and dark
look_at_page.py URL FOLDER --lost   until the page says that the agent does not answer
"""

import json
import sys

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

CHROMIUM = "/usr/bin/chromium"
LOOKS = [("phone-light", 390, 844, "light"), ("phone-dark", 390, 844, "dark"),
         ("desktop-light", 1280, 900, "light"), ("desktop-dark", 1280, 900, "dark")]
SEEN = """() => ({
  title: document.title,
  summary: document.getElementById("summary").innerText,
  alarms: [...document.querySelectorAll("#alarms li")].map((item) => item.innerText),
  // The drawing on a wide screen, the list on a narrow one: what is seen.
  nodes: Object.fromEntries([...document.querySelectorAll("#power [data-node]")]
    .filter((node) => node.getClientRects().length > 0)
    .map((node) => [node.dataset.node, node.getAttribute("class")])),
  glance: [...document.querySelectorAll("#glance li")].map((tile) => tile.innerText),
  danger: [...document.querySelectorAll("#rooms li.danger h3")].map((room) => room.innerText),
  rooms: [...document.querySelectorAll("#rooms h3")].map((room) => room.innerText),
  banners: [...document.querySelectorAll(".banner")].filter((b) => !b.hidden)
    .map((banner) => banner.innerText),
  clock: document.querySelector("#clock time").dateTime,
  scrolls_sideways: document.documentElement.scrollWidth > window.innerWidth,
  hacked: window.hacked === true || document.querySelector("main script, main img") !== null,
})"""


def look(browser, url, folder, name, width, height, scheme):
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
    console = []
    page.on("console", lambda message: console.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: console.append(f"error: {error}"))
    page.on("dialog", lambda dialog: (console.append("dialog"), dialog.dismiss()))
    page.goto(url)
    before = page.evaluate(SEEN)["clock"]
    # The script puts fresh parts in place of the old: the clock on the page must go.
    page.wait_for_function(
        "(before) => document.querySelector('#clock time').dateTime !== before", arg=before,
        timeout=60_000)
    for details in page.query_selector_all("details"):
        details.evaluate("(element) => { element.open = true; }")
    # axe evaluates in the page; the policy forbids that to scripts of the page only.
    violations = Axe().run(page).response["violations"]
    page.screenshot(path=f"{folder}/{name}.png")
    seen = page.evaluate(SEEN)
    page.close()
    return seen | {
        "name": name, "console": console,
        "violations": [f"{v['id']}: {v['help']}: {v['nodes'][0]['html'][:200]}"
                       for v in violations]}


def lost(browser, url):
    page = browser.new_page()
    page.goto(url)
    print("looking", flush=True)
    page.wait_for_selector("#lost:not([hidden])", timeout=120_000)
    return page.evaluate(SEEN)


with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
    if "--lost" in sys.argv:
        print(json.dumps(lost(browser, sys.argv[1])))
    else:
        print(json.dumps([look(browser, sys.argv[1], sys.argv[2], *each) for each in LOOKS]))
    browser.close()
