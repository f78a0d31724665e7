import { expect, test } from "vitest";
import { confirmed } from "../../src/cli/confirmed.ts";

const ASKED = { question: "Clear them?", withYes: "npx supabase-to-convex finish --yes" };
const answering = (answer: boolean) => {
  const asked: string[] = [];
  const confirm = async (question: string): Promise<boolean> => {
    asked.push(question);
    return answer;
  };
  return { asked, io: { confirm } };
};

test("a terminal that answers y -> goes on", async () => {
  const { asked, io } = answering(true);
  await confirmed(io, { yes: false, json: false }, ASKED);
  expect(asked).toEqual(["Clear them? y/N "]);
});

test("a terminal that answers anything else -> nothing is done, and no command is pressed on anyone", async () => {
  const refused = confirmed(answering(false).io, { yes: false, json: false }, ASKED);
  await expect(refused).rejects.toMatchObject({ message: "Nothing was changed.", next: undefined });
});

test("--yes -> goes on without a question", async () => {
  const { asked, io } = answering(false);
  await confirmed(io, { yes: true, json: true }, ASKED);
  await confirmed({}, { yes: true, json: false }, ASKED);
  expect(asked).toEqual([]);
});

test.each([
  ["no terminal", {}, false],
  ["--json", answering(true).io, true],
])("%s, and no --yes -> refused, with the command that says yes", async (_title, io, json) => {
  await expect(confirmed(io, { yes: false, json }, ASKED)).rejects.toMatchObject({
    message: expect.stringContaining("--yes"),
    next: ASKED.withYes,
  });
});
