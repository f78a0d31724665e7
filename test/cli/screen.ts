/**
 * What is left on a terminal's screen after it has been sent this text: line feeds, carriage returns, cursor moves and
 * the clearing of lines, which is all that progress bars need. Colours are ignored.
 */
export function screenAfter(sent: string): string[] {
  const lines: string[] = [""];
  let row = 0;
  let column = 0;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape codes are what is read.
  for (const [token, count, code] of sent.matchAll(/\u001b\[(\d*)([A-Za-z])|[\s\S]/gu)) {
    const line = lines[row] ?? "";
    if (code === "A") row = Math.max(0, row - Number(count || 1));
    else if (code === "G") column = Number(count || 1) - 1;
    else if (code === "K") lines[row] = count === "2" ? "" : line.slice(0, column);
    else if (code === "J") {
      lines[row] = line.slice(0, column);
      lines.length = row + 1;
    } else if (code !== undefined) continue;
    else if (token === "\r") column = 0;
    else if (token === "\n") {
      row += 1;
      if (row === lines.length) lines.push("");
    } else {
      lines[row] = line.padEnd(column).slice(0, column) + token + line.slice(column + 1);
      column += 1;
    }
  }
  return lines.map((line) => line.trimEnd());
}
