import { internalQueryGeneric } from "convex/server";
import { v } from "convex/values";
import { decrypt } from "supabase-to-convex";

/** Every person's secrets as the app sees them. */
export const all = internalQueryGeneric({
  args: { key: v.string() },
  handler: async ({ db }, { key }) => {
    const people = await db.query("people").collect();
    return Promise.all(
      people.map(async ({ name, legacyId, accessToken, recoveryCode }) => {
        const open = async (field: string, value: string | undefined): Promise<string | null> =>
          value === undefined ? null : decrypt(value, { key, table: "people", field, legacyId });
        return [name, await open("accessToken", accessToken), await open("recoveryCode", recoveryCode)];
      }),
    );
  },
});
