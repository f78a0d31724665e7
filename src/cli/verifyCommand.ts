import { verifyLatest } from "../script/verifyLatest.ts";
import type { ExitCode } from "./exitCodes.ts";
import type { CliIo } from "./io.ts";
import type { Printer } from "./printer.ts";
import { reportCommand } from "./reportCommand.ts";
import type { VerifyOptions } from "./verifyOptions.ts";
import { VerifyProgressFile } from "./verifyProgressFile.ts";

/** Holds the latest run against the source as it is now. It writes nothing but the report, and how far it is. */
export const verifyCommand = (io: CliIo, printer: Printer, options: VerifyOptions): Promise<ExitCode> =>
  reportCommand(io, printer, options, {
    did: "verified",
    work: async (session, { seed }) => {
      const { full, resume, showValues, reportDir } = options;
      if (!full) return verifyLatest(session, { seed, showValues });
      const file = new VerifyProgressFile(reportDir, io.now);
      const resumed = resume ? { resumed: await file.read() } : {};
      return file.during((keep) => verifyLatest(session, { seed, showValues, full: { keep, ...resumed } }));
    },
  });
