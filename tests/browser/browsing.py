"""Opens pages in the Chromium of this machine and says what is wrong with them; used by the tests and by shoot.py."""

import json
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from ctypes.util import find_library
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

AXE = Path(__file__).with_name("node_modules") / "axe-core" / "axe.min.js"
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

DESKTOP: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
# WCAG 2.2, 1.4.10 Reflow: what 1280 by 1024 px is at 400 % zoom.
NARROW: ViewportSize = {"width": 320, "height": 256}
ZOOM = 4
SCREEN: ViewportSize = {"width": 1280, "height": 800}
# A4 less the 14 mm margins of the stylesheet, at 96 px an inch.
A4_PRINTED: ViewportSize = {"width": 688, "height": 996}

# Chromium must reach for nothing of its own: the tests tell a page's requests from the browser's.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def missing() -> str:
    """What this machine lacks for the browser tests, in words; "" where nothing."""
    if not chromium():
        return "no Chromium on this machine (Debian: apt-get install chromium)"
    if sys.platform == "linux" and not find_library("atomic"):
        return "no libatomic, which Playwright's driver needs (Debian: apt-get install libatomic1)"
    if not AXE.is_file():
        return "no axe-core (npm ci --prefix tests/browser)"
    return ""


def chromium() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@contextmanager
def open_browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield browser
        browser.close()


def open_pages(
    browser: Browser, files: Sequence[Path], *, viewport: ViewportSize = DESKTOP, **options: Any
) -> Iterator[tuple[Path, Page]]:
    """Each file in turn, opened in one tab of one profile, with no network behind it."""
    context = browser.new_context(viewport=viewport, offline=True, **options)
    page = context.new_page()
    for file in files:
        page.goto(file.resolve().as_uri())
        yield file, page
    context.close()


def pages_of(quarter: Path) -> list[Path]:
    return sorted(path for path in quarter.rglob("*.html") if "failed" not in path.relative_to(quarter).parts)


def one_of_each(files: Sequence[Path], *, kinds: Mapping[str, str] | None = None) -> list[Path]:
    """The largest page of each kind of report, and of each kind of scope where `kinds` tells those of the folders."""
    by_size = sorted(files, key=lambda file: file.stat().st_size)
    return list({(file.name, (kinds or {}).get(file.parent.name)): file for file in by_size}.values())


def scope_kinds(outputs: Path) -> dict[str, str]:
    """Folder to the kind of scope that its reports are about, from the manifests."""
    manifests = (json.loads(path.read_text(encoding="utf-8")) for path in outputs.rglob("manifest.json"))
    return {
        report["page"].split("/")[0]: report["parameters"]["scope_kind"]
        for manifest in manifests
        for report in manifest["reports"]
        if "/" in report["page"]
    }


def open_disclosures(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true; })")


def accessibility_faults(page: Page) -> list[str]:
    """axe-core's violations of WCAG 2.2 A and AA and of its best practices, disclosures opened; needs `bypass_csp`."""
    open_disclosures(page)
    page.add_script_tag(path=AXE)
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']})",
        AXE_RULES,
    )
    return [
        f"{violation['id']}: {violation['help']} at {node['target'][0]} ({len(violation['nodes'])} places)"
        for violation in found["violations"]
        for node in violation["nodes"][:1]
    ]


