import { fileURLToPath } from "node:url";
import { startConvex } from "../../embedded/convex.ts";
import { load } from "../load.ts";
import type { ChildJob, Served } from "./child.ts";
import { serveSimulatedConvex } from "./simulatedConvex.ts";
import { serveSimulatedSupabase } from "./simulatedSupabase.ts";

const APP = fileURLToPath(new URL("../app", import.meta.url));

// A process of the bench: does what its argument says, and prints one line of JSON.
const job = JSON.parse(process.argv[2] ?? "") as ChildJob;
process.stdout.write(`${JSON.stringify(job.kind === "load" ? await load(job.job) : await serve(job))}\n`);

async function serve(asked: Exclude<ChildJob, { kind: "load" }>): Promise<Served> {
  if (asked.kind === "supabase") return serveSimulatedSupabase(asked.size);
  if (asked.kind === "simulated") return serveSimulatedConvex(asked.limit);
  const { url, adminKey } = await startConvex({ app: APP });
  return { url, key: adminKey };
}
