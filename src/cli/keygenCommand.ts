import { KEY_BYTES, KEY_VARIABLE } from "../shared/encryptionKey.ts";
import { lookUp, settingLayers } from "./envFiles.ts";
import type { ExitCode } from "./exitCodes.ts";
import type { CliIo } from "./io.ts";
import type { Printer } from "./printer.ts";

export type KeygenOptions = { json: boolean };

/** Makes a key for encrypted columns: on stdout the line for `.env.local` and nothing else. */
export function keygenCommand(
  { env, readFile }: Pick<CliIo, "env" | "readFile">,
  printer: Printer,
  { json }: KeygenOptions,
): ExitCode {
  // In base64 rather than base64url, which may begin with "-" as an option does.
  const key = Buffer.from(crypto.getRandomValues(new Uint8Array(KEY_BYTES))).toString("base64");
  const set = lookUp(settingLayers({}, env, readFile), [KEY_VARIABLE]);
  const next = `npx convex env set ${KEY_VARIABLE} '${key}'`;
  if (json) printer.json({ variable: KEY_VARIABLE, key, next });
  else printer.out(`${KEY_VARIABLE}=${key}`);
  if (set !== undefined) {
    printer.err(
      `${KEY_VARIABLE} is set already (${set.layer}). Values that were encrypted with that key can be read with that key alone: ` +
        "replace it only where nothing has been encrypted yet.",
    );
  }
  printer.err("Put the line into .env.local, from where run and verify take it, and never commit it.");
  printer.err("Keep it in a safe place too: without it, nothing that it has encrypted can be read again.");
  printer.err(`Next, so that the app can decrypt: npx convex env set ${KEY_VARIABLE} '<the key>'`);
  return 0;
}
