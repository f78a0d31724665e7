import { afterAll, beforeAll, expect, test } from "vitest";
import type { FullProgress } from "../../src/script/full/progress.ts";
import { faultsOf, VerifiedWorld } from "./verifiedWorld.ts";

let verified: VerifiedWorld;
beforeAll(async () => {
  verified = await VerifiedWorld.start();
  // Something to be found before the interruption, and something after it.
  await verified.patch((await verified.find("contacts", "7"))._id, { balanceCents: 1n });
  await verified.patch((await verified.find("invoices", "110"))._id, { totalCents: 1 });
}, 120_000);
afterAll(() => verified?.stop());

const FAULTS = {
  failed: [
    ...["contacts rows 227 226", "contacts sum balanceCents 2433575 2432869"],
    ...["invoices rows 120 119", "invoices sum totalCents 718740 707851"],
  ],
  differences: ["contacts 7 balanceCents value", "invoices 110 totalCents value"],
};

/** Verifies, and stops when so many calls have compared rows. What was kept is as a file would have it. */
async function interruptedAfter(calls: number, resumed?: FullProgress): Promise<FullProgress> {
  const stop = new AbortController();
  let kept: FullProgress | undefined;
  let compared = 0;
  verified.world.proxy.plan = ({ path }) => {
    if (path === "migrations:compare" && ++compared === calls) stop.abort();
    return undefined;
  };
  const keep = async (progress: FullProgress): Promise<void> => {
    kept = JSON.parse(JSON.stringify(progress)) as FullProgress;
  };
  const full = { keep, ...(resumed === undefined ? {} : { resumed }) };
  await expect(verified.verify({ full }, { signal: stop.signal })).rejects.toMatchObject({
    name: "Interrupted",
  });
  verified.world.proxy.plan = () => undefined;
  if (kept === undefined) throw new Error("nothing was kept");
  return kept;
}

const resumedFrom = (resumed: FullProgress | null) =>
  verified.verify({ full: { keep: async () => {}, resumed } });

test("interrupted at any call + resumed -> what an uninterrupted one finds", async () => {
  expect(faultsOf(await verified.verify())).toEqual(FAULTS);
  for (const calls of [1, 2, 4, 6]) {
    const kept = await interruptedAfter(calls);
    expect(faultsOf(await resumedFrom(kept))).toEqual(FAULTS);
  }
});

test("interrupted twice -> nothing is compared twice or left out", async () => {
  const kept = await interruptedAfter(1, await interruptedAfter(4));
  const before = verified.world.proxy.calls.length;
  const report = await resumedFrom(kept);
  expect(faultsOf(report)).toEqual(FAULTS);
  expect(report.verification.compared.map(({ rows }) => rows)).toEqual([3, 230, 120, 2]);
  const compared = verified.world.proxy.calls
    .slice(before)
    .filter(({ path }) => path === "migrations:compare");
  expect(compared.map(({ args }) => args.table)).not.toContain("workspaces");
});

test("what is kept -> no value of a row but the keys of those that differ", async () => {
  const text = JSON.stringify(await interruptedAfter(6));
  expect(text).toContain('"7"');
  expect(text).not.toMatch(/Contact \d|example\.com|secret/);
});

test.each([
  ["nothing was kept", () => null, "no full verification was interrupted"],
  [
    "another run",
    ({ identity, ...kept }: FullProgress) => ({ ...kept, identity: { ...identity, runId: "k1" } }),
    "is run k1",
  ],
  [
    "another mapping",
    ({ identity, ...kept }: FullProgress) => ({ ...kept, identity: { ...identity, planHash: "h" } }),
    "mapping has changed",
  ],
  [
    "other sums",
    ({ identity, ...kept }: FullProgress) => ({ ...kept, identity: { ...identity, rules: "[]" } }),
    '"sum" or "tenant"',
  ],
])("%s -> it says why it does not go on, and how to verify anew", async (_what, changed, reason) => {
  const kept = changed(await interruptedAfter(2));
  await expect(resumedFrom(kept)).rejects.toMatchObject({
    ...{ name: "SetupError", next: "npx supabase-to-convex verify --full" },
    message: expect.stringContaining(reason),
  });
});
