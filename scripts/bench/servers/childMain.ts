import { fileURLToPath } from "node:url";
import type { ChildJob, Served } from "./child.ts";

const APP = fileURLToPath(new URL("../app", import.meta.url));

// A process of the bench: does what its argument says, and prints one line of JSON. It loads what that needs and no more.
const job = JSON.parse(process.argv[2] ?? "") as ChildJob;
process.stdout.write(`${JSON.stringify(await answerTo(job))}\n`);

async function answerTo(asked: ChildJob): Promise<unknown> {
  switch (asked.kind) {
    case "load":
      return (await import("../load.ts")).load(asked.job);
    case "pack":
      return (await import("../pack.ts")).pack(asked.job, APP);
    case "grow":
      return (await import("../growth.ts")).grow(asked.job);
    case "supabase":
      return (await import("./simulatedSupabase.ts")).serveSimulatedSupabase(asked.size);
    case "simulated":
      return (await import("./simulatedConvex.ts")).serveSimulatedConvex(asked.limit);
    case "embedded": {
      const { startConvex } = await import("../../embedded/convex.ts");
      const { url, adminKey } = await startConvex({ app: APP });
      return { url, key: adminKey } satisfies Served;
    }
  }
}
