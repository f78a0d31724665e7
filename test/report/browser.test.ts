import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serveLivePage } from "../../src/cli/livePage.ts";
import type { Page } from "../../src/report/page.ts";
import { renderPage } from "../../src/report/render.ts";
import { NOTHING_TOLD } from "../../src/report/soFar.ts";
import { chromiumPath, faintText, openPage, startChromium } from "./chromium.ts";
import { HOSTILE, pageNaming } from "./hostilePage.ts";
import { completePage, endedPage, failedPage, rejectsPage, reportOf } from "./pages.ts";

const folder = mkdtempSync(join(tmpdir(), "report-"));
let files = 0;

/** As a person opens it: a file on the disk. */
function fileOf(page: Page): string {
  files += 1;
  const path = join(folder, `report-${files}.html`);
  writeFileSync(path, renderPage(page));
  return pathToFileURL(path).href;
}

const PAGES = [
  ["a complete run", completePage()],
  ["rejects of every kind", rejectsPage()],
  ["a failed verification", failedPage()],
  ["an empty run", endedPage(reportOf([]))],
  ["hostile names", pageNaming(HOSTILE.join(""))],
] as const;
const LOOKS = [
  ["light", 1280],
  ["dark", 1280],
  ["light", 360],
  ["dark", 360],
] as const;

describe.skipIf(chromiumPath === undefined)("report.html in Chromium", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startChromium();
  });
  afterAll(() => browser.close());

  test.each(PAGES)(
    "%s, light and dark, wide and narrow -> no word on the console, no request, no sideways scroll, no faint text",
    async (_title, shown) => {
      const { page, said, asked } = await openPage(browser, fileOf(shown), {});
      await page.locator("details").evaluateAll((all) => {
        for (const details of all) (details as HTMLDetailsElement).open = true;
      });
      for (const [colorScheme, width] of LOOKS) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 800 });
        const found = await page.evaluate(() => ({
          scripts: document.scripts.length,
          images: document.images.length,
          sideways: document.documentElement.scrollWidth - window.innerWidth,
        }));
        const faint = await page.evaluate(faintText);
        expect({ colorScheme, width, faint, ...found }).toEqual({
          ...{ colorScheme, width, faint: [], scripts: 0, images: 0, sideways: 0 },
        });
      }
      expect({ said, asked }).toEqual({ said: [], asked: [page.url()] });
    },
  );

  test("a live page -> it renews itself, though no script may run, until it is the last", async () => {
    const soFar = { ...NOTHING_TOLD, startedAt: "", versions: {}, timeline: [] };
    let seconds = 0;
    const live = await serveLivePage(() => {
      seconds += 1;
      return renderPage({ kind: "running", refreshSeconds: 1, soFar: { ...soFar, seconds } });
    });
    const { page, said } = await openPage(browser, live.url, {});
    await page.getByText("For 3.0 s now.").waitFor();
    const wait = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));
    await live.end(renderPage(completePage()), { signal: new AbortController().signal, wait });
    await page.getByRole("heading", { name: "Complete" }).waitFor();
    expect(said).toEqual([]);
  });

  test("grey on white, and on a grey panel -> the check of contrasts finds both", async () => {
    const { page } = await openPage(browser, "about:blank", {});
    const grey = `<p style="color: #aaa">a</p><div style="background: #777"><p style="color: #000">b</p><p style="color: #999">c</p></div>`;
    await page.setContent(grey);
    expect((await page.evaluate(faintText)).map((each) => each[0])).toEqual(["a", "c"]);
  });

  test("light and dark -> other colours of page, text and verdict", async () => {
    const colours = async (colorScheme: "light" | "dark") => {
      const { page } = await openPage(browser, fileOf(completePage()), { colorScheme });
      return page.evaluate(() =>
        ["body", "h1", "td", ".part-migrated"].map((selector) => {
          const element = document.querySelector(selector);
          if (element === null) throw new Error(`nothing is ${selector}`);
          const { color, backgroundColor, fill } = getComputedStyle(element);
          return selector.startsWith(".") ? fill : selector === "body" ? backgroundColor : color;
        }),
      );
    };
    const [light, dark] = await Promise.all([colours("light"), colours("dark")]);
    expect(light.map((colour, at) => colour === dark[at])).toEqual([false, false, false, false]);
  });

  test("a page in Chromium's own accessibility tree -> headings in order, named tables with headers, named pictures", async () => {
    const { page } = await openPage(browser, fileOf(rejectsPage()), {});
    const found = await page.evaluate(() => {
      const levels = [...document.querySelectorAll("h1, h2, h3, h4")].map(({ tagName }) =>
        Number(tagName[1]),
      );
      const tables = [...document.querySelectorAll("table")];
      return {
        lang: document.documentElement.lang,
        mains: document.querySelectorAll("main").length,
        first: levels[0],
        skips: levels.filter((level, at) => at > 0 && level > (levels[at - 1] ?? 0) + 1),
        withoutCaption: tables.filter(({ caption }) => !caption?.textContent?.trim()).length,
        withoutScope: document.querySelectorAll("th:not([scope])").length,
        withoutRowHeader: [...document.querySelectorAll("tbody tr")].filter(
          (row) => !row.querySelector("th[scope=row]"),
        ).length,
        pictures: [...document.querySelectorAll("svg")].filter(
          (svg) => svg.getAttribute("aria-hidden") !== "true" && !svg.getAttribute("aria-label"),
        ).length,
      };
    });
    expect(found).toEqual({
      ...{
        lang: "en",
        mains: 1,
        first: 1,
        skips: [],
        withoutCaption: 0,
        withoutScope: 0,
        withoutRowHeader: 0,
        pictures: 0,
      },
    });
    await expect(
      page.getByRole("table", { name: "What became of the rows of each source table" }).count(),
    ).resolves.toBe(1);
    await expect(
      page.getByRole("rowheader", { name: "contact_notes to contactNotes" }).count(),
    ).resolves.toBe(1);
    await expect(
      page.getByRole("img", { name: "170 of 180 rows migrated, 10 left out" }).count(),
    ).resolves.toBe(1);
  });

  test("a table that is wider than a phone -> it scrolls by itself, from the keyboard too, and its names stay", async () => {
    const { page } = await openPage(browser, fileOf(rejectsPage()), {
      viewport: { width: 360, height: 800 },
    });
    const region = page.getByRole("region", { name: "What became of the rows of each source table" });
    const name = region.getByRole("rowheader", { name: "contacts", exact: true });
    const before = await name.boundingBox();
    await region.focus();
    for (let at = 0; at < 5; at += 1) await page.keyboard.press("ArrowRight");
    await expect.poll(() => region.evaluate(({ scrollLeft }) => scrollLeft)).toBeGreaterThan(50);
    expect((await name.boundingBox())?.x).toBeCloseTo(before?.x ?? Number.NaN, 0);
  });

  test("the page on A4 -> nothing is cut off, not even of a table with every column", async () => {
    // 210 mm less margins of 10 mm, at 96 pixels to the inch.
    const width = 718;
    const { page } = await openPage(browser, fileOf(rejectsPage()), { viewport: { width, height: 1000 } });
    await page.emulateMedia({ media: "print" });
    const widths = await page
      .locator("table")
      .evaluateAll((all) => all.map(({ scrollWidth }) => scrollWidth));
    expect(widths.filter((each) => each > width)).toEqual([]);
    expect(widths.length).toBeGreaterThan(2);
  });
});
