/** What some work took. */
export type Measured = {
  seconds: number;
  /** Of the processor's time: what else the machine does meanwhile is not the work's. */
  cpuSeconds: number;
  /** Of the process since its start. */
  peakMiB: number;
};

export async function measured<Result>(
  work: () => Promise<Result>,
): Promise<{ result: Result; took: Measured }> {
  const startedAtMs = performance.now();
  const before = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  const took = {
    seconds: (performance.now() - startedAtMs) / 1000,
    cpuSeconds: (user + system) / 1e6,
    peakMiB: process.resourceUsage().maxRSS / 1024,
  };
  return { result, took };
}
