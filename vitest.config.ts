import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { conditions: ["@convex-dev/component-source"] },
  // Not "import": Vitest hands these to Node for require() as well, where pg would be given its pool as an ES module.
  ssr: { resolve: { conditions: ["@convex-dev/component-source", "node", "default"] } },
  test: {
    include: ["test/**/*.test.ts"],
    typecheck: { include: ["test/**/*.test-d.ts"], checker: "tsc" },
    environment: "node",
    // Much of the time is spent waiting for servers and child processes: a worker for every core, none left out.
    maxWorkers: "100%",
    // What a file loads, compiles and warms up the next one has: together a third of the time.
    isolate: false,
    alias: { "convex-test": fileURLToPath(new URL("test/convexTest.ts", import.meta.url)) },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
    server: { deps: { inline: ["@convex-dev/migrations"] } },
  },
});
