/** The text of a page as a person reads it, without its style. */
export const textOf = (html: string): string =>
  html
    .replace(/<style>[\s\S]*?<\/style>/, "")
    .replace(/<[^>]*>/g, " ")
    .replaceAll("&lt;", "<")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&")
    .replace(/\s+/g, " ");

/** Its tags, with their attributes. */
export const tagsOf = (html: string): string[] => html.match(/<[^>]*>/g) ?? [];
