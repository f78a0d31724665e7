/** Words of 32 bits that the 16 bytes of a key take. */
const KEY_WORDS = 4;
const FIRST_CAPACITY = 1024;
/** Beyond this share of its places, looking for a free one takes long. */
const MAX_LOAD = 0.85;
const GROWTH = 1.5;
const HASHES = 2 ** 32;

/**
 * A set of keys of 16 bytes, or a map from them to 16 bytes, in a typed array: 19 to 28 bytes a key, where a Set of text takes
 * ten times as many. Keys are hashes or uuids, so their own bytes say where they go.
 */
export class KeyTable {
  #words: Uint32Array;
  #capacity = FIRST_CAPACITY;
  #size = 0;
  /** The key of zeros, which in the array would look like a free place. */
  #zero: { value: Uint8Array | undefined } | undefined;
  readonly #stride: number;

  /** @param options.withValues Each key has 16 bytes beside it. */
  constructor({ withValues = false }: { withValues?: boolean } = {}) {
    this.#stride = withValues ? 2 * KEY_WORDS : KEY_WORDS;
    this.#words = new Uint32Array(this.#capacity * this.#stride);
  }

  get size(): number {
    return this.#size;
  }

  has(key: Uint8Array): boolean {
    const words = wordsOf(key);
    return isZero(words, 0) ? this.#zero !== undefined : !isZero(this.#words, this.#placeOf(words));
  }

  /** The value that stands beside a key. */
  get(key: Uint8Array): Uint8Array | undefined {
    const words = wordsOf(key);
    if (isZero(words, 0)) return this.#zero?.value;
    const at = this.#placeOf(words);
    if (isZero(this.#words, at)) return undefined;
    return new Uint8Array(this.#words.slice(at + KEY_WORDS, at + 2 * KEY_WORDS).buffer);
  }

  /** @returns False where the key is there already, whose value stays. */
  add(key: Uint8Array, value?: Uint8Array): boolean {
    const words = wordsOf(key);
    if (isZero(words, 0)) {
      const isNew = this.#zero === undefined;
      this.#zero ??= { value };
      this.#size += isNew ? 1 : 0;
      return isNew;
    }
    const at = this.#placeOf(words);
    if (!isZero(this.#words, at)) return false;
    this.#words.set(words, at);
    if (value !== undefined) this.#words.set(wordsOf(value), at + KEY_WORDS);
    this.#size += 1;
    if (this.#size > this.#capacity * MAX_LOAD) this.#grow();
    return true;
  }

  /** Where the key is in the array, or would go. */
  #placeOf(key: Uint32Array): number {
    const words = this.#words;
    const end = words.length;
    let at = Math.floor((hashOf(key) * this.#capacity) / HASHES) * this.#stride;
    while (!isZero(words, at) && !isSame(words, at, key)) {
      at += this.#stride;
      if (at === end) at = 0;
    }
    return at;
  }

  #grow(): void {
    const words = this.#words;
    this.#capacity = Math.ceil(this.#capacity * GROWTH);
    this.#words = new Uint32Array(this.#capacity * this.#stride);
    for (let at = 0; at < words.length; at += this.#stride) {
      if (isZero(words, at)) continue;
      const place = this.#placeOf(words.subarray(at, at + KEY_WORDS));
      this.#words.set(words.subarray(at, at + this.#stride), place);
    }
  }
}

const isZero = (words: Uint32Array, at: number): boolean =>
  ((words[at] as number) |
    (words[at + 1] as number) |
    (words[at + 2] as number) |
    (words[at + 3] as number)) ===
  0;

const isSame = (words: Uint32Array, at: number, key: Uint32Array): boolean =>
  words[at] === key[0] && words[at + 1] === key[1] && words[at + 2] === key[2] && words[at + 3] === key[3];

/** Copied where the bytes do not begin at a word. */
const wordsOf = (bytes: Uint8Array): Uint32Array =>
  bytes.byteOffset % 4 === 0
    ? new Uint32Array(bytes.buffer, bytes.byteOffset, KEY_WORDS)
    : new Uint32Array(new Uint8Array(bytes).buffer);

/** Uuids may share most of their bits, as those of version 1 and 7 do: every word has a say. */
function hashOf(key: Uint32Array): number {
  let hash = 0;
  for (let at = 0; at < KEY_WORDS; at += 1) {
    hash = Math.imul(hash ^ (key[at] as number), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  return hash >>> 0;
}
