/** Each component's import and use, as `convex/convex.config.ts` needs them. */
const COMPONENTS = [
  { name: "migrations", from: "@convex-dev/migrations/convex.config" },
  { name: "supabaseToConvex", from: "supabase-to-convex/convex.config" },
] as const;

export const configText = (): string => `import migrations from "@convex-dev/migrations/convex.config";
import { defineApp } from "convex/server";
import supabaseToConvex from "supabase-to-convex/convex.config";

const app = defineApp();
app.use(supabaseToConvex);
app.use(migrations);

export default app;
`;

/** The lines that a `convex.config.ts` lacks, none where it installs both components. */
export function linesMissing(config: string): string[] {
  const missing = COMPONENTS.filter(({ from }) => !new RegExp(`["']${from}(?:\\.js)?["']`).test(config));
  return [
    ...missing.map(({ name, from }) => `import ${name} from "${from}";`),
    ...missing.map(({ name }) => `app.use(${name});`),
  ];
}
