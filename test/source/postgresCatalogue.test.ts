import { expect, test } from "vitest";
import type { CatalogueColumn, CatalogueTable } from "../../src/source/catalogue.ts";
import { postgresForTests } from "../postgres/openPostgres.ts";

const open = postgresForTests();

const column = (name: string, type: string, more: Partial<CatalogueColumn> = {}): CatalogueColumn => ({
  ...{ name, type, nullable: true, comment: null, enumValues: null, fields: null },
  ...more,
});
const table = (name: string, more: Partial<CatalogueTable> = {}): CatalogueTable => ({
  ...{ schema: "public", table: name, kind: "table", comment: null },
  ...{ columns: [], key: [], unique: [], foreignKeys: [] },
  ...more,
});
const required = { nullable: false };

test("types -> as Postgres writes them, domains, enums and composite types followed to the ground", async () => {
  const { source } = await open(`
    create schema app;
    create type mood as enum ('sad', 'so ''so''', 'happy');
    alter type mood add value 'fine' before 'happy';
    create domain email as text check (value like '%@%');
    create domain work_email as email;
    create domain cents as numeric(10, 2) not null;
    create domain labels as varchar(8)[];
    create type app.place as (street text, feeling mood, at numeric(9, 6));
    create type app.trip as (stops app.place[], "by" email);
    create table types (a int8 generated always as identity, b varchar(20) not null, c char(3), d numeric(12, 3)[], e mood,
      f mood[], g work_email, h email[], i cents, j labels, k app.trip, l timestamptz(3), m bit varying(5), n int generated
      always as (1) stored, gone int);
    alter table types drop column gone;
    comment on table types is 'All sorts';
    comment on column types.b is 'Never empty';`);
  const MOODS = { enumValues: ["sad", "so 'so'", "fine", "happy"] };
  const place = [
    column("street", "text"),
    column("feeling", "public.mood", MOODS),
    column("at", "numeric(9,6)"),
  ];
  expect((await source.catalogue()).tables).toEqual([
    table("types", {
      comment: "All sorts",
      columns: [
        column("a", "bigint", required),
        column("b", "character varying(20)", { ...required, comment: "Never empty" }),
        column("c", "character(3)"),
        column("d", "numeric(12,3)[]"),
        column("e", "public.mood", MOODS),
        column("f", "public.mood[]", MOODS),
        column("g", "text"),
        column("h", "text[]"),
        column("i", "numeric(10,2)", required),
        column("j", "character varying(8)[]"),
        column("k", "app.trip", {
          fields: [column("stops", "app.place[]", { fields: place }), column("by", "text")],
        }),
        column("l", "timestamp(3) with time zone"),
        column("m", "bit varying(5)"),
        column("n", "integer"),
      ],
    }),
  ]);
});

test("keys -> in their columns' order; unique ones that hold for all rows; foreign keys of any kind", async () => {
  const { source } = await open(`
    create table teams (region text, number int, name text not null, lower_name text, old boolean,
      primary key (number, region), unique (name), constraint pair unique (region, name) include (old));
    create unique index on teams (lower(name));
    create unique index on teams (lower_name) where not old;
    create unique index by_lower_name on teams (lower_name);
    create index on teams (old);
    create table players (id uuid primary key, team_number int, team_region text, best_friend uuid references players,
      team_name text, foreign key (team_region, team_number) references teams (region, number));
    alter table players add foreign key (team_name) references teams (name) not valid;`);
  const { tables } = await source.catalogue();
  const keys = tables.map(({ table: name, key, unique, foreignKeys }) => ({
    name,
    key,
    unique,
    foreignKeys,
  }));
  const teams = { schema: "public", table: "teams" };
  expect(keys).toEqual([
    {
      ...{ name: "players", key: ["id"], unique: [] },
      foreignKeys: [
        { schema: "public", table: "players", columns: ["best_friend"], references: ["id"] },
        { ...teams, columns: ["team_name"], references: ["name"] },
        { ...teams, columns: ["team_region", "team_number"], references: ["region", "number"] },
      ],
    },
    {
      name: "teams",
      key: ["number", "region"],
      unique: [["lower_name"], ["region", "name"], ["name"]],
      foreignKeys: [],
    },
  ]);
});

test("schemas of the app, views and partitions -> tables and views once each; nothing of the system's", async () => {
  const { source } = await open(
    `create schema app; create schema storage; create schema supabase_migrations;
    create table app.things (id int primary key); create view app.seen as select id from app.things;
    create materialized view kept as select 1 as id;
    create table parts (id int primary key, thing int references app.things) partition by range (id);
    create table parts_1 partition of parts for values from (1) to (2);
    create table storage.objects (id int); create table supabase_migrations.done (id int);
    create table auth.sessions (id uuid);
    create table refers (id int primary key, part int references parts, owner uuid references auth.users (id));`,
    { supabase: true },
  );
  const { tables } = await source.catalogue();
  expect(
    tables.map((each) => [
      `${each.schema}.${each.table}`,
      each.kind,
      each.foreignKeys.map((key) => key.table),
    ]),
  ).toEqual([
    ["app.seen", "view", []],
    ["app.things", "table", []],
    ["auth.identities", "table", ["users"]],
    ["auth.users", "table", []],
    ["public.kept", "view", []],
    ["public.parts", "table", ["things"]],
    ["public.refers", "table", ["users", "parts"]],
  ]);
});
