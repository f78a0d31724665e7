import type {
  DocumentByName,
  GenericDataModel,
  IndexNames,
  NamedTableInfo,
  TableNamesInDataModel,
  WithoutSystemFields,
} from "convex/server";
import type { GenericId, JSONValue, Value } from "convex/values";
import type { Column, ComputedColumn, LoadedAtColumn, NestedColumn, RefColumn } from "./column.ts";
import type { Condition } from "./condition.ts";

type IsAny<T> = 0 extends 1 & T ? true : false;

/** The columns that can fill a field of this type. An id takes a ref to its own table and nothing else. */
export type ColumnFor<Field> =
  IsAny<Field> extends true
    ? Column<never> | ComputedColumn | NestedColumn | LoadedAtColumn
    : [NonNullable<Field>] extends [GenericId<infer Table>]
      ? RefColumn<Table>
      :
          | ValueColumnFor<Field>
          | NestedColumnFor<NonNullable<Field>>
          // To a union of literals no time would fit.
          | (number extends NonNullable<Field> ? LoadedAtColumn : never);

type ValueColumnFor<Field> =
  IsAny<Field> extends true
    ? Column<never> | ComputedColumn
    : Column<NonNullable<Field>> | ComputedColumn<Field>;

type NestedColumnFor<Value> = [Value] extends [Readonly<Record<string, unknown>>]
  ? NestedColumn<{ readonly [Key in keyof Value]?: ValueColumnFor<Value[Key]> }>
  : never;

type FieldsOf<DM extends GenericDataModel, Table extends TableNamesInDataModel<DM>> = WithoutSystemFields<
  DocumentByName<DM, Table>
>;
type ColumnsFor<DM extends GenericDataModel, Table extends TableNamesInDataModel<DM>> = {
  [Field in keyof FieldsOf<DM, Table>]?: ColumnFor<FieldsOf<DM, Table>[Field]>;
};
type IndexOf<DM extends GenericDataModel, Table extends TableNamesInDataModel<DM>> = Extract<
  Exclude<IndexNames<NamedTableInfo<DM, Table>>, "by_id" | "by_creation_time">,
  string
>;

/** Where migrated documents keep the source's primary key, and the index over it. */
export type LegacyIdNames = { field: string; index: string };

/** A column's value, or several that it may have, as the source compares them. */
export type FilterValue = string | number | bigint | boolean;

export type JoinMapping = {
  /** The Postgres table: `user_settings`, or `crm.settings` in another schema than `public`. */
  table: string;
  /** The row's own column and the joined table's that equals it, or several such pairs: `{ id: "user_id" }`. */
  on: readonly [string, string] | Readonly<Record<string, string>>;
  /** Columns of the joined table that are left behind on purpose. */
  ignore?: readonly string[];
  /** The joined table may be missing. */
  optional?: boolean;
};

/** How documents that are there already are found by what their rows say, and what becomes of them. */
export type MatchMapping<Field extends string = string, Index extends string = string> = {
  /** The natural key: a field such as `email`, or several. */
  field: Field | readonly Field[];
  /** An index that begins with these fields, in this order. */
  index: Index;
  /** Compare texts without regard to the case of their letters and to white space at both ends. */
  ignoreCase?: boolean;
  /** What is written into an adopted document: all mapped fields, only those it lacks, or only the legacy id. */
  update?: "all" | "missing" | "none";
  /** A row that no document matches. */
  none?: "insert" | "skip" | "reject";
  /** A row that several documents match. */
  several?: "reject" | "skip" | "insert";
};

/** How `sync` brings a table up to date. */
export type SyncMapping = {
  /**
   * A column of times, or of numbers that grow, which every change of a row sets: only rows at or after the last one that
   * was read are read again. Without it every row is compared.
   */
  updatedAt?: string;
  /** Seconds before the last time read from which on rows are read again, for changes that were committed late. */
  overlapSeconds?: number;
  /** A row and its document that have both changed: the document stays, the row is taken, or the sync stops. */
  conflict?: "keep" | "take" | "stop";
};

