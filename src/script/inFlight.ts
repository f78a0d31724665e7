import { Interrupted } from "./errors.ts";
import type { MigrationIo } from "./migrationIo.ts";

/** Sends batches while others are in flight, as many as the pacer admits, and reads no further ahead than that. */
export async function inFlight<Each>(
  { pacer, signal }: Pick<MigrationIo, "pacer" | "signal">,
  batches: AsyncIterable<Each>,
  deliver: (batch: Each) => Promise<void>,
): Promise<void> {
  const sending = new Set<Promise<void>>();
  const failures: unknown[] = [];
  for await (const batch of batches) {
    const sent = deliver(batch)
      .catch((error: unknown) => void failures.push(error))
      .finally(() => sending.delete(sent));
    sending.add(sent);
    while (sending.size >= pacer.limit) await Promise.race(sending);
    if (failures.length > 0 || signal.aborted) break;
  }
  await Promise.all(sending);
  if (failures.length > 0) throw failures[0];
  if (signal.aborted) throw new Interrupted();
}
