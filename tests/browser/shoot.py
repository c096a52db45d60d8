"""Takes pictures of every page of a finished quarter, for people to look at.

    python tests/browser/shoot.py [QUARTER] [PICTURES]

writes for each page -desktop-1.png onwards and -phone-1.png onwards (a picture for each SLICE of the page's length, MOST at most),
-print.pdf, and -print-01.png onwards where pdftoppm is there; and the two pictures of the README. With docs/images as PICTURES it
writes those two alone.
"""

import shutil
import subprocess
import sys
from pathlib import Path

import browsing
from PIL import Image
from playwright.sync_api import Browser

QUARTER = Path("outputs/2025-26-q3")
PICTURES = Path("outputs/pictures")
IMAGES = Path("docs/images")
SLICE = 1600
COLOURS = 48
MOST = 6


def shoot(browser: Browser, quarter: Path, pictures: Path) -> None:
    for name, viewport in (("desktop", browsing.DESKTOP), ("phone", browsing.PHONE)):
        for file, page in browsing.open_pages(browser, browsing.pages_of(quarter), viewport=viewport):
            length = page.evaluate("document.documentElement.scrollHeight")
            for number, top in enumerate(range(0, length, SLICE)[:MOST], start=1):
                clip = {"x": 0, "y": top, "width": viewport["width"], "height": min(SLICE, length - top)}
                page.screenshot(
                    path=pictures / f"{stem(quarter, file)}-{name}-{number}.png", full_page=True, clip=clip
                )
    for file, page in browsing.open_pages(browser, browsing.pages_of(quarter)):
        pdf = pictures / f"{stem(quarter, file)}-print.pdf"
        pdf.write_bytes(browsing.printed(page))
        if shutil.which("pdftoppm"):
            subprocess.run(["pdftoppm", "-png", "-r", "60", pdf, pdf.with_suffix("")], check=True)


def shoot_for_readme(browser: Browser, quarter: Path, pictures: Path) -> None:
    """The overview's first screen, and the first concern of the sample's Place down to its chart."""
    overview, report = quarter / "council" / "cmt-overview.html", quarter / "place" / "exception-report.html"
    for _, page in browsing.open_pages(browser, [overview], viewport=browsing.SCREEN):
        page.screenshot(path=pictures / "overview.png")
    for _, page in browsing.open_pages(browser, [report], viewport=browsing.SCREEN):
        page.locator("section.exception").first.screenshot(path=pictures / "exception.png")
    for name in ("overview", "exception"):
        lighten(pictures / f"{name}.png")


def lighten(picture: Path) -> None:
    """Keep as many colours as a page has, so that the repository stays small."""
    with Image.open(picture) as image:
        image.convert("RGB").quantize(COLOURS).save(picture, optimize=True)


def stem(quarter: Path, file: Path) -> str:
    return "-".join(file.relative_to(quarter).with_suffix("").parts)


def main(quarter: Path = QUARTER, pictures: Path = PICTURES) -> int:
    lacking = "" if browsing.chromium() else browsing.missing()
    lacking = lacking or (
        "" if quarter.is_dir() else f"no finished quarter at {quarter}: run make report first"
    )
    if lacking:
        sys.stderr.write(f"{lacking}\n")
        return 13
    pictures.mkdir(parents=True, exist_ok=True)
    with browsing.open_browser() as browser:
        if pictures != IMAGES:
            shoot(browser, quarter, pictures)
        shoot_for_readme(browser, quarter, pictures)
    sys.stdout.write(f"{pictures}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
