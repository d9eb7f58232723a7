import { CommandError, run } from "../cluster/command.js";
import { searchPath } from "../cluster/requirements.js";

const env = () => ({ PATH: searchPath().join(":") });

/** Runs lines of `ip` in a namespace, all or an error. */
export const ip = (namespace: string, lines: string[]): Promise<string> =>
  run("ip", ["-n", namespace, "-batch", "-"], { env: env(), input: `${lines.join("\n")}\n` });

/** Runs `ip` where this process is. */
export const ipHere = (...args: string[]): Promise<string> => run("ip", args, { env: env() });

/** Runs a program in a namespace. */
export const runIn = (namespace: string, program: string, args: string[], input?: string): Promise<string> =>
  run("nsenter", [`--net=/run/netns/${namespace}`, program, ...args], {
    env: env(),
    ...(input === undefined ? {} : { input }),
  });

/** What a program printed and how it ended, whichever way. */
export interface Ended {
  code: number | string;
  output: string;
}

export const endedIn = (namespace: string, program: string, args: string[]): Promise<Ended> =>
  runIn(namespace, program, args).then(
    (output) => ({ code: 0, output }),
    (error: unknown) => {
      if (error instanceof CommandError) return { code: error.code, output: error.output };
      throw error;
    },
  );

/** Sets kernel settings of a namespace. */
export const sysctl = (namespace: string, settings: Record<string, number>): Promise<string> =>
  runIn(namespace, "sysctl", ["-qw", ...Object.entries(settings).map(([name, value]) => `${name}=${value}`)]);
