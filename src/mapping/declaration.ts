import type {
  DocumentByName,
  GenericDataModel,
  TableNamesInDataModel,
  WithoutSystemFields,
} from "convex/server";
import type { GenericId } from "convex/values";
import type { Column, ComputedColumn, RefColumn } from "./column.ts";

type IsAny<T> = 0 extends 1 & T ? true : false;

/** The columns that can fill a field of this type. An id takes a ref to its own table and nothing else. */
export type ColumnFor<Field> =
  IsAny<Field> extends true
    ? Column<never> | ComputedColumn
    : [NonNullable<Field>] extends [GenericId<infer Table>]
      ? RefColumn<Table>
      : Column<NonNullable<Field>> | ComputedColumn<Field>;

type FieldsOf<DM extends GenericDataModel, Table extends TableNamesInDataModel<DM>> = WithoutSystemFields<
  DocumentByName<DM, Table>
>;

/** Where migrated documents keep the source's primary key, and the index over it. */
export type LegacyIdNames = { field: string; index: string };

export type TableMapping<DM extends GenericDataModel, Table extends TableNamesInDataModel<DM>> = {
  /** The Postgres table: `contacts`, or `crm.contacts` in another schema than `public`. */
  from: string;
  /** The column or columns of its primary key; `id` unless named. */
  key?: string | readonly string[];
  /** Fields that are not read from the column of their own name, or not by their validator alone. */
  fields?: { [Field in keyof FieldsOf<DM, Table>]?: ColumnFor<FieldsOf<DM, Table>[Field]> };
  /** Columns left behind on purpose; they are never sent to Convex. */
  ignore?: readonly string[];
  /** The source table may be missing. */
  optional?: boolean;
  legacyId?: LegacyIdNames;
};

export type AnyColumn = Column | RefColumn | ComputedColumn;

/** Any table's mapping, for code that works on all of them. */
export type AnyTableMapping = {
  from: string;
  key?: string | readonly string[] | undefined;
  fields?: Readonly<Record<string, AnyColumn | undefined>> | undefined;
  ignore?: readonly string[] | undefined;
  optional?: boolean | undefined;
  legacyId?: LegacyIdNames | undefined;
};
