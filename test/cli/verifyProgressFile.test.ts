import { join } from "node:path";
import { expect, test } from "vitest";
import { failureOf } from "../../src/cli/failure.ts";
import { prepareReportDir } from "../../src/cli/reportFile.ts";
import { VerifyProgressFile } from "../../src/cli/verifyProgressFile.ts";
import { DeploymentError } from "../../src/script/deployment.ts";
import { SetupError } from "../../src/script/errors.ts";
import type { FullProgress } from "../../src/script/full/progress.ts";
import { newFolder } from "./cliProcess.ts";

const PROGRESS: FullProgress = {
  format: 1,
  identity: { runId: "run", planHash: "hash", rules: "[]", mark: null },
  tables: {},
};
const LOST = new DeploymentError("TARGET_UNREACHABLE", "Convex does not answer.");
const ANEW = "npx supabase-to-convex verify --full";

const newDir = async (): Promise<string> => {
  const dir = join(newFolder(), "migration-report");
  await prepareReportDir(dir);
  return dir;
};

/** What a verification is told that keeps its progress, or not, and then fails. */
async function failed(file: VerifyProgressFile, keeps: boolean, cause: Error) {
  const error = await file
    .during(async (keep) => {
      if (keeps) await keep(PROGRESS);
      throw cause;
    })
    .catch((caught: unknown) => caught);
  const { code, next } = failureOf(error, "verify --full");
  return { code, next, kept: await file.read() };
}

test("lost in the middle -> the progress is kept, and --resume is next", async () => {
  const file = new VerifyProgressFile(await newDir(), Date.now);
  expect(await failed(file, true, LOST)).toEqual({
    ...{ code: "TARGET_UNREACHABLE", next: `${ANEW} --resume`, kept: PROGRESS },
  });
});

test("resumed + lost before anything more was compared -> --resume is next again", async () => {
  const dir = await newDir();
  await failed(new VerifyProgressFile(dir, Date.now), true, LOST);
  const file = new VerifyProgressFile(dir, Date.now);
  await file.read();
  expect(await failed(file, false, LOST)).toEqual({
    ...{ code: "TARGET_UNREACHABLE", next: `${ANEW} --resume`, kept: PROGRESS },
  });
});

test("lost before anything was compared -> the same command", async () => {
  const file = new VerifyProgressFile(await newDir(), Date.now);
  expect(await failed(file, false, LOST)).toEqual({ code: "TARGET_UNREACHABLE", next: ANEW, kept: null });
});

test("what was kept is of something else -> its own next step, whatever is kept", async () => {
  const file = new VerifyProgressFile(await newDir(), Date.now);
  const cause = new SetupError([{ message: "There is nothing to resume." }], { next: ANEW });
  expect(await failed(file, true, cause)).toEqual({ code: "SETUP", next: ANEW, kept: PROGRESS });
});

test("to its end -> nothing is kept", async () => {
  const file = new VerifyProgressFile(await newDir(), Date.now);
  expect([await file.during((keep) => keep(PROGRESS).then(() => "result")), await file.read()]).toEqual([
    "result",
    null,
  ]);
});
