import { componentsGeneric } from "convex/server";
import {
  array,
  boolean,
  cents,
  composite,
  decimal,
  inet,
  integer,
  interval,
  json,
  number,
  range,
  ref,
  SupabaseMigration,
  text,
  time,
  timestamp,
} from "supabase-to-convex";
import type { InstalledComponents } from "../../../src/client/context.ts";
import schema from "./schema";

const home = composite({ street: text(), houseNo: integer() });

/** Every kind of column, composite keys, a self reference, a joined table, a filter and rows left out. */
export const migration = new SupabaseMigration(componentsGeneric() as unknown as InstalledComponents, {
  schema,
  tables: {
    teams: { from: "hr.teams", key: ["region", "code"] },
    people: {
      from: "people",
      where: { tenant: [1, 2] },
      join: { prefs: { table: "people_settings", on: ["id", "person_id"], ignore: ["id"] } },
      ignore: ["tenant", "search"],
      fields: {
        teamId: ref("teams", ["team_region", "team_code"]),
        managerId: ref("people", "manager"),
        balanceCents: cents("balance"),
        weight: decimal("weight"),
        wakes: time("wakes"),
        pause: interval("pause"),
        seenAt: timestamp("seen_at", { zone: "Europe/Berlin" }),
        exactAt: timestamp("exact_at", { unit: "microseconds" }),
        grid: array(array(number()), "grid"),
        raw: json("raw"),
        ip: inet("ip"),
        seats: range(integer(), "seats"),
        home: composite({ street: text(), houseNo: integer() }, "home"),
        homes: array(home, "homes"),
        theme: text("prefs.theme"),
        mails: boolean("prefs.mails"),
      },
    },
    visits: { from: "visits", key: ["at", "day", "code", "ip"] },
    visitReplies: {
      from: "visit_replies",
      fields: { visitId: ref("visits", ["at", "day", "code", "ip"]) },
    },
  },
});

export const {
  plan,
  begin,
  load,
  advance,
  intervals,
  run,
  status,
  rejects,
  origins,
  naturalKeys,
  walk,
  compare,
  legacyIds,
  finish,
  clearLegacy,
  outdated,
  remove,
  undoBatches,
  undoCheck,
  undo,
} = migration.functions();
export const { resolvePeople } = migration.passes();