export type TableMapping<DM extends GenericDataModel, Table extends TableNamesInDataModel<DM>> = {
  /** The Postgres table: `contacts`, or `crm.contacts` in another schema than `public`. */
  from: string;
  /** The column or columns of its primary key; `id` unless named. */
  key?: string | readonly string[];
  /** Fields that are not read from the column of their own name, or not by their validator alone. */
  fields?: ColumnsFor<DM, Table>;
  /** Columns left behind on purpose; they are never sent to Convex. */
  ignore?: readonly string[];
  /** The source table may be missing. */
  optional?: boolean;
  legacyId?: LegacyIdNames;
  /** Only rows whose columns have these values are migrated; the others are neither read nor counted. */
  where?: Readonly<Record<string, FilterValue | readonly FilterValue[]>>;
  /** Other source tables whose rows go into the same documents. Their columns are named `<name>.<column>`. */
  join?: Readonly<Record<string, JoinMapping>>;
  /** Rows that are left behind and counted: reason → `when(…)`. */
  skip?: Readonly<Record<string, Condition>>;
  /** Adopts documents that are there already and have no legacy id yet. */
  match?: MatchMapping<Extract<keyof FieldsOf<DM, Table>, string>, IndexOf<DM, Table>>;
  sync?: SyncMapping;
  /** Fields of numbers that `verify --full` adds up on both sides, to the last digit: `["totalCents"]`. */
  sum?: readonly Extract<keyof FieldsOf<DM, Table>, string>[];
  /** The ref that says whose a document is: verification makes sure that none refers to a document of somebody else. */
  tenant?: Extract<keyof FieldsOf<DM, Table>, string>;
};

/** A table whose documents are there already and are only referred to: a row stands for what its natural key finds. */
export type LookupMapping<DM extends GenericDataModel, Table extends TableNamesInDataModel<DM>> = {
  /** The Postgres table that turns a key into the natural key. */
  from: string;
  key?: string | readonly string[];
  /** An index over the natural key: each of its fields is read from the source. */
  index: IndexOf<DM, Table>;
  /** Fields of the index that are not read from the column of their own name. */
  fields?: ColumnsFor<DM, Table>;
  where?: Readonly<Record<string, FilterValue | readonly FilterValue[]>>;
  optional?: boolean;
};

/**
 * A user as the app's functions are told of one, in `ctx.auth.getUserIdentity()`. Other claims are given as they are.
 * Where the app finds its users by their `tokenIdentifier`, it or the `issuer` has to be the real one.
 */
export type ActingIdentity = {
  subject: string;
  issuer?: string;
  /** `<issuer>|<subject>` unless it is given. */
  tokenIdentifier?: string;
  email?: string;
  emailVerified?: boolean;
  name?: string;
  [claim: string]: JSONValue | undefined;
};

/** A public query that shows a user all that is theirs of a table, and nothing of anybody else. */
export type IsolationMapping<Target extends string = string> = {
  /** `module:function`, or `folder/module:function`. */
  query: `${string}:${string}`;
  /** The query's arguments; those of a paginated query without its paginationOpts. */
  args?: Readonly<Record<string, Value>>;
  as: ActingIdentity;
  /** The target, and which rows of its source are this user's. Rows that the table's own `where` leaves out are nobody's. */
  owns: { table: Target; where: Readonly<Record<string, FilterValue | readonly FilterValue[]>> };
};

export type AnyColumn = Column | RefColumn | ComputedColumn | NestedColumn | LoadedAtColumn;

/** Any table's mapping, for code that works on all of them. */
export type AnyTableMapping = {
  from: string;
  key?: string | readonly string[] | undefined;
  fields?: Readonly<Record<string, AnyColumn | undefined>> | undefined;
  ignore?: readonly string[] | undefined;
  optional?: boolean | undefined;
  legacyId?: LegacyIdNames | undefined;
  where?: Readonly<Record<string, FilterValue | readonly FilterValue[]>> | undefined;
  join?: Readonly<Record<string, JoinMapping>> | undefined;
  skip?: Readonly<Record<string, Condition>> | undefined;
  match?: MatchMapping | undefined;
  sync?: SyncMapping | undefined;
  sum?: readonly string[] | undefined;
  tenant?: string | undefined;
};

export type AnyLookupMapping = Pick<AnyTableMapping, "from" | "key" | "fields" | "where" | "optional"> & {
  index: string;
};
