import type { ParentOf } from "../mapping/openRef.ts";
import { ambiguousParent, missingParent } from "../mapping/missingParent.ts";
import { rejected } from "../mapping/rejected.ts";
import type { MappedRef } from "../mapping/table.ts";
import type { Reject } from "../shared/reject.ts";
import type { PackedDocument } from "./decideRows.ts";
import { memberText, numberText } from "./documentText.ts";
import type { LineSpill } from "./lineSpill.ts";

/** No JSON text has it but as an escape. */
const TAB = "\t";
const TAB_BYTE = 0x09;

/** A document as it waits for its creation time and for parents that are decided later. */
export const waitingLine = ({ text, open }: Omit<PackedDocument, "at">, legacyId: string): string =>
  open.length === 0 ? text : `${text}${TAB}${JSON.stringify([legacyId, open])}`;

type Waiting = {
  spill: LineSpill;
  /** Unix milliseconds of each document, in their order. */
  times: Float64Array;
  refs: readonly MappedRef[];
  parentOf: ParentOf;
  /** Told of refs that no parent was found for, as a pass notes them. */
  onNote: (note: Reject) => void;
  /** Told how many documents are done. */
  onDocuments: (documents: number) => void;
};

/** The documents of a table as lines of JSON, whole now that every parent is known. */
export async function* documentLines({
  spill,
  times,
  onDocuments,
  ...waiting
}: Waiting): AsyncGenerator<Buffer> {
  let at = 0;
  for await (const lines of spill.read()) {
    const parts: string[] = [];
    for (const line of lines) {
      const tab = waiting.refs.length === 0 ? -1 : line.indexOf(TAB_BYTE);
      const text = line.toString("utf8", 0, tab === -1 ? line.length : tab);
      const refs = tab === -1 ? "" : resolved(line.toString("utf8", tab + 1), waiting);
      parts.push(`{${text},"_creationTime":${numberText(times[at++] as number)}${refs}}\n`);
    }
    yield Buffer.from(parts.join(""));
    onDocuments(at);
  }
}

/** The refs of a document that waited, in place; one that finds no parent keeps its legacy id, as a pass leaves it. */
function resolved(
  text: string,
  { refs, parentOf, onNote }: Pick<Waiting, "refs" | "parentOf" | "onNote">,
): string {
  const [key, open] = JSON.parse(text) as [string, PackedDocument["open"]];
  let members = "";
  for (const [at, legacyId] of open) {
    const ref = refs[at] as MappedRef;
    const parent = parentOf({ ref, legacyId });
    if (parent.kind === "found") {
      members += `,${memberText(ref.field, parent.id)}`;
      continue;
    }
    const isNulled = parent.kind === "missing" && ref.orphan === "null";
    const why = parent.kind === "missing" ? missingParent({ ref, legacyId }) : ambiguousParent(ref);
    onNote(rejected(key, undefined, why, isNulled ? "nulled" : "unresolved").reject);
    if (!isNulled) members += `,${memberText(ref.legacyField ?? ref.field, legacyId)}`;
  }
  return members;
}
