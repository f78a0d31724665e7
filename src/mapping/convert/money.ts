import { type Converted, misfit } from "../converted.ts";
import type { Shape } from "../shape.ts";
import { exactInteger } from "./number.ts";

/**
 * An amount of the type money in its minor unit. How it is written depends on the database's lc_monetary: `$1,234.56`,
 * `-1.234,56 €`, `($0.05)`. The last separator counts as the decimal point only where exactly `digits` digits follow it;
 * anything else is refused, because it could be read in two ways.
 */
export function toMoney(value: unknown, digits: number, shape: Shape): Converted {
  const units = typeof value === "string" ? minorUnits(value, digits) : undefined;
  return units === undefined
    ? misfit("BAD_MONEY", `an amount of money with ${digits} digits after the point`, value)
    : exactInteger(units, shape, value);
}

function minorUnits(text: string, digits: number): bigint | undefined {
  const [, before = "", amount = "", after = ""] = /^(\D*)(\d(?:.*\d)?)(\D*)$/su.exec(text) ?? [];
  const point = digits === 0 ? "" : `([.,])(\\d{${digits}})`;
  // Thousands in groups of three, or of two as in India.
  const form = new RegExp(`^(\\d+|\\d{1,3}([.,' \u00a0\u202f’])(?:\\d{2,3}\\2)*\\d{3})${point}$`, "u");
  const [, whole, group, separator, fraction = ""] = form.exec(amount) ?? [];
  if (whole === undefined || (group !== undefined && group === separator)) return undefined;
  const units = BigInt(whole.replace(/\D/gu, "") + fraction);
  const marks = before + after;
  // An array's or a range's text is no amount, though it may hold one.
  if (/[[\]{}"]/u.test(marks)) return undefined;
  return /[-−]/u.test(marks) || (before.includes("(") && after.includes(")")) ? -units : units;
}
