import type { CliIo } from "./io.ts";

/** Where `convex.json` says that the app's functions are. */
export function functionsFolder({ readFile }: Pick<CliIo, "readFile">): string {
  try {
    const { functions } = JSON.parse(readFile("convex.json") ?? "{}") as { functions?: unknown };
    return typeof functions === "string" && functions !== "" ? functions : "convex";
  } catch {
    return "convex";
  }
}
