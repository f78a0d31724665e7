/** A problem that is known before a row moves, with the way out. */
export type SetupProblem = { table?: string | undefined; field?: string | undefined; message: string };

/** The mapping, the deployment and the source do not go together. Nothing was written. */
export class SetupError extends Error {
  override readonly name = "SetupError";
  readonly problems: SetupProblem[];
  /** The command that helps, where it is not the app that has to be mended and pushed. */
  readonly next: string | undefined;

  constructor(problems: SetupProblem[], { next, ...options }: { cause?: unknown; next?: string } = {}) {
    super(problems.map(({ message }) => message).join("\n"), options);
    this.problems = problems;
    this.next = next;
  }
}

/** The user stopped the script. What was in flight has landed, and `run` goes on from there. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";

  constructor() {
    super("Interrupted. What was sent is in the ledger; go on with: npx supabase-to-convex run");
  }
}

/** Something that should not happen, and that another run mends. */
export class RunError extends Error {
  override readonly name = "RunError";
}
