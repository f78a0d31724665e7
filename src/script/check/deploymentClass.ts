/**
 * What the classes of a cloud deployment take: MiB written a second, documents and index entries counted.
 *
 * @see https://docs.convex.dev/production/state/limits
 */
export const DEPLOYMENT_CLASSES = {
  s16: { mibPerSecond: 4 },
  s256: { mibPerSecond: 8 },
  d1024: { mibPerSecond: 64 },
} as const satisfies Record<string, { mibPerSecond: number }>;

export type DeploymentClass = keyof typeof DEPLOYMENT_CLASSES;
