import { spawnSync } from "node:child_process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

// `npm run pictures`: takes README's pictures anew, of the demo on a terminal and of its report, with the machine's own Chromium.
const ROOT = fileURLToPath(new URL("..", import.meta.url));
const IMAGES = `${ROOT}docs/images`;
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";

const TERMINAL = `<style>
  body { margin: 0; width: max-content }
  pre { margin: 0; padding: 20px 24px; background: #16181d; color: #d7dae0; font: 14px/1.45 "DejaVu Sans Mono", Consolas, Menlo, monospace }
  b { color: #8ab4ff; font-weight: normal }
</style>`;

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

function printedByDemo(): string {
  const { stdout, status, error } = spawnSync("npm", ["run", "demo"], { cwd: ROOT, encoding: "utf8" });
  if (status !== 0) throw new Error(`npm run demo ended with ${status}`, { cause: error });
  return stdout.trimEnd();
}

const printed = printedByDemo();
const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
try {
  const terminal = await browser.newPage({ deviceScaleFactor: 1.5 });
  await terminal.setContent(`${TERMINAL}<pre><b>$ npm run demo</b>\n${escaped(printed)}</pre>`);
  await terminal.locator("pre").screenshot({ path: `${IMAGES}/run.png` });
  const report = await browser.newPage({
    deviceScaleFactor: 1.5,
    viewport: { width: 1000, height: 1085 },
    colorScheme: "light",
  });
  await report.goto(pathToFileURL(`${ROOT}migration-report/demo/report.html`).href);
  await report.screenshot({ path: `${IMAGES}/report.png` });
} finally {
  await browser.close();
}
