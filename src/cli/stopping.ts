import type { CliIo } from "./io.ts";

const STOPPING = "Stopping after what is in flight; press Ctrl-C again to stop at once.";

/** While the work lasts, the first Ctrl-C is answered: on a terminal through the progress, which may be redrawn. */
export async function answeringCtrlC<T>(
  { signal }: Pick<CliIo, "signal">,
  note: (line: string) => void,
  work: () => Promise<T>,
): Promise<T> {
  const answer = (): void => note(STOPPING);
  signal.addEventListener("abort", answer, { once: true });
  try {
    return await work();
  } finally {
    signal.removeEventListener("abort", answer);
  }
}
