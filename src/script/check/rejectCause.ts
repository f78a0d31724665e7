import type { Reject } from "../../shared/reject.ts";
import type { Finding } from "./finding.ts";

/** Why rows would be rejected, as it is known without a scan, and the rejects that a scan finds of it. */
export type RejectCause = {
  finding: Finding;
  /** The target table. */
  target: string;
  /** Of the document, those that may be named by the reject. */
  fields: readonly string[];
  code: "VALUE_MISSING" | "WRONG_TYPE";
};

/** Whether the rows are counted already, by what rejects them. */
export const isCounted = (
  causes: readonly RejectCause[],
  { table, field = "", code }: Pick<Reject, "field" | "code"> & { table: string },
): boolean =>
  causes.some(
    (cause) =>
      cause.finding.severity === "error" &&
      cause.target === table &&
      cause.code === code &&
      cause.fields.includes(field),
  );

/** What becomes of rows that a field does not take. */
export function fateOf(maySkip: boolean, rows: number): string {
  const [who, whom] = rows === 1 ? ["It", "it"] : ["They", "them"];
  return maySkip ? `${who} would be rejected unless the mapping skips ${whom}.` : `${who} would be rejected.`;
}

/** Said beside a fix where only a scan tells. */
export const OR_SCAN = "or see what becomes of them: npx supabase-to-convex check --scan";