def requests_of(page: Page) -> list[str]:
    """Every address that opening the page asks for, beyond the page itself and what it carries inside."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload(wait_until="load")
    page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done, 50)))")
    return [url for url in asked if url != page.url and not url.startswith("data:")]


def scripts(page: Page) -> list[str]:
    """Everything on the page that could run as a script."""
    return page.evaluate(
        """() => [...document.querySelectorAll('*')].flatMap(element => [
            ...(element.localName === 'script' ? ['script'] : []),
            ...[...element.attributes]
                .filter(a => a.name.startsWith('on') || /^\\s*javascript:/i.test(a.value))
                .map(a => `${element.localName} ${a.name}`),
        ])"""
    )


def widest_overflow(page: Page) -> list[str]:
    """What makes the page wider than its window; nothing where the page fits."""
    open_disclosures(page)
    return page.evaluate(
        """() => {
            const room = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= room) return [];
            const wide = [...document.querySelectorAll('body *')]
                .filter(element => element.getBoundingClientRect().right > room + 0.5)
                .map(element => `${element.localName}.${element.getAttribute('class') ?? ''}`
                    + ` ends at ${Math.round(element.getBoundingClientRect().right)} of ${room} px`);
            return wide.slice(0, 5);
        }"""
    )


def structure_faults(page: Page) -> list[str]:
    """Own checks, beyond axe: language, headings, captions, scopes, text alternatives, link texts."""
    return page.evaluate(
        """() => {
            const all = selector => [...document.querySelectorAll(selector)];
            const faults = [];
            if (document.documentElement.lang !== 'en-GB') faults.push(`lang is ${document.documentElement.lang}`);
            const levels = all('h1, h2, h3, h4, h5, h6').map(heading => Number(heading.localName[1]));
            if (levels.filter(level => level === 1).length !== 1) faults.push('not exactly one h1');
            levels.forEach((level, i) => {
                if (level > (levels[i - 1] ?? 0) + 1) faults.push(`heading ${i + 1} skips to level ${level}`);
            });
            all('table').forEach((table, i) => {
                if (!table.caption?.textContent.trim()) faults.push(`table ${i + 1} has no caption`);
            });
            all('th:not([scope])').forEach(th => faults.push(`header without scope: ${th.textContent.trim()}`));
            const alternatives = all('img, svg[role=img]').map(image => (image.getAttribute('alt')
                ?? image.getAttribute('aria-label')
                ?? (image.getAttribute('aria-labelledby') ?? '').split(' ')
                    .map(id => document.getElementById(id)?.textContent ?? '').join(' ')).trim());
            alternatives.forEach((text, i) => {
                if (/^(image|chart|figure|graph|plot)?\\.?$/i.test(text)) faults.push(`picture ${i + 1} has no text alternative`);
                else if (alternatives.indexOf(text) !== i) faults.push(`text alternative used twice: ${text}`);
            });
            all('svg:not([role=img]):not([aria-hidden=true])').forEach(() => faults.push('svg is neither a picture nor hidden'));
            all('a').forEach(link => {
                if (/^(|here|click here|link|more|read more)$/i.test(link.textContent.trim())) faults.push(`link says '${link.textContent}'`);
                const target = link.getAttribute('href') ?? '';
                if (target.startsWith('#') && target.length > 1 && !document.getElementById(decodeURIComponent(target.slice(1))))
                    faults.push(`link leads nowhere: ${target}`);
            });
            const ids = all('[id]').map(element => element.id);
            ids.forEach((id, i) => { if (ids.indexOf(id) !== i) faults.push(`id used twice: ${id}`); });
            return faults.slice(0, 20);
        }"""
    )


def disorder(page: Page) -> list[str]:
    """Where the eye meets the blocks of a page in another order than a screen reader: a block above the one before and not beside it."""
    return page.evaluate(
        """() => {
            const blocks = [...document.querySelectorAll('main :is(h1, h2, h3, h4, p, li, table, figure, dt)')]
                .filter(block => block.checkVisibility() && !block.closest('table :is(td, th)'))
                .map(block => [block, block.getBoundingClientRect()]);
            return blocks.flatMap(([block, box], i) => {
                if (!i) return [];
                const [, before] = blocks[i - 1];
                const beside = box.left >= before.right - 1;
                return box.bottom < before.top - 1 && !beside
                    ? [`${block.localName} '${block.textContent.trim().slice(0, 40)}' stands above what comes before it`] : [];
            }).slice(0, 5);
        }"""
    )


def statuses_without_words(page: Page) -> list[str]:
    """Statuses that say less than a shape and a word."""
    return page.evaluate(
        """() => [...document.querySelectorAll('.rag, .dot, .comparison')]
            .filter(badge => !/^\\S{1,2} [A-Z][a-z]+/u.test(badge.textContent.trim()))
            .map(badge => `'${badge.textContent.trim()}'`).slice(0, 5)"""
    )


def pale_statuses(page: Page, *, least: float = 4.5) -> list[str]:
    """Kinds of status whose letters do not stand out from their ground once all colour is gone (WCAG 1.4.3: 4.5 to 1)."""
    page.add_style_tag(content="html { filter: grayscale(1); }")
    found = []
    for kind in page.evaluate(
        "[...new Set([...document.querySelectorAll('.rag, .dot')].map(badge => badge.className))]"
    ):
        badge = page.locator(f".{kind.replace(' ', '.')}:visible").first
        ratio = contrast(badge.screenshot())
        found += [f"{kind}: {ratio:.1f} to 1"] if ratio < least else []
    return found


def contrast(picture: bytes) -> float:
    """The contrast between the darkest and the lightest grey of a picture.

    Raises:
        ValueError: if the picture has colour.
    """
    image = Image.open(BytesIO(picture)).convert("RGB")
    if any(max(pixel) - min(pixel) > 2 for _, pixel in image.getcolors(image.width * image.height) or ()):
        raise ValueError("the picture has colour")
    dark, light = (_luminance(level) for level in image.convert("L").getextrema())
    return (light + 0.05) / (dark + 0.05)


def _luminance(level: float) -> float:
    part = level / 255
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def unseen_focus(page: Page, *, most: int = 40) -> list[str]:
    """The first links and disclosures that show nothing when the keyboard reaches them."""
    unseen = []
    for _ in range(most):
        page.keyboard.press("Tab")
        state = page.evaluate(
            """() => {
                const element = document.activeElement;
                if (!element || element === document.body) return null;
                const style = getComputedStyle(element);
                const seen = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0)
                    || style.boxShadow !== 'none';
                return [seen, `${element.localName}: ${element.textContent.trim().slice(0, 40)}`];
            }"""
        )
        if state is None:
            break
        if not state[0]:
            unseen.append(state[1])
    return unseen


def printed(page: Page) -> bytes:
    """The page as an A4 PDF."""
    return page.pdf(format="A4", print_background=False)
