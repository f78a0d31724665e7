import { type Filter, sourceOf } from "../shared/plan.ts";
import { compileInputs } from "./compileField.ts";
import type { AnyTableMapping, FilterValue, JoinMapping, MatchMapping, SyncMapping } from "./declaration.ts";
import type { MappedJoin, MappedMatch, MappedSkip, MappedSync } from "./table.ts";

export const compileFilters = (where: AnyTableMapping["where"] = {}): Filter[] =>
  Object.entries(where).map(([column, value]) => ({
    column,
    in: (Array.isArray(value) ? (value as readonly FilterValue[]) : [value as FilterValue]).map(String),
  }));

export const compileJoins = (joins: AnyTableMapping["join"] = {}): MappedJoin[] =>
  Object.entries(joins).map(([name, join]) => ({
    name,
    source: sourceOf(join.table),
    on: pairsOf(join.on),
    ignored: join.ignore ?? [],
    optional: join.optional ?? false,
  }));

const pairsOf = (on: JoinMapping["on"]): MappedJoin["on"] =>
  isPair(on)
    ? [{ column: on[0], joined: on[1] }]
    : Object.entries(on).map(([column, joined]) => ({ column, joined }));

const isPair = (on: JoinMapping["on"]): on is readonly [string, string] => Array.isArray(on);

export const compileSkips = (skip: AnyTableMapping["skip"] = {}): MappedSkip[] =>
  Object.entries(skip).map(([reason, { inputs, holds }]) => ({
    ...{ reason, holds },
    inputs: compileInputs(inputs),
  }));

export const compileMatch = (match: MatchMapping | undefined): MappedMatch | undefined =>
  match && {
    fields: typeof match.field === "string" ? [match.field] : match.field,
    index: match.index,
    ignoreCase: match.ignoreCase ?? false,
    update: match.update ?? "all",
    none: match.none ?? "insert",
    several: match.several ?? "reject",
  };

/** Long enough for nearly every transaction: a row carries the time when its own began. */
const OVERLAP_SECONDS = 300;

export const compileSync = (sync: SyncMapping = {}): MappedSync => ({
  updatedAt: sync.updatedAt,
  overlapSeconds: sync.overlapSeconds ?? OVERLAP_SECONDS,
  conflict: sync.conflict ?? "keep",
});
