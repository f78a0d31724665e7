import { createMapping } from "../../../src/mapping/mapping.ts";
import { planOf } from "../../../src/mapping/plan.ts";
import { type BatchAnswer, type Interval, type LoadArgs, NO_ROWS } from "../../../src/shared/batch.ts";
import type { Plan } from "../../../src/shared/plan.ts";
import type { Begun, Run } from "../../../src/shared/run.ts";
import type { Status } from "../../../src/shared/status.ts";
import type { Outdated } from "../../../src/shared/sync.ts";
import type { Comparison, WalkedPage } from "../../../src/shared/verification.ts";
import { WITH_REFS } from "../app/mappings.ts";
import schema from "../app/schema.ts";

const INTERVALS_PER_PAGE = 500;

type Table = { target: string; intervals: Interval[]; rows: number };
type Answers = {
  walk: { table: string; cursor: string | null; documents: number };
  intervals: { table: string; cursor: string | null };
};

/** What a deployment answers to whom loads, verifies and syncs generated rows, as if all were stored and none had changed. */
export class SimulatedRun {
  readonly #plan: Plan = planOf(createMapping(schema, WITH_REFS));
  readonly #tables = new Map<string, Table>();
  #ids = 0;
  #isDone = false;

  answer(name: string, args: never): unknown {
    switch (name) {
      case "plan":
        return this.#plan;
      case "begin":
        return { run: this.#run(), resumed: false, remapped: [] } satisfies Begun;
      case "advance":
        this.#isDone ||= (args as { step: { kind: string } }).step.kind === "finished";
        return true;
      case "status":
        return this.#status();
      case "load":
        return this.#load(args);
      case "intervals":
        return this.#intervals(args);
      case "walk":
        return this.#walk(args);
      case "compare":
        return compare(args);
      case "outdated":
        return NOTHING_OUTDATED;
      case "rejects":
        return { page: [], continueCursor: "", isDone: true };
      case "legacyIds":
        return [];
      default:
        return null;
    }
  }

  #run(): Run {
    const tables = this.#plan.tables.map(({ target, source, key, hash }) => ({
      ...{
        table: target,
        source: source.table,
        key,
        hash,
        emptyAtStart: true,
        migratedBefore: false,
        knownSinceMs: 0,
      },
      keyOrder: "database" as const,
    }));
    return {
      runId: "run",
      epoch: 1,
      planHash: this.#plan.hash,
      startedAtMs: 0,
      state: { kind: "loading" },
      tables,
    };
  }

  #load({ table, after, start, end, rows }: LoadArgs): BatchAnswer {
    const known = this.#table(table);
    const counts = { ...NO_ROWS, rows: rows.length, inserted: rows.length };
    known.intervals.push({ after, start, end, counts, joined: [], skippedFor: [] });
    known.rows += rows.length;
    return { end, counts, ids: rows.map(() => this.#nextId()) };
  }

  /** As long as an id, so that the script has as much to remember. */
  #nextId(): string {
    this.#ids += 1;
    return `j97${this.#ids.toString(36).padStart(29, "0")}`;
  }

  #intervals({ table, cursor }: Answers["intervals"]): {
    page: Interval[];
    continueCursor: string;
    isDone: boolean;
  } {
    const { intervals } = this.#table(table);
    const from = Number(cursor ?? 0);
    const to = from + INTERVALS_PER_PAGE;
    return { page: intervals.slice(from, to), continueCursor: String(to), isDone: to >= intervals.length };
  }

  #walk({ table, cursor, documents }: Answers["walk"]): WalkedPage {
    const { rows } = this.#table(table);
    const from = Number(cursor ?? 0);
    const found = Math.min(documents, rows - from);
    return {
      ...{
        documents: found,
        withLegacyId: found,
        doubled: [],
        broken: [],
        violations: [],
        unresolved: 0,
        listed: [],
      },
      ...{ lastLegacyId: null, continueCursor: String(from + found), isDone: from + found >= rows },
    };
  }

  #status(): Status {
    const tables = this.#plan.tables.map(({ target, source }) => {
      const { rows } = this.#table(target);
      return {
        ...{
          source: source.table,
          target,
          state: "loaded" as const,
          emptyAtStart: true,
          keyOrder: "database" as const,
        },
        counts: { ...NO_ROWS, rows, inserted: rows },
        ...{
          countsComplete: true,
          migrated: rows,
          rejected: 0,
          orphans: 0,
          unresolved: 0,
          conflicts: 0,
          stale: 0,
          behind: 0,
        },
      };
    });
    const state = this.#isDone ? ("done" as const) : ("loading" as const);
    const mark = { epoch: 1, planHash: this.#plan.hash };
    const run = { runId: "run", epoch: 1, state, startedAt: "", planHash: this.#plan.hash, mark };
    return { run, tables, passes: [], verifications: [], page: [], next: "" } as unknown as Status;
  }

  #table(target: string): Table {
    const known = this.#tables.get(target) ?? { target, intervals: [], rows: 0 };
    this.#tables.set(target, known);
    return known;
  }
}

const NOTHING_OUTDATED: Outdated = { candidates: [], skipped: [], hidden: [], open: [], joined: [] };

const compare = ({ rows }: { rows: string[] }): Comparison => ({
  fates: rows.map(() => "equal"),
  ...{ differences: [], documents: rows.length, sums: [] },
});
