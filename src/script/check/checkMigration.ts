import { type Plan, sourceName } from "../../shared/plan.ts";
import { SourceError } from "../../source/source.ts";
import { DeploymentError } from "../deployment.ts";
import type { MigrationIo } from "../migrationIo.ts";
import { askForPlan, type DescribedTable, describePlan } from "../preflight.ts";
import { countOrphans, type RefOrphans } from "./countOrphans.ts";
import { deploymentFindings, encryptionFindings } from "./deploymentFindings.ts";
import type { DeploymentClass } from "./deploymentClass.ts";
import { batchesOf, type Estimate, estimateRun, type TableSize } from "./estimate.ts";
import { bySeverity, errorsAmong, type Finding } from "./finding.ts";
import { labelCauses } from "./labels.ts";
import { nullCauses } from "./nulls.ts";
import { orphanFindings } from "./orphanFindings.ts";
import { readableTables } from "./readableTables.ts";
import type { RejectCause } from "./rejectCause.ts";
import { sampleBytes } from "./sampleBytes.ts";
import { type Advice, scanRows } from "./scanRows.ts";
import { catalogueFindings } from "./sourceTables.ts";
import { unjoinedFindings } from "./unjoinedRows.ts";

export type CheckOptions = {
  /** Send every row through the mapping in the deployment, which takes it back. */
  scan: boolean;
  advice: Advice;
  /** The value of MIGRATION_ENCRYPTION_KEY. */
  encryptionKey: string | undefined;
  /** What the estimate is for; the smallest unless told. */
  deploymentClass?: DeploymentClass;
};

export type CheckedTable = {
  source: string;
  target: string;
  found: boolean;
  rows: number;
  batches: number;
  /** Of a row as JSON text, from a sample. */
  bytesPerRow: number;
};

export type Checked = {
  /** Every row was tried. */
  scanned: boolean;
  /** Errors first. */
  findings: Finding[];
  /** null where the plan or the source is not known. */
  estimate: Estimate | null;
  tables: CheckedTable[];
};

/** Everything that can be known before a row moves. Nothing is written. @throws Interrupted */
export async function checkMigration(io: MigrationIo, options: CheckOptions): Promise<Checked> {
  const findings: Finding[] = [];
  const asked = await orFinding(findings, () => askForPlan(io));
  findings.push(...(asked?.findings ?? []));
  const plan = asked?.plan;
  if (plan === undefined) {
    // Nothing is known of the mapping; whether the source answers is found out all the same.
    await orFinding(findings, () => io.source.catalogue());
    return { scanned: false, findings: settled(findings), estimate: null, tables: [] };
  }
  findings.push(...((await orFinding(findings, () => deploymentFindings(io, plan))) ?? []));
  const keyless = encryptionFindings(plan, options.encryptionKey);
  findings.push(...keyless);
  // Without its key a table with encrypted columns is not read; what else is wrong is looked for all the same.
  const described = await orFinding(findings, () =>
    describePlan(io, keyless.length > 0 ? inPlain(plan) : plan),
  );
  if (described === undefined)
    return { scanned: false, findings: settled(findings), estimate: null, tables: [] };
  findings.push(...described.unreadable.map(failure), ...described.findings);

  const tables = readableTables(described.tables, findings);
  // A source may be readable and yet not tell its types: that stops no run.
  const untold: Finding[] = [];
  const catalogue = await orFinding(untold, () => io.source.catalogue());
  findings.push(...untold.map((finding) => ({ ...finding, severity: "warning" as const })));
  const causes: RejectCause[] = [];
  if (catalogue !== undefined) {
    findings.push(
      ...catalogueFindings(plan, catalogue, described.tables, (name) => io.source.keyOrder(name)),
    );
    causes.push(...(await nullCauses(io, catalogue, tables)), ...(await labelCauses(io, catalogue, tables)));
    findings.push(...causes.map(({ finding }) => finding));
  }
  const orphans = (await orFinding(findings, () => countOrphans(io, tables))) ?? [];
  findings.push(...orphanFindings(plan, orphans, catalogue));
  findings.push(...((await orFinding(findings, () => unjoinedFindings(io, tables))) ?? []));
  const sizes = (await orFinding(findings, () => sampleBytes(io, tables))) ?? [];
  const scan = await scanned(io, plan, { tables, orphans, causes, found: findings }, options);
  const open = scan.tried ? findings.filter((finding) => !isSettledByScan(finding)) : findings;
  return {
    scanned: scan.tried,
    findings: settled([...open, ...scan.findings]),
    estimate: described.tables.length === 0 ? null : estimateRun(sizes, options.deploymentClass),
    tables: described.tables.map((table) => checkedTable(table, sizes)),
  };
}

