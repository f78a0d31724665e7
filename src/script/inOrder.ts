import { Interrupted } from "./errors.ts";
import type { MigrationIo } from "./migrationIo.ts";

/**
 * Works on items while others are in flight, as many as the pacer admits, and gives the results in the items' order: so
 * whoever adds them up knows at any time which items those are. It reads no further ahead than what is in flight.
 *
 * @throws Interrupted once the signal is given, after what is in flight.
 */
export async function* inOrder<Item, Result>(
  { pacer, signal }: Pick<MigrationIo, "pacer" | "signal">,
  items: AsyncIterable<Item>,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<{ item: Item; result: Result }> {
  const inFlight: Promise<{ item: Item; result: Result }>[] = [];
  for await (const item of items) {
    if (signal.aborted) break;
    const working = pacer.run(async () => ({ item, result: await work(item) }));
    // It is awaited in its turn; until then its failure is nobody's.
    working.catch(() => {});
    inFlight.push(working);
    while (inFlight.length >= pacer.limit) {
      const first = inFlight.shift();
      if (first !== undefined) yield await first;
    }
  }
  for (const working of inFlight) yield await working;
  if (signal.aborted) throw new Interrupted();
}
