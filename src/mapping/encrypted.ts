import { isEnvelope, UNSEALABLE } from "../shared/envelope.ts";
import { Column } from "./column.ts";
import { type Converted, converted, misfit } from "./converted.ts";
import { takes } from "./shape.ts";

/**
 * A column that the script encrypts before it sends it: AES-256-GCM with the key in MIGRATION_ENCRYPTION_KEY. The field
 * holds an envelope that `decrypt` opens again, in the same table, field and row alone. Empty text is encrypted, NULL stays
 * NULL. Make the key with `npx supabase-to-convex keygen`.
 *
 * @param column Any column that fills a v.string(); what is encrypted is the text that Postgres writes for it. `.trim()` and
 * `.default()` cannot hold: what is read is not seen before it is encrypted.
 * @example encrypted(text("access_token"))
 */
export function encrypted({ spec, modifiers }: Column<string>): Column<string, never> {
  return new Column(
    {
      ...spec,
      builder: `encrypted(${spec.builder})`,
      needs: "v.string()",
      suits: (shape) => takes(shape, "string"),
      convert: toEnvelope,
      encrypted: true,
    },
    modifiers,
  );
}

/** An envelope as it came. Whatever else comes is not stored, for it may be what was to be encrypted. */
function toEnvelope(value: unknown): Converted {
  if (typeof value === "string" && isEnvelope(value)) return converted(value);
  return value === UNSEALABLE
    ? misfit("NOT_ENCRYPTABLE", "text of whole characters, or a number with every digit", undefined)
    : misfit("NOT_ENCRYPTED", "a value that the script has encrypted", value);
}
