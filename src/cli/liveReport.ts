import type { Page } from "../report/page.ts";
import { renderPage } from "../report/render.ts";
import { NOTHING_TOLD, told } from "../report/soFar.ts";
import type { Report } from "../script/progress.ts";
import { Timeline } from "../script/timeline.ts";
import type { CliIo } from "./io.ts";
import { withoutSecrets } from "./jsonText.ts";
import { serveLivePage } from "./livePage.ts";
import type { Printer } from "./printer.ts";
import { versions } from "./versions.ts";

const REFRESH_SECONDS = 2;

/** The report as it grows, in a browser. */
export type LiveReport = {
  report: Report;
  /** The last page is the whole report, or says why there is none. */
  end(last: Extract<Page, { kind: "ended" }> | { kind: "stopped"; message: string }): Promise<void>;
};

/** For whoever asked for no page. */
export const NO_LIVE_REPORT: LiveReport = { report: () => {}, end: async () => {} };

/** Serves the page and opens it; where no browser opens, its address is on stderr all the same. */
export async function openLiveReport(
  io: CliIo,
  printer: Printer,
  note: (line: string) => void,
): Promise<LiveReport> {
  const startedAtMs = io.now();
  const timeline = new Timeline(io.now);
  let known = NOTHING_TOLD;
  const soFar = () => ({
    ...known,
    startedAt: new Date(startedAtMs).toISOString(),
    seconds: (io.now() - startedAtMs) / 1000,
    ...{ timeline: timeline.points(), versions: versions(io) },
  });
  const shown = (page: Page): string => renderPage(withoutSecrets(page, printer.redacted));
  const page = await serveLivePage(() =>
    shown({ kind: "running", soFar: soFar(), refreshSeconds: REFRESH_SECONDS }),
  );
  note(`Live, while this command runs: ${page.url}`);
  // The command does not wait for a browser.
  io.openBrowser(page.url).catch(() => note("No browser could be opened: open that address in one."));
  return {
    report: (event) => {
      timeline.note(event);
      known = told(known, event);
    },
    end: (last) => page.end(shown(last.kind === "ended" ? last : { ...last, soFar: soFar() }), io),
  };
}
