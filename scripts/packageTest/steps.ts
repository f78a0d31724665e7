/** Runs steps one after the other, prints a line for each, and counts them. */
export type Steps = {
  /** @returns What the step returns, or undefined where it failed. */
  step<T>(name: string, work: () => Promise<T> | T): Promise<T | undefined>;
  /** Prints the counts. @returns the exit code */
  finish(): number;
};

export function createSteps(print: (line: string) => void): Steps {
  let passed = 0;
  let failed = 0;
  return {
    async step(name, work) {
      const startedAt = performance.now();
      const seconds = () => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
      try {
        const result = await work();
        passed += 1;
        print(`ok     ${name} (${seconds()})`);
        return result;
      } catch (error) {
        failed += 1;
        print(`FAILED ${name} (${seconds()})\n${error instanceof Error ? error.message : String(error)}`);
        return undefined;
      }
    },
    finish() {
      print(`${passed} passed, ${failed} failed`);
      return failed === 0 ? 0 : 1;
    },
  };
}

/** @throws with both values where they differ */
export function equal(actual: unknown, expected: unknown): void {
  const [found, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (found !== wanted) throw new Error(`expected ${wanted}\nfound    ${found}`);
}
