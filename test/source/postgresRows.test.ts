import { describe, expect, test } from "vitest";
import { postgresForTests, textPages } from "../postgres/openPostgres.ts";
import { allPages, allRows, planTable } from "./planTable.ts";

const open = postgresForTests();

const asJson = (table: string, key: string[], ...names: string[]) => ({
  ...planTable(table, key, []),
  columns: names.map((name) => ({
    name,
    cast: null,
    optional: false,
    readAs: [],
    requiredBy: [],
    literals: null,
  })),
});

describe("values", () => {
  test("a database with settings of its own -> written as PostgREST writes them all the same", async () => {
    const { source } =
      await open(`create table t (id int primary key, at timestamptz, local timestamp, day date, span interval, bytes bytea,
        f float8, m money, n numeric, a int[], z text);
      insert into t values (1, '2024-03-10T12:34:56.123456+02', '2024-03-10 12:34:56', '2024-03-10', '1 year 2 days 03:04:05.6',
        '\\x00ff', 0.1::float8 + 0.2::float8, 1234.5, 'NaN', '{1,NULL}', null);
      create view slow as select 1 as id from pg_sleep(0.4);
      do $$ begin execute format('alter database %I set timezone = ''Asia/Tokyo''', current_database());
        execute format('alter database %I set datestyle = ''German''', current_database());
        execute format('alter database %I set intervalstyle = ''iso_8601''', current_database());
        execute format('alter database %I set bytea_output = ''escape''', current_database());
        execute format('alter database %I set extra_float_digits = -10', current_database());
        execute format('alter database %I set statement_timeout = ''200ms''', current_database()); end $$;`);
    const names = ["at", "local", "day", "span", "bytes", "f", "m", "n", "a", "z"];
    const json = await allRows(source, asJson("t", ["id"], ...names));
    // Longer than a statement may take there.
    expect(await allRows(source, planTable("slow", ["id"], ["id"]))).toEqual([{ id: "1" }]);
    const text = await allRows(source, planTable("t", ["id"], names));
    expect([json, text]).toEqual([
      [
        {
          at: "2024-03-10T10:34:56.123456+00:00",
          local: "2024-03-10T12:34:56",
          ...{
            day: "2024-03-10",
            span: "1 year 2 days 03:04:05.6",
            bytes: "\\x00ff",
            f: 0.30000000000000004,
          },
          ...{ m: "$1,234.50", n: "NaN", a: [1, null], z: null },
        },
      ],
      [
        {
          at: "2024-03-10 10:34:56.123456+00",
          local: "2024-03-10 12:34:56",
          ...{
            day: "2024-03-10",
            span: "1 year 2 days 03:04:05.6",
            bytes: "\\x00ff",
            f: "0.30000000000000004",
          },
          ...{ m: "$1,234.50", n: "NaN", a: "{1,NULL}", z: null },
        },
      ],
    ]);
  });

  test("columns called as a statement calls its parts, and names of any characters -> themselves", async () => {
    const { source } =
      await open(`create table "t ""1"".x" (r int, t text, m text, "we ird" int, "__proto__" int, primary key (r, "we ird"));
      insert into "t ""1"".x" values (1, 'T', 'M', 2, 3)`);
    const table = planTable('t "1".x', ["r", "we ird"], ["r", "t", "m", "we ird"]);
    const row = { r: "1", t: "T", m: "M", "we ird": "2" };
    expect(await allRows(source, table)).toEqual([row]);
    expect((await allPages(source.readMatching(table, ["m", "t"], [["M", "T"]]))).flat()).toEqual([row]);
    expect(await textPages(source.rawRows(table.source))).toEqual([
      ['{"r":1,"t":"T","m":"M","we ird":2,"__proto__":3}'],
    ]);
  });

  test("a json column with line breaks -> one line of raw text", async () => {
    const { source } = await open(
      `create table t (id int, j json); insert into t values (1, E'{"a":\\r\\n  1.50}')`,
    );
    const [[line = ""] = []] = await textPages(source.rawRows({ schema: "public", table: "t" }));
    expect([line.includes("\n"), JSON.parse(line), line.includes("1.50")]).toEqual([
      false,
      { id: 1, j: { a: 1.5 } },
      true,
    ]);
  });
});

