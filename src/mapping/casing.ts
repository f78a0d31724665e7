export { camelCase, legacyFieldOf, passNameOf, snakeCase } from "../shared/casing.ts";
