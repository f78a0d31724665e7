import type { Value } from "convex/values";

/** 64 bits that tell one content from another, as two words of 32. */
export type ContentHash = readonly [number, number];

type Content = Value | undefined;

// Taken out of Math once: convex-test looks it up anew each time.
const { imul } = Math;

// Murmur3's constants, as the 32-bit integers that bit operations make of them.
const C1 = 0xcc9e2d51 | 0;
const C2 = 0x1b873593;
const C3 = 0x85ebca6b | 0;
const ADDED = 0xe6546b64 | 0;

/**
 * Murmur3's mixing, over UTF-16 units and in two words. Convex runs a function in a fresh context, where no code has been
 * compiled yet, and a cryptographic hash of a batch's documents takes longer there than all else that a batch does.
 */
class Mixer {
  #a = 0x9747b28c;
  #b = 0x3c6ef372;

  add(word: number): void {
    this.#a = mixedIntoA(this.#a, word);
    this.#b = mixedIntoB(this.#b, word);
  }

  text(text: string): void {
    let a = mixedIntoA(this.#a, text.length);
    let b = mixedIntoB(this.#b, text.length);
    // Written out, for a call for each of some ten thousand characters takes longer than the rest.
    for (let at = 0; at < text.length; at += 1) {
      const mixed = imul(text.charCodeAt(at), C1);
      a ^= imul((mixed << 15) | (mixed >>> 17), C2);
      a = (imul((a << 13) | (a >>> 19), 5) + ADDED) | 0;
      b = imul(b ^ mixed ^ (mixed >>> 15), C3);
      b = (b << 17) | (b >>> 15);
    }
    this.#a = a;
    this.#b = b;
  }

  hash([a, b]: ContentHash): void {
    this.add(a);
    this.add(b);
  }

  words(): ContentHash {
    return [finished(this.#a ^ imul(this.#b, 0x9e3779b1)), finished(this.#b ^ (this.#a >>> 7))];
  }
}

function mixedIntoA(a: number, word: number): number {
  const mixed = imul(word, C1);
  const next = a ^ imul((mixed << 15) | (mixed >>> 17), C2);
  return (imul((next << 13) | (next >>> 19), 5) + ADDED) | 0;
}

function mixedIntoB(b: number, word: number): number {
  const mixed = imul(word, C1);
  const next = imul(b ^ mixed ^ (mixed >>> 15), C3);
  return (next << 17) | (next >>> 15);
}

function finished(word: number): number {
  let mixed = word ^ (word >>> 16);
  mixed = imul(mixed, C3);
  mixed ^= mixed >>> 13;
  mixed = imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

export function hashOfText(text: string): ContentHash {
  const mixer = new Mixer();
  mixer.text(text);
  return mixer.words();
}

/** Of named values, whatever their order: those without a value do not count. Convex keeps keys in an order of its own. */
export function hashOfEntries(entries: Iterable<readonly [name: string, value: Content]>): ContentHash {
  let a = 0;
  let b = 0;
  for (const [name, value] of entries) {
    if (value === undefined) continue;
    const mixer = new Mixer();
    mixer.text(name);
    addValue(mixer, value);
    const [one, other] = mixer.words();
    a = (a + one) >>> 0;
    b = (b + other) >>> 0;
  }
  return [a, b];
}

/** Each kind has a number of its own, so that 1, 1n, "1" and [1] are four contents. */
const KIND = { null: 1, boolean: 2, number: 3, bigint: 4, string: 5, bytes: 6, array: 7, object: 8 };

function addValue(mixer: Mixer, value: Value): void {
  if (typeof value === "string") {
    mixer.add(KIND.string);
    mixer.text(value);
  } else if (typeof value === "number") {
    mixer.add(KIND.number);
    mixer.text(Object.is(value, -0) ? "-0" : String(value));
  } else if (typeof value === "boolean") {
    mixer.add(KIND.boolean);
    mixer.add(value ? 1 : 0);
  } else if (typeof value === "bigint") {
    mixer.add(KIND.bigint);
    mixer.text(String(value));
  } else if (value === null) {
    mixer.add(KIND.null);
  } else if (value instanceof ArrayBuffer) {
    mixer.add(KIND.bytes);
    mixer.add(value.byteLength);
    for (const byte of new Uint8Array(value)) mixer.add(byte);
  } else if (Array.isArray(value)) {
    mixer.add(KIND.array);
    mixer.add(value.length);
    for (const item of value) addValue(mixer, item);
  } else {
    mixer.add(KIND.object);
    mixer.hash(hashOfEntries(Object.entries(value)));
  }
}
