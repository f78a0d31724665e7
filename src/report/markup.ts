import htm from "htm";
import { type ComponentChild, h } from "preact";
import { renderToString } from "preact-render-to-string";
import { printable } from "../shared/words.ts";

/** A part of a page. Text in it is escaped when it is rendered, whatever it holds. */
export type Markup = ComponentChild | ComponentChild[];

/** Makes markup: html`<p>${text}</p>`. */
export const html: (strings: TemplateStringsArray, ...values: unknown[]) => Markup = htm.bind(h);

/** A name from the source or the app: it may be in any script and direction, and hold anything. */
export const named = (name: string): Markup => html`<bdi>${printable(name)}</bdi>`;

export const rendered = (markup: Markup): string => renderToString(html`<${Parts}>${markup}<//>` as Part);

type Part = Parameters<typeof renderToString>[0];
const Parts = ({ children }: { children: Markup }): Markup => children;
