import { expect, test } from "vitest";
import { LineSpill } from "../../src/pack/lineSpill.ts";

test("lines shorter and longer than a read, and none -> the same lines in their order", async () => {
  const spill = await LineSpill.open();
  try {
    const lines = ["a", "", "é".repeat(700_000), "b".repeat(3_000_000), "last"];
    await spill.append(lines.slice(0, 3));
    await spill.append([]);
    await spill.append(lines.slice(3));
    const read: string[] = [];
    for await (const some of spill.read()) read.push(...some.map((line) => line.toString("utf8")));
    expect(read.map(({ length }) => length)).toEqual(lines.map(({ length }) => length));
    expect({ same: read.every((line, at) => line === lines[at]), size: spill.size }).toEqual({
      same: true,
      size: 5,
    });
  } finally {
    await spill.close();
  }
});
