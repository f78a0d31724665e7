/** `first_contact_at` → `firstContactAt`. Names without an underscore are kept. */
export const camelCase = (column: string): string =>
  column.replace(/_+([a-z0-9])/gi, (_match, letter: string) => letter.toUpperCase());

/** `firstContactAt` → `first_contact_at`: the column that a field is read from unless the mapping names one. */
export const snakeCase = (field: string): string =>
  field.replace(/[A-Z]/g, (letter, at: number) => `${at === 0 ? "" : "_"}${letter.toLowerCase()}`);

const capitalized = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/** Where a document keeps the legacy id of a ref that waits for its pass: `userId` → `legacyUserId`. */
export const legacyFieldOf = (field: string): string => `legacy${capitalized(field)}`;

/** The export that resolves a table's refs: `contacts` → `resolveContacts`. */
export const passNameOf = (table: string): string => `resolve${capitalized(table)}`;
