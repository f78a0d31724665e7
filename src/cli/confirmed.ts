import { NotConfirmedError } from "./notConfirmed.ts";
import type { CliIo } from "./io.ts";

type Question = {
  /** Asked on a terminal, and answered with y or anything else. */
  question: string;
  /** The same command, which says yes by itself; its other options are added where errors are shown. */
  withYes: string;
};

/**
 * Asks before something is done that cannot be taken back in passing.
 *
 * @throws NotConfirmedError where the answer is no, and where nobody can answer and `--yes` was not given.
 */
export async function confirmed(
  { confirm }: Pick<CliIo, "confirm">,
  { yes, json }: { yes: boolean; json: boolean },
  { question, withYes }: Question,
): Promise<void> {
  if (yes) return;
  // A question among the lines of a machine would wait for ever.
  if (confirm === undefined || json) {
    throw new NotConfirmedError(
      "This asks before it changes anything, and no terminal can answer here. Nothing was changed. To agree beforehand: --yes",
      withYes,
    );
  }
  if (!(await confirm(`${question} y/N `))) throw new NotConfirmedError("Nothing was changed.", undefined);
}
