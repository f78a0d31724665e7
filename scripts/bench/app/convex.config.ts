import migrations from "@convex-dev/migrations/convex.config";
import { defineApp } from "convex/server";
import supabaseToConvex from "../../../src/component/convex.config.ts";

const app = defineApp();
app.use(supabaseToConvex);
app.use(migrations);

export default app;
