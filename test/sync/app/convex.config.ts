import migrations from "@convex-dev/migrations/convex.config";
import { defineApp } from "convex/server";
import supabaseToConvex from "supabase-to-convex/convex.config";

const app = defineApp();
app.use(supabaseToConvex);
app.use(migrations);
export default app;
