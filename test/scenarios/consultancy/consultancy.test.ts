import { expect, test } from "vitest";
import { describeScenario, expectedOf } from "../scenario.ts";

const expected = expectedOf<{
  isolation: { consultantSlots: Record<string, number>; slotsWhoseContactIsInAnotherWorkspace: number };
}>("consultancy");
const migrated = describeScenario({ name: "consultancy", seeded: ["workspaces", "contacts"] });

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
