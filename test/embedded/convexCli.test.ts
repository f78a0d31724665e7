import { afterAll, beforeAll, expect, test } from "vitest";
import { type EmbeddedConvex, startConvex } from "../../scripts/embedded/convex.ts";
import { APP, runConvexCli } from "./childProcess.ts";

let convex: EmbeddedConvex;
beforeAll(async () => {
  convex = await startConvex({ app: APP });
  await convex.t.run(async (ctx) => {
    for (const name of ["ann", "bob", "eve"])
      await ctx.db.insert("users", { name, bio: "", email: "", legacyId: name, createdAt: 0 });
  });
});
afterAll(() => convex.stop());

test("npx convex run -> a migration over several scheduled batches, then its state from the component", async () => {
  const started = await runConvexCli(convex, ["run", "migrations:run", '{"fn": "migrations:uppercase"}']);
  expect({ code: started.code, name: JSON.parse(started.out).Name }).toEqual({
    code: 0,
    name: "migrations:uppercase",
  });

  const arguments_ = '{"names": ["migrations:uppercase"]}';
  await expect
    .poll(async () => {
      const status = await runConvexCli(convex, [
        "run",
        "--component",
        "migrations",
        "lib:getStatus",
        arguments_,
      ]);
      return JSON.parse(status.out)[0];
    })
    .toMatchObject({ name: "migrations:uppercase", state: "success", processed: 3, isDone: true });

  const users = await convex.t.run((ctx) => ctx.db.query("users").collect());
  expect(users.map(({ name }) => name)).toEqual(["ANN", "BOB", "EVE"]);
});

test("npx convex run with a wrong name -> exit code 1 and the list of functions, not a hang", async () => {
  const { code, err } = await runConvexCli(convex, ["run", "migrations:nope"]);
  expect(code).toBe(1);
  expect(err).toContain("Could not find function for 'migrations:nope'");
  expect(err).toContain("migrations:load");
});

test("npx convex run --identity -> the function sees that user", async () => {
  const { code, out } = await runConvexCli(convex, [
    "run",
    "--identity",
    '{"subject": "u1"}',
    "probe:whoami",
  ]);
  expect({ code, subject: JSON.parse(out).subject }).toEqual({ code: 0, subject: "u1" });
});

test("npx convex function-spec -> every function with its visibility", async () => {
  const { code, out } = await runConvexCli(convex, ["function-spec"]);
  const functions = JSON.parse(out).functions as { identifier: string; visibility: { kind: string } }[];
  const isPublic = functions.filter(({ visibility }) => visibility.kind === "public");
  expect({ code, public: isPublic.map(({ identifier }) => identifier) }).toEqual({
    code: 0,
    public: ["probe.js:whoami"],
  });
});
