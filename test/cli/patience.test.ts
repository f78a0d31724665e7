import { expect, test } from "vitest";
import { patientOnceAnswered, patientSource } from "../../src/cli/patience.ts";
import type { Deployment } from "../../src/script/deployment.ts";
import type { PlanTable } from "../../src/shared/plan.ts";
import type { RetryTuning } from "../../src/source/retry.ts";
import type { Source, SourceRow } from "../../src/source/source.ts";

const SOON = 3;
const PATIENT = "as long as it takes";
const howLong = ({ retries }: RetryTuning) => retries ?? PATIENT;

test("a deployment that fails, then answers -> given up soon until it has answered, patiently from then on", async () => {
  const asked: unknown[] = [];
  const deployment = patientOnceAnswered((tuning): Deployment => {
    const calls = { functions: 0, retries: 0 };
    const call = async (path: string) => {
      asked.push(howLong(tuning));
      calls.functions += 1;
      if (path === "fails") throw new Error("no answer");
      return null as never;
    };
    return { url: "https://a.convex.cloud", calls, call };
  });
  await expect(deployment.call("fails", {})).rejects.toThrow("no answer");
  await deployment.call("answers", {});
  await deployment.call("answers", {});
  await expect(deployment.call("fails", {})).rejects.toThrow("no answer");
  expect({ asked, calls: { ...deployment.calls } }).toEqual({
    asked: [SOON, SOON, PATIENT, PATIENT],
    calls: { functions: 4, retries: 0 },
  });
});

test("a source -> the first answer has to come soon, all else may take its time, both are closed", async () => {
  const asked: unknown[] = [];
  const source = patientSource((tuning): Source => {
    const described = async () => {
      asked.push(howLong(tuning));
      return { found: false } as const;
    };
    const read = async function* (): AsyncGenerator<SourceRow[]> {
      asked.push(howLong(tuning));
      yield [];
    };
    return {
      ...{ describe: described, readRows: read, readKeyless: read, readMatching: read },
      latest: async () => null,
      keyOrder: () => "database",
      catalogue: async () => {
        asked.push(howLong(tuning));
        return { tables: [] };
      },
      close: async () => void asked.push("closed"),
    };
  });
  const table = {} as PlanTable;
  await source.describe(table);
  await source.describe(table);
  await source.catalogue();
  for await (const page of source.readRows(table, { after: null })) expect(page).toEqual([]);
  await source.close();
  expect(asked).toEqual([SOON, PATIENT, PATIENT, PATIENT, "closed", "closed"]);
});
