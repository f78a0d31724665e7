import { printServers } from "./embedded/printServers.ts";
import { readServeOptions } from "./embedded/serveOptions.ts";
import { isUsageError, startServers } from "./embedded/startServers.ts";

// `npm run embedded`: a Convex, and with --sql a Supabase, in this process, until Ctrl-C.
const options = readServeOptions(process.argv.slice(2));
if ("exitCode" in options) {
  process.exitCode = options.exitCode;
} else {
  try {
    const servers = await startServers(options);
    process.stdout.write(printServers(servers, options));
    const stop = (): void => void servers.stop();
    process.once("SIGINT", stop).once("SIGTERM", stop);
  } catch (error) {
    const expected = isUsageError(error);
    process.stderr.write(
      `${expected ? error.message : error instanceof Error ? error.stack : String(error)}\n`,
    );
    process.exitCode = expected ? 2 : 1;
  }
}
