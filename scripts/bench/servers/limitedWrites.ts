/** A target that admits so many bytes a second, and needs some time for each batch. */
export type LimitedTarget = {
  bytesPerSecond: number;
  /** What a row weighs when it is written, for each byte that comes: its document and its index entries. */
  writtenPerByte: number;
  /** How long a batch takes that is admitted. */
  latencyMs: number;
};

const WINDOW_MS = 1000;

/**
 * As a Convex deployment limits its writes: a mutation may begin as long as what was written within the last second is no
 * more than the limit, whatever it is going to write itself.
 */
export class WriteWindow {
  readonly #most: number;
  readonly #writes: { atMs: number; bytes: number }[] = [];
  #inWindow = 0;
  #firstMs: number | undefined;
  #lastMs = 0;
  #bytesSince = 0;

  constructor(bytesPerSecond: number) {
    this.#most = (bytesPerSecond * WINDOW_MS) / 1000;
  }

  admits(nowMs: number): boolean {
    for (let oldest = this.#writes[0]; oldest !== undefined; oldest = this.#writes[0]) {
      if (nowMs - oldest.atMs <= WINDOW_MS) break;
      this.#inWindow -= oldest.bytes;
      this.#writes.shift();
    }
    return this.#inWindow <= this.#most;
  }

  add(nowMs: number, bytes: number): void {
    this.#firstMs ??= nowMs;
    this.#lastMs = nowMs;
    if (nowMs > this.#firstMs + WINDOW_MS) this.#bytesSince += bytes;
    this.#writes.push({ atMs: nowMs, bytes });
    this.#inWindow += bytes;
  }

  /** Bytes a second from the end of the first second on: in that one a window lets through as much as it ever holds. */
  bytesPerSecond(): number {
    const ms = this.#lastMs - (this.#firstMs ?? 0) - WINDOW_MS;
    return ms <= 0 ? 0 : (1000 * this.#bytesSince) / ms;
  }
}
