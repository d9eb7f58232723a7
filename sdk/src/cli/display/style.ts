/** Paints text for a terminal, or leaves it. */
export interface Style {
  green: (text: string) => string;
  yellow: (text: string) => string;
  red: (text: string) => string;
  magenta: (text: string) => string;
  dim: (text: string) => string;
  bold: (text: string) => string;
}

const paint =
  (on: number, off: number) =>
  (text: string): string =>
    `\u001B[${on}m${text}\u001B[${off}m`;

const plain = (text: string): string => text;

/** Colours, or none of them. */
export const style = (colours: boolean): Style =>
  colours
    ? {
        green: paint(32, 39),
        yellow: paint(33, 39),
        red: paint(31, 39),
        magenta: paint(35, 39),
        dim: paint(2, 22),
        bold: paint(1, 22),
      }
    : { green: plain, yellow: plain, red: plain, magenta: plain, dim: plain, bold: plain };

/** Colours where a person looks and has not said no (https://no-color.org). */
export const wantsColours = (flag: boolean, isTerminal: boolean, env: NodeJS.ProcessEnv = process.env): boolean =>
  flag && isTerminal && (env["NO_COLOR"] ?? "") === "" && env["TERM"] !== "dumb";