/** Nothing of it is sent: an error has been found, and so no row is tried. */
const inPlain = (plan: Plan): Plan => ({
  ...plan,
  tables: plan.tables.map((table) => ({ ...table, encrypted: [] })),
});

/** Every row is tried only where a run would start. */
async function scanned(
  io: MigrationIo,
  plan: Plan,
  { found, tables, orphans, causes }: Known,
  { scan, advice }: CheckOptions,
): Promise<{ tried: boolean; findings: Finding[] }> {
  if (!scan) return notScanned(NOT_ASKED, "npx supabase-to-convex check --scan");
  if (errorsAmong(found).some(({ code }) => !ALLOWS_SCAN.has(code))) {
    return notScanned("No row was tried: a run would not start.", "Mend the errors, then scan again.");
  }
  const findings: Finding[] = [];
  const rows = await orFinding(findings, () => scanRows(io, plan, tables, { advice, orphans, causes }));
  return { tried: rows !== undefined, findings: [...findings, ...(rows ?? [])] };
}

/** What is known before rows are tried. */
type Known = {
  found: readonly Finding[];
  tables: readonly DescribedTable[];
  orphans: readonly RefOrphans[];
  causes: readonly RejectCause[];
};

/** Errors of single rows, or of a run that is open: a scan touches neither. */
const ALLOWS_SCAN: ReadonlySet<Finding["code"]> = new Set([
  "TYPE_REFUSED",
  "NULL_REFUSED",
  "LABEL_REFUSED",
  "PLAN_CHANGED",
]);

/** What the catalogue leaves open, a scan has decided. */
const SETTLED_BY_SCAN: ReadonlySet<Finding["code"]> = new Set([
  "TYPE_DOUBTFUL",
  "KEY_NOT_UNIQUE",
  "KEY_NULLABLE",
  "NULL_REFUSED",
  "LABEL_REFUSED",
]);
const isSettledByScan = ({ severity, code }: Finding): boolean =>
  severity === "warning" && SETTLED_BY_SCAN.has(code);

const NOT_ASKED =
  "No row was tried: values that a converter refuses, sizes, nesting and keys of JSON, duplicate keys and natural keys " +
  "that find nothing are known only from a scan.";

const notScanned = (message: string, fix: string): { tried: false; findings: Finding[] } => ({
  tried: false,
  findings: [{ severity: "info", code: "NOT_SCANNED", message, fix }],
});

/** What the step yields, or undefined where the source or the deployment failed, which is a finding then. */
async function orFinding<T>(findings: Finding[], step: () => Promise<T>): Promise<T | undefined> {
  try {
    return await step();
  } catch (error) {
    if (!(error instanceof SourceError || error instanceof DeploymentError)) throw error;
    findings.push(failure(error));
    return undefined;
  }
}

const failure = (error: SourceError | DeploymentError): Finding => ({
  ...{ severity: "error", code: error.code, message: error.message, fix: "" },
  ...(error instanceof SourceError && error.table !== undefined ? { table: error.table } : {}),
});

/** Each once, though several steps met it. Messages that come from elsewhere have the way out in them. */
function settled(findings: readonly Finding[]): Finding[] {
  const told = new Set<string>();
  return bySeverity(findings).flatMap((finding) => {
    const { code, message, fix } = finding;
    const name = JSON.stringify([code, message]);
    if (told.has(name)) return [];
    told.add(name);
    return [fix === "" ? { ...finding, fix: AGAIN[code] ?? CHECK } : finding];
  });
}

const CHECK = "When it is mended: npx supabase-to-convex check";
const AGAIN: Partial<Record<Finding["code"], string>> = {
  PLAN_INVALID: "Mend it in the app and push it: npx convex dev --once",
};

function checkedTable({ table, description }: DescribedTable, sizes: readonly TableSize[]): CheckedTable {
  const size = sizes.find((each) => each.table.target === table.target);
  return {
    source: sourceName(table.source),
    target: table.target,
    found: description.found,
    rows: description.found ? description.rows : 0,
    batches: size === undefined ? 0 : batchesOf(size),
    bytesPerRow: Math.round(size?.bytesPerRow ?? 0),
  };
}
