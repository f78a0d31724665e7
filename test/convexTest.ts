import { patchedConvexTest } from "../scripts/embedded/convexTest.ts";

/**
 * Stands for the package in all tests: files share a process, where there is one place for the syscalls of convex-test, so
 * its two copies, that of the embedded Convex and the package's own, would take each other's.
 */
export const { convexTest } = await patchedConvexTest();
