import { type PlanProblem, type PlanTable, sourceName } from "../shared/plan.ts";

type Sent = { table: string; source: string; column: string; encrypted: boolean };

/** A column that one table encrypts and another sends in plain: what is encrypted would reach Convex all the same. */
export function sentInPlain(tables: readonly PlanTable[]): PlanProblem[] {
  const sent = tables.flatMap(sentBy);
  return sent.flatMap(({ table, source, column, encrypted }) => {
    if (encrypted) return [];
    const hiding = sent.find(
      (each) => each.encrypted && each.table !== table && each.source === source && each.column === column,
    );
    if (hiding === undefined) return [];
    return [
      {
        table,
        message: `${table}: it reads ${source}.${column} in plain, which ${hiding.table} encrypts. Encrypt it in both, or leave it out here.`,
      },
    ];
  });
}

const sentBy = ({ target, source, columns, joins, encrypted }: PlanTable): Sent[] =>
  [
    ...columns.map(({ name }) => ({ source, column: name, inRow: name })),
    ...joins.flatMap((join) =>
      join.columns.map(({ name }) => ({
        source: join.source,
        column: name,
        inRow: `${join.name}.${name}`,
      })),
    ),
  ].map(({ source, column, inRow }) => ({
    ...{ table: target, source: sourceName(source), column },
    encrypted: encrypted.some((each) => each.column === inRow),
  }));
