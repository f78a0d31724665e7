import { type ErrorPlace, errorOf, PASSING } from "./postgresErrors.ts";
import { PassingFault } from "./retry.ts";
import { SourceError, type SourceErrorCode } from "./source.ts";

/** A failure to connect: as a fault to be tried again, or as what to do. */
export function connectFailure(error: unknown, place: ErrorPlace): PassingFault | SourceError {
  const { code = "", message = "" } = errorOf(error);
  // Each attempt has taken as long as a person waits already.
  if (message.startsWith("timeout expired")) return new PassingFault("no answer in time", { maxRetries: 1 });
  if (PASSING.has(code) || message.startsWith("Connection terminated")) {
    return new PassingFault(networkWords(error));
  }
  if (code === "ENOTFOUND") return unreachable("there is no such host", place);
  return new SourceError(...connectAdvice(code, message, place));
}

/** A server that could not be reached however often it was tried. */
export function unreachable(reason: string, { database }: ErrorPlace): SourceError {
  const ipv6 = /^db\.\w+\.supabase\.co:/.test(database)
    ? " Supabase's direct address is for IPv6 alone: without that, take the session pooler's URL (dashboard → Connect)."
    : " Check DATABASE_URL and the network; a paused Supabase project must be restored in its dashboard first.";
  return new SourceError(
    "SOURCE_UNREACHABLE",
    `Postgres at ${database} could not be reached (${reason}).${ipv6}`,
  );
}

function connectAdvice(
  code: string,
  message: string,
  { database, user }: ErrorPlace,
): [SourceErrorCode, string] {
  const role = user === undefined ? "this user" : `the user ${user}`;
  if (
    code === "28P01" ||
    code === "28000" ||
    /password must be a string|Tenant or user not found/.test(message)
  ) {
    return [
      "SOURCE_KEY_REFUSED",
      `Postgres at ${database} does not let ${role} in with this password. Copy the whole URL from Supabase dashboard → ` +
        "Connect into DATABASE_URL and put the database's password in; the pooler's user name is postgres.<project>.",
    ];
  }
  if (code === "3D000")
    return ["SOURCE_FAILED", `Postgres at ${database}: there is no such database. Correct DATABASE_URL.`];
  if (message === "The server does not support SSL connections") {
    return [
      "SOURCE_FAILED",
      `Postgres at ${database} does not offer TLS, so the password would cross the network in clear. Switch TLS on at the ` +
        "server; or, if the network between is yours alone, add sslmode=disable to DATABASE_URL.",
    ];
  }
  if (/CERT|SELF_SIGNED|UNABLE_TO_/.test(code)) {
    return [
      "SOURCE_FAILED",
      `The certificate of Postgres at ${database} does not hold (${code}). Name its authority in DATABASE_URL, ` +
        "sslrootcert=<file>; Supabase's is in dashboard → Project Settings → Database → SSL Configuration.",
    ];
  }
  return [
    "SOURCE_FAILED",
    `Postgres at ${database} could not be connected to (${code === "" ? message : `error ${code}`}).`,
  ];
}

export const fileUnreadable = (parameter: string, code: string | undefined): SourceError =>
  new SourceError(
    "SOURCE_FAILED",
    `The file that DATABASE_URL names as ${parameter} cannot be read (${code ?? "no reason given"}).`,
  );

function networkWords(error: unknown): string {
  const { code, message = "no answer" } = errorOf(error instanceof AggregateError ? error.errors[0] : error);
  return code ?? message.split("\n")[0] ?? message;
}
