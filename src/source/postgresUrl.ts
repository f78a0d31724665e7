/** Where a database URL leads, and how the way there is protected. */
export type PostgresTarget = {
  /** A host, or the folder of a Unix socket. */
  host: string;
  port: number;
  database: string | undefined;
  user: string | undefined;
  password: string | undefined;
  /** Settings for the server, as libpq's `options`. */
  options: string | undefined;
  tls: Tls;
};

/** Files are named by their paths; null stands for the certificate authorities that Node knows. */
export type Tls =
  | { kind: "none" }
  | { kind: "unverified"; client: ClientCertificate | null }
  | { kind: "verified"; rootCertificate: string | null; hostToo: boolean; client: ClientCertificate | null };

export type ClientCertificate = { certificate: string; key: string };

export type ReadUrl =
  /** `notice` says what a person should know of the connection. */
  { ok: true; target: PostgresTarget; notice: string | undefined } | { ok: false; reason: string };

const SCHEMES = new Set(["postgres:", "postgresql:"]);
const DEFAULT_PORT = 5432;
const EXAMPLE = "postgres://user:password@host:5432/postgres";

/**
 * Reads a database URL as libpq does, except that TLS is on wherever the server is not on this machine.
 *
 * Parameters that are another program's (`pgbouncer`, `connection_limit`) are passed over. A reason never quotes the URL.
 *
 * @see https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS
 */
export function readPostgresUrl(text: string): ReadUrl {
  if (/\[YOUR-PASSWORD\]/i.test(text)) {
    return failed("still has [YOUR-PASSWORD] in it: put the database's password there");
  }
  if (!SCHEMES.has(schemeOf(text))) return failed(`is not a URL such as ${EXAMPLE}`);
  // An empty host is that of this machine; URL does not take one beside a user name.
  const url = parsed(text) ?? parsed(text.replace(/(\/\/[^/]*@)(?=[:/?]|$)/, "$1localhost"));
  if (url === undefined) return failed(`is not a URL such as ${EXAMPLE}. ${ENCODE}`);
  // Where a password holds one of these, the rest of it would be taken for a host or a database, and be shown.
  if (/[#@]/.test(url.pathname + url.search + url.hash)) return failed(`has a # or an @ too many. ${ENCODE}`);
  const parts = decodedParts(url);
  if (parts === undefined) return failed(`has a % that is not followed by two digits. ${ENCODE}`);
  if (parts.host.includes(",")) return failed("names several hosts: name one");
  const tls = tlsOf(url.searchParams, isThisMachine(parts.host));
  return tls.ok ? { ok: true, target: { ...parts, tls: tls.tls }, notice: tls.notice } : tls;
}

/** The database as a message may show it: never with user or password. */
export const shownTarget = ({ host, port, database }: PostgresTarget): string =>
  `${host.startsWith("/") ? host : `${host.includes(":") ? `[${host}]` : host}:${port}`}${
    database === undefined ? "" : `/${database}`
  }`;

const ENCODE =
  "In user name and password, characters other than letters, digits and -._~ are percent-encoded: @ is %40, # is %23, / is %2F";

const failed = (reason: string): { ok: false; reason: string } => ({ ok: false, reason });

const schemeOf = (text: string): string => /^[a-z]+:(?=\/\/)/i.exec(text)?.[0].toLowerCase() ?? "";

const parsed = (text: string): URL | undefined => (URL.canParse(text) ? new URL(text) : undefined);

function decodedParts(url: URL): Omit<PostgresTarget, "tls"> | undefined {
  const { searchParams: given } = url;
  try {
    const [host, user, password, database] = [url.hostname, url.username, url.password, url.pathname.slice(1)]
      .map(decodeURIComponent)
      .map((part) => (part === "" ? undefined : part));
    return {
      host: given.get("host") ?? host?.replace(/^\[(.*)\]$/, "$1") ?? "localhost",
      port: Number(given.get("port") ?? (url.port === "" ? DEFAULT_PORT : url.port)),
      database: given.get("dbname") ?? database,
      user: given.get("user") ?? user,
      password: given.get("password") ?? password,
      options: given.get("options") ?? undefined,
    };
  } catch {
    return undefined;
  }
}

const isThisMachine = (host: string): boolean =>
  host === "localhost" || host === "::1" || host.startsWith("/") || /^127(?:\.\d{1,3}){3}$/.test(host);

type ReadTls = { ok: true; tls: Tls; notice: string | undefined } | { ok: false; reason: string };

function tlsOf(given: URLSearchParams, thisMachine: boolean): ReadTls {
  const mode = given.get("sslmode") ?? (given.get("ssl") === "true" ? "require" : undefined);
  const root = given.get("sslrootcert");
  const client = clientCertificate(given);
  const verified = (hostToo: boolean): ReadTls => ({
    ok: true,
    notice: undefined,
    tls: { kind: "verified", rootCertificate: root === "system" ? null : root, hostToo, client },
  });
  switch (mode) {
    case "disable":
      return { ok: true, tls: { kind: "none" }, notice: thisMachine ? undefined : CLEAR };
    case "verify-full":
      return verified(true);
    case "verify-ca":
      return verified(false);
    case undefined:
    case "allow":
    case "prefer":
      if (thisMachine) return { ok: true, tls: { kind: "none" }, notice: undefined };
      break;
    case "require":
      break;
    default:
      return failed("has an sslmode that is not known: disable, require, verify-ca or verify-full");
  }
  // As libpq does: an authority is named in order to be asked.
  if (root !== null) return verified(false);
  return { ok: true, tls: { kind: "unverified", client }, notice: thisMachine ? undefined : UNVERIFIED };
}

const CLEAR =
  "sslmode=disable: the connection to the database is not encrypted, so whoever is between sees the password and every row.";
const UNVERIFIED =
  "The connection to the database is encrypted, but nothing proves that the server is the right one. To check its " +
  "certificate, add sslmode=verify-full&sslrootcert=<file> to the URL; the file is in Supabase dashboard → Project " +
  "Settings → Database → SSL Configuration.";

function clientCertificate(given: URLSearchParams): ClientCertificate | null {
  const [certificate, key] = [given.get("sslcert"), given.get("sslkey")];
  return certificate === null || key === null ? null : { certificate, key };
}