describe("what else can be read", () => {
  test("users with their password hashes, views, partitions, generated columns -> as any table", async () => {
    const { source } = await open(
      `insert into auth.users (id, email, encrypted_password)
        values ('00000000-0000-4000-8000-000000000001', 'a@b.c', '$2a$10$hash');
      create table parts (id int, twice int generated always as (id * 2) stored, primary key (id)) partition by range (id);
      create table parts_1 partition of parts for values from (1) to (2);
      create table parts_2 partition of parts for values from (2) to (3);
      insert into parts (id) values (1), (2);
      create view doubled as select id, twice from parts;
      create materialized view kept as select id, twice from parts;`,
      { supabase: true },
    );
    const users = planTable("users", ["id"], ["email", "encrypted_password"], "auth");
    expect(await allRows(source, users)).toEqual([{ email: "a@b.c", encrypted_password: "$2a$10$hash" }]);
    const both = [
      { id: "1", twice: "2" },
      { id: "2", twice: "4" },
    ];
    for (const table of ["parts", "doubled", "kept"]) {
      expect(await allRows(source, planTable(table, ["id"], ["id", "twice"]))).toEqual(both);
      expect(await source.describe(planTable(table, ["id"], ["id"]))).toEqual({
        ...{ found: true, rows: 2, columns: ["id", "twice"] },
      });
    }
  });

  test("an empty table -> its columns are known", async () => {
    const { source } = await open("create table t (id int primary key, v text)");
    expect(await source.describe(planTable("t", ["id"], ["id"]))).toEqual({
      ...{ found: true, rows: 0, columns: ["id", "v"] },
    });
  });

  test("keys of every kind of type + a range from each -> what follows in their own order", async () => {
    const { database, source } =
      await open(`create type mood as enum ('sad', 'ok', 'happy'); create domain code as varchar(5) check (value <> '');
      create schema ext; create extension citext schema ext;
      create table mails (k ext.citext primary key); insert into mails values ('a'), ('B'), ('c'), ('D');
      create table enums (k mood primary key); insert into enums values ('happy'), ('sad'), ('ok');
      create table codes (k code primary key); insert into codes values ('b'), ('a'), ('B');
      create table padded (k char(5) primary key); insert into padded values ('b'), ('abc'), ('a');
      create table bits (k bit(3) primary key); insert into bits values ('101'), ('010'), ('111');
      create table amounts (k numeric(30, 10) primary key); insert into amounts values (10), (9.5), ('NaN'), (1e19);
      create table moments (k timestamptz primary key); insert into moments values ('infinity'), ('2024-01-01'), ('-infinity');
      create table files (k bytea primary key); insert into files values ('\\x00'), ('\\xff00'), ('\\xff');
      create table spans (k interval primary key); insert into spans values ('1 day'), ('23:00:00'), ('-1 mon');`);
    for (const name of [
      "mails",
      "enums",
      "codes",
      "padded",
      "bits",
      "amounts",
      "moments",
      "files",
      "spans",
    ]) {
      const table = planTable(name, ["k"], ["k"]);
      const rows = await database.query<{ k: string }>(`select t.k::text as k from ${name} t order by t.k`);
      const keys = rows.map(({ k }) => k);
      expect((await allRows(source, table)).map(({ k }) => k)).toEqual(keys);
      for (const [at, after] of keys.entries()) {
        expect((await allRows(source, table, { after })).map(({ k }) => k)).toEqual(keys.slice(at + 1));
        const matching = await allPages(source.readMatching(table, ["k"], [[after]]));
        expect(matching.flat()).toEqual([{ k: after }]);
      }
    }
  });
});
