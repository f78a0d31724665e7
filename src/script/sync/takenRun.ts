import { GONE_START, HIDDEN_START, SYNC_START } from "../../shared/legacyId.ts";
import type { Plan } from "../../shared/plan.ts";
import type { Begun, Run } from "../../shared/run.ts";
import { sortedByScript } from "../keyOrder.ts";
import type { MigrationIo } from "../migrationIo.ts";

const STARTS = { synced: SYNC_START, gone: GONE_START, hidden: HIDDEN_START };

/** The newest run, taken up when there is the first thing to write: a round that changes nothing leaves it alone. */
export class TakenRun {
  readonly #io: Pick<MigrationIo, "deployment" | "module" | "source">;
  readonly #plan: Plan;
  #taken: Promise<Run> | undefined;
  #names = 0;

  constructor(io: Pick<MigrationIo, "deployment" | "module" | "source">, plan: Plan) {
    this.#io = io;
    this.#plan = plan;
  }

  get isTaken(): boolean {
    return this.#taken !== undefined;
  }

  /**
   * @throws MigrationError NO_RUN, RUN_OPEN, RUN_FINISHED, RUN_UNDOING or PLAN_CHANGED where it cannot be brought up to date.
   */
  take(): Promise<Run> {
    this.#taken ??= this.#begin();
    return this.#taken;
  }

  /** A name in the ledger that no other batch has: no two scripts share an epoch. */
  async nextName(kind: keyof typeof STARTS): Promise<string> {
    const { epoch } = await this.take();
    this.#names += 1;
    return `${STARTS[kind]}${epoch}:${this.#names}`;
  }

  /** Closes the run, if it was taken up. */
  async close(): Promise<void> {
    if (this.#taken === undefined) return;
    const { runId, epoch } = await this.#taken;
    await this.#io.deployment.call(`${this.#io.module}:advance`, {
      runId,
      epoch,
      step: { kind: "finished" },
    });
  }

  async #begin(): Promise<Run> {
    const { deployment, module, source } = this.#io;
    const { run } = await deployment.call<Begun>(`${module}:begin`, {
      ...{ planHash: this.#plan.hash, startNew: false, retry: false, sync: true },
      sortedByScript: sortedByScript(source, this.#plan.tables),
    });
    return run;
  }
}
