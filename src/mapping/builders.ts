export { array, composite, type ObjectOptions, object, range, vector } from "./nestedBuilders.ts";
export {
  boolean,
  bytes,
  cents,
  char,
  decimal,
  geojson,
  hstore,
  inet,
  integer,
  json,
  money,
  number,
  numberOrTime,
  text,
  uuid,
} from "./scalarBuilders.ts";
export { date, interval, time, timestamp } from "./timeBuilders.ts";
