import { expect, test } from "vitest";
import { loseAnswer, loseCall } from "../../pipeline/faultProxy.ts";
import { migrate } from "../../pipeline/world.ts";
import { describeScenario } from "../scenario.ts";
import { expectedOf } from "../targetOf.ts";

const expected = expectedOf<{
  isolation: { consultantSlots: Record<string, number>; slotsWhoseContactIsInAnotherWorkspace: number };
}>("consultancy");
const sent: string[] = [];
const migrated = describeScenario({
  ...{ name: "consultancy", seeded: ["workspaces", "contacts"] },
  // The only two rows arrive, and the answer is lost; then they do not even arrive.
  walk: async ({ world, io }) => {
    const faults = [loseAnswer, loseCall];
    world.proxy.plan = ({ path, args }) => {
      if (path !== "migrations:load" || args.table !== "consultantSlots") return undefined;
      sent.push(String(args.start));
      return faults.shift();
    };
    return migrate(io());
  },
});

test("a network that fails twice at the only two rows -> they are sent again, and are there once", () => {
  expect(sent.length).toBe(3);
  expect(new Set(sent).size).toBe(1);
  expect(migrated().report.calls.retries).toBe(2);
  expect(migrated().stored.consultantSlots?.length).toBe(2);
});

test("the run is complete: empty and missing tables are no failure", () => {
  const { complete, tables } = migrated().report;
  expect(complete).toBe(true);
  expect(tables.filter(({ found }) => !found).map(({ source }) => source)).toEqual([
    "articles",
    "webinars",
    "webinar_registrations",
  ]);
});

test("each slot is in its own workspace, and so is its contact", () => {
  const { stored, before } = migrated();
  const slots = stored.consultantSlots ?? [];
  const perWorkspace = Object.fromEntries(
    (stored.workspaces ?? []).map(({ _id }) => [
      before.get(_id),
      slots.filter(({ workspaceId }) => workspaceId === _id).length,
    ]),
  );
  expect(perWorkspace).toEqual(expected.isolation.consultantSlots);
  const contacts = new Map((stored.contacts ?? []).map((contact) => [contact._id, contact]));
  const strays = slots.filter(
    ({ workspaceId, bookedContactId }) => contacts.get(String(bookedContactId))?.workspaceId !== workspaceId,
  );
  expect(strays.length).toBe(expected.isolation.slotsWhoseContactIsInAnotherWorkspace);
});
