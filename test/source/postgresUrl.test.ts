import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readPostgresUrl, shownTarget, type Tls } from "../../src/source/postgresUrl.ts";

const read = (url: string) => {
  const answer = readPostgresUrl(url);
  if (!answer.ok) throw new Error(answer.reason);
  return answer;
};
const target = (url: string) => read(url).target;

describe("where a URL leads", () => {
  test.each([
    ["all parts", "postgres://me:s3cret@db.example:6543/app", "db.example:6543/app", "me", "s3cret"],
    [
      "percent-encoded parts",
      "postgresql://m%40e:p%2Fa%23%40@db.example/my%20app",
      "db.example:5432/my app",
      "m@e",
      "p/a#@",
    ],
    ["a password with an @", "postgres://me:a@b@db.example/app", "db.example:5432/app", "me", "a@b"],
    [
      "the pooler's user",
      "postgres://postgres.abcd:x@pooler.example:6543/postgres?pgbouncer=true&connection_limit=1",
      "pooler.example:6543/postgres",
      "postgres.abcd",
      "x",
    ],
    ["IPv6", "postgres://me@[::1]:5433/app", "[::1]:5433/app", "me", undefined],
    ["no host", "postgres:///app", "localhost:5432/app", undefined, undefined],
    ["a user without a host", "postgres://me:x@/app", "localhost:5432/app", "me", "x"],
    [
      "a socket",
      "postgres:///app?host=/var/run/postgresql&user=me&password=x",
      "/var/run/postgresql/app",
      "me",
      "x",
    ],
    ["an encoded socket", "postgres://me@%2Ftmp/app", "/tmp/app", "me", undefined],
    ["no database", "postgres://me@db.example", "db.example:5432", "me", undefined],
  ])("%s -> host, port and database shown, user and password not", (_title, url, shown, user, password) => {
    const found = target(url);
    expect({ shown: shownTarget(found), user: found.user, password: found.password }).toEqual({
      shown,
      user,
      password,
    });
  });

  test.each([
    ["another scheme", "mysql://me@db.example/app", /^is not a URL such as/],
    ["no scheme", "db.example/app", /^is not a URL such as/],
    [
      "the placeholder of the dashboard",
      "postgres://postgres:[YOUR-PASSWORD]@db.example/postgres",
      /^still has \[YOUR-PASSWORD\]/,
    ],
    ["a # in the password", "postgres://me:12#34@db.example/app", /is %40, # is %23/],
    ["a / in the password", "postgres://me:12/34@db.example/app", /is %40, # is %23/],
    ["a ? in the password", "postgres://me:12?34@db.example/app", /is %40, # is %23/],
    [
      "a % in the password",
      "postgres://me:12%zz@db.example/app",
      /^has a % that is not followed by two digits/,
    ],
    ["two hosts", "postgres://me@one.example,two.example/app", /^names several hosts/],
    ["an unknown sslmode", "postgres://me@db.example/app?sslmode=maybe", /^has an sslmode that is not known/],
  ])("%s -> refused with the reason", (_title, url, reason) => {
    expect(readPostgresUrl(url)).toEqual({ ok: false, reason: expect.stringMatching(reason) });
  });

  test("any password, encoded -> read back, and in nothing that is shown", () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 8 }).filter((text) => text.isWellFormed()),
        (password) => {
          const found = target(`postgres://me:${encodeURIComponent(password)}@db.example/app`);
          expect(found.password).toBe(password);
          expect(shownTarget(found)).toBe("db.example:5432/app");
        },
      ),
    );
  });

  test("any password as it is -> never in the reason of a refusal", () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 6 }).filter((text) => /[#/?%]/.test(text)),
        (password) => {
          const answer = readPostgresUrl(`postgres://me:${password}@db.example/app`);
          const said = answer.ok ? "" : answer.reason;
          expect(said).not.toContain(`me:${password}`);
        },
      ),
    );
  });
});

describe("how the way is protected", () => {
  const client = null;
  const NONE: Tls = { kind: "none" };
  const UNVERIFIED: Tls = { kind: "unverified", client };
  const verified = (rootCertificate: string | null, hostToo: boolean): Tls => ({
    ...{ kind: "verified", rootCertificate, hostToo, client },
  });
  const [clear, trusting] = [/^sslmode=disable: .* not encrypted/, /is encrypted, but nothing proves/];

  test.each<[string, string, Tls, RegExp | undefined]>([
    ["this machine", "127.0.0.1/app", NONE, undefined],
    ["this machine by name", "localhost/app", NONE, undefined],
    ["this machine's IPv6", "[::1]/app", NONE, undefined],
    ["a socket", "%2Ftmp/app", NONE, undefined],
    ["this machine, TLS wanted", "localhost/app?sslmode=require", UNVERIFIED, undefined],
    ["another machine", "db.example/app", UNVERIFIED, trusting],
    ["a name that only looks local", "localhost.example/app", UNVERIFIED, trusting],
    ["another machine, whatever it offers", "db.example/app?sslmode=prefer", UNVERIFIED, trusting],
    ["another machine, TLS wanted", "db.example/app?sslmode=require", UNVERIFIED, trusting],
    ["another machine, in clear because the URL says so", "db.example/app?sslmode=disable", NONE, clear],
    ["an authority", "db.example/app?sslrootcert=ca.crt", verified("ca.crt", false), undefined],
    [
      "verify-ca",
      "db.example/app?sslmode=verify-ca&sslrootcert=ca.crt",
      verified("ca.crt", false),
      undefined,
    ],
    [
      "verify-full",
      "db.example/app?sslmode=verify-full&sslrootcert=ca.crt",
      verified("ca.crt", true),
      undefined,
    ],
    [
      "the authorities that Node knows",
      "db.example/app?sslmode=verify-full&sslrootcert=system",
      verified(null, true),
      undefined,
    ],
  ])("%s -> as libpq, but never in clear by default", (_title, place, tls, notice) => {
    const found = read(`postgres://me@${place}`);
    expect(found.target.tls).toEqual(tls);
    expect(found.notice).toEqual(notice === undefined ? undefined : expect.stringMatching(notice));
  });
});
