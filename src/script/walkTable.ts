import type { Difference, WalkedPage } from "../shared/verification.ts";
import { documentPages } from "./documentPages.ts";
import type { MigrationIo } from "./migrationIo.ts";

/** Faults that are kept with their places. */
const MOST_FAULTS = 1000;

export type Walked = {
  documents: number;
  withLegacyId: number;
  /** Different legacy ids. */
  distinct: number;
  doubled: number;
  broken: number;
  violations: number;
  unresolved: number;
  /** The first of what is doubled, broken or against the tenant rule. */
  faults: Difference[];
};

/** Every document of a table, page by page in the order of their legacy ids. @throws Interrupted */
export async function* walkedPages(
  io: Pick<MigrationIo, "deployment" | "module" | "signal">,
  table: string,
  { listed = false }: { listed?: boolean } = {},
): AsyncGenerator<WalkedPage> {
  let lastLegacyId: string | null = null;
  const pages = documentPages(io, (asked) => {
    const args = { table, ...asked, lastLegacyId, ...(listed ? { listed } : {}) };
    return io.deployment.call<WalkedPage>(`${io.module}:walk`, args);
  });
  for await (const page of pages) {
    yield page;
    ({ lastLegacyId } = page);
  }
}

export async function walkTable(io: MigrationIo, table: string): Promise<Walked> {
  const walked: Walked = {
    ...{ documents: 0, withLegacyId: 0, distinct: 0, doubled: 0, broken: 0, violations: 0, unresolved: 0 },
    faults: [],
  };
  for await (const page of walkedPages(io, table)) {
    walked.documents += page.documents;
    walked.withLegacyId += page.withLegacyId;
    walked.distinct += page.withLegacyId - page.doubled.length;
    walked.doubled += page.doubled.length;
    walked.broken += page.broken.length;
    walked.violations += page.violations.length;
    walked.unresolved += page.unresolved;
    walked.faults.push(...faultsIn(page).slice(0, MOST_FAULTS - walked.faults.length));
    io.report({ kind: "verifying", table, documents: walked.documents });
  }
  return walked;
}

const faultsIn = ({ doubled, broken, violations }: WalkedPage): Difference[] => [
  ...doubled.map((key): Difference => {
    const reason = "expected one document with this legacy id, found another";
    return { key, field: "", kind: "doubled", reason };
  }),
  ...broken.map((faulty): Difference => {
    return { ...faulty, kind: "ref", reason: "expected an id of a document that exists, found one of none" };
  }),
  ...violations.map((faulty): Difference => {
    return {
      ...faulty,
      kind: "tenant",
      reason: "expected a document of the same tenant, found one of another",
    };
  }),
];
