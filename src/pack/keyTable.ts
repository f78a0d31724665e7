/** Words of 32 bits that the 16 bytes of a key take. */
const KEY_WORDS = 4;
const FIRST_CAPACITY = 1024;
/** Beyond this share of its places, looking for a free one takes long. */
const MAX_LOAD = 0.75;

/**
 * A set of keys of 16 bytes, or a map from them to 16 bytes, in typed arrays: some 16 to 32 bytes a key, where a Set of text
 * takes ten times as many. Keys are hashes or uuids, so their own bytes say where they go.
 */
export class KeyTable {
  #words: Uint32Array;
  #taken: Uint8Array;
  #capacity = FIRST_CAPACITY;
  #size = 0;
  readonly #stride: number;

  /** @param options.withValues Each key has 16 bytes beside it. */
  constructor({ withValues = false }: { withValues?: boolean } = {}) {
    this.#stride = withValues ? 2 * KEY_WORDS : KEY_WORDS;
    this.#words = new Uint32Array(this.#capacity * this.#stride);
    this.#taken = new Uint8Array(this.#capacity);
  }

  get size(): number {
    return this.#size;
  }

  has(key: Uint8Array): boolean {
    return this.#taken[this.#placeOf(wordsOf(key))] === 1;
  }

  /** The value that stands beside a key. */
  get(key: Uint8Array): Uint8Array | undefined {
    const place = this.#placeOf(wordsOf(key));
    if (this.#taken[place] !== 1) return undefined;
    const at = place * this.#stride + KEY_WORDS;
    return new Uint8Array(this.#words.slice(at, at + KEY_WORDS).buffer);
  }

  /** @returns False where the key is there already, whose value stays. */
  add(key: Uint8Array, value?: Uint8Array): boolean {
    const words = wordsOf(key);
    const place = this.#placeOf(words);
    if (this.#taken[place] === 1) return false;
    this.#put(place, words, value === undefined ? undefined : wordsOf(value));
    this.#size += 1;
    if (this.#size > this.#capacity * MAX_LOAD) this.#grow();
    return true;
  }

  #put(place: number, key: Uint32Array, value: Uint32Array | undefined): void {
    this.#taken[place] = 1;
    this.#words.set(key, place * this.#stride);
    if (value !== undefined) this.#words.set(value, place * this.#stride + KEY_WORDS);
  }

  /** Where the key is, or would go. */
  #placeOf(key: Uint32Array): number {
    const mask = this.#capacity - 1;
    for (let place = hashOf(key) & mask; ; place = (place + 1) & mask) {
      if (this.#taken[place] !== 1 || this.#isAt(place, key)) return place;
    }
  }

  #isAt(place: number, key: Uint32Array): boolean {
    const at = place * this.#stride;
    const words = this.#words;
    return (
      words[at] === key[0] && words[at + 1] === key[1] && words[at + 2] === key[2] && words[at + 3] === key[3]
    );
  }

  #grow(): void {
    const [words, taken] = [this.#words, this.#taken];
    this.#capacity *= 2;
    this.#words = new Uint32Array(this.#capacity * this.#stride);
    this.#taken = new Uint8Array(this.#capacity);
    for (let place = 0; place < taken.length; place += 1) {
      if (taken[place] !== 1) continue;
      const at = place * this.#stride;
      const key = words.subarray(at, at + KEY_WORDS);
      const value = words.subarray(at + KEY_WORDS, at + this.#stride);
      this.#put(this.#placeOf(key), key, value.length > 0 ? value : undefined);
    }
  }
}

/** Copied where the bytes do not begin at a word. */
const wordsOf = (bytes: Uint8Array): Uint32Array =>
  bytes.byteOffset % 4 === 0
    ? new Uint32Array(bytes.buffer, bytes.byteOffset, KEY_WORDS)
    : new Uint32Array(bytes.slice().buffer);

/** Uuids may share most of their bits, as those of version 1 and 7 do: every word has a say. */
function hashOf(key: Uint32Array): number {
  let hash = 0;
  for (let at = 0; at < KEY_WORDS; at += 1) {
    hash = Math.imul(hash ^ (key[at] as number), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  return hash >>> 0;
}
