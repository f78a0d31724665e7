import type { Value } from "convex/values";

/** UTF-16 units of a value that are shown. */
const MAX_LENGTH = 200;

/** A value as JSON text for a person, cut to fit; a 64-bit integer by its digits, bytes in hexadecimal. */
export function shownValue(value: Value | undefined): string {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(value, (_key, each: unknown) => {
    if (typeof each === "bigint") return `${each}`;
    if (each instanceof ArrayBuffer) return hexOf(each);
    // JSON has no form for these.
    return typeof each === "number" && !Number.isFinite(each) ? String(each) : each;
  });
  const shown = typeof value === "bigint" ? String(value) : text;
  return shown.length > MAX_LENGTH ? `${shown.slice(0, MAX_LENGTH)}…` : shown;
}

/** More than is shown needs not be made. */
const hexOf = (bytes: ArrayBuffer): string =>
  `\\x${[...new Uint8Array(bytes.slice(0, MAX_LENGTH))].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
