/** How much data a bench generates. */
export type DataSize = {
  /** Of each table of items. */
  rows: number;
  /** Tables of items, from 1 to MAX_TABLES. */
  tables: number;
  /** Of an item, as JSON text. */
  rowBytes: number;
};

/** As many as the bench's app has. */
export const MAX_TABLES = 4;
export const MIN_ROW_BYTES = 320;

/** A generated row, as PostgREST gives it. Its values follow from its number alone. */
export type GeneratedRow = Readonly<Record<string, string | number | boolean | null>>;

/** A generated source table: `row(n)` for n from 0 to `rows` - 1, in the order of their keys. */
export type GeneratedTable = {
  name: string;
  /** In SQL, column by column. */
  columns: Readonly<Record<string, string>>;
  rows: number;
  row: (n: number) => GeneratedRow;
};

/** A uuid whose order is that of the numbers. */
export const uuidOf = (kind: number, n: number): string =>
  `${String(kind).padStart(8, "0")}-0000-4000-8000-${n.toString(16).padStart(12, "0")}`;

/** The number in a key, for a server that has no rows but makes them. */
export const numberOf = (uuid: string): number => Number.parseInt(uuid.slice(24), 16);

const KINDS = { accounts: 1, projects: 2, items: 3 };
const START_MS = Date.UTC(2024, 0, 1);

const ITEM_COLUMNS = {
  id: "uuid primary key",
  account_id: "uuid not null",
  project_id: "uuid not null",
  title: "text not null",
  amount: "numeric(10, 2) not null",
  done: "boolean not null",
  created_at: "timestamptz not null",
  body: "text not null",
};

const timeOf = (n: number): string => new Date(START_MS + n * 1000).toISOString().replace("Z", "+00:00");

/** An account, a project or an item refers to parents that are spread over all of them, not to neighbours. */
const spread = (n: number, of: number): number => (n * 7919) % of;

/** Accounts, projects with a ref to an account, and tables of items with two refs each. */
export function generatedTables({ rows, tables, rowBytes }: DataSize): GeneratedTable[] {
  const accounts = Math.max(1, Math.floor(rows / 20));
  const projects = Math.max(1, Math.floor(rows / 10));
  const item = (n: number, body: string): GeneratedRow => ({
    id: uuidOf(KINDS.items, n),
    account_id: uuidOf(KINDS.accounts, spread(n, accounts)),
    project_id: uuidOf(KINDS.projects, spread(n, projects)),
    title: `Item ${n}`,
    amount: `${n % 1000}.50`,
    done: n % 3 === 0,
    created_at: timeOf(n),
    body,
  });
  return [
    {
      name: "accounts",
      columns: { id: "uuid primary key", name: "text not null", created_at: "timestamptz not null" },
      rows: accounts,
      row: (n) => ({ id: uuidOf(KINDS.accounts, n), name: `Account ${n}`, created_at: timeOf(n) }),
    },
    {
      name: "projects",
      columns: { id: "uuid primary key", account_id: "uuid not null", name: "text not null" },
      rows: projects,
      row: (n) => ({
        id: uuidOf(KINDS.projects, n),
        account_id: uuidOf(KINDS.accounts, spread(n, accounts)),
        name: `Project ${n}`,
      }),
    },
    ...Array.from({ length: tables }, (_, at) => ({
      name: `items${at + 1}`,
      columns: ITEM_COLUMNS,
      rows,
      row: (n: number) => {
        const bare = JSON.stringify(item(n, "")).length;
        return item(
          n,
          LOREM.repeat(Math.ceil(rowBytes / LOREM.length)).slice(0, Math.max(0, rowBytes - bare)),
        );
      },
    })),
  ];
}

const LOREM = "Whoever moves house counts the boxes twice, once at each door, and signs for them only then. ";

export const rowsOf = (tables: readonly GeneratedTable[]): number =>
  tables.reduce((sum, { rows }) => sum + rows, 0);
