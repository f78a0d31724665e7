import { deploymentOfKey, deploymentOfUrl, urlOfDeployment } from "./deployKey.ts";
import { COMMAND_LINE, type Found, type Layer, lookUp } from "./envFiles.ts";
import { missing, type Setting, type Settled } from "./setting.ts";
import { checkUrl } from "./urls.ts";

export type ConvexConfig = { url: string; key: string };

type Target = { convex: ConvexConfig; notices: string[] };

const URL_SETTING: Setting = {
  flag: "--convex-url",
  variables: ["CONVEX_URL", "NEXT_PUBLIC_CONVEX_URL"],
  find: "Convex dashboard → Settings → URL & Deploy Key",
};
const KEY_SETTING: Setting = {
  flag: "--convex-key",
  variables: ["CONVEX_DEPLOY_KEY"],
  find: "Convex dashboard → Settings → URL & Deploy Key → Generate a deploy key",
};
const SELF_HOSTED_URL = "CONVEX_SELF_HOSTED_URL";
const SELF_HOSTED_KEY = "CONVEX_SELF_HOSTED_ADMIN_KEY";

/** Which deployment, and the key for it: a self-hosted one if both its variables are set, unless a flag names another. */
export function convexSettings(layers: readonly Layer[]): Settled<Target> {
  const selfHosted = {
    url: lookUp(layers, [SELF_HOSTED_URL]),
    key: lookUp(layers, [SELF_HOSTED_KEY]),
  };
  const cloud = { url: lookUp(layers, URL_SETTING.variables), key: lookUp(layers, KEY_SETTING.variables) };
  const flagged = [cloud.url, cloud.key].some((found) => found?.layer === COMMAND_LINE);
  if (flagged) return cloudTarget(cloud.url, cloud.key);
  const { url, key } = selfHosted;
  if (url !== undefined && key !== undefined) return selfHostedTarget(url, key, cloud);
  if (url !== undefined || key !== undefined) {
    const [there, absent] =
      url === undefined ? [SELF_HOSTED_KEY, SELF_HOSTED_URL] : [SELF_HOSTED_URL, SELF_HOSTED_KEY];
    const where = (url ?? key)?.layer;
    // Going on with Convex's cloud could write to another deployment than the one that was meant.
    return failed(
      `${there} is set (${where}), but ${absent} is missing: set both for a self-hosted deployment, or neither.`,
    );
  }
  return cloudTarget(cloud.url, cloud.key);
}

function selfHostedTarget(
  url: Found,
  key: Found,
  cloud: { url: Found | undefined; key: Found | undefined },
): Settled<Target> {
  const checked = checkUrl(url.value);
  if (!checked.ok) return failed(`${SELF_HOSTED_URL} (${url.layer}) ${checked.reason}.`);
  // NEXT_PUBLIC_CONVEX_URL is there for the browser and says nothing about this script.
  const rivals = [cloud.key, cloud.url?.variable === "CONVEX_URL" ? cloud.url : undefined]
    .filter((found) => found !== undefined)
    .filter((found) => found.value.replace(/\/+$/, "") !== checked.url);
  const notices = rivals.map(
    ({ variable, layer }) =>
      `${variable} (${layer}) is not used: ${SELF_HOSTED_URL} and ${SELF_HOSTED_KEY} are set and come first.`,
  );
  return { ok: true, value: { convex: { url: checked.url, key: key.value }, notices } };
}

function cloudTarget(url: Found | undefined, key: Found | undefined): Settled<Target> {
  if (key === undefined) {
    return failed(...(url === undefined ? [missing(URL_SETTING)] : []), missing(KEY_SETTING));
  }
  const named = deploymentOfKey(key.value);
  if (url === undefined) {
    return named === undefined
      ? failed(missing(URL_SETTING))
      : { ok: true, value: { convex: { url: urlOfDeployment(named), key: key.value }, notices: [] } };
  }
  const checked = checkUrl(url.value);
  if (!checked.ok) return failed(`${url.variable} (${url.layer}) ${checked.reason}.`);
  const problem = mismatch(url, checked.url, key, named);
  if (problem !== undefined) return failed(problem);
  return { ok: true, value: { convex: { url: checked.url, key: key.value }, notices: [] } };
}

function mismatch(url: Found, checkedUrl: string, key: Found, named: string | undefined): string | undefined {
  if (new URL(checkedUrl).hostname.endsWith(".convex.site")) {
    return `${url.variable} (${url.layer}) ends in .convex.site, which serves HTTP actions only: it must end in .convex.cloud.`;
  }
  const addressed = deploymentOfUrl(checkedUrl);
  if (addressed === undefined || named === undefined || addressed === named) return undefined;
  return (
    `${url.variable} (${url.layer}) is the deployment ${addressed}, but ${key.variable} (${key.layer}) is a key of ${named}. ` +
    `Set ${url.variable} to ${urlOfDeployment(named)}, or take a key of ${addressed}.`
  );
}

const failed = (...problems: string[]): Settled<Target> => ({ ok: false, problems });
