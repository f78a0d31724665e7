import { writtenTime } from "../shared/writtenTime.ts";

const FIRST_CAPACITY = 1024;

/**
 * The creation times of a table's documents: 12 bytes a document. Convex orders documents by them, so each has its own, in
 * the order of the source, where many rows of one statement share a time.
 */
export class CreationTimes {
  #micros = new Float64Array(FIRST_CAPACITY);
  #size = 0;

  /** @param micros Unix microseconds of the next document. */
  add(micros: number): void {
    if (this.#size === this.#micros.length) {
      const grown = new Float64Array(this.#size * 2);
      grown.set(this.#micros);
      this.#micros = grown;
    }
    this.#micros[this.#size++] = micros;
  }

  /**
   * Unix milliseconds with the microseconds as a fraction, in the order in which documents were added. Of documents with the
   * same time the earlier added is the earlier one, by a small fraction. Those before 1970 are put at its beginning.
   */
  settle(): Float64Array {
    const times = this.#micros.subarray(0, this.#size);
    let last = -1;
    for (const at of inOrder(times)) {
      const ms = Math.max(0, (times[at] as number) / 1000);
      last = ms > last ? ms : next(last);
      times[at] = last;
    }
    return times;
  }
}

function* inOrder(times: Float64Array): Generator<number> {
  if (isSorted(times)) {
    for (let at = 0; at < times.length; at += 1) yield at;
    return;
  }
  yield* Uint32Array.from(times, (_time, at) => at).sort(
    (a, b) => (times[a] as number) - (times[b] as number) || a - b,
  );
}

function isSorted(times: Float64Array): boolean {
  for (let at = 1; at < times.length; at += 1) {
    if ((times[at] as number) < (times[at - 1] as number)) return false;
  }
  return true;
}

/** A quarter of a microsecond, the finest that a number tells apart in our time. */
const STEP_MS = 2 ** -12;

const number = new Float64Array(1);
const bits = new BigUint64Array(number.buffer);

function next(value: number): number {
  const stepped = value + STEP_MS;
  if (stepped > value) return stepped;
  // From the year 2109 on numbers are coarser.
  number[0] = value;
  bits[0] = (bits[0] as bigint) + 1n;
  return number[0];
}

/**
 * Unix microseconds of a column's value, as a source writes it; a time without a zone is one of UTC. Undefined where there
 * is none: NULL, infinity, or something else than a time.
 */
export function unixMicrosOf(value: unknown): number | undefined {
  const time = typeof value === "string" ? writtenTime(value) : undefined;
  return time && (time.seconds - (time.offsetSeconds ?? 0)) * 1e6 + time.micros;
}
