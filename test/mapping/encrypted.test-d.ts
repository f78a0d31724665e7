import { test } from "vitest";
import {
  array,
  boolean,
  cents,
  date,
  decimal,
  encrypted,
  integer,
  json,
  number,
  text,
  timestamp,
  uuid,
} from "../../src/client/index.ts";
import { contacts } from "./contactsMigration.ts";

test("a column that fills text -> can be encrypted, and fills text", () => {
  contacts({ name: encrypted(text()) });
  contacts({ name: encrypted(uuid()) });
  contacts({ name: encrypted(date()) });
  contacts({ name: encrypted(decimal()) });
  contacts({ name: encrypted(integer()) });
  contacts({ name: encrypted(json()) });
});

test("a column whose text is not what its field would hold -> refused", () => {
  // @ts-expect-error an amount in cents is not the text "12.30"
  encrypted(cents());
  // @ts-expect-error milliseconds are not the text of a timestamp
  encrypted(timestamp());
  // @ts-expect-error a boolean
  encrypted(boolean());
  // @ts-expect-error a number
  encrypted(number());
  // @ts-expect-error an array
  encrypted(array(text()));
});
