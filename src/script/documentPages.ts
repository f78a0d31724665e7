import { isRefusal } from "./deployment.ts";
import { Interrupted } from "./errors.ts";
import type { MigrationIo } from "./migrationIo.ts";

/** Documents in one page; a page that Convex finds too large is halved. */
const DOCUMENTS_PER_PAGE = 400;

/** From where to read, and how many documents. */
export type PageAsked = { cursor: string | null; documents: number };

/** All documents of a table, page by page, by a call that reads one. @throws Interrupted */
export async function* documentPages<Page extends { continueCursor: string; isDone: boolean }>(
  { signal }: Pick<MigrationIo, "signal">,
  read: (asked: PageAsked) => Promise<Page>,
): AsyncGenerator<Page> {
  const asked: PageAsked = { cursor: null, documents: DOCUMENTS_PER_PAGE };
  for (;;) {
    if (signal.aborted) throw new Interrupted();
    let page: Page;
    try {
      page = await read(asked);
    } catch (error) {
      if (!isRefusal(error) || asked.documents === 1) throw error;
      asked.documents = Math.ceil(asked.documents / 2);
      continue;
    }
    yield page;
    if (page.isDone) return;
    asked.cursor = page.continueCursor;
  }
}
