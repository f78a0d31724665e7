import { legacyFieldOf } from "../../shared/casing.ts";
import type { CatalogueColumn } from "../../source/catalogue.ts";
import type { Link } from "./links.ts";
import { camelName, MAX_REF_NAME, type Named, namePool } from "./names.ts";
import { singular } from "./tableNames.ts";

/** The fields of one table's document: by their column, or by the foreign key that they are made of. */
export type FieldNames = { values: ReadonlyMap<CatalogueColumn, Named>; refs: ReadonlyMap<Link, Named> };

const RESERVED = { legacyId: "the source's key is kept there" };

/**
 * @param values The columns that become fields with a value.
 * @param links The table's refs.
 * @param targetOf The Convex table of a ref.
 */
export function fieldNames(
  values: readonly CatalogueColumn[],
  links: readonly Link[],
  targetOf: (link: Link) => string,
): FieldNames {
  const pool = namePool(RESERVED);
  const refs = new Map<Link, Named>();
  // Those that keep their names come first, so that only what has to change is renamed.
  for (const link of kept(links, (each) => refName(each, targetOf(each)))) {
    // Beside a ref there may be a field in which its legacy id waits for the pass.
    const limits = { longest: MAX_REF_NAME, companion: legacyFieldOf };
    refs.set(link, pool.take(refName(link, targetOf(link)), limits));
  }
  const fields = new Map<CatalogueColumn, Named>();
  for (const column of kept(values, ({ name }) => camelName(name, "field"))) {
    fields.set(column, pool.take(camelName(column.name, "field")));
  }
  return { values: fields, refs };
}

const kept = <Each>(each: readonly Each[], nameOf: (one: Each) => Named): Each[] => [
  ...each.filter((one) => nameOf(one).because === undefined),
  ...each.filter((one) => nameOf(one).because !== undefined),
];

/** After its column; after its table where the column is the row's own id, or where there are several. */
function refName({ columns }: Link, target: string): Named {
  const [column, ...more] = columns;
  return column === undefined || more.length > 0 || column.toLowerCase() === "id"
    ? { name: `${singular(target)}Id`, because: undefined }
    : camelName(column, "field");
}
