import { ConvexError, type Value } from "convex/values";
import { type Deployment, FunctionRefused, MigrationError } from "../../src/script/deployment.ts";
import { createPacer } from "../../src/script/pacing.ts";
import { planUndo, type UndoIo, type UndoPlan } from "../../src/script/planUndo.ts";
import { type Undone, undoRun } from "../../src/script/undoRun.ts";
import type { MigrationErrorData } from "../../src/shared/errors.ts";
import { exactly } from "./undoing.ts";
import { MappedTarget } from "../client/mappedTarget.ts";

const QUERIES = new Set(["undoBatches", "undoCheck", "plan", "status"]);

/** A target in convex-test, with its limits, as the script of undo calls it. */
export class UndoTarget extends MappedTarget {
  /** Calls of functions by name. */
  readonly calls: string[] = [];

  get io(): UndoIo {
    const call = (path: string, args: Record<string, Value>): Promise<unknown> => this.#called(path, args);
    const deployment = { url: "", calls: { functions: 0, retries: 0 }, call } as Deployment;
    return {
      deployment,
      module: "migrations",
      pacer: createPacer({ max: 4 }),
      report: () => {},
      signal: new AbortController().signal,
    };
  }

  /** Everything that these tables hold, to the byte. */
  async exactly(tables: readonly string[]): Promise<Record<string, string[]>> {
    const found = await this.everything(tables);
    return Object.fromEntries(Object.entries(found).map(([table, documents]) => [table, exactly(documents)]));
  }

  planUndo(): Promise<UndoPlan> {
    return planUndo(this.io);
  }

  async undo({ force = false } = {}): Promise<Undone | { kind: "refused"; plan: UndoPlan }> {
    const plan = await this.planUndo();
    return plan.changed.length > 0 && !force ? { kind: "refused", plan } : undoRun(this.io, plan, { force });
  }

  async #called(path: string, args: Record<string, Value>): Promise<unknown> {
    const name = path.slice(path.indexOf(":") + 1);
    this.calls.push(name);
    try {
      return await (QUERIES.has(name) ? this.query(name, args) : this.mutation(name, args));
    } catch (error) {
      if (!(error instanceof ConvexError)) throw new FunctionRefused(path, String(error));
      const data: unknown = typeof error.data === "string" ? JSON.parse(error.data) : error.data;
      throw new MigrationError(data as MigrationErrorData);
    }
  }
}
