import { cents, ref, text, timestamp } from "../../../src/client/index.ts";

/** Only as many tables of items as the bench was asked for are at the source. */
const optional = true;
const values = { amountCents: cents("amount"), createdAt: timestamp("created_at") };

const parents = {
  accounts: { from: "accounts", fields: { createdAt: timestamp("created_at") } },
  projects: { from: "projects" },
};
const items = (from: string) => ({ from, optional, fields: values });
const bareItems = (from: string) => ({
  ...{ from, optional },
  fields: { ...values, accountId: text("account_id"), projectId: text("project_id") },
});

export const WITH_REFS = {
  ...parents,
  items1: items("items1"),
  items2: items("items2"),
  items3: items("items3"),
  items4: items("items4"),
};

export const WITHOUT_REFS = {
  ...parents,
  bareItems1: bareItems("items1"),
  bareItems2: bareItems("items2"),
  bareItems3: bareItems("items3"),
  bareItems4: bareItems("items4"),
};

export const WITH_PASS = {
  ...parents,
  waitingItems: {
    from: "items1",
    fields: {
      ...values,
      accountId: ref("accounts", "account_id", { resolve: "pass" }),
      projectId: ref("projects", "project_id", { resolve: "pass" }),
    },
  },
};
