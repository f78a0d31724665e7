import { request } from "node:http";
import { afterEach, expect, test } from "vitest";
import { type LivePage, serveLivePage } from "../../src/cli/livePage.ts";

const ended: LivePage[] = [];
const signal = new AbortController().signal;
const atOnce = { signal, wait: async () => {} };
afterEach(async () => {
  for (const page of ended.splice(0)) await page.end("", atOnce);
});

async function serve(render: () => string): Promise<LivePage> {
  const page = await serveLivePage(render);
  ended.push(page);
  return page;
}

/** A request as a browser may not make it: with any method, path and Host. */
function ask(url: string, { method = "GET", path = new URL(url).pathname, host = new URL(url).host } = {}) {
  const { port } = new URL(url);
  return new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
    const asked = request({ ...{ method, path, port }, host: "127.0.0.1", headers: { host } }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part: string) => {
        text += part;
      });
      response.on("end", () => resolve({ status: response.statusCode, text }));
    });
    asked.on("error", reject).end();
  });
}

test("a page that grows + two requests -> each shows it as it is then, and no browser keeps it", async () => {
  let rows = 0;
  const { url } = await serve(() => `<p>${++rows} rows</p>`);
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{22}\/$/);
  const first = await fetch(url);
  expect([await first.text(), (await ask(url)).text]).toEqual(["<p>1 rows</p>", "<p>2 rows</p>"]);
  expect(Object.fromEntries(first.headers)).toMatchObject({
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "content-security-policy": expect.stringMatching(/^default-src 'none'; .*frame-ancestors 'none'$/),
  });
});

test.each([
  ["another method", { method: "POST" }, 405],
  ["HEAD", { method: "HEAD" }, 405],
  ["another path", { path: "/" }, 404],
  ["the path and more", { path: "/../report.html" }, 404],
  ["the name of another site that leads here", { host: "evil.example" }, 421],
  ["no port", { host: "127.0.0.1" }, 421],
])("%s -> refused, and nothing of the page is told", async (_title, change, status) => {
  const { url } = await serve(() => "SECRET");
  const answer = await ask(url, change);
  expect({ status: answer.status, told: answer.text.includes("SECRET") }).toEqual({ status, told: false });
});

test("two pages -> addresses that have nothing in common", async () => {
  const paths = [await serve(() => ""), await serve(() => "")].map(({ url }) => new URL(url).pathname);
  expect(new Set(paths).size).toBe(2);
});

const stopped = (url: string): Promise<string> =>
  fetch(url).then(
    () => "answers",
    () => "stopped",
  );

test("the end + somebody who looks on -> the last page once, then nothing", async () => {
  const { url, end } = await serve(() => "live");
  let waited = 0;
  const seen: string[] = [];
  const wait = async () => {
    waited += 1;
    if (waited === 3) seen.push(await (await fetch(url)).text());
  };
  await end("the end", { signal, wait });
  expect({ seen, waited, afterwards: await stopped(url) }).toEqual({
    seen: ["the end"],
    waited: 3,
    afterwards: "stopped",
  });
});

test("the end + a request that is refused -> it does not count as a look", async () => {
  const { url, end } = await serve(() => "live");
  let waited = 0;
  const wait = async () => {
    waited += 1;
    await ask(url, { path: "/" });
  };
  await end("the end", { signal, wait });
  expect(waited).toBe(50);
});

test.each([
  ["nobody looks", 5000, false],
  ["Ctrl-C", 0, true],
])("the end + %s -> it stops after %i ms", async (_title, waitedMs, aborted) => {
  const { url, end } = await serve(() => "live");
  const interrupt = new AbortController();
  if (aborted) interrupt.abort();
  let waited = 0;
  await end("the end", {
    signal: interrupt.signal,
    wait: async (ms) => {
      waited += ms;
    },
  });
  expect({ waited, afterwards: await stopped(url) }).toEqual({ waited: waitedMs, afterwards: "stopped" });
});
