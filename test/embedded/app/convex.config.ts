import migrations from "@convex-dev/migrations/convex.config";
import { defineApp } from "convex/server";
import mycomp from "./mycomp/convex.config";

const app = defineApp();
app.use(mycomp);
app.use(migrations);
export default app;
