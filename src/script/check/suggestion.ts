import type { CatalogueColumn } from "../../source/catalogue.ts";
import { flat, quoted } from "../draft/code.ts";
import { isIgnored, ruleOf } from "../draft/columnRule.ts";
import { sourceTypeOf } from "./typeFamily.ts";

/**
 * How to map a column that a converter does not take, ready to paste: as `init` drafts it, but for what the converter can
 * be told.
 *
 * @param readAs A converter as the plan names it.
 * @param name The column as the mapping names it, `settings.theme` in a join.
 * @returns A sentence without its full stop.
 */
export function suggestion(readAs: string, column: CatalogueColumn, name: string): string {
  const { family, scale } = sourceTypeOf(column);
  if (/^cents\b/.test(readAs) && family === "numeric" && scale !== undefined) {
    return `Map it with cents(${quoted(name)}, { digits: ${scale} })`;
  }
  if (readAs === "numberOrTime" && family === "date") {
    return `Map it with timestamp(${quoted(name)}), its midnight in UTC, or with date(${quoted(name)}) into a field of v.string()`;
  }
  const rule = ruleOf(column);
  if (isIgnored(rule)) return `Leave it behind: ignore: [${quoted(name)}]`;
  return `Map it with ${flat(rule.converter(name))} into a field of ${flat(rule.validator)}`;
}
