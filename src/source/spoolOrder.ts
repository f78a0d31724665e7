/**
 * Keys part by part: whole numbers by their value, before all other text, which is compared by UTF-16 code units. So
 * numbers and uuids stand in Postgres's order, and a run that one source began can go on with another. Text does not:
 * its order in Postgres is its collation's.
 */
export function compareKeys(a: readonly string[], b: readonly string[]): number {
  for (const [at, part] of a.entries()) {
    const other = b[at];
    if (other === undefined) return 1;
    if (part !== other) return compareParts(part, other);
  }
  return a.length - b.length;
}

function compareParts(a: string, b: string): number {
  const whole = isWholeNumber(a);
  if (whole !== isWholeNumber(b)) return whole ? -1 : 1;
  return whole ? compareWholeNumbers(a, b) : compareText(a, b);
}

/** Of different numbers, longer digits are further from zero; of equally long ones, those that sort later. */
function compareWholeNumbers(a: string, b: string): number {
  const negative = a.startsWith("-");
  if (negative !== b.startsWith("-")) return negative ? -1 : 1;
  const byDigits = a.length - b.length || compareText(a, b);
  return negative ? -byDigits : byDigits;
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Only as Postgres writes them, so that no two texts are one number. */
const isWholeNumber = (text: string): boolean => /^(?:0|-?[1-9]\d*)$/.test(text);
