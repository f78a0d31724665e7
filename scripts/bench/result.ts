import type { Ceilings } from "./ceiling.ts";
import type { AllCounts } from "./counts.ts";
import type { GrowthFigure } from "./growth.ts";
import type { LedgerBytes } from "./ledgerBytes.ts";
import type { MappingFigure } from "./mapping.ts";
import type { PacingFigure } from "./pacing.ts";
import type { Ratios, Speeds } from "./ratios.ts";

/** What `npm run bench -- --json` prints. Within one format fields are added and never changed: see docs/performance.md. */
export type BenchResult = {
  format: 1;
  /** Of each table of items. */
  rows: number;
  tables: number;
  rowBytes: number;
  /** The host of the target that the ratios were measured against, `embedded` for the one that the bench starts itself. */
  target: string;
  ratios: Ratios;
  /** Rows a second in each round, by way. */
  speeds: Speeds;
  ceiling: Ceilings["ceiling"];
  pack: Ceilings["pack"];
  counts: AllCounts & { ledger: LedgerBytes };
  mapping: MappingFigure[];
  pacing: PacingFigure[];
  growth: GrowthFigure[];
};
