import { existsSync } from "node:fs";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** A browser of the machine's own; undefined where there is none. */
export const chromiumPath = PLACES.find((path) => existsSync(path));
if (chromiumPath === undefined) console.warn(`Skipped: no Chromium is here (${PLACES.join(", ")}).`);

/** Containers do not let it make a sandbox of its own. */
export const startChromium = (): Promise<Browser> =>
  chromium.launch({ executablePath: chromiumPath ?? "", args: ["--no-sandbox"] });

export type Seen = { page: Page; said: string[]; asked: string[] };

/** A page, with everything that it says on the console, and every address that it asks for. */
export async function openPage(browser: Browser, url: string, options: BrowserContextOptions): Promise<Seen> {
  const page = await (await browser.newContext(options)).newPage();
  const said: string[] = [];
  const asked: string[] = [];
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(error.message));
  page.on("dialog", (dialog) => said.push(dialog.message()));
  page.on("request", (request) => asked.push(request.url()));
  await page.goto(url);
  return { page, said, asked };
}

/** Text whose colour stands out too little from what is behind it: WCAG asks for 4.5. Runs inside the page. */
export function faintText(): string[] {
  const LEAST = 4.5;
  const channels = (colour: string): number[] => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = (colour: string): number => {
    const [red = 0, green = 0, blue = 0] = channels(colour).map((channel) => {
      const part = channel / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const behind = (element: Element | null): string => {
    if (element === null) return "rgb(255, 255, 255)";
    const { backgroundColor } = getComputedStyle(element);
    const [, , , alpha = 1] = channels(backgroundColor);
    return alpha === 0 ? behind(element.parentElement) : backgroundColor;
  };
  const faint: string[] = [];
  for (const element of document.body.querySelectorAll("*")) {
    const own = [...element.childNodes].some(
      ({ nodeType, textContent }) => nodeType === 3 && textContent?.trim(),
    );
    if (!own) continue;
    const text = luminance(getComputedStyle(element).color);
    const ground = luminance(behind(element));
    const contrast = (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05);
    if (contrast < LEAST) faint.push(`${element.textContent?.trim().slice(0, 40)}: ${contrast.toFixed(2)}`);
  }
  return faint;
}
