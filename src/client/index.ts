export {
  array,
  boolean,
  bytes,
  cents,
  char,
  composite,
  date,
  decimal,
  geojson,
  hstore,
  inet,
  integer,
  interval,
  json,
  money,
  number,
  type ObjectOptions,
  object,
  range,
  text,
  time,
  timestamp,
  uuid,
  vector,
} from "../mapping/builders.ts";
export type { Column, ComputedColumn, LoadedAtColumn, NestedColumn, RefColumn } from "../mapping/column.ts";
export { when } from "../mapping/condition.ts";
export { escapeKey, unescapeKey } from "../mapping/convert/jsonKeys.ts";
export type {
  ActingIdentity,
  IsolationMapping,
  JoinMapping,
  LegacyIdNames,
  LookupMapping,
  MatchMapping,
  TableMapping,
} from "../mapping/declaration.ts";
export { documentId } from "../mapping/documentId.ts";
export { encrypted } from "../mapping/encrypted.ts";
export { computed, loadedAt, nested, ref } from "../mapping/refs.ts";
export type { Plan, PlanProblem } from "../shared/plan.ts";
export type { Status } from "../shared/status.ts";
export { type DecryptOptions, DecryptError, type DecryptErrorCode, decrypt } from "./decrypt.ts";
export { type DocumentIdOf, documentIds } from "./documentIds.ts";
export type { MigrationFunctions } from "./functions.ts";
export { LegacyIdError, type LegacyIdErrorCode, type LegacyKey } from "./legacyKey.ts";
export { SupabaseMigration } from "./supabaseMigration.ts";
