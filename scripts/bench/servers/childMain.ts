import { fileURLToPath } from "node:url";
import { startConvex } from "../../embedded/convex.ts";
import { grow } from "../growth.ts";
import { load } from "../load.ts";
import type { ChildJob, Served } from "./child.ts";
import { serveSimulatedConvex } from "./simulatedConvex.ts";
import { serveSimulatedSupabase } from "./simulatedSupabase.ts";

const APP = fileURLToPath(new URL("../app", import.meta.url));

// A process of the bench: does what its argument says, and prints one line of JSON.
const job = JSON.parse(process.argv[2] ?? "") as ChildJob;
process.stdout.write(`${JSON.stringify(await answerTo(job))}\n`);

async function answerTo(asked: ChildJob): Promise<unknown> {
  switch (asked.kind) {
    case "load":
      return load(asked.job);
    case "grow":
      return grow(asked.job);
    case "supabase":
      return serveSimulatedSupabase(asked.size);
    case "simulated":
      return serveSimulatedConvex(asked.limit);
    case "embedded": {
      const { url, adminKey } = await startConvex({ app: APP });
      return { url, key: adminKey } satisfies Served;
    }
  }
}
