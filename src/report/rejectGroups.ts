import type { ListedReject, RejectKind } from "../shared/reject.ts";

/** Notes that are alike: of one table, one field, one code. */
export type RejectGroup = {
  kind: RejectKind;
  source: string;
  /** The target table. */
  target: string;
  code: string;
  /** The field's path, without positions in arrays. */
  field: string;
  count: number;
  /** Some of the rows' keys. */
  keys: string[];
  /** Some of the reasons: rows of one group may differ in what was found. */
  reasons: string[];
  /** The parents that are missing, those of most rows first. */
  parents: MissingParent[];
};

export type MissingParent = {
  /** The target table that lacks it. */
  table: string;
  key: string;
  /** Set where the parent is itself a row that was not migrated. */
  kind: RejectKind | undefined;
  count: number;
};

const KEYS_KEPT = 3;
const REASONS_KEPT = 2;
/** Beyond these a group's parents are no longer told apart: each would take memory. */
const PARENTS_KEPT = 10_000;

type Growing = Omit<RejectGroup, "parents"> & { parents: Map<string, MissingParent> };

/** Groups notes as they come, so that any number of them takes little memory. */
export class RejectGroups {
  readonly #groups = new Map<string, Growing>();

  add(reject: ListedReject): void {
    const { kind, source, table: target, code, key, reason } = reject;
    const field = (reject.field ?? "").replace(/\[\d+\]/g, "[]");
    const name = JSON.stringify([kind, source, target, code, field]);
    const empty: Growing = {
      kind,
      source,
      target,
      code,
      field,
      count: 0,
      keys: [],
      reasons: [],
      parents: new Map(),
    };
    const group = this.#groups.get(name) ?? empty;
    this.#groups.set(name, group);
    group.count += 1;
    if (group.keys.length < KEYS_KEPT && key !== "") group.keys.push(key);
    if (group.reasons.length < REASONS_KEPT && !group.reasons.includes(reason)) group.reasons.push(reason);
    addParent(group.parents, reject);
  }

  /** The groups, those of a kind together and in the order in which they came. */
  all(): RejectGroup[] {
    return [...this.#groups.values()].map((group) => ({
      ...group,
      parents: [...group.parents.values()].sort((a, b) => b.count - a.count),
    }));
  }
}

function addParent(parents: Growing["parents"], { parent, parentKind }: ListedReject): void {
  if (parent === undefined) return;
  const name = JSON.stringify([parent.table, parent.key]);
  const known = parents.get(name);
  if (known !== undefined) known.count += 1;
  else if (parents.size < PARENTS_KEPT) parents.set(name, { ...parent, kind: parentKind, count: 1 });
}
