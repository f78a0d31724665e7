/**
 * The deployment that a Convex deploy key names: `happy-animal-123` for `prod:happy-animal-123|…`. Undefined for keys
 * of a whole project and for preview keys, which name none.
 */
export function deploymentOfKey(key: string): string | undefined {
  const [kind, name, ...more] = (key.split("|")[0] ?? "").split(":");
  const namesOne = key.includes("|") && (kind === "prod" || kind === "dev") && more.length === 0;
  return namesOne && name !== "" ? name : undefined;
}

/** The deployment at a URL of Convex's cloud; undefined for a custom domain or a self-hosted one. */
export function deploymentOfUrl(url: string): string | undefined {
  const { hostname } = new URL(url);
  return hostname.endsWith(".convex.cloud") ? hostname.split(".")[0] : undefined;
}

export const urlOfDeployment = (name: string): string => `https://${name}.convex.cloud`;
