import { z } from "zod";

/** A URL without a trailing slash, or the reason why it is not one to send a key to. */
export type CheckedUrl = { ok: true; url: string } | { ok: false; reason: string };

const baseUrl = z
  .url({ protocol: /^https?$/, error: "is not a URL such as https://example.com", abort: true })
  .refine((text) => isEncrypted(new URL(text)), {
    error: "must begin with https://, or the key would cross the network in clear",
  })
  .refine((text) => withoutExtras(new URL(text)), {
    error: "must not have a user name, a ? or a #",
  })
  .transform((text) => text.replace(/\/+$/, ""));

export function checkUrl(text: string): CheckedUrl {
  const parsed = baseUrl.safeParse(text);
  if (parsed.success) return { ok: true, url: parsed.data };
  return { ok: false, reason: parsed.error.issues[0]?.message ?? "is not a URL" };
}

/** http is for a server on this machine. */
const isEncrypted = (url: URL): boolean => url.protocol === "https:" || isLoopback(url.hostname);

const isLoopback = (host: string): boolean =>
  host === "localhost" ||
  host.endsWith(".localhost") ||
  host === "[::1]" ||
  /^127(?:\.\d{1,3}){3}$/.test(host);

const withoutExtras = (url: URL): boolean =>
  url.username === "" && url.password === "" && url.search === "" && url.hash === "";
